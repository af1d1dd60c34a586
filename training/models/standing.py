"""Who may do casework, stored: what holds it up, and the answer kept ready for lists."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.dates import at, today
from recruitment.models import Placement, Role


class Criterion(models.TextChoices):
    """What eligibility for casework asks. The rules are in :mod:`training.eligibility`."""

    ACCEPTED = "accepted", _("Accepted for casework")
    TRAINED = "trained", _("Compulsory training complete")
    COMMITTED = "committed", _("Commitment signed and running")
    AVAILABLE = "available", _("Some weekday daytime availability")
    DECLARED = "declared", _("Declarations signed")
    CLEARED = "cleared", _("No hold by a supervisor")


class Hold(models.Model):
    """A supervisor's stop: no casework from a day to a day, with the reason."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="holds")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="hold_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class Override(models.Model):
    """One criterion taken as met, by a supervisor, with a reason and an expiry date. It shows everywhere."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="overrides")
    criterion = models.CharField(_("criterion"), max_length=10, choices=Criterion)
    from_on = models.DateField(_("from"))
    expires_on = models.DateField(_("expires on"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("from_on")), name="override_dates_in_order")
        ]

    def __str__(self) -> str:
        return f"Override {self.pk}"


class StandingQuerySet(models.QuerySet["Standing"]):
    """Stored answers."""

    def current(self, day: date | None = None) -> Self:
        """Of people who are in casework on a day, or still to begin."""
        return self.filter(accepted_until__gte=day or today())

    def due(self, day: date | None = None) -> Self:
        """Those whose dates may fall short from a day on, or of whom something is met or missing since then."""
        day = day or today()
        return self.filter(Q(recheck_on__lte=day) | Q(changes_on__lte=day))

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_standing") else self.none()


class Standing(models.Model):
    """The answer kept ready: for each criterion the days it is met, the span now or else the next.

    The passing of time makes no row wrong: a list compares two dates with the day. ``x_from`` is empty for a criterion
    that is never met; ``x_until`` is ``9999-12-31`` where no end is known. ``eligible_from``/``eligible_until`` are
    the days on which all are met, ``override_from``/``override_until`` those on which any override counts.
    ``recheck_on`` is the day from which the row may fall short because a further
    span follows; the tick rebuilds it then. Always equal to the live rule of :mod:`training.eligibility`.

    ``shown`` is what was met when the row was reckoned, a bit a criterion in their order, and ``changes_on`` the day
    from which that will be otherwise: the tick then notes the change. ``said_on`` is the first day of the latest
    statement of half-days.
    """

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="standing")
    accepted_from = models.DateField(null=True)
    accepted_until = models.DateField(null=True)
    trained_from = models.DateField(null=True)
    trained_until = models.DateField(null=True)
    committed_from = models.DateField(null=True)
    committed_until = models.DateField(null=True)
    available_from = models.DateField(null=True)
    available_until = models.DateField(null=True)
    declared_from = models.DateField(null=True)
    declared_until = models.DateField(null=True)
    cleared_from = models.DateField(null=True)
    cleared_until = models.DateField(null=True)
    never_met = models.PositiveSmallIntegerField(db_index=True)
    eligible_from = models.DateField(null=True)
    eligible_until = models.DateField(null=True)
    override_from = models.DateField(null=True)
    override_until = models.DateField(null=True)
    recheck_on = models.DateField(null=True, db_index=True)
    changes_on = models.DateField(null=True, db_index=True)
    said_on = models.DateField(null=True)
    shown = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[StandingQuerySet] = StandingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        permissions = [
            ("hold_standing", "Can hold somebody back from casework, and lift it"),
            ("override_standing", "Can take a criterion as met, for a time"),
            ("export_standing", "Can export the list of who may do casework"),
        ]
        # A filter and its count read one index and no row: what is compared, and who is still in casework.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["accepted_from", "accepted_until"], name="standing_accepted"),
            models.Index(fields=["eligible_from", "eligible_until", "accepted_until"], name="standing_eligible"),
            models.Index(fields=["trained_from", "trained_until", "accepted_until"], name="standing_trained"),
            models.Index(fields=["committed_from", "committed_until", "accepted_until"], name="standing_committed"),
            models.Index(fields=["available_from", "available_until", "accepted_until"], name="standing_available"),
            models.Index(fields=["declared_from", "declared_until", "accepted_until"], name="standing_declared"),
            models.Index(fields=["cleared_from", "cleared_until", "accepted_until"], name="standing_cleared"),
            models.Index(fields=["said_on", "accepted_until"], name="standing_said"),
            models.Index(fields=["override_until", "accepted_until"], name="standing_override"),
        ]

    def __str__(self) -> str:
        return f"Standing {self.pk}"

    def overridden_until(self, day: date) -> date | None:
        """Until when some criterion is taken as met by an override that is in force on a day."""
        if self.override_from is None or self.override_until is None:
            return None
        return self.override_until if self.override_from <= day <= self.override_until else None


class Rebuild(models.Model):
    """Standings that are to be reckoned anew because terms changed: a role's, or everybody's where ``role`` is empty.

    ``reached`` is the last placement done: whoever is interrupted goes on there.
    """

    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, related_name="+")
    cause = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    reached = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("standings to reckon")
        verbose_name_plural = _("standings to reckon")

    def __str__(self) -> str:
        return f"Rebuild {self.pk}"


class StandingChangeQuerySet(models.QuerySet["StandingChange"]):
    """Changes."""

    def turned(self) -> Self:
        """Those by which somebody became eligible, or no longer is."""
        return self.filter(turned=True)

    def untold(self) -> Self:
        """Of which the volunteer was not told yet."""
        return self.turned().filter(told_at=None)

    def unreported(self) -> Self:
        """Of which the supervisors were not told yet."""
        return self.turned().filter(reported_on=None)

    def shown_on(self, day: date) -> Self:
        """Those the screens knew of by the end of a day, the latest first. What time brings about is shown from its
        day on, whenever it was noted.
        """
        noted = Q(at__lt=at(day + timedelta(days=1), 0)) | Q(cause=StandingChange.Cause.TIME)
        return self.filter(noted, on__lte=day).order_by("-at", "-pk")

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_standing") else self.none()


class StandingChange(models.Model):
    """A change of what somebody meets: whether they then were eligible, which criteria were missing, and what
    caused it.

    Append-only: also the log of what was shown then, whatever is known later. ``on`` is the day from which it holds,
    ``at`` when it was noted. ``turned`` says that the answer itself became another: of that the volunteer is told
    (``told_at``), and the supervisors by the digest of a day (``reported_on``).
    """

    class Cause(models.TextChoices):
        """What set it off."""

        TRAINING = "training", _("Training")
        COMMITMENT = "commitment", _("Commitment")
        AVAILABILITY = "availability", _("Availability")
        DECLARATIONS = "declarations", _("Declarations")
        SUPERVISOR = "supervisor", _("A supervisor’s decision")
        PLACEMENT = "placement", _("Placement")
        TERMS = "terms", _("Terms of the role")
        TIME = "time", _("The passing of time")
        REBUILD = "rebuild", _("Reckoned anew")
        IMPORT = "import", _("Brought in from a spreadsheet")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="standing_changes")
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("when"))
    is_eligible = models.BooleanField(_("eligible"))
    missing = models.JSONField(_("missing"), default=list)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    turned = models.BooleanField(_("the answer changed"), default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)

    objects: ClassVar[StandingChangeQuerySet] = StandingChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("change of eligibility")
        verbose_name_plural = _("changes of eligibility")
        ordering = ("at", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["placement", "at"], name="standing_change_of"),
            models.Index(fields=["at"], name="standing_change_at"),
            models.Index(fields=["at"], condition=Q(turned=True, told_at=None), name="standing_change_untold"),
            models.Index(fields=["at"], condition=Q(turned=True, reported_on=None), name="standing_change_new"),
        ]

    def __str__(self) -> str:
        return f"Change {self.pk}"

    @property
    def names(self) -> list[str]:
        """What was missing then, in words."""
        return [str(Criterion(key).label) for key in self.missing]
