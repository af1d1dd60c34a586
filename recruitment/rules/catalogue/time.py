"""The time a role asks for, and what is said where somebody has less."""

from recruitment.rules.catalogue.words import NOTE_MAX, ask, both, step
from recruitment.rules.fit import FormKind, Terms
from recruitment.rules.questions import Question, Section, Words

INTAKE = ["wed-pm", "thu-pm"]


def states_time(terms: Terms) -> bool:
    """Whether the role says anything about time; only then is it asked about."""
    return _is_casework(terms) or any((terms.hours_min, terms.hours_max, terms.months, terms.weekday_daytime))


def _is_casework(terms: Terms) -> bool:
    return terms.form_kind == FormKind.CASEWORK


def time(terms: Terms) -> Section:
    """Hours, months and days, as far as the role's terms speak of them."""
    asked: list[Question] = []
    if _is_casework(terms) or terms.hours_min or terms.hours_max:
        asked.append(_hours_per_week(terms))
    if _is_casework(terms) or terms.months:
        asked += [_months(terms), _leaves_on()]
    if _is_casework(terms) or terms.weekday_daytime:
        asked.append(_daytime(terms))
    return step("time", both("Your time", "你的時間"), asked)


def _hours_per_week(terms: Terms) -> Question:
    return ask(
        "hours_per_week",
        "number",
        both("How many hours a week can you give?", "你每星期可付出多少小時？"),
        help=_hours_asked(terms),
        why=both("So that we can plan who is here when.", "讓我們安排人手。"),
        min=1,
        max=60,
    )


def _hours_asked(terms: Terms) -> Words | None:
    low, high = terms.hours_min, terms.hours_max
    if low is None:
        return None
    if high in {None, low}:
        return both(f"The role asks for at least {low} hours a week.", f"這個崗位每星期至少需要 {low} 小時。")
    return both(f"The role asks for {low} to {high} hours a week.", f"這個崗位每星期需要 {low} 至 {high} 小時。")


def _months(terms: Terms) -> Question:
    why = (
        both("Clients need somebody who stays.", "當事人需要可以持續跟進的人。")
        if _is_casework(terms)
        else both("So that we can plan ahead together.", "讓我們一起作長遠安排。")
    )
    asked = terms.months and both(
        f"The role asks for at least {terms.months} months.", f"這個崗位至少需要 {terms.months} 個月。"
    )
    label = both("For how many months?", "可以參與多少個月？")
    return ask("months", "number", label, help=asked or None, why=why, min=1, max=120)


def _leaves_on() -> Question:
    return ask(
        "leaves_on",
        "date",
        both("If you know that you will leave Hong Kong: when?", "如你已知會離開香港：何時？"),
        help=both("For example 30 6 2027. A guess is enough.", "例如 30 6 2027。大概日期即可。"),
        why=both("So that we find a time that works for both of us.", "讓我們找出雙方都合適的時間。"),
        required=False,
    )


def _daytime(terms: Terms) -> Question:
    label = both("When are you usually free on weekdays?", "平日你通常何時有空？")
    if not _is_casework(terms):
        why = both("Some weekday daytime is needed for this role.", "這個崗位需要部分平日日間時間。")
        return ask("half_days", "half_days", label, why=why, required=False, marked=[])
    return ask(
        "half_days",
        "half_days",
        label,
        help=both(
            "Clients come to intake sessions on Wednesday and Thursday, 14:00 to 17:00; they are marked.",
            "當事人接見時段為星期三及星期四下午 2 時至 5 時，已在表中標示。",
        ),
        why=both("Some weekday daytime is needed for casework.", "個案工作需要部分平日日間時間。"),
        required=False,
        marked=INTAKE,
    )


def fit() -> Section:
    """The page for those whose time is not what the role asks: why, and a way on."""
    return step(
        "fit",
        both("Something to talk about", "可以商量的地方"),
        [
            ask(
                "fit_note",
                "long_text",
                both("Is there anything we should know about this?", "關於這一點，有甚麼想讓我們知道？"),
                help=both("For example whether it may change, and when.", "例如情況會否改變、何時改變。"),
                why=both("So that we can look for a way together.", "讓我們一起想辦法。"),
                required=False,
                max=NOTE_MAX,
            )
        ],
        when=["hours", "months", "leaving", "daytime"],
        intro=both(
            "Thank you for telling us plainly. This does not end your application. What we would like to talk "
            "about with you:",
            "多謝你坦白告知。你的申請不會因此終止。我們希望與你商量：",
        ),
    )
