"""The tables of the board report, in the active language: each figure with what it counts."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from recruitment.models import Cohort, Role
from recruitment.rules.languages import language_name
from recruitment.rules.tables import Cell, Hours, Share, Table, bars
from training.models.figures.board import OTHER, Board, Line, Spoken
from training.rules.periods import Period


class BoardTables:
    """A board's figures in words. ``eligible`` holds those eligible by role on the last day, ``before`` how many were
    on the day before the first.
    """

    def __init__(self, board: Board, eligible: dict[int, int], before: int) -> None:
        self.board, self.eligible, self.before = board, eligible, before
        self.roles = [role for role in Role.objects.all() if role.pk in {*board.roles, *eligible}]
        self.cohorts = list(Cohort.objects.filter(pk__in=[pk for pk in board.retained if pk]))

    def all(self) -> list[Table]:
        """In their order."""
        return [self.figures(), self.by_role(), self.course(), self.retained(), self.languages()]

    def figures(self) -> Table:
        """The whole report in one table."""
        return Table(
            key="figures",
            title=_("The figures"),
            head=[_("Figure"), _("Number"), _("What it counts")],
            rows=[*self._came(), *self._stands(), *self._stayed(), *self._gave(), *self._spoke()],
            shares=frozenset({1}),
        )

    def _came(self) -> list[list[Cell]]:
        whole = self.board.whole
        return [
            [
                _("Applications"),
                whole.applied,
                _(
                    "Applications sent in this period, those withdrawn since included. Somebody who applied for two "
                    "roles counts twice; what was sent twice and joined counts once. Applications that led to no "
                    "placement are erased twelve months after they were closed and cannot be counted afterwards."
                ),
            ],
            [
                _("Accepted"),
                whole.accepted,
                _("Placements that began in this period. Somebody accepted for two roles counts twice."),
            ],
            [
                _("Trained"),
                whole.trained,
                _(
                    "People whose compulsory training became complete in this period, wherever they attended its "
                    "parts. Those who completed it once more after it had lapsed are included."
                ),
            ],
        ]

    def _stands(self) -> list[list[Cell]]:
        return [
            [
                _("Eligible for casework at the end"),
                sum(self.eligible.values()),
                _(
                    "People who met every criterion for casework on the last day: accepted, trained, committed, "
                    "available, declarations signed, no hold. Criteria that a supervisor overrode count as met."
                ),
            ],
            [
                _("Eligible for casework before"),
                self.before,
                _("The same on the day before this period began, to compare with."),
            ],
            [
                _("Volunteers at the end"),
                self.board.people,
                _("People with a placement in force on the last day, each counted once."),
            ],
        ]

    def _stayed(self) -> list[list[Cell]]:
        return [
            [
                _("Retained over six months"),
                Share(*self.board.stayed),
                _(
                    "Of the placements whose first six months were full in this period: those that still ran then. "
                    "The six months begin on the day agreed in the commitment, in a role without one on the first "
                    "day of the placement. Whoever paused is still there; whoever ended early is not."
                ),
            ],
            [
                _("Commitments fulfilled"),
                self.board.fulfilled,
                _(
                    "Commitments whose months and hours had both been given on a day in this period, or of which a "
                    "supervisor accepted fewer hours."
                ),
            ],
        ]

    def _gave(self) -> list[list[Cell]]:
        given = self.board.given
        return [
            [
                _("Volunteer hours"),
                Hours(given.confirmed),
                _("Hours given on days of this period and confirmed by staff. Paid hours are never among them."),
            ],
            [
                _("People who gave them"),
                given.people,
                _("People with confirmed hours on a day of this period, each counted once."),
            ],
            [
                _("Hours still to be confirmed"),
                Hours(given.waiting),
                _("Logged for days of this period, looked at by nobody yet, and not part of the volunteer hours."),
            ],
        ]

    def _spoke(self) -> list[list[Cell]]:
        named = [spoken for code, spoken in self.board.languages.items() if code != OTHER]
        return [
            [
                _("Languages interpreted"),
                sum(spoken.interpret > 0 for spoken in named),
                _(
                    "Languages from or into which somebody with a placement in force on the last day interprets, by "
                    "our assessment as it stands or else by their own word. Whoever is not yet on their own does not "
                    "count."
                ),
            ],
            [
                _("Languages spoken"),
                sum(spoken.speak > 0 for spoken in named),
                _("Languages that people with a placement in force on the last day speak, as they told us."),
            ],
        ]

    def by_role(self) -> Table:
        """The figures that belong to a role."""
        lines = [(role, self.board.roles.get(role.pk) or Line()) for role in self.roles]
        return Table(
            key="roles",
            title=_("By role"),
            note=_("A volunteer in two roles is counted in both, and once in the figures above."),
            head=[
                _("Role"),
                _("Applications"),
                _("Accepted"),
                _("Trained"),
                _("Eligible at the end"),
                _("Volunteers at the end"),
                _("Volunteer hours"),
            ],
            rows=[
                [
                    role.name,
                    line.applied,
                    line.accepted,
                    line.trained,
                    self.eligible.get(role.pk, 0) if role.is_casework else "–",
                    line.there,
                    Hours(line.minutes),
                ]
                for role, line in lines
            ],
            bars=bars(_came_bar(role.name, line) for role, line in lines),
            whole=_("Applications"),
            part=_("Accepted"),
        )

    def course(self) -> Table:
        """Month by month, or year by year."""
        lines = [(part_name(self.board.period, part), line) for part, line in self.board.parts.items()]
        return Table(
            key="course",
            title=_("Year by year") if self.board.period.by_years else _("Month by month"),
            note=_("The first and the last are counted as far as they belong to this period."),
            head=[
                _("Year") if self.board.period.by_years else _("Month"),
                _("Applications"),
                _("Accepted"),
                _("Trained"),
                _("Volunteer hours"),
            ],
            rows=[[name, line.applied, line.accepted, line.trained, Hours(line.minutes)] for name, line in lines],
            bars=bars((name, str(Hours(line.minutes)), 0, line.minutes) for name, line in lines),
            part=_("Volunteer hours"),
        )

    def retained(self) -> Table:
        """Of each cohort, who was still there when the six months were full."""
        named: dict[int | None, str] = {cohort.pk: cohort.name for cohort in self.cohorts}
        named |= {None: _("Without a cohort")} if None in self.board.retained else {}
        found = [(name, Share(*self.board.retained[pk])) for pk, name in named.items()]
        return Table(
            key="retained",
            title=_("Retained over six months, by cohort"),
            note=_("Only placements whose first six months were full in this period."),
            head=[_("Cohort"), _("Began"), _("Still there after six months")],
            rows=[[name, share.whole, share] for name, share in found],
            shares=frozenset({2}),
            bars=bars(share_bar(name, share) for name, share in found),
            whole=_("Began"),
            part=_("Still there"),
            empty=_("Nobody’s first six months were full in this period."),
        )

    def languages(self) -> Table:
        """Which languages, and how many people."""
        found = sorted(self.board.languages.items(), key=_most_interpreted)
        return Table(
            key="languages",
            title=_("Languages at the end"),
            note=_("How many people speak a language, and how many interpret from or into it."),
            head=[_("Language"), _("Interpret"), _("Speak")],
            rows=[[_language(code), spoken.interpret, spoken.speak] for code, spoken in found],
            empty=_("Nobody with a placement named a language."),
        )


def part_name(period: Period, part: date) -> str:
    """A month or a year in words."""
    words = pgettext("a year", "Y") if period.by_years else pgettext("a month and its year", "F Y")
    return date_format(part, words)


def month_name(month: date) -> str:
    """A month in words."""
    return date_format(month, pgettext("a month and its year", "F Y"))


def share_bar(label: str, share: Share) -> tuple[str, str, float, float]:
    """A part drawn within its whole."""
    told = {"number": share.number, "whole": share.whole, "percent": share.percent or 0}
    return label, _("%(number)s of %(whole)s (%(percent)s%%)") % told, share.whole, share.number


def _came_bar(label: str, line: Line) -> tuple[str, str, float, float]:
    told = {"applied": line.applied, "accepted": line.accepted}
    return label, _("%(applied)s applied, %(accepted)s accepted") % told, line.applied, line.accepted


def _language(code: str) -> str:
    return language_name(code) if code != OTHER else _("Other languages, as people wrote them")


def _most_interpreted(found: tuple[str, Spoken]) -> tuple[bool, int, int, str]:
    code, spoken = found
    return code == OTHER, -spoken.interpret, -spoken.speak, code
