"""What applicants answer: in their language, by the keys of the form they were given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from config.demonstration.names import Person
from recruitment.models import Cohort, FormDefinition
from recruitment.rules import questions

STATEMENTS = {
    "en": (
        (
            "I have lived in Hong Kong for nine years and would like to give something back. Listening well is what I "
            "do best, and I can come every week."
        ),
        (
            "At university I worked in a legal clinic. I learnt how much it matters that somebody explains each step "
            "calmly, and I would like to do that here."
        ),
        (
            "A friend volunteers with you and told me how carefully you work. I can be relied on, and I do not hurry "
            "people."
        ),
        "I read a lot and write clearly. Research that helps somebody to be believed seems to me a good use of both.",
    ),
    "zh-hant": (
        "我在香港長大，希望為初到此地、孤立無援的人出一分力。我每星期都可以抽空，並且守時。",
        "讀書時曾在法律診所幫忙，明白耐心解釋每一步有多重要，希望在這裏繼續。",
        "朋友在貴中心當義工，常說你們做事認真。我做事細心，亦樂於學習。",
    ),
}
EXPERIENCE = {
    "en": (
        "Two years as a volunteer tutor for children new to Hong Kong.",
        "Six months at the front desk of a women's shelter.",
        "None with refugees; I have cared for a relative for many years.",
        "Summer work with an aid organisation, mostly interviews and notes.",
    ),
    "zh-hant": (
        "曾任新來港學童的義務補習導師兩年。",
        "在婦女庇護中心接待處工作半年。",
        "曾長期照顧長者，未有與難民共事的經驗。",
    ),
}
SKILLS = {
    "en": (
        "I speak three languages and have interpreted at a clinic.",
        "I write, edit and can lay out a leaflet.",
        "I look after the network and the laptops of a small school.",
        "I have organised evenings for up to two hundred guests.",
    ),
    "zh-hant": ("擅長文書及翻譯。", "曾籌辦學校開放日，熟悉場地安排。", "任職網頁設計員四年。"),
}
SPOKEN = {
    "en": (["eng", "yue"], ["eng", "fra", "ara"], ["eng", "vie"], ["eng", "urd", "hin"]),
    "zh-hant": (["yue", "eng", "cmn"], ["yue", "eng"], ["yue", "cmn", "fra"]),
}
INTERPRETED = (("prs", ""), ("urd", "Peshawar"), ("tam", "Jaffna"), ("som", ""), ("tir", ""), ("apd", "Khartoum"))
EXAMPLES = {
    "en": (
        "I interpreted at a community clinic on Saturdays for two years, mostly for families.",
        "I translated letters and school forms for neighbours, and once a whole day at a hearing.",
    ),
    "zh-hant": ("曾在社區診所為街坊傳譯兩年。", "曾為鄰居翻譯信件和學校表格。"),
}
LIMITS = {"en": "I would rather not interpret medical details.", "zh-hant": "希望不用傳譯醫療細節。"}
FIT_NOTE = {
    "en": "This may change in the spring; I would be glad to talk about it.",
    "zh-hant": "明年春天或會改變，樂意商量。",
}
LEGAL = ("none", "none", "student", "graduate", "practice", "qualified")
HALF_DAYS = (["wed-pm"], ["wed-pm", "thu-pm"], ["mon-am", "thu-pm"], ["tue-am", "tue-pm", "fri-am"])
SOURCES = ("friend", "friend", "university", "work", "community", "online", "news", "other")


@dataclass(frozen=True)
class Terms:
    """What an applicant can give; what does not fit is a point to discuss."""

    hours: int = 6
    months: int = 6
    leaves_on: date | None = None
    is_adult: bool = True
    daytime: bool = True
    conflict: str = ""

    @property
    def fits(self) -> bool:
        """Whether nothing of it needs talking about."""
        return self.is_adult and self.daytime and self.hours >= 5 and self.months >= 6 and not self.leaves_on  # noqa: PLR2004 - casework's terms


def answers(
    rng: Random, form: FormDefinition, person: Person, terms: Terms, *, email: str, cohort: Cohort | None
) -> dict[str, Any]:
    """An answer to every question of a form, those to be left empty included."""
    known = _known(rng, person, terms, email=email, cohort=cohort)
    return {question["key"]: _answer(question, known) for question in questions(form.content)}


def _known(rng: Random, person: Person, terms: Terms, *, email: str, cohort: Cohort | None) -> Mapping[str, Any]:
    def said(texts: Mapping[str, tuple[Any, ...]]) -> Any:
        return rng.choice(texts[person.language])

    return {
        "name": person.name,
        "name_other": person.other,
        "email": email,
        "phone": person.phone,
        "source": rng.choice(SOURCES),
        "is_adult": terms.is_adult,
        "hours_per_week": terms.hours,
        "months": terms.months,
        "leaves_on": terms.leaves_on.isoformat() if terms.leaves_on else None,
        "half_days": rng.choice(HALF_DAYS) if terms.daytime else [],
        "fit_note": "" if terms.fits else FIT_NOTE[person.language],
        "legal_background": rng.choice(LEGAL),
        "experience": said(EXPERIENCE),
        "languages": said(SPOKEN),
        "skills": said(SKILLS),
        "examples": said(EXAMPLES),
        "limits": LIMITS[person.language] if rng.randrange(4) == 0 else "",
        "pairs": _pairs(rng),
        "pay": rng.choice(("unpaid", "paid", "open")),
        "cohort": str(cohort.pk) if cohort else "",
        "statement": said(STATEMENTS),
        "conflict": terms.conflict,
        "privacy": True,
        "newsletter": rng.randrange(3) == 0,
    }


def _pairs(rng: Random) -> list[dict[str, Any]]:
    """Out of a language into English and back; written as well for some."""
    source, dialect = rng.choice(INTERPRETED)
    common = {"dialect": dialect, "spoken": True, "written": rng.randrange(3) == 0}
    return [{"source": source, "target": "eng", **common}, {"source": "eng", "target": source, **common}]


def _answer(question: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """What is known, otherwise something that fits the kind of question: staff may have added their own."""
    if question["key"] in known:
        return known[question["key"]]
    otherwise: dict[str, Callable[[], Any]] = {
        "choice": lambda: question["choices"][0]["value"],
        "choices": lambda: [question["choices"][0]["value"]],
        "yes_no": lambda: True,
        "consent": lambda: True,
        "number": lambda: question.get("min", 1),
        "half_days": list,
    }
    return otherwise.get(question["kind"], lambda: "")()
