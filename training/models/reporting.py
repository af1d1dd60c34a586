"""What is brought in from elsewhere, and what is published."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from recruitment.models import Volunteer


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Spreadsheets brought in."""

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens: the kinds that they may bring in themselves."""
        if not user.has_perm("training.view_importrun"):
            return self.none()
        return self.filter(kind__in=[kind for kind, right in ImportRun.RIGHTS.items() if user.has_perm(right)])


class ImportRun(models.Model):
    """One spreadsheet brought in: what it was, who did it, and what came of it. The file itself is not kept."""

    class Kind(models.TextChoices):
        """What the rows are."""

        VOLUNTEERS = "volunteers", _("Volunteers")
        PLACEMENTS = "placements", _("Placements")
        CREDITS = "credits", _("Credit for past modules")
        COMMITMENTS = "commitments", _("Running commitments")
        HOURS = "hours", _("Hours given")

    # Whoever may write such a fact by hand may also bring it in.
    RIGHTS: ClassVar[dict[str, str]] = {
        Kind.VOLUNTEERS: "recruitment.change_volunteer",
        Kind.PLACEMENTS: "recruitment.change_placement",
        Kind.CREDITS: "training.add_credit",
        Kind.COMMITMENTS: "training.change_commitment",
        Kind.HOURS: "training.confirm_hoursentry",
    }

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    created = models.PositiveIntegerField(_("new"), default=0)
    unchanged = models.PositiveIntegerField(_("there already"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[ImportRunQuerySet] = ImportRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"Import {self.pk}"


class ImportedRow(models.Model):
    """Where a fact came from: its run and row. The same ``key`` of a kind is brought in once.

    ``about`` names the row that was written, as ``training.credit:12``.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=12, choices=ImportRun.Kind)
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField(_("row"))
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="imported_rows")
    about = models.CharField(max_length=60)

    class Meta:
        ordering = ("run", "number")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_import_per_fact")]

    def __str__(self) -> str:
        return f"Imported row {self.pk}"


class BoardReportQuerySet(models.QuerySet["BoardReport"]):
    """Published reports."""

    def later_than(self, report: "BoardReport") -> Self:
        """Those for the same days that were published afterwards."""
        return self.filter(from_on=report.from_on, until_on=report.until_on, pk__gt=report.pk)

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_boardreport") else self.none()


class BoardReport(models.Model):
    """A published report for a period: its tables as they were that day, word for word in both languages, never
    reckoned again. No personal data.

    ``figures`` holds them by language; ``digest`` is made from them, so that a later change of the row would show.
    The same figures of a period are published once.
    """

    title = models.CharField(_("title"), max_length=120)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[BoardReportQuerySet] = BoardReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("board report")
        verbose_name_plural = _("board reports")
        ordering = ("-until_on", "-published_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="report_dates_in_order"),
            models.UniqueConstraint(fields=["from_on", "until_on", "digest"], name="one_report_per_figures"),
        ]

    def __str__(self) -> str:
        return self.title
