"""The tables of the recruitment report, each with the bars drawn beside it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from base.localised import listed
from recruitment.models import CLOSED, Application, Cohort, Role, Stage
from recruitment.models.application import ApplicationQuerySet
from recruitment.models.figures import BESIDE, MAIN, Cover, Figures, Funnel, Scope, coverage, read
from recruitment.rules import in_words
from recruitment.rules.catalogue.about import HEARD
from recruitment.rules.languages import LANGUAGES, language_name
from recruitment.rules.tables import Cell, Days, Link, Share, Table, bars
from recruitment.rules.ways import Spread

LONGEST, OLDEST = 12, 10


@dataclass(frozen=True, kw_only=True)
class Stay:
    """How long applications of a role stay in a stage: those that left it, and those still there."""

    role: str
    stage: Stage
    ended: Spread
    lasting: Spread

    @property
    def cells(self) -> list[Cell]:
        """A line of the table."""
        spreads: list[Cell] = []
        for found in (self.ended, self.lasting):
            spreads += [found.count, Days(found.middle), Days(found.ninth)]
        return [self.role, str(self.stage.label), *spreads]

    @property
    def bar(self) -> tuple[str, str, float, float]:
        """How it is drawn: the middle within nine of ten."""
        words = _("%(middle)s, nine of ten %(ninth)s")
        found = self.ended
        told = words % {"middle": Days(found.middle), "ninth": Days(found.ninth)}
        return f"{self.role}: {self.stage.label}", told, found.ninth or 0, found.middle or 0


class Report:
    """The report on the applications somebody may see."""

    def __init__(self, rows: ApplicationQuerySet, scope: Scope) -> None:
        self.applications, self.scope = rows, scope

    @cached_property
    def figures(self) -> Figures:
        """What was counted."""
        return read(self.applications, self.scope)

    @cached_property
    def roles(self) -> dict[int, str]:
        """The roles that have applications, by key and in their order."""
        named = {role.pk: role.name for role in Role.objects.all()}
        return {pk: name for pk, name in named.items() if pk in self.figures.roles}

    @cached_property
    def cohorts(self) -> dict[int, str]:
        """The rounds that have applications, the latest first."""
        named = {cohort.pk: cohort.name for cohort in Cohort.objects.order_by("-starts_on")}
        return {pk: name for pk, name in named.items() if pk in self.figures.rounds}

    @property
    def overdue(self) -> int:
        """How many answers are late."""
        return self.scope.here(self.applications).overdue().count()

    @property
    def waiting(self) -> int:
        """How many wait for an answer of ours."""
        return self.scope.here(self.applications).waiting().count()

    def tables(self) -> list[Table]:
        """All of them, in their order."""
        return [make(self) for make in TABLES.values()]

    def stages(self) -> Table:
        """How far all of them came."""
        whole = self.figures.whole
        rows: list[list[Cell]] = [
            [
                str(stage.label),
                Share(whole.reached[stage], whole.submitted),
                Share(whole.further[stage], whole.reached[stage]) if stage != Stage.ACCEPTED else "",
            ]
            for stage in MAIN
        ]
        return Table(
            key="stages",
            title=_("How far applications come"),
            note=_(
                "Reached: ever moved to that stage, and not put back by a correction. Some roles leave out "
                "screening or interview, so a later stage can count more than an earlier one."
            ),
            head=[_("Stage"), _("Reached, of all submitted"), _("Went further, of those")],
            rows=rows if whole.submitted else [],
            shares=frozenset({1, 2}),
            bars=bars(
                (str(stage.label), str(whole.reached[stage]), whole.submitted, whole.reached[stage]) for stage in MAIN
            )
            if whole.submitted
            else [],
            whole=_("Submitted"),
            part=_("Reached"),
        )

    def by_role(self) -> Table:
        """How far they came, role by role."""
        return Table(
            key="roles",
            title=_("By role"),
            head=[_("Role"), *(str(stage.label) for stage in MAIN)],
            rows=[[name, *reached(self.figures.roles[pk], MAIN)] for pk, name in self.roles.items()],
            shares=frozenset(range(1, len(MAIN) + 1)),
            bars=bars(accepted_bar(name, self.figures.roles[pk]) for pk, name in self.roles.items()),
            whole=_("Submitted"),
            part=_("Accepted"),
        )

    def beside(self) -> Table:
        """Where else they came to, role by role."""
        return Table(
            key="beside",
            title=_("Beside the way, by role"),
            note=_("How many were ever there. Declined, withdrawn and lapsed ones are erased after twelve months."),
            head=[_("Role"), *(str(stage.label) for stage in BESIDE)],
            rows=[[name, *reached(self.figures.roles[pk], BESIDE)] for pk, name in self.roles.items()],
            shares=frozenset(range(1, len(BESIDE) + 1)),
        )

    def by_cohort(self) -> Table:
        """How far they came, round by round; who deferred is counted in the first round and in the present one."""
        found = self.figures.rounds
        rows: list[list[Cell]] = [
            [name, found[pk].first, found[pk].left, found[pk].came, *reached(found[pk].now, MAIN)]
            for pk, name in self.cohorts.items()
        ]
        return Table(
            key="cohorts",
            title=_("By cohort"),
            note=_(
                "Somebody who deferred is counted among those who first applied for one cohort, and among those in "
                "the other now. The stages are of those in the cohort now."
            ),
            head=[
                _("Cohort"),
                _("First applied for it"),
                _("Deferred away"),
                _("Came by deferral"),
                _("In it now"),
                *(str(stage.label) for stage in MAIN[1:]),
            ],
            rows=rows,
            shares=frozenset(range(4, 4 + len(MAIN))),
            bars=bars(accepted_bar(name, found[pk].now) for pk, name in self.cohorts.items()),
            whole=_("In it now"),
            part=_("Accepted"),
        )

    def times(self) -> Table:
        """How long applications stay in each stage."""
        stays = [
            Stay(role=self.roles[role], stage=Stage(stage), ended=ended, lasting=lasting)
            for role in self.roles
            for key, stage, ended, lasting in self.figures.spreads()
            if key == role
        ]
        return Table(
            key="times",
            title=_("Time in each stage, in days"),
            note=_("The middle stay is longer than half of them; nine of ten are no longer than the other figure."),
            head=[
                _("Role"),
                _("Stage"),
                _("Ended"),
                _("Middle"),
                _("Nine of ten within"),
                _("Still there"),
                _("Middle so far"),
                _("Nine of ten within, so far"),
            ],
            rows=[stay.cells for stay in stays if stay.stage not in CLOSED],
            bars=bars(stay.bar for stay in stays if stay.ended.count),
            whole=_("Nine of ten within"),
            part=_("Middle"),
        )

    def oldest(self) -> Table:
        """Who waits longest for an answer of ours."""
        rows = self.scope.here(self.applications).waiting().select_related("role", "cohort").defer("answers")[:OLDEST]
        return Table(
            key="waiting",
            title=_("Waiting longest for our answer"),
            head=[_("Application"), _("Role"), _("Stage"), _("Days"), _("Answer promised by"), _("Late")],
            rows=[self._waiting(row) for row in rows],
            empty=_("Nobody waits for an answer."),
        )

    def _waiting(self, row: Application) -> list[Cell]:
        url = reverse("recruitment_application:inspect", args=(row.pk,)) + "?standing=waiting"
        late = _("Overdue") if row.is_overdue else ""
        return [Link(str(row), url), row.role.name, row.get_stage_display(), row.waiting_days, row.reply_by, late]

    def sources(self) -> Table:
        """How people heard of us."""
        named = {choice["value"]: in_words(choice["label"]) for choice in HEARD} | {"": _("Not said")}
        found = sorted(self.figures.sources.items(), key=lambda pair: (-pair[1].submitted, pair[0]))
        return Table(
            key="sources",
            title=_("How people heard of us"),
            head=[_("Source"), _("Applied"), _("Accepted, of those")],
            rows=[
                [named.get(key, key), funnel.submitted, *reached(funnel, (Stage.ACCEPTED,))] for key, funnel in found
            ],
            shares=frozenset({2}),
            bars=bars(accepted_bar(named.get(key, key), funnel) for key, funnel in found),
            whole=_("Applied"),
            part=_("Accepted"),
        )

    def languages(self) -> Table:
        """Who interprets from which language into which."""
        covers = sorted(coverage(self.applications), key=lambda one: (one.able + one.unassessed, named_pair(one)))
        return Table(
            key="languages",
            title=_("Languages: who interprets what, today"),
            note=_(
                "All applications and placements as they stand today, whatever is chosen above. Somebody whom we "
                "assessed as not yet on their own covers nothing, whatever they say of themselves."
            ),
            head=[
                _("From"),
                _("Into"),
                _("Applying"),
                _("Placed, assessed as able"),
                _("Placed, not assessed"),
                _("Placed, not yet on their own"),
            ],
            rows=[
                [
                    language_name(one.source),
                    language_name(one.target),
                    one.applying,
                    one.able,
                    one.unassessed,
                    one.learning,
                ]
                for one in covers
            ],
            bars=bars(cover_bar(one) for one in sorted(covers, key=lambda one: -one.applying)[:LONGEST]),
            whole=_("Applying"),
            part=_("Placed, and able by our assessment or their own word"),
            said=uncovered(covers),
        )


def reached(funnel: Funnel, stages: Iterable[Stage]) -> list[Cell]:
    """How many reached each stage, of those submitted."""
    return [Share(funnel.reached[stage], funnel.submitted) for stage in stages]


def accepted_bar(label: str, funnel: Funnel) -> tuple[str, str, float, float]:
    """Those accepted of those submitted."""
    accepted = funnel.reached[Stage.ACCEPTED]
    words = _("%(accepted)s of %(submitted)s") % {"accepted": accepted, "submitted": funnel.submitted}
    return label, words, funnel.submitted, accepted


def named_pair(one: Cover) -> tuple[str, str]:
    """The two languages by name, to sort by."""
    return language_name(one.source), language_name(one.target)


def cover_bar(one: Cover) -> tuple[str, str, float, float]:
    """Those placed beside those applying."""
    placed = one.able + one.unassessed
    words = _("%(applying)s applying, %(placed)s placed") % {"applying": one.applying, "placed": placed}
    return " → ".join(named_pair(one)), words, one.applying, placed


def uncovered(covers: Sequence[Cover]) -> list[str]:
    """In plain words: which directions lack their way back, and which languages nobody placed interprets."""
    ways = {(one.source, one.target) for one in covers if one.is_covered}
    spoken = {language for pair in ways for language in pair}
    asked = {language for one in covers if one.applying for language in (one.source, one.target)} - spoken
    one_way = [
        _("from %(source)s into %(target)s") % {"source": language_name(target), "target": language_name(source)}
        for source, target in sorted(ways)
        if (target, source) not in ways
    ]
    nobody = [code for code in LANGUAGES if code not in spoken | asked]
    lines = {
        _("Only one direction is covered; nobody placed interprets %(list)s."): one_way,
        _("Nobody placed interprets these, but somebody is applying: %(list)s."): names(asked),
        _("Nobody placed or applying interprets: %(list)s."): names(nobody),
    }
    return [line % {"list": listed(given)} for line, given in lines.items() if given]


def names(codes: Iterable[str]) -> list[str]:
    """Languages by name, in order."""
    return sorted(map(language_name, codes))


TABLES: dict[str, Callable[[Report], Table]] = {
    "stages": Report.stages,
    "roles": Report.by_role,
    "beside": Report.beside,
    "cohorts": Report.by_cohort,
    "times": Report.times,
    "waiting": Report.oldest,
    "sources": Report.sources,
    "languages": Report.languages,
}
