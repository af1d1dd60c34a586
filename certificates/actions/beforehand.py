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
from certificates.rendering import WIDEST, check_fit, is_tried, of_plain_width
from certificates.rules import Refused
from recruitment.models import Volunteer

LAID_OUT = 20  # pages tried at a time, of a tenth of a second each
AT_ONCE = 500  # people offered at a time in each list: a request carries a thousand fields at most


@dataclass(frozen=True)
class SortedOut:
    """Those who can be issued to now, as many as are offered at a time; how many there are; and who cannot, and why.

    ``untried`` are, by achievement, those among the clear whose page may not do and was not laid out yet.
    """

    clear: list[Candidate]
    total: int
    stopped: list[tuple[Candidate, str]]
    untried: set[Any]


def sort_out(*, award: Award, found: Iterable[Candidate], actor: User) -> SortedOut:
    """Tell those who can be issued to from those who have achieved it and cannot."""
    asked = [(row, obstacle(volunteer=row.volunteer, actor=actor)) for row in found]
    clear = [row for row, reason in asked if not reason]
    offered = [(row, row.achievement) for row in clear[:AT_ONCE] if row.achievement]
    misfits, untried = unfit(award=award, achievements=[achievement for _row, achievement in offered])
    stopped = [(row, reason) for row, reason in asked if reason]
    stopped += [(row, misfits[what.pk]) for row, what in offered if what.pk in misfits]
    fit = [row for row, what in offered if what.pk not in misfits]
    return SortedOut(fit, len(clear) - len(misfits), stopped, untried)


def obstacle(*, volunteer: Volunteer, actor: User) -> str:
    """Why somebody cannot issue to a person, if they cannot."""
    try:
        refuse_for_oneself(volunteer, actor)
        check_person(volunteer)
    except (PermissionDenied, Refused) as reason:
        return str(reason)
    return ""


def unfit(*, award: Award, achievements: Iterable[Achievement]) -> tuple[dict[Any, str], set[Any]]:
    """By achievement, why its certificate would not go on a page; and those of which it is not known yet.

    One page with the widest of ordinary names tells it of all who are certified the same, for one role or of one event.
    Longer names, and letters of other widths, are laid out one by one, each with what is certified of them. So many
    pages are laid out at a time; what was found is known the next time, so that the next are tried then.
    """
    found: dict[Any, str] = {}
    untried: set[Any] = set()
    alike, pages = defaultdict(list), Pages(award)
    for achievement in achievements:
        alike[of_role(achievement), getattr(achievement, "event", None)].append(achievement)
    for rows in alike.values():
        roomy = pages.misfit(rows[0], WIDEST, WIDEST) == ""
        for row in rows:
            person = of_whom(row)
            reason = "" if roomy and _plain(person) else pages.misfit(row, person.name, person.name_other)
            if reason is None:
                untried.add(row.pk)
            elif reason:
                found[row.pk] = reason
    return found, untried


class Pages:
    """Pages of an award laid out to see whether they will do, so many at a time."""

    def __init__(self, award: Award) -> None:
        self.award, self.left = award, LAID_OUT

    def misfit(self, achievement: Achievement, name: str, other: str) -> str | None:
        """Why a page would not do, if so; None where nobody knows and no more are laid out now."""
        if self.left < 0:
            return None
        claims = {**_claims(self.award, achievement), "name": name, "name_other": other}
        self.left -= not is_tried(claims)
        if self.left < 0:
            return None
        try:
            check_fit(claims)
        except Refused as reason:
            return str(reason)
        return ""


def _plain(person: Volunteer) -> bool:
    return of_plain_width(person.name) and of_plain_width(person.name_other)


def _claims(award: Award, achievement: Achievement) -> dict[str, Any]:
    expires = within(validity(award, today()), achievement)
    return facts(award, achievement, issued_on=today(), expires_on=expires)


def check_page(*, award: Award, achievement: Achievement) -> None:
    """Refuse a certificate that would not go on a page."""
    check_fit(_claims(award, achievement))
