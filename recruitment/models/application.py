"""What was submitted, and everything that happened to it since."""

from datetime import date
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Avg, BooleanField, Case, Exists, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from base.dates import on, today
from base.storage import private_storage
from recruitment.models.cohort import Cohort
from recruitment.models.draft import Draft
from recruitment.models.form import FormDefinition
from recruitment.models.role import Role
from recruitment.models.stage import BLIND, CLOSED, OWED, READ, UNSUCCESSFUL, Stage
from recruitment.rules import Point, Terms, add_months, points
from recruitment.rules.questions import NO_HALF_DAY

# The applicant waits for us: while we read and talk, and once they said yes to our offer.
WAITING = Q(stage__in=OWED) | Q(stage=Stage.OFFERED, offer_taken_at__isnull=False)
# Whose turn it is: ours, theirs, nobody's any more.
TURN = Case(When(WAITING, then=0), When(stage__in=CLOSED, then=2), default=1)


def _hidden(user: Any) -> Q:
    """While it is screened blind, until this person has scored it or asked for the name."""
    reviews, shown = (apps.get_model("recruitment", name).objects for name in ("Review", "NameShown"))
    mine = Exists(reviews.filter(application=OuterRef("pk"), reviewer=user.pk))
    asked = Exists(shown.filter(application=OuterRef("pk"), user=user.pk))
    blind = Q(role__blind_review=True, role__with_screening=True, stage__in=BLIND)
    return blind & ~Q(mine) & ~Q(asked)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications."""

    def waiting(self) -> Self:
        """Those we owe an answer, the oldest first."""
        return self.filter(WAITING).order_by("submitted_at", "pk")

    def overdue(self, day: date | None = None) -> Self:
        """Waiting past the date an answer was promised by."""
        return self.waiting().filter(reply_by__lt=day or today())

    def standing(self) -> Self:
        """Those that count: not merged into another one."""
        return self.filter(merged_into=None)

    def unsuccessful(self) -> Self:
        """Closed without a placement. One merged into another is kept and erased with that."""
        return self.filter(stage__in=UNSUCCESSFUL, placement=None, merged_into=None)

    def with_scores(self, reader: Any) -> Self:
        """Each with ``score_average`` (0 to 4) and ``score_spread`` over its readers; None before anybody scored.

        While an application is read, somebody who has not scored it sees neither, so that no score leads another.
        """
        reviews = apps.get_model("recruitment", "Review").objects.filter(application=OuterRef("pk"))
        found = reviews.order_by().values("application").annotate(average=Avg("mean"), spread=Max("mean") - Min("mean"))
        told = ~Q(stage__in=READ) | Q(Exists(reviews.filter(reviewer=reader.pk)))
        return self.annotate(
            score_average=Case(When(told, then=Subquery(found.values("average"))), default=None),
            score_spread=Case(When(told, then=Subquery(found.values("spread"))), default=None),
        )

    def hidden_from(self, user: Any) -> Self:
        """Those of which this person must not yet see whose they are (see ``Role.blind_review``)."""
        return self.filter(_hidden(user))

    def with_hidden_names(self, user: Any) -> Self:
        """Each with ``name_hidden``: whether this person must not yet see whose it is."""
        hidden = When(_hidden(user), then=Value(True))
        return self.annotate(name_hidden=Case(hidden, default=Value(False), output_field=BooleanField()))

    def by_shown_name(self, user: Any, *, descending: bool = False) -> Self:
        """By name as this person sees them: the hidden ones stand together, the oldest first."""
        name = Case(When(_hidden(user), then=Value("")), default=F("name"))
        return self.order_by(name.desc() if descending else name.asc(), "submitted_at", "pk")

    def to_discuss(self) -> Self:
        """Those with a point to discuss, by the columns; the same answer as :attr:`Application.points`."""
        misfit = Q(hours_per_week__lt=F("role__hours_min")) | Q(months__lt=F("role__months")) | Q(is_adult=False)
        misfit |= Q(role__weekday_daytime=True, half_days=NO_HALF_DAY)
        terms = set(Role.objects.exclude(months=None).values_list("months", flat=True))
        for pk, ends_on in Cohort.objects.values_list("pk", "ends_on") if terms else ():
            for months in terms:
                misfit |= Q(cohort=pk, role__months=months, leaves_on__lt=add_months(ends_on, months or 0))
        return self.filter(misfit | Q(pk__in=self._leaving_without_cohort()))

    def _leaving_without_cohort(self) -> list[int]:
        rows = self.filter(cohort=None, leaves_on__isnull=False, role__months__isnull=False)
        told = rows.values_list("pk", "leaves_on", "role__months", "submitted_at")
        return [pk for pk, leaves_on, months, at in told if leaves_on and leaves_on < add_months(on(at), months or 0)]

    def offers_taken(self) -> Self:
        """Those who said yes to an offer: they wait to be accepted."""
        return self.filter(stage=Stage.OFFERED, offer_taken_at__isnull=False)

    def oldest_first(self) -> Self:
        """Those we owe an answer, then those where we wait, then those closed; each the oldest first."""
        return self.order_by(TURN, "submitted_at", "pk")

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view applications, otherwise nothing."""
        return self if user.has_perm("recruitment.view_application") else self.none()


class Application(models.Model):
    """What was submitted; it moves through stages and never vanishes silently.

    ``answers`` are those of the frozen form, by question key; what is filtered or ruled on is a column as well.
    ``version`` counts the moves: a move names the version it saw, so two recruiters never overwrite each other.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    draft = models.OneToOneField(Draft, on_delete=models.SET_NULL, null=True, related_name="application")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="applications", verbose_name=_("role"))
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="applications")
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("cohort")
    )
    first_cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.SUBMITTED)
    version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=10, default="en")
    privacy_version = models.CharField(max_length=20)

    name = models.CharField(_("name"), max_length=120)
    name_other = models.CharField(_("name in another script"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_adult = models.BooleanField(_("18 or over"), default=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    leaves_on = models.DateField(_("may leave Hong Kong on"), null=True, blank=True)
    half_days = models.CharField(max_length=120, blank=True, editable=False)  # as half_days_column writes them
    source = models.CharField(_("heard of us through"), max_length=40, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    submitted_at = models.DateTimeField(_("submitted"))
    stage_since = models.DateTimeField(_("in this stage since"))
    reply_by = models.DateField(_("answer promised by"))
    offer_taken_at = models.DateTimeField(_("took up the offer"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)

    objects: ClassVar[ApplicationQuerySet] = ApplicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("submitted_at", "pk")
        permissions = [
            ("move_application", "Can move an application along the pipeline"),
            ("review_application", "Can score applications"),
            ("export_application", "Can export applications"),
            ("view_conflict", "Can read conflict of interest declarations"),
        ]
        indexes = [
            models.Index(fields=["submitted_at", "id"], name="application_oldest"),
            models.Index(fields=["stage", "submitted_at"], name="application_by_stage"),
            models.Index(fields=["role", "cohort", "stage"], name="application_by_role"),
            models.Index(fields=["email"], name="application_email"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_closed(self) -> bool:
        """Whether nobody waits for an answer any more."""
        return self.stage in CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether we owe an answer."""
        return self.stage in OWED or (self.stage == Stage.OFFERED and self.offer_taken_at is not None)

    @property
    def waiting_days(self) -> int:
        """Days since it was submitted."""
        return (today() - on(self.submitted_at)).days

    @property
    def is_overdue(self) -> bool:
        """Whether the promised answer is late."""
        return self.is_waiting and self.reply_by < today()

    @property
    def points(self) -> list[Point]:
        """What to talk about with this applicant, as far as the columns tell; the answers tell the rest."""
        columns = {name: getattr(self, name) for name in ("is_adult", "hours_per_week", "months", "leaves_on")}
        half_days: dict[str, Any] = {"half_days": []} if self.half_days == NO_HALF_DAY else {}
        return points(terms=Terms.of(self.role), answers=columns | half_days, day=self.work_from)

    @property
    def work_from(self) -> date:
        """The day its months are reckoned from: the weekend of its cohort, otherwise the day it was submitted."""
        return self.cohort.ends_on if self.cohort else on(self.submitted_at)


class ApplicationFile(models.Model):
    """A file that came with an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=60)
    file = models.FileField(storage=private_storage, upload_to="applications/", max_length=200)
    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("size in bytes"))

    def __str__(self) -> str:
        return f"File {self.pk}"


class ApplicationEvent(models.Model):
    """One step of an application's way, or a note: append-only."""

    class Kind(models.TextChoices):
        """What happened."""

        MOVE = "move", _("Moved")
        CORRECTION = "correction", _("Corrected")
        NOTE = "note", _("Note")
        DEFERRAL = "deferral", _("Deferred")
        CONTACT = "contact", _("Contact details corrected")
        MERGE = "merge", _("Merged")
        ANSWER = "answer", _("Answered by the applicant")
        SLOT_BOOKED = "slot_booked", _("Interview time booked")
        SLOT_FREED = "slot_freed", _("Interview time given up")
        SLOT_MOVED = "slot_moved", _("Interview time changed")
        REFEREES_ASKED = "ref_wanted", _("Asked to name referees")
        REFERENCE_ASKED = "ref_asked", _("Reference asked for")
        REFERENCE_GIVEN = "ref_given", _("Reference received")
        REFERENCE_DECLINED = "ref_declined", _("Reference declined")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MOVE)
    from_stage = models.CharField(max_length=12, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=12, choices=Stage, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    cohort = models.ForeignKey(
        Cohort, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # deferred to
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind} {self.pk}"

    @property
    def began(self) -> bool:
        """Whether this is the submission itself."""
        return bool(self.to_stage) and not self.from_stage

    @property
    def moved(self) -> bool:
        """Whether the application stood at another stage afterwards."""
        return bool(self.from_stage and self.to_stage) and self.from_stage != self.to_stage
