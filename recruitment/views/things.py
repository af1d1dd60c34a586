"""What somebody can do on the page of their application: each room that adds to it says so here."""

from collections.abc import Callable
from dataclasses import dataclass

from recruitment.models import Application, Draft


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that can be done now. What we wait for stands first, as ``urgent``."""

    label: str
    href: str
    hint: str = ""
    status: str = ""
    tone: str = ""
    urgent: bool = False


Offer = Callable[[Draft, Application], Thing | None]
_offers: list[tuple[int, Offer]] = []


def thing(order: int) -> Callable[[Offer], Offer]:
    """Put something on the page: ``@thing(20) def interview(draft, application)``; None where it cannot be done now.

    The module must be imported by :mod:`recruitment.urls`.
    """

    def keep(offer: Offer) -> Offer:
        _offers.append((order, offer))
        return offer

    return keep


def things(draft: Draft, application: Application) -> list[Thing]:
    """What can be done with this application now, in order."""
    found = [offer(draft, application) for _order, offer in sorted(_offers, key=lambda pair: pair[0])]
    return [one for one in found if one is not None]
