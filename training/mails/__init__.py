"""The mails of training: one module a room, each registering its kinds when it is imported."""

from training.mails.places import PLACE_CANCELLED, PLACE_CONFIRMED, PLACE_LAPSED, PLACE_OFFERED, PLACE_WAITLISTED

__all__ = ["PLACE_CANCELLED", "PLACE_CONFIRMED", "PLACE_LAPSED", "PLACE_OFFERED", "PLACE_WAITLISTED"]
