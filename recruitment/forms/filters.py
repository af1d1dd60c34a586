"""What recruiters narrow the list of applications by."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from base.localised import localised
from recruitment.models import (
    CLOSED,
    WAITING,
    Application,
    Cohort,
    FormDefinition,
    LanguagePair,
    Role,
    SpokenLanguage,
    Stage,
    Tag,
)
from recruitment.rules import Question, Season, in_words, questions
from recruitment.rules.languages import language_name
from recruitment.rules.questions import DAYS, FOR_SUPERVISOR, HALVES, NO, YES

LANGUAGES = [(code, get_language_info(code)["name_local"]) for code in ("en", "zh-hant")]
ANSWER = "answer_"
Choices = Iterable[tuple[str, str | Promise]]


class PlainSelect(forms.Select):
    """A list to choose from, written without a template for each of its options."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        given = "" if value is None else str(value)
        options = ((key, SafeString(" selected") if str(key) == given else "", label) for key, label in self.choices)
        written = format_html_join("\n", '<option value="{}"{}>{}</option>', options)
        return format_html('<select name="{}" id="{}">{}</select>', name, (attrs or {}).get("id", name), written)


class PlainChecks(forms.CheckboxSelectMultiple):
    """Boxes to tick, written without a template for each."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        given = {str(one) for one in value or ()}
        boxes = ((name, key, SafeString(" checked") if str(key) in given else "", label) for key, label in self.choices)
        box = '<label class="staff-tick"><input type="checkbox" name="{}" value="{}"{}> {}</label>'
        return format_html_join("\n", box, boxes)


def one_of(label: Any, choices: Choices = (), **more: Any) -> django_filters.ChoiceFilter:
    """A filter by one of several."""
    return django_filters.ChoiceFilter(
        label=label, choices=list(choices), widget=PlainSelect, empty_label=_("All"), **more
    )


def any_of(label: Any, choices: Choices = (), **more: Any) -> django_filters.MultipleChoiceFilter:
    """A filter by any of those ticked."""
    return django_filters.MultipleChoiceFilter(
        label=label, choices=list(choices), widget=PlainChecks, distinct=False, **more
    )


def half_days() -> list[tuple[str, str]]:
    """The ten half-days of a week of work, in the reader's words."""
    return [
        (f"{day}-{half}", in_words(named) + in_words(part))
        for day, named in DAYS.items()
        for half, part in HALVES.items()
    ]


def offers() -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from, by filter: all of it in one question to the database."""
    nothing, none = Value(""), Value(0)
    pairs, languages = LanguagePair.objects.order_by(), SpokenLanguage.objects.order_by()
    rows = languages.values_list(Value("speaks"), none, "language", nothing, none).union(
        pairs.values_list(Value("pair_from"), none, "source", nothing, none),
        pairs.values_list(Value("pair_into"), none, "target", nothing, none),
        Tag.objects.order_by().values_list(Value("tag"), "pk", "name", nothing, none),
        Role.objects.order_by().values_list(Value("role"), "pk", "name_en", "name_zh", "sort_order"),
        Cohort.objects.order_by().values_list(Value("cohort"), "pk", "season", nothing, "year"),
    )
    found: dict[str, list[tuple[Any, str, str]]] = {name: [] for name in ("speaks", "pair_from", "pair_into", "tag")}
    for name, key, text, other, place in rows:
        found.setdefault(name, []).append(offer(name, key, text, other, place))
    found["first_cohort"] = found.setdefault("cohort", [])
    return {name: [(key, label) for _place, key, label in sorted(choices)] for name, choices in found.items()}


def offer(name: str, key: int, text: str, other: str, place: int) -> tuple[Any, str, str]:
    """Where one choice stands among the others, its key, and its label in the reader's language."""
    if name == "role":
        return (place, key), str(key), localised(Role(name_en=text, name_zh=other), "name")
    if name == "cohort":
        return (-place, -list(Season).index(Season(text))), str(key), Cohort(season=text, year=place).name
    if name == "tag":
        return text.casefold(), str(key), text
    return language_name(text), text, language_name(text)


class ApplicationFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """What a recruiter narrows the list by. With a role chosen, the answers to its form are among it."""

    standing = one_of(
        _("Answer"),
        [
            ("waiting", _("Waiting for our answer")),
            ("overdue", _("Our answer is overdue")),
            ("theirs", _("We wait, or no place yet")),
            ("closed", _("Closed")),
        ],
        method="by_standing",
    )
    role = one_of(_("Role"))
    cohort = one_of(_("Cohort"))
    first_cohort = one_of(_("First applied for"))
    waiting = django_filters.NumberFilter(
        label=_("Waiting more than (days)"), method="by_waiting", min_value=0, max_value=3650
    )
    speaks = one_of(_("Speaks"), method="by_language")
    pair_from = one_of(_("Interprets from"), method="by_pair")
    pair_into = one_of(_("Interprets into"), method="by_pair")
    tag = one_of(_("Tag"), method="by_tag")
    discuss = one_of(_("Points to discuss"), [("yes", _("With points to discuss"))], method="by_points")
    offer = one_of(_("Offer"), [("taken", _("Taken up")), ("open", _("Not taken up yet"))], method="by_offer")
    language = one_of(_("We write to them in"), LANGUAGES)
    stage = any_of(_("Stage"), Stage.choices)
    free = any_of(_("Free on any of"), method="by_half_days")

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: Any = None, **more: Any) -> None:
        super().__init__(data, queryset, **more)
        for name, choices in offers().items():
            self._offer(name, choices)
        self._offer("free", half_days())
        self.form_asked = self._latest_form()
        self.asked = {ANSWER + question["key"]: question for question in self._questions()}
        for name, question in self.asked.items():
            self.filters[name] = one_of(in_words(question["label"]), offered(question), method="by_answer")
            self.filters[name].field_name = name
            self.filters[name].parent = self
            self.filters[name].model = Application

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.filters[name].extra["choices"] = choices

    def _latest_form(self) -> FormDefinition | None:
        """The form that new applications of the chosen role are asked."""
        role = (self.data or {}).get("role", "")
        if not role.isdecimal():
            return None
        forms_of_role = FormDefinition.objects.filter(role=int(role[:9])).select_related("role")
        return forms_of_role.order_by("-version").first()

    @property
    def chosen_role(self) -> Role | None:
        """The role chosen, if it asks anything."""
        return self.form_asked.role if self.form_asked else None

    def _questions(self) -> Iterator[Question]:
        """The questions of that form whose answers can be chosen from."""
        for question in questions(self.form_asked.content) if self.form_asked else ():
            if question["kind"] in {"choice", "choices", "yes_no"} and question.get("seen_by") != FOR_SUPERVISOR:
                yield question

    def by_standing(self, rows: Any, _name: str, value: str) -> Any:
        """Whose turn it is."""
        chosen = {
            "waiting": rows.waiting(),
            "overdue": rows.overdue(),
            "theirs": rows.exclude(WAITING).exclude(stage__in=CLOSED),
            "closed": rows.filter(stage__in=CLOSED),
        }
        return chosen[value]

    def by_waiting(self, rows: Any, _name: str, value: Any) -> Any:
        """Owed an answer, and submitted longer ago than this many days."""
        before = timezone.now() - timedelta(days=int(value))
        return rows.waiting().filter(submitted_at__lt=before)

    def by_points(self, rows: Any, _name: str, _value: str) -> Any:
        """Those that do not fit the role's terms somewhere."""
        return rows.to_discuss()

    def by_language(self, rows: Any, _name: str, value: str) -> Any:
        """Those who speak it, whichever answer said so."""
        return rows.filter(pk__in=SpokenLanguage.objects.filter(language=value).values("application"))

    def by_pair(self, rows: Any, name: str, value: str) -> Any:
        """Those who interpret from this language, or into it; with both chosen, in one and the same pair."""
        other = "pair_into" if name == "pair_from" else "pair_from"
        sides = {"pair_from": "source", "pair_into": "target"}
        chosen = {sides[name]: value}
        if beside := self.form.cleaned_data.get(other):
            chosen[sides[other]] = beside
        return rows.filter(pk__in=LanguagePair.objects.filter(**chosen).values("application"))

    def by_half_days(self, rows: Any, _name: str, value: list[str]) -> Any:
        """Those free on at least one of these half-days."""
        free = Q()
        for half_day in value:
            free |= Q(half_days__contains=f" {half_day} ")
        return rows.filter(free)

    def by_tag(self, rows: Any, _name: str, value: str) -> Any:
        """Those with the tag."""
        return rows.filter(pk__in=Tag.applications.through.objects.filter(tag=int(value)).values("application"))

    def by_offer(self, rows: Any, _name: str, value: str) -> Any:
        """Those who said that they take up our offer, or who have still to say so."""
        return rows.filter(stage=Stage.OFFERED, offer_taken_at__isnull=value == "open")

    def by_answer(self, rows: QuerySet[Application], name: str, value: str) -> Any:
        """Those who chose this; of several choices, this among them."""
        question = self.asked[name]
        rows = rows.alias(**{name: Cast(KeyTextTransform(question["key"], "answers"), TextField())})
        if question["kind"] != "choices":
            return rows.filter(**{name: Value(value)})
        plain, escaped = json.dumps(value, ensure_ascii=False), json.dumps(value)
        return rows.filter(Q(**{f"{name}__contains": plain}) | Q(**{f"{name}__contains": escaped}))


def offered(question: Question) -> list[tuple[str, str]]:
    """What can be chosen as the answer to a question, as the database keeps it, in the reader's words."""
    if question["kind"] == "yes_no":
        return [("true", in_words(YES)), ("false", in_words(NO))]
    return [(choice["value"], in_words(choice["label"])) for choice in question.get("choices", ())]
