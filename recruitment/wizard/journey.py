"""The way through one application: which steps it has just now, in which order, and which are done."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.dates import today
from base.templatetags.components import written
from recruitment.forms.steps import Round, StepForm
from recruitment.forms.uploads import KeptFile
from recruitment.models import Cohort, Demand, Draft, Role
from recruitment.rules import Content, Point, Section, Terms, in_words, points, shown


class Journey:
    """The steps of a form for one set of answers. A step with a condition is there while its condition holds."""

    def __init__(
        self, *, role: Role, content: Content, answers: Mapping[str, Any], done: list[str], draft: Draft | None = None
    ) -> None:
        self.role, self.content, self.answers, self.done, self.draft = role, content, answers, done, draft
        self.terms = Terms.of(role)

    @classmethod
    def of(cls, draft: Draft) -> "Journey":
        """The way through a draft."""
        return cls(role=draft.role, content=draft.form.content, answers=draft.answers, done=draft.done, draft=draft)

    def section(self, key: str) -> Section | None:
        """The step of this name, whether it is asked just now or not."""
        return next((step for step in self.content["steps"] if step["key"] == key), None)

    def form(self, key: str, data: Any = None, **kwargs: Any) -> StepForm:
        """The form of a step, filled with ``data``."""
        section = self.section(key)
        assert section is not None  # noqa: S101 - callers ask for steps of this form
        rounds = self.rounds if _asks_round(section) else []
        return StepForm(data, step=section, rounds=rounds, kept=lambda: self.kept, **kwargs)

    def saved(self, key: str) -> StepForm:
        """The form of a step with what was saved of it."""
        return self.form(key, MultiValueDict(self.answers.get(key, {})))

    @cached_property
    def kept(self) -> dict[str, KeptFile]:
        """The files put with the draft, by question. One query where there are any."""
        if self.draft is None or not self.draft.has_files:
            return {}
        where = partial(reverse, "recruitment:file")
        begin = [self.role.slug, self.draft.pk]
        return {
            row.field: KeptFile(name=row.name, size=row.size, url=where(args=[*begin, row.field]))
            for row in self.draft.files.all()
        }

    @cached_property
    def rounds(self) -> list[Round]:
        """The cohorts open to applicants for this role. One query."""
        rows = Demand.objects.with_left().filter(role=self.role, cohort__in=Cohort.objects.open())
        return [_round(row) for row in rows.select_related("cohort").order_by("cohort")]

    @property
    def round_notice(self) -> str:
        """What happened to the chosen round since: it closed, or it is full. "" where neither, or none was chosen."""
        chosen = self.chosen_round
        if chosen is None:
            return ""
        found = next((one for one in self.rounds if one.value == chosen), None)
        if found is None:
            return _("The training weekend you chose takes no more applications. Choose another one.")
        if found.left:
            return ""
        return _(
            "The training weekend you chose is full now. Choose another one, or keep it and join the waiting list."
        )

    @property
    def round_is_closed(self) -> bool:
        """Whether the chosen round takes no more applications."""
        return self.chosen_round is not None and self.chosen_round not in {one.value for one in self.rounds}

    @cached_property
    def chosen_round(self) -> str | None:
        """The key of the round as last saved; None where it was not asked, or none suits."""
        saved: list[str] = self.answers.get(self.round_step or "", {}).get("cohort", [])
        return next((value for value in saved if value.isdecimal()), None)

    @property
    def round_step(self) -> str | None:
        """The step that asks for the round, if there is one."""
        return next((step["key"] for step in self.steps if _asks_round(step)), None)

    @cached_property
    def points(self) -> list[Point]:
        """What in the answers so far does not fit the role's terms."""
        return points(terms=self.terms, answers=self.first_answers, day=today())

    @cached_property
    def first_answers(self) -> dict[str, Any]:
        """The valid answers of the steps that conditions are reckoned from."""
        given: dict[str, Any] = {}
        for step in self.content["steps"]:
            if step["key"] in self.answers and "when" not in step and not _asks_round(step):
                given |= self.saved(step["key"]).values()
        return given

    @cached_property
    def steps(self) -> list[Section]:
        """The steps asked just now, in order."""
        every: list[Section] = self.content["steps"]
        if not any("when" in step for step in every):
            return every
        return [step for step in every if not step.get("when") or set(step["when"]) & set(self.points)]

    @property
    def keys(self) -> list[str]:
        """Their names."""
        return [step["key"] for step in self.steps]

    @property
    def incomplete(self) -> str | None:
        """The first step whose last save was not valid, or that was never saved, or whose round closed since."""
        return next((key for key in self.keys if not self.is_done(key)), None)

    def is_done(self, key: str) -> bool:
        """Whether a step needs nothing more."""
        return key in self.done and not (key == self.round_step and self.round_is_closed)

    def before(self, key: str) -> str | None:
        """The step before one; None at the first."""
        place = self.keys.index(key) if key in self.keys else 0
        return self.keys[place - 1] if place else None

    def after(self, key: str) -> str | None:
        """The step after one; None where only the check is left."""
        if key not in self.keys:
            return self.incomplete
        place = self.keys.index(key) + 1
        return self.keys[place] if place < len(self.keys) else None

    def progress(self, key: str) -> dict[str, int]:
        """Where a step stands; checking the answers is the last one."""
        place = self.keys.index(key) + 1 if key in self.keys else len(self.keys) + 1
        return {"step": place, "total": len(self.keys) + 1}

    def wrong(self) -> list[str]:
        """The steps that were never seen, or do not stand up to being checked again now."""
        return [key for key in self.keys if key not in self.answers or not self.saved(key).is_valid()]

    def values(self) -> dict[str, Any]:
        """The valid answers of every step asked just now, by question key."""
        given: dict[str, Any] = {}
        for key in self.keys:
            given |= self.saved(key).values()
        return given

    def rows(self, section: Section) -> list[tuple[str, str]]:
        """The questions of a step and the answers, in the reader's words."""
        given = self.saved(section["key"]).values()
        if _asks_file(section):
            given |= {key: {"name": file.name, "size": file.size} for key, file in self.kept.items()}
        label = _("%(name)s: %(detail)s")
        rounds = self.rounds if _asks_round(section) else []
        names = {r.value: label % {"name": r.name, "detail": r.detail} for r in rounds}
        return [
            (in_words(question["label"]), shown(question, given.get(question["key"]), rounds=names))
            for question in section["questions"]
        ]

    def reasons(self) -> list[str]:
        """The points to talk about, in the applicant's words."""
        given, terms = self.first_answers, self.terms
        words = {
            Point.HOURS: _("You can give %(given)s hours a week; the role asks for at least %(asked)s.")
            % {"given": given.get("hours_per_week"), "asked": terms.hours_min},
            Point.MONTHS: _("You can stay %(given)s months; the role asks for at least %(asked)s.")
            % {"given": given.get("months"), "asked": terms.months},
            Point.LEAVING: _("You may leave Hong Kong before the months that the role asks for are over."),
            Point.DAYTIME: _("You ticked no weekday half-day; the role needs some weekday daytime."),
        }
        return [words[point] for point in self.points if point in words]


def _asks_round(section: Section) -> bool:
    return any(question["kind"] == "cohort" for question in section["questions"])


def _asks_file(section: Section) -> bool:
    return any(question["kind"] == "file" for question in section["questions"])


def _round(row: Demand) -> Round:
    cohort, left = row.cohort, row.left  # type: ignore[attr-defined]  # annotated by with_left
    days = capfirst(cohort.when)
    places = ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}
    state = places if left else _("Full: you would join the waiting list")
    until = _("apply by %(day)s") % {"day": written(cohort.closes_on)}
    detail = _("%(days)s. %(places)s, %(until)s.") % {"days": days, "places": state, "until": until}
    return Round(str(cohort.pk), cohort.name, detail, left)
