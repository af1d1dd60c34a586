"""One file of the corpus."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A file as somebody sends it: its name, how it is made, and the kind it is taken as, or "!" and why it is not."""

    name: str
    make: Callable[[], bytes]
    verdict: str
