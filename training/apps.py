from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """From a place on a weekend to who may do casework."""

    name = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from training import mails  # noqa: F401, PLC0415 - registers its mail kinds once apps are ready
