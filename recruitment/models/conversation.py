"""What applicants and referees are asked after submission: answered through a link, without an account."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruitment.models.application import Application


class InformationRequest(models.Model):
    """A question to the applicant while an application is considered, and the answer."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="requests")
    question = models.TextField(_("question"), max_length=2000)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to an applicant")
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="one_open_question_per_application"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """References."""

    def unanswered(self) -> Self:
        """Neither given nor declined yet."""
        return self.filter(received_at=None, declined_at=None)

    def asked(self) -> Self:
        """Asked for, and not answered yet."""
        return self.unanswered().filter(asked_at__isnull=False)

    def counted(self) -> Self:
        """Those an applicant need not replace: given, or still to come."""
        return self.filter(declined_at=None)

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view applications, otherwise nothing."""
        return self if user.has_perm("recruitment.view_application") else self.none()


class Reference(models.Model):
    """Somebody who can speak for an applicant, named by the applicant after a conditional offer, and what they said.

    The link they were sent is kept as a SHA-256 of its token only.
    """

    class Recommends(models.TextChoices):
        """Whether they would have this person as a volunteer."""

        YES = "yes", _("Yes")
        RESERVATIONS = "reservations", _("Yes, with reservations")
        NO = "no", _("No")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="references")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    relation = models.CharField(_("how they know the applicant"), max_length=200)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - NULL until asked
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    known_for = models.CharField(_("how long they have known each other"), max_length=200, blank=True)
    text = models.TextField(_("what they say"), blank=True)
    recommends = models.CharField(_("recommends"), max_length=12, choices=Recommends, blank=True)

    objects: ClassVar[ReferenceQuerySet] = ReferenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application", "email"], name="one_reference_per_address"),
            models.CheckConstraint(condition=Q(received_at=None) | Q(declined_at=None), name="reference_given_or_not"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"
