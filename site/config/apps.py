from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    """Knows every app: starts them, checks them, fills them with a demonstration."""

    name = "config"

    def ready(self) -> None:
        from config import admin_scripts, checks  # noqa: F401, PLC0415 - registers the system checks once apps are ready

        admin_scripts.replace_inline_scripts()
        grant_mail()
        post_migrate.connect(grant_staff_permissions, sender=self)


def grant_mail() -> None:
    """Mail lies beneath the accounts, so who may see it is stated here; and who may say who runs this copy."""
    from accounts.roles import Staff, grant  # noqa: PLC0415 - models are loaded by now

    see = ("mail.view_delivery", "mail.change_delivery")
    grant(Staff.RECRUITER, *see)
    grant(Staff.ADMINISTRATOR, *see, "mail.change_message", "base.change_organisation")


def grant_staff_permissions(**_kwargs: Any) -> None:
    """Give each kind of staff its permissions; this app is the last to migrate, so all of them exist."""
    from accounts.roles import sync  # noqa: PLC0415 - models are loaded by now

    sync()
