"""What the register says, every change kept, and the credit that follows."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.dates import today
from recruitment.models import Role, Volunteer
from training.models.enrolment import Enrolment
from training.models.event import Session
from training.models.module import Module


class Status(models.TextChoices):
    """What a mark says. A cell without a mark is unmarked, not absent."""

    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


class Cell(models.Model):
    """What is said of one person at one session."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="%(class)ss")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="%(class)ss")
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), default=0)
    minutes_left_early = models.PositiveSmallIntegerField(_("minutes left early"), default=0)

    class Meta:
        abstract = True


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Current marks."""

    def visible_to(self, user: Any) -> Self:
        """Staff with the right see all, a volunteer their own."""
        if user.has_perm("training.view_attendance"):
            return self
        return self.filter(enrolment__volunteer__user=user) if user.is_authenticated else self.none()


class Attendance(Cell):
    """The current mark of a cell: always equal to the last of its :class:`AttendanceMark` rows.

    ``version`` counts the marks; a mark names the version it saw and is refused if another came first.
    An empty ``status`` is a cell whose mark was taken back.
    """

    status = models.CharField(_("mark"), max_length=8, choices=Status, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[AttendanceQuerySet] = AttendanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["enrolment", "session"], name="one_current_mark_per_cell")]
        permissions = [("keep_register", "Can keep the register")]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"


class AttendanceMark(Cell):
    """One mark, as it was made: append-only. The same ``client_id`` sent again counts once.

    ``at`` is when it was counted; ``tapped_at`` when it was made, where a phone had to wait for the network.
    """

    class Source(models.TextChoices):
        """Where a mark came from."""

        REGISTER = "register", _("Register")
        CHECK_IN = "check_in", _("Self check-in")
        IMPORT = "import", _("Import")

    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    status = models.CharField(_("mark"), max_length=8, choices=Status, blank=True)
    from_status = models.CharField(max_length=8, choices=Status, blank=True)
    version = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=Source, default=Source.REGISTER)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    tapped_at = models.DateTimeField(_("tapped"), null=True, blank=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=["enrolment", "session", "version"], name="one_mark_per_version")]

    def __str__(self) -> str:
        return f"Mark {self.pk}"


class CreditQuerySet(models.QuerySet["Credit"]):
    """Credits."""

    def visible_to(self, user: Any) -> Self:
        """Staff with the right see all, a volunteer their own."""
        if user.has_perm("training.view_credit"):
            return self
        return self.filter(volunteer__user=user) if user.is_authenticated else self.none()

    def by_hand(self) -> Self:
        """Granted by somebody: no mark in a register earned them."""
        return self.filter(attendance=None)

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at=None)

    def valid_on(self, day: date | None = None) -> Self:
        """Counting on a day."""
        day = day or today()
        in_time = Q(valid_until=None) | Q(valid_until__gte=day)
        return self.standing().filter(in_time, earned_on__lte=day)


class Credit(models.Model):
    """A module satisfied: by attendance, or granted with a reason by somebody else. Completion reads nothing else.

    One by attendance is withdrawn by the register, with its mark; the reason and the person are kept of the others.
    """

    class Source(models.TextChoices):
        """How it was earned."""

        ATTENDANCE = "attendance", _("Attended")
        TAUGHT = "taught", _("Taught it")
        EARLIER = "earlier", _("Earlier training")
        IMPORTED = "imported", _("Imported")

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="credits")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="credits")
    attendance = models.OneToOneField(
        Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="credit"
    )
    source = models.CharField(_("how"), max_length=10, choices=Source)
    earned_on = models.DateField(_("earned on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[CreditQuerySet] = CreditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.CheckConstraint(
                condition=Q(source="attendance", attendance__isnull=False)
                | (~Q(source="attendance") & Q(attendance__isnull=True)),
                name="credit_by_attendance_or_granted",
            ),
            models.CheckConstraint(condition=Q(source="attendance") | ~Q(reason=""), name="granted_credit_has_reason"),
            models.UniqueConstraint(
                fields=["volunteer", "module", "earned_on"],
                condition=Q(attendance=None, withdrawn_at=None),
                name="one_granted_credit_per_day",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "module"], name="credit_of_volunteer")]

    def __str__(self) -> str:
        return f"Credit {self.pk}"


class Completion(models.Model):
    """Credit for all compulsory modules of a role, wherever and whenever each was earned.

    It comes by itself with the last credit and is marked undone when a correction takes one away.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="completions")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="completions")
    completed_on = models.DateField(_("completed on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "role", "completed_on"],
                condition=Q(undone_at=None),
                name="one_completion_per_day",
            )
        ]

    def __str__(self) -> str:
        return f"Completion {self.pk}"
