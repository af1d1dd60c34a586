"""The languages people bring: rows for what lists, reports and the directory ask; the answers keep the rest."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from recruitment.models.application import Application


class SpokenLanguage(models.Model):
    """A language an applicant speaks, as any answer says: a code of ``recruitment.rules.languages``, or as typed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="spoken")
    language = models.CharField(_("language"), max_length=60, db_index=True)

    class Meta:
        verbose_name = _("language")
        constraints = [models.UniqueConstraint(fields=["application", "language"], name="one_row_per_language")]

    def __str__(self) -> str:
        return self.language


class LanguagePairQuerySet(models.QuerySet["LanguagePair"]):
    """Pairs of languages."""

    def of_interpreters(self) -> Self:
        """Those of people who interpret for us now: their application opened a placement that still runs."""
        return self.filter(application__placement__isnull=False, application__placement__ends_on=None)

    def with_rank(self) -> Self:
        """Each with ``rank``: the assessed level as a number from 1, 0 where nobody assessed it yet."""
        levels = [When(level=level, then=Value(rank)) for rank, level in enumerate(LanguagePair.Level.values, 1)]
        return self.annotate(rank=Case(*levels, default=Value(0), output_field=models.PositiveSmallIntegerField()))

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view pairs, otherwise nothing."""
        return self if user.has_perm("recruitment.view_languagepair") else self.none()


class LanguagePair(models.Model):
    """Interpreting from a language into another: as the applicant says, and as staff assessed it."""

    class Level(models.TextChoices):
        """What staff found."""

        LEARNING = "learning", _("Not yet on their own")
        EVERYDAY = "everyday", _("Everyday matters")
        INTERVIEWS = "interviews", _("Interviews")
        TESTIMONY = "testimony", _("Testimony and legal texts")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="pairs")
    source = models.CharField(_("from"), max_length=60)
    target = models.CharField(_("into"), max_length=60)
    dialect = models.CharField(_("dialect or variety"), max_length=80, blank=True)
    spoken = models.BooleanField(_("spoken"), default=True)
    written = models.BooleanField(_("written"), default=False)
    level = models.CharField(_("assessed level"), max_length=10, choices=Level, blank=True)
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[LanguagePairQuerySet] = LanguagePairQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("language pair")
        verbose_name_plural = _("language pairs")
        ordering: ClassVar[tuple[str, ...]] = ("source", "target", "pk")
        indexes = [models.Index(fields=["source", "target"], name="pair_by_languages")]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="", assessed_on=None) | ~Q(level="") & Q(assessed_on__isnull=False),
                name="pair_assessed_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.target}"
