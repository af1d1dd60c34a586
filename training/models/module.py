"""The curriculum: what is taught, and for whom it is compulsory."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.dates import today
from base.localised import localised
from recruitment.models import Role


class ModuleQuerySet(models.QuerySet["Module"]):
    """Modules."""

    def required(self, role: Role, day: date | None = None) -> Self:
        """Compulsory for a role on a day."""
        day = day or today()
        in_force = Q(requirements__until_on=None) | Q(requirements__until_on__gte=day)
        return self.filter(in_force, requirements__role=role, requirements__from_on__lte=day).distinct()

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_module") else self.none()


class Module(models.Model):
    """A part of the curriculum. A change touches no credit already earned: each keeps its own last day."""

    key = models.SlugField(_("key"), unique=True)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    allowance_minutes = models.PositiveSmallIntegerField(
        _("minutes that may be missed"), default=15, help_text=_("Late and left early, added together.")
    )
    validity_months = models.PositiveSmallIntegerField(
        _("valid for months"), null=True, blank=True, help_text=_("Empty: for ever.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[ModuleQuerySet] = ModuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return localised(self, "title")

    @cached_property
    def history(self) -> "list[ModuleVersion]":
        """What it asked and asks, the earliest first; nothing while it never changed."""
        return list(self.versions.order_by("from_on"))

    def asked_on(self, day: date) -> "Module | ModuleVersion":
        """What a session held on a day asks: the version in force that day."""
        in_force = [version for version in self.history if version.from_on <= day]
        return in_force[-1] if in_force else self


class ModuleVersion(models.Model):
    """What a module asked and how long it stays valid, for sessions held from a day on.

    A mark is judged by the version in force on its session's day, so that a change rewrites nothing completed before.
    """

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="versions")
    from_on = models.DateField(_("from"))
    allowance_minutes = models.PositiveSmallIntegerField(_("minutes that may be missed"))
    validity_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a module")
        verbose_name_plural = _("versions of a module")
        ordering = ("module", "from_on")
        constraints = [models.UniqueConstraint(fields=["module", "from_on"], name="one_module_version_per_day")]

    def __str__(self) -> str:
        return f"ModuleVersion {self.pk}"


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """What is compulsory for whom."""

    def to_reckon(self, day: date | None = None) -> Self:
        """Changed, begun or over since the completions of their role were last reckoned."""
        day = day or today()
        begun = Q(from_on__lte=day, reckoned_on__lt=F("from_on"))
        over = Q(until_on__lt=day, reckoned_on__lte=F("until_on"))
        return self.filter(Q(reckoned_on=None) | begun | over)

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_requirement") else self.none()


class Requirement(models.Model):
    """A module that is compulsory for a role, from a day to a day.

    ``reckoned_on`` is the day on which the completions of its role were last reckoned with it, empty when they are to
    be: a change that concerns many people is followed by the tick, as are its first day and the day after its last.
    """

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="requirements")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="requirements")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    reckoned_on = models.DateField(null=True, blank=True, editable=False, default=today)

    objects: ClassVar[RequirementQuerySet] = RequirementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("compulsory module")
        verbose_name_plural = _("compulsory modules")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "module"], condition=Q(until_on=None), name="one_requirement_in_force"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="requirement_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.module}"

    def clean(self) -> None:
        """Says in words what the constraints would refuse, and that a module is compulsory once at a time."""
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValidationError({"until_on": _("The last day lies before the first.")})
        if not (self.from_on and self.role_id and self.module_id):
            return
        same_time = Q(until_on=None) | Q(until_on__gte=self.from_on)
        if self.until_on:
            same_time &= Q(from_on__lte=self.until_on)
        others = Requirement.objects.filter(same_time, role=self.role_id, module=self.module_id).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({"module": _("This module is compulsory for this role in that time already.")})
