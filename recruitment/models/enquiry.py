"""People who write in before they know which role fits."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recruitment.models.role import Role


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries."""

    def open(self) -> Self:
        """Those nobody answered yet, the oldest first."""
        return self.filter(answered_at=None).order_by("received_at", "pk")

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view enquiries, otherwise nothing."""
        return self if user.has_perm("recruitment.view_enquiry") else self.none()


class Enquiry(models.Model):
    """A question from somebody who would like to help; answered from the staff's screens."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    text = models.TextField(_("what they wrote"))
    found = models.JSONField(_("answers in the role finder"), default=dict, blank=True)
    once = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(_("received"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    role = models.ForeignKey(
        Role, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("role pointed to")
    )

    objects: ClassVar[EnquiryQuerySet] = EnquiryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ("-received_at",)
        permissions = [("answer_enquiry", "Can answer enquiries")]

    def __str__(self) -> str:
        return f"E{self.pk:05d}" if self.pk else "E"
