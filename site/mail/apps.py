from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """The outbox: texts staff can edit, and every message that was sent or is to be sent."""

    name = "mail"
    verbose_name = _("Mail")
