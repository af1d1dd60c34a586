"""What the product knows of itself: the organisation that runs it, and when its clock last ticked."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """The charity that runs this copy: data, not code. There is one row."""

    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    address_en = models.TextField(_("address (English)"), blank=True)
    address_zh = models.TextField(_("address (Chinese)"), blank=True)
    email = models.EmailField(_("public e-mail address"))
    phone = models.CharField(_("public phone number"), max_length=40, blank=True)
    logo = models.FileField(_("logo"), upload_to="organisation", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("organisation")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name_en

    @classmethod
    def current(cls) -> "Organisation":
        """The organisation, or an unsaved one without a name before it was entered."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name_en="")

    @classmethod
    def beside(cls, *names: str) -> Subquery:
        """The organisation (or of it only what is named) as one more column of a query; ``of_column`` reads it."""
        columns = {name: F(name) for name in names or (field.attname for field in cls._meta.concrete_fields)}
        return Subquery(cls.objects.filter(pk=1).values(row=JSONObject(**columns))[:1])

    @classmethod
    def of_column(cls, row: dict[str, Any] | None) -> "Organisation":
        """The organisation that came beside another row, or one without a name as ``current`` has it."""
        return cls(**row) if row else cls(pk=1, name_en="")


class Heartbeat(models.Model):
    """When something periodic last came round."""

    STALE = timedelta(minutes=10)

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        """Note that ``name`` came round now."""
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now()})

    @classmethod
    def alive(cls, name: str) -> bool:
        """Whether ``name`` came round within the last ten minutes."""
        return cls.objects.filter(name=name, at__gte=timezone.now() - cls.STALE).exists()


class RateCountQuerySet(models.QuerySet["RateCount"]):
    """What was counted."""

    def take(self, key: str, allowed: int) -> bool:
        """Count one more under this key, unless that many are counted already."""
        return self.filter(key=key, count__lt=allowed).update(count=F("count") + 1) == 1

    def over(self) -> Self:
        """Counts whose time is over."""
        return self.filter(until__lte=timezone.now())


class RateCount(models.Model):
    """How often one client did one thing within a span of time. The key is an HMAC: it tells no address."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    objects: ClassVar[RateCountQuerySet] = RateCountQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.key[:8]
