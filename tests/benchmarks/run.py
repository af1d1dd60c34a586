"""``make bench``: figures beside their goals, as a table and as var/bench.json. It fails nothing.

``python -m tests.benchmarks.run certificates register`` measures these parts only; BENCH_ROWS sets how many people
"100,000" are, BENCH_CERTIFICATES how many are issued. Under ``python -m tests.postgres`` all is measured on PostgreSQL,
its processor time included.
"""

import gzip
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
DATA = Path(tempfile.mkdtemp(prefix="volunteers-bench-"))
os.environ |= {"DATA_DIR": str(DATA), "DEMO": "1", "DEBUG": "0", "ENV_FILE": os.devnull}
os.environ["SPAM_LIMITS"] = "0"  # applications are sent at once and by the hundred
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
(DATA / "static").mkdir()

import django  # noqa: E402 - after the environment it reads

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from config.prepare import static_files, translations  # noqa: E402
from recruitment.actions.searching import rebuild_search_texts  # noqa: E402
from recruitment.models import Application, Cohort, Draft  # noqa: E402
from tests.benchmarks import certificates as documents  # noqa: E402
from tests.benchmarks import eligibility, issuing  # noqa: E402
from tests.benchmarks.floor import MIDDLEWARE  # noqa: E402
from tests.benchmarks.measure import Call, Result, beside, cpu, queries  # noqa: E402
from tests.benchmarks.register import Room  # noqa: E402
from tests.databases import own_copy  # noqa: E402
from tests.recruitment.applying import Applicant  # noqa: E402

FEW, SMALL, LARGE, PAGE = 1_000, 10_000, 100_000, 50
PEOPLE = int(os.environ.get("BENCH_ROWS", str(LARGE)))
WRITTEN = ROOT / "var" / "bench.json"
P99 = "attendance mark, 8 clients at once: p99"


class Latecomer(Applicant):
    """An applicant among others: their draft is the newest."""

    @property
    def draft(self) -> Draft:
        return Draft.objects.latest("created_at")


def get(client: Client, address: str) -> Call:
    """A request that must succeed."""

    def call() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            message = f"{address} answered {answer.status_code}"
            raise RuntimeError(message)

    return call


def floor_page(address: str = "/floor/") -> Call:
    """What F measures, and T: the request keeps the few middlewares its client began with."""
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        client = Client()
        client.get(address)
    return get(client, address)


def public() -> Iterator[Result]:
    for name, address in (("front page", "/en/"), ("role page", "/en/roles/casework/")):
        page = get(Client(), address)
        yield Result(f"{name}, uncached: queries", queries(page), "queries", 10)
        ours, least = beside(page, floor_page(), 40)
        yield Result(f"{name}, uncached: processor time", ours / least, "F", 5)


def fill_applications(many: int) -> None:
    """So many applications: those of the demonstration again and again."""
    known = list(Application.objects.order_by("pk")[:FEW])
    there = Application.objects.count()
    rows = [copy(known[number % len(known)]) for number in range(there, many)]
    for number, row in enumerate(rows, start=there):
        row.pk, row.draft, row.reference = None, None, f"B{number:06d}"
        row._state = copy(row._state)  # noqa: SLF001 - one row made of another
        row._state.adding = True  # noqa: SLF001
    Application.objects.bulk_create(rows, batch_size=2_000)


def staff_list() -> Iterator[Result]:
    client = Client()
    client.force_login(User.objects.filter(is_superuser=True)[0])
    address = reverse("recruitment_application:index")
    listing = get(client, address)

    def page(many: int) -> float:
        fill_applications(many)
        ours, least = beside(listing, floor_page(), 15)
        return ours / least

    few = page(FEW)
    fill_applications(SMALL)
    ours, theirs = beside(listing, get(client, "/admin/stock/"), 15)
    name = f"applications, {PAGE} of {SMALL:,}"
    yield Result(f"{name}: Wagtail's own list", theirs, "ms")
    yield Result(f"{name}: beside Wagtail's own", ours / theirs, "x", 1.5)
    yield Result(f"{name}: queries", queries(listing), "queries", 15)
    yield Result(f"{name}: size", len(gzip.compress(client.get(address).content)) / 1000, "kB compressed", 30)
    rebuild_search_texts()
    for asked in ("listening", "耐心"):
        searched, listed = beside(get(client, f"{address}?q={asked}"), listing, 9)
        yield Result(f"{name}: a search beside the list, {asked}", searched / listed, "x", 1.25)
    yield Result(f"applications, {PAGE} of {PEOPLE:,} beside {PAGE} of {FEW:,}", page(PEOPLE) / few, "x", 1.3)


class Counting(Client):
    """Counts the queries of each request, and not those the applicant asks to know where they are."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []

    def request(self, **request: Any) -> Any:
        answers: list[Any] = []
        count = queries(lambda: answers.append(super(Counting, self).request(**request)))
        self.asked.append((request["REQUEST_METHOD"], count))
        return answers[0]


def application() -> Iterator[Result]:
    cohort = Cohort.objects.open().first()

    def apply(client: Client) -> None:
        person = Latecomer(client=client)
        person.fill(cohort)
        person.client.get(person.url("check"))
        answer: Any = person.client.post(person.url("check"))
        if not answer.url.endswith("/receipt/"):
            raise RuntimeError(answer.url)
        person.client.get(answer.url)

    counting = Counting()
    apply(counting)
    asked = [count for _method, count in counting.asked]
    last = [count for method, count in counting.asked if method == "POST"][-1]
    yield Result("application, first page to receipt: queries", sum(asked), "queries", 60)
    yield Result("application, the last POST: queries", last, "queries", 25)
    yield Result("application, the most of any other request", max(sorted(asked)[:-1]), "queries", 10)
    yield Result("application, first page to receipt: processor time", cpu(lambda: apply(Client()), 3), "ms")


def certificates() -> Iterator[Result]:
    for row in documents.measure():
        yield Result(row["name"], row["value"], row["unit"], row.get("goal"))


def register() -> Iterator[Result]:
    room = Room()
    ours, least = beside(get(room.client, room.sheet), floor_page("/floor/table/"), 40)
    yield Result("floor T: a table of 50 rows, one query", least, "ms")
    yield Result("register, 40 people: processor time", ours / least, "T", 6)
    yield Result("register, 40 people: queries", queries(get(room.client, room.sheet)), "queries", 15)
    yield Result("attendance mark: queries", queries(room.mark), "queries", 20)
    yield Result("attendance mark: processor time", cpu(room.mark), "ms", 100)
    errors, slowest = room.marked_by_many()
    yield Result("attendance mark, 8 clients at once: errors", errors, "errors", 0)
    yield Result(P99, slowest, "ms")
    here = {connection.vendor: slowest}
    known = {row["database"]: row["value"] for row in earlier() if row["name"] == P99} | here
    if len(known) > 1:
        ratio = known["sqlite"] / known["postgresql"]
        yield Result("attendance mark, p99 on SQLite beside PostgreSQL's", ratio, "x", 3)


def among_many() -> Iterator[Result]:
    call_command("demo", scale=PEOPLE)
    yield from eligibility.measure()


PARTS: dict[str, Callable[[], Iterator[Result]]] = {
    "public": public,
    "application": application,
    "certificates": certificates,
    "register": register,
    "applications": staff_list,
    "issuing": issuing.measure,
    "eligibility": among_many,
}


def everything(parts: Iterable[str]) -> Iterator[Result]:
    call_command("demo", verbosity=0)
    yield Result("floor F: an 18.5 KB template, one query", cpu(floor_page(), 60), "ms")
    for part in parts:
        yield from PARTS[part]()


def show(result: Result) -> None:
    goal = "" if result.goal is None else f"<= {result.goal:g}"
    verdict = {None: "", True: "met", False: "NOT MET"}[result.met]
    print(f"{result.name:58} {result.value:10.2f} {result.unit:14} {goal:8} {verdict}", flush=True)


def earlier() -> list[dict[str, Any]]:
    """What was measured before, on either database."""
    rows: list[dict[str, Any]] = json.loads(WRITTEN.read_text()) if WRITTEN.exists() else []
    return [row for row in rows if "database" in row]


def keep(results: list[Result]) -> None:
    """Put what was measured now in the place of what was measured before."""
    WRITTEN.parent.mkdir(exist_ok=True)
    now = {one.name for one in results}
    kept = [row for row in earlier() if row["database"] != connection.vendor or row["name"] not in now]
    rows = [{**asdict(one), "value": round(one.value, 3), "met": one.met} for one in results]
    here = {"database": connection.vendor}
    WRITTEN.write_text(json.dumps([*kept, *({**here, **row} for row in rows)], indent=2) + "\n")


def main(parts: list[str]) -> int:
    translations()
    static_files(print)
    database = own_copy()
    results: list[Result] = []
    try:
        # Ours, the floor and Wagtail's own list; templates are not instrumented as they are for tests.
        with override_settings(ROOT_URLCONF="tests.benchmarks.floor", ALLOWED_HOSTS=["*"]):
            for result in everything(parts or PARTS):
                results.append(result)
                show(result)
    finally:
        database.remove()
        shutil.rmtree(DATA, ignore_errors=True)
        keep(results)
    print(f"Written to {WRITTEN.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
