"""The tables of the training report, each with the bars drawn beside it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from base.dates import today
from recruitment.models import Cohort, Role
from recruitment.rules.tables import Bar, Cell, Hours, Share, Table, bars
from training.actions.board_tables import month_name, share_bar
from training.models import Commitment, Event, Module
from training.models.figures import attendance, hours, people
from training.models.figures.attendance import Kept, Tally
from training.models.figures.people import Staying, Trained
from training.models.figures.scope import Scope
from training.rules.retention import MONTHS, Stay, kept

LONGEST, WIDEST, LATEST = 12, 6, 24  # bars of a drawing; weekends beside each other; months of hours


class Report:
    """The training report of a scope. Each part is counted when a table asks for it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @cached_property
    def kept(self) -> Kept:
        """The registers."""
        return attendance.attendance(self.scope)

    @cached_property
    def hours(self) -> hours.Hours:
        """The hours."""
        return hours.hours(self.scope)

    @cached_property
    def roles(self) -> dict[int, str]:
        """All roles by key, in their order."""
        return {role.pk: role.name for role in Role.objects.all()}

    @cached_property
    def cohorts(self) -> dict[int | None, str]:
        """All cohorts by key, the latest first, then those without one."""
        named: dict[int | None, str] = {row.pk: row.name for row in Cohort.objects.order_by("-starts_on")}
        return named | {None: _("Without a cohort")}

    @cached_property
    def modules(self) -> dict[int, str]:
        """The modules that were taught, in the curriculum's order."""
        return {row.pk: row.title for row in Module.objects.all() if row.pk in self.kept.modules}

    @cached_property
    def events(self) -> list[Event]:
        """The events that had sessions, the latest first."""
        began = attendance.first_days(self.kept.events)
        rows = Event.objects.select_related("cohort").in_bulk(list(began))
        return [rows[pk] for pk in reversed(began) if pk in rows]

    @cached_property
    def weekends(self) -> dict[int, str]:
        """The weekends by key, called by their cohorts."""
        return {row.pk: row.cohort.name for row in self.events if row.cohort}

    def at_cohorts(self) -> Iterable[tuple[str, Tally]]:
        """Each weekend, then all other training by its kind."""
        for pk, name in self.weekends.items():
            yield name, self.kept.events[pk]
        others: dict[str, Tally] = {}
        for row in self.events:
            if row.pk not in self.weekends:
                others.setdefault(row.get_kind_display(), Tally()).add(self.kept.events[row.pk])
        yield from others.items()

    def by_module(self) -> Table:
        """How each module was attended."""
        found = [(name, self.kept.modules[pk]) for pk, name in self.modules.items()]
        return Table(
            key="modules",
            title=_("Attendance by module"),
            note=_(
                "Of everybody expected at sessions that have begun: those whose place was confirmed, make-ups "
                "included. Somebody nobody marked counts as expected. Credit is earned by being present with no more "
                "minutes missed than the module allows."
            ),
            head=[_("Module"), *_heads_of_tally()],
            rows=[[name, *_cells(tally)] for name, tally in found],
            shares=TALLY_SHARES,
            bars=_credit_bars(found),
            whole=_("Expected"),
            part=_("Credit earned"),
            empty=_("No session has begun in these days."),
        )

    def by_cohort(self) -> Table:
        """How each weekend, and each other event, was attended."""
        found = list(self.at_cohorts())
        return Table(
            key="cohorts",
            title=_("Attendance by cohort"),
            note=_("Each cohort’s weekend with what was made up there, then all other training by its kind."),
            head=[_("Cohort or training"), *_heads_of_tally()],
            rows=[[name, *_cells(tally)] for name, tally in found],
            shares=TALLY_SHARES,
            bars=_credit_bars(found),
            whole=_("Expected"),
            part=_("Credit earned"),
            empty=_("No session has begun in these days."),
        )

    def by_both(self) -> Table:
        """Each module at each weekend."""
        attended = [(pk, name) for pk, name in self.weekends.items() if self.kept.events[pk].expected]
        latest = dict(attended[:WIDEST])
        crossed = [[name, *(self._crossing(pk, event) for event in latest)] for pk, name in self.modules.items()]
        return Table(
            key="both",
            title=_("Credit earned, by module and cohort"),
            note=_("Of those expected, at the six latest weekends that anybody attended or missed."),
            head=[_("Module"), *latest.values()],
            rows=[row for row in crossed if any(row[1:])],
            shares=frozenset(range(1, len(latest) + 1)),
            empty=_("No weekend has begun in these days."),
        )

    def _crossing(self, module: int, event: int) -> Cell:
        tally = self.kept.cells.get((module, event))
        return Share(tally.credit, tally.expected) if tally and tally.expected else ""

    def completion(self) -> Table:
        """Who completed the compulsory training, cohort by cohort."""
        found = people.completion(self.scope)
        named = [(pk, name, found[pk]) for pk, name in self.cohorts.items() if pk in found]
        return Table(
            key="completion",
            title=_("Completion of compulsory training, by cohort"),
            note=_(
                "Placements that began in these days, in roles whose training is compulsory, as they stand today. In "
                "time is whoever had completed it by the end of their cohort’s weekend."
            ),
            head=[
                _("Cohort"),
                _("Accepted"),
                _("Complete"),
                _("In time"),
                _("Later, by a make-up for instance"),
                _("Still to complete it"),
                _("Left before"),
            ],
            rows=[[name, *_completion_cells(row, in_cohort=pk is not None)] for pk, name, row in named],
            shares=frozenset({2, 3}),
            bars=bars(share_bar(name, Share(row.complete, row.accepted)) for _pk, name, row in named[:LONGEST]),
            whole=_("Accepted"),
            part=_("Complete"),
        )

    def hours_by_role(self) -> Table:
        """Hours, role by role."""
        found = [(name, self.hours.roles[pk]) for pk, name in self.roles.items() if pk in self.hours.roles]
        return Table(
            key="hours",
            title=_("Volunteer hours by role"),
            note=_("Hours given in these days. Only confirmed ones count; hours of paid placements never do."),
            head=[
                _("Role"),
                _("Confirmed"),
                _("People who gave them"),
                _("Hours a person"),
                _("To be confirmed"),
                _("Not confirmed"),
            ],
            rows=[
                [
                    name,
                    Hours(given.confirmed),
                    given.people,
                    Hours(given.confirmed // given.people) if given.people else "",
                    Hours(given.waiting),
                    Hours(given.refused),
                ]
                for name, given in found
            ],
            bars=bars(
                (name, str(Hours(given.confirmed)), given.confirmed + given.waiting, given.confirmed)
                for name, given in found
            ),
            whole=_("With those to be confirmed"),
            part=_("Confirmed"),
        )

    def hours_by_month(self) -> Table:
        """Confirmed hours, month by month."""
        found = [(month_name(month), Hours(given)) for month, given in sorted(self.hours.months.items())][-LATEST:]
        return Table(
            key="months",
            title=_("Volunteer hours by month"),
            note=_("Confirmed hours; the latest two years with any."),
            head=[_("Month"), _("Hours")],
            rows=[[name, given] for name, given in found],
            bars=bars((name, str(given), 0, given.minutes) for name, given in found[-LONGEST:]),
            part=_("Confirmed hours"),
        )

    def commitments(self) -> Table:
        """How commitments stand."""
        found = people.lights(self.scope)
        shown = [pk for pk in self.roles if any(role == pk for role, _light in found)]
        return Table(
            key="commitments",
            title=_("Commitments as they stand today"),
            note=_("Of placements that have not ended, whatever days are chosen above."),
            head=[_("Role"), *(str(light.label) for light in Commitment.Signal)],
            rows=[[self.roles[pk], *(found.get((pk, light), 0) for light in Commitment.Signal.values)] for pk in shown],
        )

    @cached_property
    def staying(self) -> dict[int | None, Staying]:
        """Who began, and until when they were there."""
        return people.staying(self.scope)

    def retention(self) -> Table:
        """Who is still there after each month, cohort by cohort."""
        every = [stay for row in self.staying.values() for stay in row.stays]
        named = [(name, self.staying[pk]) for pk, name in self.cohorts.items() if pk in self.staying]
        rows: list[list[Cell]] = [[name, *_staying_cells(row)] for name, row in named]
        return Table(
            key="retention",
            title=_("Retention over six months, by cohort"),
            note=_(
                "Of those who began in these days, who was still there when each month was full; people for whom that "
                "day is still to come are left out of that month. The months begin on the day agreed in the "
                "commitment, in a role without one on the first day of the placement. Whoever paused is still there."
            ),
            head=[
                _("Cohort"),
                _("Began"),
                *(_("Month %(number)s") % {"number": number} for number in MONTHS),
                _("Not begun yet"),
                _("Left before beginning"),
            ],
            rows=[*rows, [_("All of them"), *_staying_cells(_added(self.staying.values()))]] if len(rows) > 1 else rows,
            shares=frozenset(range(2, 2 + len(MONTHS))),
            bars=bars(_month_bar(every, number) for number in MONTHS) if every else [],
            whole=_("For whom the month is full"),
            part=_("Still there"),
        )


def _heads_of_tally() -> list[str]:
    return [
        _("Sessions"),
        _("Expected"),
        _("Present"),
        _("Absent"),
        _("Excused"),
        _("Not marked"),
        _("Credit earned, of those expected"),
    ]


TALLY_SHARES = frozenset({7})


def _cells(tally: Tally) -> list[Cell]:
    credit = Share(tally.credit, tally.expected)
    return [tally.sessions, tally.expected, tally.present, tally.absent, tally.excused, tally.unmarked, credit]


def _credit_bars(found: Iterable[tuple[str, Tally]]) -> list[Bar]:
    """Those at which anybody was expected."""
    shares = [(name, Share(tally.credit, tally.expected)) for name, tally in found if tally.expected]
    return bars(share_bar(name, share) for name, share in shares[:LONGEST])


def _completion_cells(row: Trained, *, in_cohort: bool) -> list[Cell]:
    """Without a cohort there is no weekend to be in time for, nor to be later than."""
    when: list[Cell] = [Share(row.in_time, row.accepted), row.later] if in_cohort else ["–", "–"]
    return [row.accepted, Share(row.complete, row.accepted), *when, row.to_come, row.left]


def _staying_cells(row: Staying) -> list[Cell]:
    months = [_share(row.stays, number) for number in MONTHS]
    return [row.began, *(share if share.whole else "" for share in months), row.not_begun, row.never_began]


def _share(stays: Sequence[Stay], months: int) -> Share:
    return Share(*kept(stays, months, today()))


def _month_bar(stays: Sequence[Stay], months: int) -> tuple[str, str, float, float]:
    return share_bar(_("Month %(number)s") % {"number": months}, _share(stays, months))


def _added(rows: Iterable[Staying]) -> Staying:
    together = Staying()
    for row in rows:
        together.stays += row.stays
        together.not_begun += row.not_begun
        together.never_began += row.never_began
    return together


@dataclass(frozen=True)
class Part:
    """A table of the report, and the right that shows it."""

    make: Callable[[Report], Table]
    permission: str


TABLES: dict[str, Part] = {
    "modules": Part(Report.by_module, "training.view_attendance"),
    "cohorts": Part(Report.by_cohort, "training.view_attendance"),
    "both": Part(Report.by_both, "training.view_attendance"),
    "completion": Part(Report.completion, "training.view_completion"),
    "hours": Part(Report.hours_by_role, "training.view_hoursentry"),
    "months": Part(Report.hours_by_month, "training.view_hoursentry"),
    "commitments": Part(Report.commitments, "training.view_commitment"),
    "retention": Part(Report.retention, "training.view_commitment"),
}
