"""The built-in questions, in both languages, and the forms made of them."""

from collections.abc import Callable

from recruitment.rules.catalogue.about import COLLECTION, about, age
from recruitment.rules.catalogue.casework import experience
from recruitment.rules.catalogue.closing import consents, weekend, why
from recruitment.rules.catalogue.interpretation import interpreting, pairs, pay
from recruitment.rules.catalogue.skills import events, fundraising, general, press, technology
from recruitment.rules.catalogue.time import fit, states_time, time
from recruitment.rules.catalogue.words import PRIVACY_VERSION
from recruitment.rules.fit import FormKind, Terms
from recruitment.rules.questions import Content, Section

MIDDLE: dict[FormKind, Callable[[Terms], list[Section]]] = {
    FormKind.GENERAL: lambda _terms: [general()],
    FormKind.CASEWORK: lambda _terms: [experience()],
    FormKind.INTERPRETATION: lambda terms: [pairs(), interpreting(), *([pay()] if terms.may_be_paid else [])],
    FormKind.FUNDRAISING: lambda _terms: [fundraising()],
    FormKind.EVENTS: lambda _terms: [events()],
    FormKind.PRESS: lambda _terms: [press()],
    FormKind.TECHNOLOGY: lambda _terms: [technology()],
}


def built_in(terms: Terms) -> Content:
    """The form of a role with these terms: what every role asks, and its own kind's steps in the middle."""
    timing = [time(terms), fit()] if states_time(terms) else []
    training = [weekend()] if terms.recruits_by_cohort else []
    middle = MIDDLE[terms.form_kind](terms)
    return {
        "privacy": {"version": PRIVACY_VERSION, "text": COLLECTION},
        "steps": [about(terms), age(terms), *timing, *middle, *training, why(terms), consents()],
    }


__all__ = ["COLLECTION", "PRIVACY_VERSION", "built_in"]
