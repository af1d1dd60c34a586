from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Issued, frozen, signed documents that anyone can verify."""

    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import mails, receivers  # noqa: F401, PLC0415 - they register once apps are ready
        from certificates.actions import certificates_of, kept_of  # noqa: PLC0415 - models are loaded by now
        from training.actions.copies import also_kept, also_written_about  # noqa: PLC0415

        also_kept("certificates", kept_of)
        also_written_about(certificates_of)
        grant_permissions()


def grant_permissions() -> None:
    """State what each kind of staff may do in these rooms."""
    from accounts.roles import Staff, grant  # noqa: PLC0415 - models are loaded by now

    issue = ("view_award", "view_certificate", "issue_certificate")
    for staff, rights in {
        Staff.TRAINER: issue,
        Staff.SUPERVISOR: ("view_award", "view_certificate"),
        Staff.ADMINISTRATOR: (*issue, "add_award", "change_award", "revoke_certificate"),
    }.items():
        grant(staff, *(f"certificates.{right}" for right in rights))
