"""Bringing in what lives in spreadsheets: tried row by row, then all or nothing, the same fact never twice."""

from training.actions.importing.bringing import (
    IMPORTERS,
    File,
    NotReadyError,
    bring_in,
    importer_of,
    sealed,
    try_out,
    unsealed,
)
from training.actions.importing.cells import Column
from training.actions.importing.trial import Importer, Outcome, Trial, WrongError

__all__ = [
    "IMPORTERS",
    "Column",
    "File",
    "Importer",
    "NotReadyError",
    "Outcome",
    "Trial",
    "WrongError",
    "bring_in",
    "importer_of",
    "sealed",
    "try_out",
    "unsealed",
]
