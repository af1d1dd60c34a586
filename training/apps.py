from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """From a place on a weekend to who may do casework."""

    name = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from training import mails, receivers  # noqa: F401, PLC0415 - they register once apps are ready

        grant_permissions()


def grant_permissions() -> None:
    """State what each kind of staff may do in these rooms."""
    from accounts.roles import Staff, grant  # noqa: PLC0415 - models are loaded by now

    plan = ("view_module", "view_requirement", "view_event", "view_session", "view_terms")
    telephone = ("change_acknowledgement",)
    weekends = ("add_event", "change_event", "add_session", "change_session", "add_enrolment", "change_enrolment")
    register = ("view_enrolment", "view_attendance", "keep_register", "view_credit", "add_credit", "view_completion")
    teach = (*weekends, *register, *telephone)
    follow = (
        "view_standing",
        "view_standingchange",
        "view_commitment",
        "view_enrolment",
        "view_attendance",
        "view_completion",
    )
    hours = ("view_hoursentry", "add_hoursentry", "confirm_hoursentry")
    supervise = ("hold_standing", "override_standing", "export_standing", "change_commitment", "view_credit")
    bring = ("view_importrun", "add_importrun")  # of the kinds that they may write by hand
    curriculum = ("add_module", "change_module", "add_requirement", "change_requirement", "add_terms")
    boards = ("view_boardreport", "add_boardreport")
    for staff, rights in {
        Staff.RECRUITER: (*plan, *follow, *hours, *telephone, *bring, *boards),
        Staff.TRAINER: (*plan, *teach, *bring),
        Staff.SUPERVISOR: (*plan, *follow, *hours, *supervise, *bring, "view_boardreport"),
        Staff.ADMINISTRATOR: (*plan, *teach, *follow, *hours, *supervise, *curriculum, *bring, *boards),
    }.items():
        grant(staff, *(f"training.{right}" for right in rights))
