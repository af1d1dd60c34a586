from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """From a place on a weekend to who may do casework."""

    name = "training"
    verbose_name = _("Training")
