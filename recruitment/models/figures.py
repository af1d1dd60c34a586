"""The figures of the recruitment report: two bounded readings, of the applications and of their changes of stage."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from base.dates import at
from recruitment.models.application import ApplicationEvent, ApplicationQuerySet
from recruitment.models.language import LanguagePair
from recruitment.models.stage import CLOSED, UNSUCCESSFUL, Stage
from recruitment.models.volunteer import Placement
from recruitment.rules.ways import Change, Spread, Stay, way

MAIN = (Stage.SUBMITTED, Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.ACCEPTED)
BESIDE = (Stage.INFORMATION, Stage.RESERVE, *UNSUCCESSFUL)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a report is about: a role, a round, and when applications came (Hong Kong days, both included)."""

    role: int | None = None
    cohort: int | None = None
    first: date | None = None
    last: date | None = None

    def of(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        """The applications it is about, whatever their round; one that was merged into another counts once."""
        rows = rows.filter(merged_into=None)
        if self.role:
            rows = rows.filter(role=self.role)
        if self.first:
            rows = rows.filter(submitted_at__gte=at(self.first, 0))
        return rows.filter(submitted_at__lt=at(self.last + DAY, 0)) if self.last else rows

    def here(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        """Those of them that are in its round now."""
        return self.of(rows).filter(cohort=self.cohort) if self.cohort else self.of(rows)


class Told(NamedTuple):
    """One application, as far as figures need it."""

    pk: int
    role: int
    cohort: int | None
    first_cohort: int | None
    stage: str
    source: str
    submitted_at: datetime


@dataclass
class Funnel:
    """How far some applications came: ``reached`` by stage, those submitted among them."""

    reached: Counter[str] = field(default_factory=Counter)
    further: Counter[str] = field(default_factory=Counter)

    @property
    def submitted(self) -> int:
        """How many there are."""
        return self.reached[Stage.SUBMITTED]

    def add(self, stages: frozenset[str]) -> None:
        """Count one application by the stages it reached."""
        self.reached.update(stages)
        order = [stage for stage in MAIN if stage in stages]
        self.further.update(order[:-1])


@dataclass
class Round:
    """A round's applications: those who first applied for it, those who left it or came by deferral, those in it."""

    first: int = 0
    left: int = 0
    came: int = 0
    now: Funnel = field(default_factory=Funnel)


@dataclass
class Figures:
    """What the report counts; keys are those of the rows."""

    whole: Funnel = field(default_factory=Funnel)
    roles: dict[int, Funnel] = field(default_factory=lambda: defaultdict(Funnel))
    rounds: dict[int, Round] = field(default_factory=lambda: defaultdict(Round))
    sources: dict[str, Funnel] = field(default_factory=lambda: defaultdict(Funnel))
    ended: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    lasting: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def spreads(self) -> Iterator[tuple[int, str, Spread, Spread]]:
        """By role and stage: the stays that ended, and those that still last."""
        for role in self.roles:
            for stage in Stage.values:
                ended, lasting = self.ended.get((role, stage), []), self.lasting.get((role, stage), [])
                if ended or lasting:
                    yield role, stage, Spread.of(ended), Spread.of(lasting)


def read(rows: ApplicationQuerySet, scope: Scope, now: datetime | None = None) -> Figures:
    """The figures of the applications somebody may see."""
    figures, now = Figures(), now or timezone.now()
    within = scope.of(rows).order_by()
    changes = changes_of(within)
    for told in (Told(*row) for row in within.values_list(*Told._fields)):
        stays = way(Stage.SUBMITTED, told.submitted_at, changes.get(told.pk, ()))
        reached = frozenset(stay.stage for stay in stays)
        _count_rounds(figures, told, reached, scope.cohort)
        if scope.cohort in {None, told.cohort}:
            for funnel in (figures.whole, figures.roles[told.role], figures.sources[told.source]):
                funnel.add(reached)
            _count_stays(figures, told.role, stays, now)
    return figures


def changes_of(rows: ApplicationQuerySet) -> dict[int, list[Change]]:
    """The changes of stage of these applications, by application and in order."""
    events = ApplicationEvent.objects.filter(application__in=rows.values("pk"))
    moves = events.exclude(Q(from_stage="") | Q(to_stage="") | Q(to_stage=F("from_stage")))
    told = moves.order_by("application_id", "at", "pk").values_list("application_id", "kind", "to_stage", "at")
    correction = ApplicationEvent.Kind.CORRECTION.value
    return {
        pk: [Change(to, moment, kind == correction) for _pk, kind, to, moment in group]
        for pk, group in groupby(told.iterator(), key=itemgetter(0))
    }


def _count_rounds(figures: Figures, told: Told, reached: frozenset[str], only: int | None) -> None:
    """Count one application for the round it first named and for the one it is in."""
    deferred = told.first_cohort != told.cohort
    if told.first_cohort and only in {None, told.first_cohort}:
        figures.rounds[told.first_cohort].first += 1
        figures.rounds[told.first_cohort].left += deferred
    if told.cohort and only in {None, told.cohort}:
        figures.rounds[told.cohort].now.add(reached)
        figures.rounds[told.cohort].came += deferred


def _count_stays(figures: Figures, role: int, stays: Iterable[Stay], now: datetime) -> None:
    for stay in stays:
        if stay.until:
            figures.ended[role, stay.stage].append(stay.days(now))
        elif stay.stage not in CLOSED:
            figures.lasting[role, stay.stage].append(stay.days(now))


@dataclass
class Cover:
    """Who interprets from one language into another: applicants whose application is open, and people placed."""

    source: str
    target: str
    applying: int = 0
    able: int = 0
    unassessed: int = 0
    learning: int = 0

    @property
    def is_covered(self) -> bool:
        """Whether somebody placed can: by our own assessment, else by their own word."""
        return self.able + self.unassessed > 0


def coverage(rows: ApplicationQuerySet) -> list[Cover]:
    """Every pair of languages among open applications and running placements, as of today.

    What staff found goes before what somebody says of themselves: a person who is not yet on their own covers
    nothing. Somebody with several rows for a pair (dialects) counts once, at their best.
    """
    covers: dict[tuple[str, str], Cover] = {}

    def cover(source: str, target: str) -> Cover:
        return covers.setdefault((source, target), Cover(source, target))

    applying = LanguagePair.objects.filter(application__in=rows.filter(merged_into=None).exclude(stage__in=CLOSED))
    counted = applying.order_by().values_list("source", "target").annotate(n=Count("application", distinct=True))
    for source, target, number in counted:
        cover(source, target).applying = number
    for (source, target), levels in _placed().items():
        here = cover(source, target)
        for found in levels.values():
            good = found - {"", LanguagePair.Level.LEARNING.value}
            here.able += bool(good)
            here.unassessed += not good and "" in found
            here.learning += found == {LanguagePair.Level.LEARNING.value}
    return list(covers.values())


def _placed() -> dict[tuple[str, str], dict[int, set[str]]]:
    """The levels of everybody with a running placement, by pair and volunteer."""
    running = Placement.objects.filter(ends_on=None, application__isnull=False)
    told = LanguagePair.objects.filter(application__placement__in=running).order_by()
    levels: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source, target, person, level in told.values_list(
        "source", "target", "application__placement__volunteer", "level"
    ):
        levels[source, target][person].add(level)
    return levels
