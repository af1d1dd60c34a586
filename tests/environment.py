"""The environment the suite runs in, loaded before the settings are: nobody's own values, a folder of its own."""

import os
import tempfile
from pathlib import Path

KEPT = ("DATABASE_URL",)  # which database the suite runs on
EXAMPLE = Path(__file__).parent.parent / ".env.example"


def _names() -> set[str]:
    """The variables the product reads, as .env.example lists them."""
    lines = EXAMPLE.read_text().splitlines() if EXAMPLE.exists() else []
    return {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line}


for name in _names() - set(KEPT):
    os.environ.pop(name, None)
DATA_DIR = Path(tempfile.mkdtemp(prefix="volunteers-test-"))
(DATA_DIR / "static").mkdir()
os.environ |= {
    "DATA_DIR": str(DATA_DIR),
    "ENV_FILE": os.devnull,
    "SPAM_LIMITS": "0",  # tests send forms at once; those of the limits switch them on
    "SECRET_KEY": "of the test suite only, and long enough for the checks that measure it",
}
