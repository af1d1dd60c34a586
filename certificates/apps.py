from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Issued, frozen, signed documents that anyone can verify."""

    name = "certificates"
    verbose_name = _("Certificates")
