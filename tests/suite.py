"""Everything a change must pass, two steps at a time: ``python -m tests.suite [--lint | --long]``.

All steps run even after one failed. The last lines say how each went, and end with pytest's own summaries.
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import cluster

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
BEGAN = time.monotonic()
PYTEST = [sys.executable, "-m", "pytest", "--quiet", "--color=no"]
CORES = 2
BUSY = ["-n", str(CORES + 1), "--dist", "worksteal"]  # one more than there are cores, as some tests mostly wait
NOT_OURS = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")  # else every process compiles every test once more
PATH = "tests/journeys/test_path.py"
SHORT, LONG = "not journey and not long and not benchmark", "not journey and not benchmark"


@dataclass
class Step:
    """A command and what became of it; ``database`` names the one it runs on."""

    name: str
    command: list[str]
    database: str = ""
    seconds: float = 0
    passed: bool = False
    summary: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    beside: bool = False  # run it together with the steps before it

    def run(self) -> None:
        """Show what it prints as it comes, and keep its last line."""
        print(f"\n=== {self.name}: {' '.join(map(os.path.basename, self.command[:1]))}", flush=True)
        started = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS} | self.extra
        with subprocess.Popen(
            self.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                self.summary = line.strip() or self.summary
        self.seconds = time.monotonic() - started
        self.passed = process.returncode == 0


def tool(name: str) -> str:
    """A tool of the virtual environment; a missing one fails when it is run."""
    return str(BIN / name)


def lint() -> list[Step]:
    """Style, spelling, imports, types, migrations."""
    templates = sorted(str(path) for path in ROOT.glob("templates/**/*.html"))
    manage = [sys.executable, "manage.py"]
    demo = {"DEMO": "1", "DATA_DIR": str(ROOT / "var" / "test" / "data")}
    return [
        Step("types", [tool("mypy"), "."], extra=demo),  # the longest: begun first
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], extra=demo, beside=True),
        Step("style", [tool("ruff"), "check", "--quiet", "."], beside=True),
        Step("format", [tool("ruff"), "format", "--check", "--quiet", "."], beside=True),
        Step("templates", [tool("djade"), "--check", "--target-version", "5.2", *templates], beside=True),
        Step("spelling", [tool("typos")], beside=True),
        Step("imports", [tool("lint-imports"), "--no-cache"], beside=True),
    ]


def proofs(*, long: bool, postgres: str) -> list[Step]:
    """The suite on each database, and beside it the browser, which waits more than it works."""
    chosen, apart = (LONG, LONG) if long else (SHORT, f"{SHORT} and not either")
    other = {"DATABASE_URL": postgres}
    journeys = ["tests/journeys", "-m", "journey" if long else "journey and not long"]
    path = journeys if long else [PATH, "-m", "journey"]
    return [
        Step("suite", [*PYTEST, *BUSY, "-m", chosen], "SQLite"),
        Step("journeys", [*PYTEST, *journeys], "SQLite", beside=True),
        Step("suite", [*PYTEST, *BUSY, "-m", apart, "--database-only"], "PostgreSQL", extra=other),
        Step("journeys", [*PYTEST, *path], "PostgreSQL", extra=other, beside=True),
    ]


def together(steps: list[Step]) -> list[list[Step]]:
    """The steps one after the other, each with those that run beside it, so that no core is idle."""
    groups: list[list[Step]] = []
    for step in steps:
        if step.beside:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def run(steps: list[Step]) -> None:
    """Group by group; of a group as many at a time as there are cores."""
    for group in together(steps):
        with ThreadPoolExecutor(CORES) as threads:
            list(threads.map(Step.run, group))


def report(steps: list[Step]) -> int:
    """One line each; pytest's summaries last."""
    print("\n=== Result")
    for step in sorted(steps, key=lambda step: bool(step.database)):
        verdict = "passed" if step.passed else "FAILED"
        name = f"{step.name} {step.database}".strip()
        print(f"{verdict:6}  {name:20} {step.seconds:6.1f} s  {step.summary if step.database else ''}".rstrip())
    print(f"{time.monotonic() - BEGAN:.0f} s in all")
    for step in steps:
        if step.database:
            print(step.summary)
    return 0 if all(step.passed for step in steps) else 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lint", action="store_true")
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args()
    steps = lint()
    run(steps)
    if asked.lint:
        return report(steps)
    with cluster() as address:
        proved = proofs(long=asked.long, postgres=address)
        run(proved)
    return report(steps + proved)


if __name__ == "__main__":
    sys.exit(main())
