"""What a start puts in order first. Each step may be taken any number of times."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from certificates import credential
from certificates.signing import ensure_key
from mail.actions import seed_texts

SOURCES = ("django", "wagtail", "whitenoise")


def stamp(paths: Iterable[Path]) -> str:
    """Changes when one of these files does."""
    digest = hashlib.sha256("".join(version(name) for name in SOURCES).encode())
    for path in sorted(paths):
        status = path.stat()
        digest.update(f"{path}{status.st_size}{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def once(kept: Path, paths: Iterable[Path], work: Callable[[], object]) -> bool:
    """Do the work if it was never done for these files as they are now."""
    now = stamp(paths)
    if kept.is_file() and kept.read_text() == now:
        return False
    work()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(now)
    return True


def files(*folders: Path) -> Iterator[Path]:
    """Every file beneath these folders."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def catalogues() -> list[Path]:
    return [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")]


def compile_catalogues() -> None:
    """Translations as Django reads them; GNU gettext is not needed. Nobody ever reads half a file."""
    for path in catalogues():
        unfinished = path.with_suffix(f".{os.getpid()}")
        with path.open("rb") as source, unfinished.open("wb") as compiled:
            write_mo(compiled, read_po(source))
        unfinished.replace(path.with_suffix(".mo"))


def translations() -> None:
    """Compile the catalogues that changed; first of all, as Django reads each only once."""
    missing = [path for path in catalogues() if not path.with_suffix(".mo").exists()]
    kept = settings.DATA_DIR / "stamps" / "catalogues"
    if missing:
        kept.unlink(missing_ok=True)
    once(kept, catalogues(), compile_catalogues)


def static_files(say: Callable[[str], None]) -> None:
    """Collect the static files if ours or a library's changed."""

    def collect() -> None:
        say("Collecting static files.")
        call_command("collectstatic", interactive=False, verbosity=0)

    sources = [*files(*map(Path, settings.STATICFILES_DIRS)), Path(settings.BASE_DIR, "site/base/static_files.py")]
    kept = settings.DATA_DIR / "stamps" / "static"
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        kept.unlink(missing_ok=True)
    once(kept, sources, collect)


def database(say: Callable[[str], None]) -> None:
    """Bring the database up to this version, and what staff may do with it."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    kept = settings.DATA_DIR / "stamps" / "rights"
    rights = [path for app in apps.get_app_configs() for path in Path(app.path).glob("*.py")]
    if plan:
        say(f"Migrating the database ({len(plan)} steps).")
        kept.unlink(missing_ok=True)
    once(kept, rights, lambda: call_command("migrate", interactive=False, verbosity=0))


def seed() -> None:
    """What every copy has: the cache's table, the texts of its mails, keys to sign certificates and badges with."""
    call_command("createcachetable", verbosity=0)
    seed_texts()
    ensure_key()
    credential.ensure_key()
