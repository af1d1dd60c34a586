"""Which role fits somebody who does not know: a few plain questions, and one or two roles with the reason why.

Pure, and data: what the roles ask (hours, weekday daytime) is not repeated here but passed in as their terms, and
whether a role exists and is open is passed in too. No combination of answers ends nowhere: who fits no role, or says
so, is led to an enquiry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recruitment.rules.fit import Terms

Label = str | Promise
Answers = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer somebody may choose."""

    key: str
    label: Label
    hint: Label = ""


@dataclass(frozen=True, kw_only=True)
class FinderQuestion:
    """One page of the finder."""

    key: str
    label: Label
    hint: Label = ""
    choices: tuple[Choice, ...]


QUESTIONS: tuple[FinderQuestion, ...] = (
    FinderQuestion(
        key="like",
        label=_("What would you most like to do?"),
        hint=_("Choose what comes closest. You can go back and choose another."),
        choices=(
            Choice(key="people", label=_("Meet people one by one, listen, and help with their case")),
            Choice(key="languages", label=_("Use the languages I speak")),
            Choice(key="money", label=_("Find support: donors, grants, partners")),
            Choice(key="events", label=_("Plan and run events")),
            Choice(key="words", label=_("Write, design, speak with the press")),
            Choice(key="computers", label=_("Look after computers, networks or a website")),
            Choice(key="other", label=_("Something else"), hint=_("Human development or teaching, say.")),
            Choice(key="unsure", label=_("I am not sure yet")),
        ),
    ),
    FinderQuestion(
        key="time",
        label=_("How much time could you give?"),
        hint=_("In a usual week."),
        choices=(
            Choice(key="little", label=_("Up to 2 hours a week")),
            Choice(key="some", label=_("3 or 4 hours a week")),
            Choice(key="half", label=_("5 to 10 hours a week")),
            Choice(key="much", label=_("More than 10 hours a week")),
        ),
    ),
    FinderQuestion(
        key="when",
        label=_("When would that be?"),
        choices=(
            Choice(key="days", label=_("On weekdays, in the daytime")),
            Choice(key="evenings", label=_("In the evening or at the weekend")),
            Choice(key="any", label=_("It varies, or either suits me")),
        ),
    ),
    FinderQuestion(
        key="languages",
        label=_("Beside English, do you speak a language of people who seek refuge well?"),
        hint=_("Arabic, Somali, Urdu, Tamil, French or Swahili, for example. A language you grew up with counts."),
        choices=(
            Choice(key="yes", label=_("Yes, well enough to interpret or translate")),
            Choice(key="little", label=_("A little")),
            Choice(key="no", label=_("No")),
        ),
    ),
    FinderQuestion(
        key="clients",
        label=_("Would you like to meet the people we help?"),
        hint=_("They may tell of hard things. We train and support you."),
        choices=(
            Choice(key="yes", label=_("Yes")),
            Choice(key="no", label=_("I would rather help behind the scenes")),
            Choice(key="either", label=_("Either suits me")),
        ),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}
HOURS = {"little": 2, "some": 4, "half": 10, "much": 40}  # at most, a week

CASEWORK, INTERPRETATION = "casework", "interpretation"
FUNDRAISING, EVENTS, PRESS, TECHNOLOGY = "fundraising", "events", "press", "technology"
WITH_CLIENTS = frozenset({CASEWORK, INTERPRETATION})
# What somebody likes leads to these roles, the nearest first.
LEADS: dict[str, tuple[str, ...]] = {
    "people": (CASEWORK, INTERPRETATION),
    "languages": (INTERPRETATION, CASEWORK),
    "money": (FUNDRAISING, EVENTS),
    "events": (EVENTS, FUNDRAISING),
    "words": (PRESS, FUNDRAISING),
    "computers": (TECHNOLOGY, PRESS),
    "other": (),
    "unsure": (),
}
# Who does not know is shown what the other answers speak for.
BEHIND_THE_SCENES = (EVENTS, PRESS)
AT_MOST = 2


class Why(StrEnum):
    """What speaks for a role."""

    LIKE = "like"
    NEAR = "near"
    LANGUAGES = "languages"
    CLIENTS = "clients"
    BEHIND = "behind"
    FREE = "free"


class But(StrEnum):
    """What is to be talked about: it never shuts anybody out."""

    HOURS = "hours"
    DAYTIME = "daytime"
    LANGUAGES = "languages"
    CLIENTS = "clients"


WHY_LABELS: dict[Why, Label] = {
    Why.LIKE: _("It is what you would most like to do."),
    Why.NEAR: _("It is near to what you would like to do."),
    Why.LANGUAGES: _("You speak a language that is needed."),
    Why.CLIENTS: _("You would meet the people we help."),
    Why.BEHIND: _("It is work behind the scenes."),
    Why.FREE: _("Nothing you answered speaks against it."),
}
BUT_LABELS: dict[But, Label] = {
    But.HOURS: _("It takes more time than you have: %(hours)s."),
    But.DAYTIME: _("Some of it is on weekdays, in the daytime."),
    But.LANGUAGES: _("It takes another language beside English, spoken or written well."),
    But.CLIENTS: _("You would meet the people we help."),
}


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A role that fits, why, and what to talk about."""

    role: str
    is_open: bool
    why: tuple[Why, ...]
    but: tuple[But, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Where the answers lead. ``ask_first``: an enquiry is the way on; the roles, if any, are only near."""

    suggestions: tuple[Suggestion, ...]
    ask_first: bool

    @property
    def all_closed(self) -> bool:
        """Whether roles fit, but none of them takes applications."""
        return bool(self.suggestions) and not any(one.is_open for one in self.suggestions)


def valid(given: Mapping[str, str]) -> dict[str, str]:
    """Every answer that is one, also after a question without: who changes one keeps those that follow."""
    return {question.key: answer for question in QUESTIONS if (answer := _answer(question, given))}


def _answer(question: FinderQuestion, given: Mapping[str, str]) -> str:
    answer = given.get(question.key, "")
    return answer if answer in {choice.key for choice in question.choices} else ""


def in_words(answers: Answers) -> list[tuple[Label, Label]]:
    """The questions answered, and the answers."""
    return [
        (question.label, choice.label)
        for question in QUESTIONS
        for choice in question.choices
        if answers.get(question.key) == choice.key
    ]


def following(answers: Answers) -> FinderQuestion | None:
    """The question to ask next; None once all are answered."""
    return next((question for question in QUESTIONS if question.key not in answers), None)


def every_answer() -> list[dict[str, str]]:
    """Every combination of answers."""
    keys = [[choice.key for choice in question.choices] for question in QUESTIONS]
    return [dict(zip(BY_KEY, combination, strict=True)) for combination in product(*keys)]


def outcome(answers: Answers, *, roles: Mapping[str, tuple[Terms, bool]]) -> Outcome:
    """Where these answers lead. ``roles`` are those that exist, by slug: their terms, and whether they are open.

    What somebody asked for stays in sight, even where it is closed. For the rest an open role goes before a closed
    one, and one without a doubt before one with. Where nothing open is left, an enquiry is the way on.
    """
    fitting = [_suggestion(slug, answers, *roles[slug]) for slug in _candidates(answers) if slug in roles]
    ranked = sorted(fitting, key=lambda one: (not one.is_open, bool(one.but)))
    first = [one for one in fitting if Why.LIKE in one.why][:1]
    chosen = [*first, *(one for one in ranked if one not in first)][:AT_MOST]
    chosen.sort(key=lambda one: (not one.is_open, Why.LIKE not in one.why))
    known = answers.get("like") not in {"other", "unsure"}
    return Outcome(suggestions=tuple(chosen), ask_first=not known or not any(one.is_open for one in chosen))


def _candidates(answers: Answers) -> list[str]:
    """The roles the answers speak for, the nearest first."""
    like = answers.get("like", "")
    found = list(LEADS.get(like, ()))
    if answers.get("clients") != "no":
        if answers.get("languages") == "yes":
            found.append(INTERPRETATION)
        if answers.get("clients") == "yes":
            found.append(CASEWORK)
    if like == "unsure":
        found += BEHIND_THE_SCENES if answers.get("clients") != "yes" else ()
    asked_for = LEADS.get(like, ())[:1]
    return [slug for slug in dict.fromkeys(found) if slug in asked_for or not _is_out(slug, answers)]


def _is_out(slug: str, answers: Answers) -> bool:
    """Whether a role that somebody did not ask for is out of the question."""
    unwanted = slug in WITH_CLIENTS and answers.get("clients") == "no"
    return unwanted or (slug == INTERPRETATION and answers.get("languages") != "yes")


def _suggestion(slug: str, answers: Answers, terms: Terms, is_open: bool) -> Suggestion:  # noqa: FBT001 - a pair of the mapping
    return Suggestion(role=slug, is_open=is_open, why=_why(slug, answers), but=_but(slug, answers, terms))


def _why(slug: str, answers: Answers) -> tuple[Why, ...]:
    leads = LEADS.get(answers.get("like", ""), ())
    holds = {
        Why.LIKE: slug in leads[:1],
        Why.NEAR: slug in leads[1:],
        Why.LANGUAGES: slug == INTERPRETATION and answers.get("languages") == "yes",
        Why.CLIENTS: slug in WITH_CLIENTS and answers.get("clients") == "yes",
        Why.BEHIND: slug not in WITH_CLIENTS and answers.get("clients") == "no",
    }
    found = tuple(why for why, held in holds.items() if held)
    return found or (Why.FREE,)


def _but(slug: str, answers: Answers, terms: Terms) -> tuple[But, ...]:
    hours = HOURS.get(answers.get("time", ""), 0)
    holds = {
        But.HOURS: terms.hours_min is not None and hours < terms.hours_min,
        But.DAYTIME: terms.weekday_daytime and answers.get("when") == "evenings",
        But.LANGUAGES: slug == INTERPRETATION and answers.get("languages") != "yes",
        But.CLIENTS: slug in WITH_CLIENTS and answers.get("clients") == "no",
    }
    return tuple(but for but, held in holds.items() if held)
