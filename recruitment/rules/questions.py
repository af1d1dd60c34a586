"""The shape of a form's definition, and how an answer to it reads.

A definition is JSON. A text is ``{"en": …, "zh": …}``; keys are stable for ever. The kinds of question are text,
long_text, email, phone, number, date, choice, choices, yes_no, half_days, languages, pairs, cohort, file and consent.
A language is a code of :mod:`recruitment.rules.languages` or what was typed; a pair is ``{"source", "target",
"dialect", "spoken", "written"}``. A question with
``seen_by`` "supervisor" is for the supervising lawyer only. A step with ``when`` is asked only while one of those
points holds (:mod:`recruitment.rules.fit`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from base.localised import listed, suffix
from recruitment.rules.files import in_short
from recruitment.rules.languages import language_name, languages_in, once

Words = dict[str, str]
Question = dict[str, Any]
Section = dict[str, Any]
Content = dict[str, Any]

NO_CASE: Words = {
    "en": "Please do not write about your own or anyone’s case; it cannot help or harm this application.",
    "zh": "請不要寫及你自己或任何人的個案；這樣做對申請既無幫助，亦無影響。",
}
SEEN_BY: dict[str, Words] = {
    "recruiters": {"en": "Seen by: our recruiters.", "zh": "由招募同事閱覽。"},
    "supervisor": {"en": "Seen by: the supervising lawyer only.", "zh": "只供督導律師閱覽。"},
}
FOR_SUPERVISOR = "supervisor"  # what "seen_by" says of a question for the supervising lawyer only
WHO = frozenset({"name", "name_other", "email", "phone"})  # questions whose answers tell who somebody is
YES: Words = {"en": "Yes", "zh": "是"}
NO: Words = {"en": "No", "zh": "否"}
NONE_SUITS = "none"
NONE_SUITS_ME: Words = {"en": "None of these suits me", "zh": "以上日期都不適合我"}
DAYS: dict[str, Words] = {
    "mon": {"en": "Monday", "zh": "星期一"},
    "tue": {"en": "Tuesday", "zh": "星期二"},
    "wed": {"en": "Wednesday", "zh": "星期三"},
    "thu": {"en": "Thursday", "zh": "星期四"},
    "fri": {"en": "Friday", "zh": "星期五"},
}
NO_HALF_DAY = " "  # of half_days_column: it was asked, and none was ticked
PAIR: Words = {"en": "From {source} into {target}", "zh": "由{source}譯成{target}"}
WAYS: dict[str, Words] = {"spoken": {"en": "spoken", "zh": "口譯"}, "written": {"en": "written", "zh": "筆譯"}}
PAIR_MORE: Words = {"en": "{pair} ({more})", "zh": "{pair}（{more}）"}
HALVES: dict[str, Words] = {"am": {"en": " morning", "zh": "上午"}, "pm": {"en": " afternoon", "zh": "下午"}}


def in_words(text: Mapping[str, str] | None, language: str | None = None) -> str:
    """A text in the active (or given) language, in English where it is empty."""
    return (text or {}).get(suffix(language)) or (text or {}).get("en", "")


def questions(content: Content) -> Iterator[Question]:
    """Every question of a form, in order."""
    for step in content["steps"]:
        yield from step["questions"]


def chosen_cohort(answers: Mapping[str, Any]) -> int | None:
    """The id of the cohort in the answers; None where none suits, or it was not asked."""
    chosen = str(answers.get("cohort") or "")
    return int(chosen) if chosen.isdecimal() else None


def shown(question: Question, value: Any, *, rounds: Mapping[str, str] | None = None) -> str:
    """An answer in the reader's words; ``rounds`` names the cohorts by id. "" where nothing was answered."""
    if value is None or value in ("", []):
        return ""
    match question["kind"]:
        case "yes_no" | "consent":
            words = in_words(YES if value else NO)
        case "choice" | "choices":
            labels = {choice["value"]: in_words(choice["label"]) for choice in question["choices"]}
            words = listed(labels.get(item, item) for item in (value if isinstance(value, list) else [value]))
        case "half_days":
            words = listed(_half_day(code) for code in value)
        case "languages" if isinstance(value, list):
            words = listed(language_name(code) for code in value)
        case "pairs":
            words = "\n".join(pair_in_words(pair) for pair in value)
        case "cohort":
            words = in_words(NONE_SUITS_ME) if value == NONE_SUITS else (rounds or {}).get(str(value), "")
        case "date":
            words = _written(value)
        case "file":
            words = in_short(value)
        case _:
            words = str(value)
    return words


def pair_in_words(pair: Mapping[str, Any]) -> str:
    """A pair such as "From Dari into English (Herati, spoken, written)"."""
    named = {end: language_name(pair[end]) for end in ("source", "target")}
    said = in_words(PAIR).format(**named)
    ways = [in_words(words) for way, words in WAYS.items() if pair.get(way)]
    more = listed(part for part in (pair.get("dialect"), *ways) if part)
    return in_words(PAIR_MORE).format(pair=said, more=more) if more else said


def languages_told(content: Content, answers: Mapping[str, Any]) -> list[str]:
    """Every language in the answers to a form, each once: those ticked, typed in a line, or an end of a pair."""
    found: list[str] = []
    for question in questions(content):
        value = answers.get(question["key"]) or []
        if question["key"] == "languages":  # a line of text in forms of old
            found += languages_in(value) if isinstance(value, str) else value
        elif question["kind"] == "pairs":
            found += [pair[end] for pair in value for end in ("source", "target")]
    return once(found)


def pairs_told(content: Content, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every pair in the answers to a form."""
    asked = (question["key"] for question in questions(content) if question["kind"] == "pairs")
    return [pair for key in asked for pair in answers.get(key) or []]


def half_days_column(answers: Mapping[str, Any]) -> str:
    """The half-days ticked, to be filtered by: " wed-pm thu-am ", " " where none suits, "" where it was not asked."""
    ticked = answers.get("half_days")
    return "" if ticked is None else NO_HALF_DAY + "".join(f"{code} " for code in ticked)


def _half_day(code: str) -> str:
    day, half = code.split("-")
    return in_words(DAYS[day]) + in_words(HALVES[half])


def _written(value: date | str) -> str:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.year}年{day.month}月{day.day}日" if suffix() == "zh" else f"{day.day} {day:%B %Y}"
