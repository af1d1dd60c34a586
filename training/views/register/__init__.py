"""The register on a phone: today's sessions, one session's people, one tap for one mark, with or without a network."""

from training.views.register.device import me, offline, paper, worker
from training.views.register.guard import KeeperRequest, find_session, keeper
from training.views.register.marking import mark, rest, undo_rest
from training.views.register.room import cell, head_count, known, note, walk_in
from training.views.register.sheet import sessions, sheet, state

__all__ = [
    "KeeperRequest",
    "cell",
    "find_session",
    "head_count",
    "keeper",
    "known",
    "mark",
    "me",
    "note",
    "offline",
    "paper",
    "rest",
    "sessions",
    "sheet",
    "state",
    "undo_rest",
    "walk_in",
    "worker",
]
