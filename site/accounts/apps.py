from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who may sign in, as whom, and what each kind of staff may see."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import mails  # noqa: F401, PLC0415 - registers its mail kinds once apps are ready
        from accounts.roles import Staff, grant  # noqa: PLC0415 - needs the models

        for staff in Staff:
            grant(staff, "wagtailadmin.access_admin")
        grant(Staff.ADMINISTRATOR, "accounts.add_user", "accounts.change_user", "accounts.delete_user")
