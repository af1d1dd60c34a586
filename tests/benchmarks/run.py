"""``make bench``: figures beside their goals, as a table and as var/bench.json. It fails nothing."""

import gzip
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATA = Path(tempfile.mkdtemp(prefix="volunteers-bench-"))
os.environ |= {"DATA_DIR": str(DATA), "DEMO": "1", "DEBUG": "0", "ENV_FILE": os.devnull}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
(DATA / "static").mkdir()

import django  # noqa: E402 - after the environment it reads

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from base.dates import today  # noqa: E402
from config.prepare import static_files, translations  # noqa: E402
from recruitment.models import Cohort, Draft, Volunteer  # noqa: E402
from tests.benchmarks.floor import MIDDLEWARE  # noqa: E402
from tests.benchmarks.measure import Call, Result, cpu, queries  # noqa: E402
from tests.databases import own_copy  # noqa: E402
from tests.recruitment.applying import Applicant  # noqa: E402
from training.eligibility import eligible  # noqa: E402

SMALL, LARGE, PAGE = 10_000, 100_000, 50
LIMIT = 240.0  # seconds after which the largest figures are left out


class Latecomer(Applicant):
    """An applicant among others: their draft is the newest."""

    @property
    def draft(self) -> Draft:
        return Draft.objects.latest("created_at")


def floor() -> float:
    """F, in milliseconds."""
    with override_settings(ROOT_URLCONF="tests.benchmarks.floor", MIDDLEWARE=MIDDLEWARE):
        client = Client()
        return cpu(lambda: client.get("/floor/"), 60)


def get(client: Client, address: str) -> Call:
    """A request that must succeed."""

    def call() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            message = f"{address} answered {answer.status_code}"
            raise RuntimeError(message)

    return call


def public(least: float) -> Iterator[Result]:
    for name, address in (("front page", "/en/"), ("role page", "/en/roles/casework/")):
        page = get(Client(), address)
        yield Result(f"{name}, uncached: queries", queries(page), "queries", 10)
        yield Result(f"{name}, uncached: processor time", cpu(page) / least, "F", 5)


def staff_list() -> Iterator[Result]:
    client = Client()
    client.force_login(User.objects.filter(is_superuser=True)[0])
    ours = get(client, reverse("recruitment_volunteer:index"))
    with override_settings(ROOT_URLCONF="tests.benchmarks.floor"):
        stock = cpu(get(client, "/admin/stock/"), 10)
    body = client.get(reverse("recruitment_volunteer:index")).content
    yield Result(f"staff list, {PAGE} of {SMALL:,}: Wagtail's own", stock, "ms")
    yield Result(f"staff list, {PAGE} of {SMALL:,}: beside Wagtail's own", cpu(ours, 10) / stock, "x", 1.5)
    yield Result(f"staff list, {PAGE} of {SMALL:,}: queries", queries(ours), "queries", 15)
    yield Result(f"staff list, {PAGE} of {SMALL:,}: size", len(gzip.compress(body)) / 1000, "kB compressed", 30)


def application() -> Iterator[Result]:
    cohort = Cohort.objects.open().first()

    def apply() -> None:
        person = Latecomer()
        person.fill(cohort)
        person.client.get(person.url("check"))
        answer = person.client.post(person.url("check"), follow=True)
        if "receipt" not in answer.request["PATH_INFO"]:
            raise RuntimeError(answer.request["PATH_INFO"])

    yield Result("application, first page to receipt: queries", queries(apply), "queries", 60)
    yield Result("application, first page to receipt: processor time", cpu(apply, 3), "ms")


def certificates() -> Iterator[Result]:
    with suppress(ModuleNotFoundError):
        for row in import_module("tests.benchmarks.certificates").measure():
            yield Result(row["name"], row["value"], row["unit"], row.get("goal"))


def eligibility() -> Iterator[Result]:
    rows = Volunteer.objects.count()

    def page() -> None:
        list(eligible().order_by("name", "pk")[:PAGE])

    def page_and_count() -> None:
        page()
        eligible().count()

    yield Result(f"eligibility, a page of {rows:,}", cpu(page, 10), "ms", 10)
    yield Result(f"eligibility, a page and the count of {rows:,}", cpu(page_and_count, 10), "ms")
    yield Result(f"eligibility, a page of {rows:,}: queries", queries(page), "queries", 4)
    yield Result(
        "eligibility, a week ahead", cpu(lambda: list(eligible(on=today() + timedelta(days=7))[:PAGE]), 5), "ms"
    )


def everything() -> Iterator[Result]:
    started = time.monotonic()
    call_command("demo", verbosity=0)
    least = floor()
    yield Result("floor F: an 18.5 KB template, one query", least, "ms")
    yield from public(least)
    yield from application()
    yield from certificates()
    call_command("demo", scale=SMALL)
    yield from staff_list()
    if time.monotonic() - started < LIMIT:
        call_command("demo", scale=LARGE - SMALL)
    yield from eligibility()


def show(result: Result) -> None:
    goal = "" if result.goal is None else f"<= {result.goal:g}"
    verdict = {None: "", True: "met", False: "NOT MET"}[result.met]
    print(f"{result.name:58} {result.value:10.2f} {result.unit:14} {goal:8} {verdict}", flush=True)


def main() -> int:
    setup_test_environment()
    translations()
    static_files(print)
    database = own_copy()
    results = []
    try:
        for result in everything():
            results.append(result)
            show(result)
    finally:
        database.remove()
        shutil.rmtree(DATA, ignore_errors=True)
        written = ROOT / "var" / "bench.json"
        written.parent.mkdir(exist_ok=True)
        rows = [
            {"name": one.name, "value": round(one.value, 3), "unit": one.unit, "goal": one.goal, "met": one.met}
            for one in results
        ]
        written.write_text(json.dumps(rows, indent=2) + "\n")
    print(f"Written to {written.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
