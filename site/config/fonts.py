"""The fonts certificates are set in."""

import subprocess
from functools import cache

NEEDED = ("Noto Serif CJK HK", "Noto Naskh Arabic", "Noto Sans", "Noto Serif", "Noto Serif Display")


@cache
def missing_fonts() -> tuple[str, ...]:
    """Families that certificates need and this machine lacks. Found by fontconfig; looked up once per process."""
    try:
        command = ["fc-list", ":", "family"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return NEEDED
    families = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    return tuple(family for family in NEEDED if family not in families)
