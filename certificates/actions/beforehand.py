"""What can be known before anything is issued: who decides about whom, whose name and whose page will not do."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.models import User
from base.dates import today
from certificates.actions.issuing import check_person, facts, refuse_for_oneself, validity, within
from certificates.eligibility import Achievement, Candidate, of_role, of_whom
from certificates.models import Award
from certificates.rendering import WIDEST, check_fit, of_plain_width
from certificates.rules import Refused
from recruitment.models import Volunteer

LAID_OUT = 20  # pages tried at a time, of a tenth of a second each
AT_ONCE = 500  # people offered at a time: a request carries a thousand fields at most


@dataclass(frozen=True)
class SortedOut:
    """Those who can be issued to now, as many as are offered at a time; how many there are; and who cannot, and why."""

    clear: list[Candidate]
    total: int
    stopped: list[tuple[Candidate, str]]


def sort_out(*, award: Award, found: Iterable[Candidate], actor: User) -> SortedOut:
    """Tell those who can be issued to from those who have achieved it and cannot."""
    asked = [(row, obstacle(volunteer=row.volunteer, actor=actor)) for row in found]
    clear = [row for row, reason in asked if not reason]
    offered = [(row, row.achievement) for row in clear[:AT_ONCE] if row.achievement]
    misfits = unfit(award=award, achievements=[achievement for _row, achievement in offered])
    stopped = [(row, reason) for row, reason in asked if reason]
    stopped += [(row, misfits[what.pk]) for row, what in offered if what.pk in misfits]
    return SortedOut([row for row, what in offered if what.pk not in misfits], len(clear) - len(misfits), stopped)


def obstacle(*, volunteer: Volunteer, actor: User) -> str:
    """Why somebody cannot issue to a person, if they cannot."""
    try:
        refuse_for_oneself(volunteer, actor)
        check_person(volunteer)
    except (PermissionDenied, Refused) as reason:
        return str(reason)
    return ""


def unfit(*, award: Award, achievements: Iterable[Achievement]) -> dict[Any, str]:
    """By achievement, why its certificate would not go on a page.

    One page with the widest of ordinary names tells it of all who are certified the same, for one role or of one event.
    Longer names, and letters of other widths, are laid out one by one, each with what is certified of them, so many at
    a time; of the rest it shows when they are drawn.
    """
    found: dict[Any, str] = {}
    alike = defaultdict(list)
    for achievement in achievements:
        alike[of_role(achievement), getattr(achievement, "event", None)].append(achievement)
    left = LAID_OUT
    for rows in alike.values():
        roomy = not _misfit(_claims(award, rows[0]), WIDEST, WIDEST)
        doubtful = [row for row in rows if not (roomy and _plain(of_whom(row)))]
        for row in doubtful[:left]:
            person = of_whom(row)
            if reason := _misfit(_claims(award, row), person.name, person.name_other):
                found[row.pk] = reason
        left -= len(doubtful[:left])
    return found


def _plain(person: Volunteer) -> bool:
    return of_plain_width(person.name) and of_plain_width(person.name_other)


def _claims(award: Award, achievement: Achievement) -> dict[str, Any]:
    expires = within(validity(award, today()), achievement)
    return facts(award, achievement, issued_on=today(), expires_on=expires)


def check_page(*, award: Award, achievement: Achievement) -> None:
    """Refuse a certificate that would not go on a page."""
    check_fit(_claims(award, achievement))


def _misfit(claims: dict[str, Any], name: str, other: str) -> str:
    try:
        check_fit({**claims, "name": name, "name_other": other})
    except Refused as reason:
        return str(reason)
    return ""
