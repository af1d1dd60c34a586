from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    """From the first question to an accepted volunteer."""

    name = "recruitment"
    verbose_name = _("Recruitment")

    def ready(self) -> None:
        from recruitment import mails, receivers  # noqa: F401, PLC0415 - they register once apps are ready
        from recruitment.actions import previews  # noqa: F401, PLC0415 - likewise

        grant_permissions()


def grant_permissions() -> None:
    """State what each kind of staff may do in these rooms."""
    from accounts.roles import Staff, grant  # noqa: PLC0415 - models are loaded by now

    see = ("view_application", "view_interviewslot", "view_volunteer", "view_placement", "view_role", "view_cohort")
    calendar = ("view_holiday", "add_holiday", "change_holiday", "delete_holiday")
    rounds = ("add_cohort", "change_cohort", "add_interviewslot", "change_interviewslot")
    decide = ("move_application", "export_application", "change_placement", "change_volunteer")
    answer = ("view_enquiry", "answer_enquiry", "view_languagepair", "change_languagepair")
    questions = tuple(f"{verb}_rolequestion" for verb in ("view", "add", "change", "delete"))
    score = ("review_application", "view_criterion")
    rubric = ("add_criterion", "change_criterion", "delete_criterion")
    recruit = (*see, *calendar, *rounds, *decide, *answer, *questions, *score)
    for staff, rights in {
        Staff.RECRUITER: recruit,
        Staff.SUPERVISOR: (*see, "view_holiday", "view_conflict", "view_languagepair", *score),
        Staff.TRAINER: ("view_volunteer", "view_cohort", "view_role", "view_holiday"),
        Staff.ADMINISTRATOR: (*recruit, *rubric, "change_role", "delete_cohort", "export_volunteer"),
    }.items():
        grant(staff, *(f"recruitment.{right}" for right in rights))
