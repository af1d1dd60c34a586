"""Details an applicant corrects: what takes effect only once it is confirmed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruitment.models.application import Application


class AddressChange(models.Model):
    """The e-mail address an applicant would rather be written to, until a link sent there is used.

    Mails go to the old address meanwhile. A further wish replaces this one; the link is kept as a SHA-256 of its
    token only.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="address_change")
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("address to be confirmed")

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"
