"""Which languages we can interpret, where something is missing, and who attended community interpretation training."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from base.dates import on, today
from recruitment.models import CLOSED, LanguagePair, Placement, SpokenLanguage, Volunteer
from recruitment.rules import FormKind
from recruitment.rules.languages import language_name
from training.models import Attendance, Availability, Event, Session, Status

PIVOT: Final = "eng"
ABLE: Final = (LanguagePair.Level.INTERVIEWS, LanguagePair.Level.TESTIMONY)
INTAKE: Final = frozenset({"wed-pm", "thu-pm"})  # clients drop in on these afternoons


class Gap(TextChoices):
    """What is missing for a language."""

    NOBODY = "nobody", _("Nobody interprets it now")
    ONE = "one", _("One person only")
    NOT_FROM = "not_from", _("Nobody from it into another language")
    NOT_INTO = "not_into", _("Nobody from another language into it")
    LEVEL = "level", _("Nobody assessed for interviews")
    TRAINED = "trained", _("Nobody attended interpretation training")
    INTAKE = "intake", _("Nobody free on Wednesday or Thursday afternoon")
    UNASKED = "unasked", _("Not known who is free on Wednesday or Thursday afternoon: ask them")


@dataclass
class Cover:
    """One language: the people who interpret it now, by what they can do."""

    language: str
    people: set[int] = field(default_factory=set)
    out_of: set[int] = field(default_factory=set)
    into: set[int] = field(default_factory=set)
    able: set[int] = field(default_factory=set)
    trained: set[int] = field(default_factory=set)
    intake: set[int] = field(default_factory=set)
    unasked: set[int] = field(default_factory=set)
    pro_bono: set[int] = field(default_factory=set)
    applicants: int = 0

    @property
    def name(self) -> str:
        """The language in the reader's."""
        return language_name(self.language)

    @property
    def gaps(self) -> list[Gap]:
        """What is missing, the worst first."""
        if not self.people:
            return [Gap.NOBODY]
        there = {
            Gap.ONE: len(self.people) > 1,
            Gap.NOT_FROM: self.out_of,
            Gap.NOT_INTO: self.into,
            Gap.LEVEL: self.able,
            Gap.TRAINED: self.trained,
            Gap.INTAKE: self.intake or self.unasked,
            Gap.UNASKED: self.intake or not self.unasked,
        }
        return [gap for gap, has in there.items() if not has]


def coverage() -> list[Cover]:
    """Every language that somebody interprets, interpreted, or offers to, but English; those with most missing first.

    Six queries whatever the number.
    """
    found: dict[str, Cover] = {}
    for source, target in LanguagePair.objects.order_by().values_list("source", "target").distinct():
        for language in {source, target} - {PIVOT}:
            found.setdefault(language, Cover(language))
    pairs = list(
        LanguagePair.objects.of_interpreters().select_related("application__placement").defer("application__answers")
    )
    people = {pair.application.placement.volunteer_id for pair in pairs}
    trained, half_days = set(attended(people)), _half_days(people)
    for pair in pairs:
        for language in {pair.source, pair.target} - {PIVOT}:
            _count(found[language], pair, trained, half_days)
    for language, number in _applicants(found):
        found[language].applicants = number
    return sorted(found.values(), key=lambda one: (bool(one.people), -len(one.gaps), one.name))


def _count(cover: Cover, pair: LanguagePair, trained: Collection[int], half_days: Mapping[int, set[str]]) -> None:
    placement = pair.application.placement
    person = placement.volunteer_id
    tests: dict[str, Any] = {
        "people": True,
        "out_of": pair.source == cover.language,
        "into": pair.target == cover.language,
        "able": pair.level in ABLE,
        "trained": person in trained,
        "intake": INTAKE & half_days.get(person, set()),
        "unasked": person not in half_days,
        "pro_bono": not placement.is_paid,
    }
    for name, holds in tests.items():
        if holds:
            getattr(cover, name).add(person)


def _half_days(people: Collection[int]) -> Mapping[int, set[str]]:
    """When each said that they are free; whoever never said is not among them."""
    said: defaultdict[int, set[str]] = defaultdict(set)
    for row in Availability.objects.filter(volunteer__in=people).filter(in_force()):
        said[row.volunteer_id] |= set(row.half_days)
    return said


def in_force(day: date | None = None) -> Q:
    """Availability said for a day."""
    day = day or today()
    return Q(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


def _applicants(languages: Collection[str]) -> Iterable[tuple[str, int]]:
    """How many people whose application is open speak each of these."""
    rows = SpokenLanguage.objects.filter(
        language__in=languages, application__merged_into=None, application__placement=None
    )
    waiting = rows.exclude(application__stage__in=CLOSED).order_by()
    return waiting.values_list("language").annotate(number=Count("application", distinct=True))


def attendances() -> QuerySet[Attendance]:
    """Who was present at a session of community interpretation training that took place."""
    held = Attendance.objects.filter(status=Status.PRESENT, session__event__kind=Event.Kind.INTERPRETATION)
    return held.exclude(session__state=Session.State.CANCELLED)


def attended(people: Collection[int] | None = None) -> Mapping[int, tuple[int, date]]:
    """Of each who attended community interpretation training: how many sessions, and the day of the last."""
    rows = attendances() if people is None else attendances().filter(enrolment__volunteer__in=people)
    counted = rows.order_by().values_list("enrolment__volunteer").annotate(Count("pk"), Max("session__starts_at"))
    return {person: (number, on(last)) for person, number, last in counted}


@dataclass(frozen=True)
class Interpreter:
    """Somebody who interprets for us now or came to the training: languages, sessions attended, the last day."""

    volunteer: Volunteer
    is_running: bool
    languages: list[str]
    sessions: int
    last: date | None


def interpreters() -> list[Interpreter]:
    """Everybody with a running placement in interpretation, and whoever else attended its training; those who never
    did come first, then those whose last session is longest ago.
    """
    known = attended()
    running = set(
        Placement.objects.on().filter(role__form_kind=FormKind.INTERPRETATION).values_list("volunteer", flat=True)
    )
    people = Volunteer.objects.filter(pk__in={*running, *known}).order_by("name", "pk")
    spoken = _languages(running)
    rows = [
        Interpreter(one, one.pk in running, sorted(spoken[one.pk]), *known.get(one.pk, (0, None))) for one in people
    ]
    return sorted(rows, key=lambda row: (row.last or date.min, not row.is_running))


def _languages(people: Collection[int]) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    ends = LanguagePair.objects.of_interpreters().filter(application__placement__volunteer__in=people)
    for person, source, target in ends.values_list("application__placement__volunteer", "source", "target"):
        found[person] |= {language_name(code) for code in (source, target) if code != PIVOT}
    return found
