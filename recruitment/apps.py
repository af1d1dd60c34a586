from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    """From the first question to an accepted volunteer."""

    name = "recruitment"
    verbose_name = _("Recruitment")
