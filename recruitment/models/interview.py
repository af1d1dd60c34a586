"""Times for interviews, one person each."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recruitment.models.application import Application
from recruitment.models.role import Role


class InterviewSlotQuerySet(models.QuerySet["InterviewSlot"]):
    """Times for interviews, the earliest first."""

    def planned(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at=None)

    def free(self) -> Self:
        """To be chosen: planned, to come, and nobody's."""
        return self.planned().filter(application=None, starts_at__gt=timezone.now())

    def offered_to(self, application: Application) -> Self:
        """What this applicant may choose from: free times for the role, or for any role."""
        return self.free().filter(Q(role=None) | Q(role=application.role_id))

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view interview times, otherwise nothing."""
        return self if user.has_perm("recruitment.view_interviewslot") else self.none()


class InterviewSlot(models.Model):
    """A time at which a member of staff can talk with one applicant; booked by whoever takes it first.

    ``uid`` and ``sequence`` are the calendar entry's, which is sent, changed and cancelled with it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role"),
        help_text=_("Empty: applicants for any role may choose it."),
    )
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who talks")
    )
    starts_at = models.DateTimeField(_("from"), db_index=True)
    ends_at = models.DateTimeField(_("until"))
    place_en = models.CharField(_("where (English)"), max_length=200)
    place_zh = models.CharField(_("where (Chinese)"), max_length=200, blank=True)
    application = models.OneToOneField(
        Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="slot", verbose_name=_("booked by")
    )
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)

    objects: ClassVar[InterviewSlotQuerySet] = InterviewSlotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("interview time")
        verbose_name_plural = _("interview times")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_times_in_order"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(application=None), name="slot_cancelled_is_nobodys"
            ),
            models.UniqueConstraint(
                fields=["interviewer", "starts_at"],
                condition=Q(cancelled_at=None),
                name="one_slot_per_interviewer_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"I{self.pk:05d}" if self.pk else "I"

    @property
    def is_to_come(self) -> bool:
        """Whether it takes place, and has not begun."""
        return self.cancelled_at is None and self.starts_at > timezone.now()
