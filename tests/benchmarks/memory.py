"""What a worker's memory does while it makes a thousand different certificates: run by itself, so that nothing else is
in it. Prints the sizes in MB, and what each took, as JSON.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ |= {"DATA_DIR": tempfile.mkdtemp(prefix="volunteers-bench-"), "ENV_FILE": os.devnull, "DEMO": "1"}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from certificates.credential import attached  # noqa: E402
from certificates.management.samples import NAMES  # noqa: E402
from certificates.rendering import render  # noqa: E402
from certificates.rules import check_symbol  # noqa: E402
from certificates.signing import sign  # noqa: E402
from tests.certificates.samples import facts  # noqa: E402

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERYBODY = [*NAMES.values()]
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def person(number: int) -> tuple[str, str]:
    """A name of its own for each, in all scripts in turn, of the characters of two people."""
    (name, other), (more, further) = EVERYBODY[number % len(EVERYBODY)], EVERYBODY[number * 7 % len(EVERYBODY)]
    return f"{name.split()[0]} {more.split()[-1]} {chr(65 + number % 26)}.", other or further


def code(number: int) -> str:
    """A code of its own for each."""
    digits = ""
    for _ in range(17):
        number, digit = divmod(number * 7919 + 13, 32)
        digits += SYMBOLS[digit]
    return digits + check_symbol(digits)


def make(number: int) -> None:
    """One certificate, as a worker makes it."""
    name, other = person(number)
    about, serial = facts(name, other), f"HKRAC-2027-{number:05d}"
    badge = attached(about, code=code(number), serial=serial)
    sign(render(about, code=code(number), serial=serial, badge=badge), reason="Bench")


def now() -> float:
    """The memory this process holds, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def main(warm: int, many: int) -> None:
    sizes, started = [], 0.0
    for number in range(many):
        make(number)
        if number + 1 in (warm, many):
            sizes.append(round(now(), 1))
        if number + 1 == warm:
            started = time.process_time()
    each = (time.process_time() - started) * 1000 / (many - warm)
    sys.stdout.write(json.dumps({"warm": sizes[0], "end": sizes[-1], "each": each}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
