"""The mails of training: one module a room, each registering its kinds when it is imported."""

from training.mails.hours import COMMITMENT_EXTENDED, COMMITMENT_FULFILLED, HOURS_BEHIND, HOURS_REFUSED
from training.mails.make_ups import MAKE_UP_CANCELLED, MAKE_UP_CONFIRMED, MAKE_UP_LAPSED, MAKE_UP_OFFERED
from training.mails.places import (
    PLACE_BY_PHONE,
    PLACE_CANCELLED,
    PLACE_CARRIED_OVER,
    PLACE_CONFIRMED,
    PLACE_LAPSED,
    PLACE_MOVED,
    PLACE_OFFERED,
    PLACE_WAITLISTED,
)

__all__ = [
    "COMMITMENT_EXTENDED",
    "COMMITMENT_FULFILLED",
    "HOURS_BEHIND",
    "HOURS_REFUSED",
    "MAKE_UP_CANCELLED",
    "MAKE_UP_CONFIRMED",
    "MAKE_UP_LAPSED",
    "MAKE_UP_OFFERED",
    "PLACE_BY_PHONE",
    "PLACE_CANCELLED",
    "PLACE_CARRIED_OVER",
    "PLACE_CONFIRMED",
    "PLACE_LAPSED",
    "PLACE_MOVED",
    "PLACE_OFFERED",
    "PLACE_WAITLISTED",
]
