"""Tables kept as they were told: written as plain values, read back the same, known by a digest."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from recruitment.rules.tables import Bar, Cell, Hours, Share, Table

WORDS = ("key", "title", "note", "whole", "part", "empty")


def freeze(table: Table) -> dict[str, Any]:
    """A table as JSON keeps it."""
    return {
        **{name: str(getattr(table, name)) for name in WORDS},
        "head": [str(label) for label in table.head],
        "rows": [[_frozen(cell) for cell in row] for row in table.rows],
        "shares": sorted(table.shares),
        "bars": [[bar.label, bar.words, bar.whole, bar.part, bar.top] for bar in table.bars],
        "said": [str(line) for line in table.said],
    }


def thaw(kept: Mapping[str, Any]) -> Table:
    """The table that was kept."""
    return Table(
        **{name: kept[name] for name in WORDS},
        head=kept["head"],
        rows=[[_thawed(cell) for cell in row] for row in kept["rows"]],
        shares=frozenset(kept["shares"]),
        bars=[Bar(*bar) for bar in kept["bars"]],
        said=kept["said"],
    )


def digest(content: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """What a report's content is known by: any change of it gives another."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _frozen(cell: Cell) -> Any:
    match cell:
        case Share():
            return {"number": cell.number, "whole": cell.whole}
        case Hours():
            return {"minutes": cell.minutes}
        case int():
            return cell
        case _:
            return str(cell)


def _thawed(cell: Any) -> Cell:
    match cell:
        case {"minutes": minutes}:
            return Hours(minutes)
        case {"number": number, "whole": whole}:
            return Share(number, whole)
        case _:
            return cell  # type: ignore[no-any-return]
