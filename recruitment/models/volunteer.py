"""People who were accepted, and what for."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from base.dates import at, today
from recruitment.models.application import Application
from recruitment.models.role import Role
from recruitment.rules.names import called


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Volunteers."""

    def with_running(self) -> Self:
        """Each with ``running``: the placements that have not ended, with their roles."""
        running = Placement.objects.filter(ends_on=None).select_related("role").order_by("role__sort_order", "pk")
        return self.prefetch_related(Prefetch("placements", queryset=running, to_attr="running"))

    def gone_before(self, day: date) -> Self:
        """Those whose last placement ended before a day, or who never had one and were written down before it."""
        later = Placement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))
        without = Q(placements=None, created_at__gte=at(day, 0))
        return self.filter(erased_on=None).exclude(pk__in=later.values("volunteer")).exclude(without)

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view volunteers, otherwise nothing."""
        return self if user.has_perm("recruitment.view_volunteer") else self.none()


class Volunteer(models.Model):
    """One row per person, for ever, whatever the number of applications or absences.

    Of somebody erased the row stays with its reference for a name, so that past figures do not change.

    The address need not be unique: a couple may share one; then only one of them has the account of that address.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="volunteer"
    )
    name = models.CharField(_("name"), max_length=120)
    name_other = models.CharField(_("name in another script"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    erased_on = models.DateField(_("erased on"), null=True, blank=True, editable=False)

    objects: ClassVar[VolunteerQuerySet] = VolunteerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ("name", "pk")
        permissions = [("export_volunteer", "Can export volunteers")]
        indexes = [models.Index(fields=["name", "id"], name="volunteer_by_name")]

    def __str__(self) -> str:
        return f"V{self.pk:05d}" if self.pk else "V"

    @property
    def called(self) -> str:
        """How mails greet them, in the language they are written to in."""
        return called(self.name, self.name_other, self.language)


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements."""

    def on(self, day: date | None = None) -> Self:
        """In force on a day, today by default."""
        day = day or today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def casework(self) -> Self:
        """Those whose eligibility is followed."""
        return self.filter(role__is_casework=True)

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view placements, otherwise nothing."""
        return self if user.has_perm("recruitment.view_placement") else self.none()


class Placement(models.Model):
    """A volunteer's accepted role, from a day to a day (both included; no end while it runs)."""

    class Ending(models.TextChoices):
        """Why a placement ended."""

        COMPLETED = "completed", _("Completed what was agreed")
        LEFT = "left", _("Left Hong Kong")
        CIRCUMSTANCES = "circumstances", _("Circumstances changed")
        ORGANISATION = "organisation", _("Ended by the organisation")

    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="placements", verbose_name=_("volunteer")
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="placements", verbose_name=_("role"))
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="placement"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ending = models.CharField(_("why it ended"), max_length=16, choices=Ending, blank=True)
    is_paid = models.BooleanField(_("paid"), default=False)
    agreed_hours = models.PositiveSmallIntegerField(_("hours a week agreed"), null=True, blank=True)
    agreed_months = models.PositiveSmallIntegerField(_("months agreed"), null=True, blank=True)
    agreed_reason = models.CharField(_("why other terms were agreed"), max_length=200, blank=True)

    objects: ClassVar[PlacementQuerySet] = PlacementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="placement_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "role"], condition=Q(ends_on=None), name="one_running_placement_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.pk:05d}" if self.pk else "P"

    @property
    def hours_offered(self) -> range:
        """The hours a week its volunteer may promise: the role's, widened by what was agreed."""
        least = self.role.hours_min or 1
        most = max(self.role.hours_max or least, least)
        agreed = self.agreed_hours or least
        return range(min(least, agreed), max(most, agreed) + 1)

    @property
    def months_asked(self) -> int:
        """The months its volunteer promises: those agreed, or the role's."""
        return self.agreed_months or self.role.months or 1

    @property
    def is_below_the_role(self) -> bool:
        """Whether less was agreed than the role asks for."""
        few_hours = self.agreed_hours is not None and self.agreed_hours < (self.role.hours_min or 0)
        return few_hours or self.months_asked < (self.role.months or 0)
