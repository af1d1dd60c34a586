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

    interviews = ("add_interviewslot", "change_interviewslot")
    see = (
        "view_application",
        "view_interviewslot",
        "view_volunteer",
        "view_placement",
        "view_role",
        "view_cohort",
        "view_holiday",
    )
    change = ("change_cohort", "add_cohort", "change_placement", "change_volunteer")
    holidays = ("add_holiday", "change_holiday", "delete_holiday")
    export = ("export_application", "export_volunteer")
    reads = ("review_application", "view_criterion")
    rubric = (*reads, "add_criterion", "change_criterion", "delete_criterion")
    for staff, rights in {
        Staff.RECRUITER: (*see, *interviews, *change, *holidays, "move_application", "export_application", *reads),
        Staff.SUPERVISOR: (*see, "view_conflict", *reads),
        Staff.TRAINER: ("view_volunteer", "view_cohort", "view_role", "view_holiday"),
        Staff.ADMINISTRATOR: (
            *see,
            *interviews,
            *change,
            *holidays,
            *export,
            "move_application",
            "change_role",
            "delete_cohort",
        ),
    }.items():
        grant(staff, *(f"recruitment.{right}" for right in rights))
    for staff in (Staff.RECRUITER, Staff.ADMINISTRATOR):
        grant(staff, "recruitment.view_enquiry", "recruitment.answer_enquiry")
    for staff in (Staff.RECRUITER, Staff.ADMINISTRATOR):
        grant(staff, *(f"recruitment.{verb}_rolequestion" for verb in ("view", "add", "change", "delete")))
    grant(Staff.ADMINISTRATOR, *(f"recruitment.{right}" for right in rubric))
    for staff in (Staff.RECRUITER, Staff.ADMINISTRATOR):
        grant(staff, "recruitment.view_languagepair", "recruitment.change_languagepair")
    grant(Staff.SUPERVISOR, "recruitment.view_languagepair")
