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
from copy import copy
from datetime import timedelta
from importlib import import_module
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
from django.db.models import Exists, OuterRef, Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from base.dates import today  # noqa: E402
from config.prepare import static_files, translations  # noqa: E402
from recruitment.actions.searching import rebuild_search_texts  # noqa: E402
from recruitment.models import Application, Cohort, Draft, Placement, Volunteer  # noqa: E402
from tests.benchmarks.floor import MIDDLEWARE  # noqa: E402
from tests.benchmarks.measure import Call, Result, beside, cpu, queries  # noqa: E402
from tests.benchmarks.register import Room  # noqa: E402
from tests.databases import own_copy  # noqa: E402
from tests.recruitment.applying import Applicant  # noqa: E402
from training.eligibility import eligible, met_on  # noqa: E402
from training.models import Availability, Commitment, Completion, Hold, Signature, Standing  # noqa: E402

SMALL, LARGE, PAGE = 10_000, 100_000, 50
LIMIT = 120.0  # seconds after which the largest figures are left out


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


def fill_applications() -> None:
    """So many applications: those of the demonstration again and again."""
    known = list(Application.objects.all())
    rows = [copy(known[number % len(known)]) for number in range(SMALL - len(known))]
    for number, row in enumerate(rows):
        row.pk, row.draft, row.reference = None, None, f"B{number:06d}"
        row._state = copy(row._state)  # noqa: SLF001 - one row made of another
        row._state.adding = True  # noqa: SLF001
    Application.objects.bulk_create(rows)


def staff_list() -> Iterator[Result]:
    fill_applications()
    client = Client()
    client.force_login(User.objects.filter(is_superuser=True)[0])
    listing = reverse("recruitment_application:index")

    ours, theirs = beside(get(client, listing), get(client, "/admin/stock/"), 15)
    name = f"applications, {PAGE} of {SMALL:,}"
    yield Result(f"{name}: Wagtail's own list", theirs, "ms")
    yield Result(f"{name}: beside Wagtail's own", ours / theirs, "x", 1.5)
    yield Result(f"{name}: queries", queries(get(client, listing)), "queries", 15)
    yield Result(f"{name}: size", len(gzip.compress(client.get(listing).content)) / 1000, "kB compressed", 30)
    rebuild_search_texts()
    for asked in ("listening", "耐心"):
        searched, listed = beside(get(client, f"{listing}?q={asked}"), get(client, listing), 9)
        yield Result(f"{name}: a search beside the list, {asked}", searched / listed, "x", 1.25)


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
    with suppress(ModuleNotFoundError):
        for row in import_module("tests.benchmarks.certificates").measure():
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
    yield Result("attendance mark, 8 clients at once: p99", slowest, "ms")


def on_the_fly() -> Any:
    """Who may do casework by asking each table for each person, overrides left out: what stored answers save."""
    day = today()

    def lasting(rows: Any, last: str) -> Any:
        return rows.filter(Q(**{last: None}) | Q(**{f"{last}__gte": day}))

    mine = {"volunteer": OuterRef("volunteer")}
    signed = [Exists(Signature.objects.filter(terms__kind=kind, **mine)) for kind in ("confidentiality", "conflict")]
    available = Availability.objects.filter(from_on__lte=day, **mine).exclude(half_days=[])
    completed = Completion.objects.filter(undone_at=None, completed_on__lte=day, role=OuterRef("role"), **mine)
    promised = Commitment.objects.filter(placement=OuterRef("pk"), signed_on__lte=day, ended_early_on=None)
    held = Hold.objects.filter(placement=OuterRef("pk"), from_on__lte=day)
    return Placement.objects.casework().filter(
        Exists(lasting(completed, "valid_until")),
        Exists(promised),
        Exists(lasting(available, "until_on")),
        *signed,
        ~Exists(lasting(held, "until_on")),
    )


def eligibility() -> Iterator[Result]:
    rows = Volunteer.objects.count()

    def page() -> None:
        list(eligible().order_by("name", "pk")[:PAGE])

    def page_and_count() -> None:
        page()
        Standing.objects.filter(met_on(today())).count()

    def live() -> None:
        list(on_the_fly().order_by("volunteer__name", "pk")[:PAGE])
        on_the_fly().count()

    stored, asked = beside(page_and_count, live, 7)
    yield Result(f"eligibility, a page of {rows:,}", cpu(page, 10), "ms", 10)
    yield Result(f"eligibility, a page and the count of {rows:,}", stored, "ms")
    yield Result("eligibility, the same on the fly", asked, "ms")
    yield Result("eligibility, stored to on the fly", stored / asked * 100, "%", 3)
    yield Result(f"eligibility, a page of {rows:,}: queries", queries(page), "queries", 4)
    ahead = today() + timedelta(days=7)
    yield Result("eligibility, a week ahead", cpu(lambda: list(eligible(on=ahead)[:PAGE]), 5), "ms")


def everything() -> Iterator[Result]:
    started = time.monotonic()
    call_command("demo", verbosity=0)
    yield Result("floor F: an 18.5 KB template, one query", cpu(floor_page(), 60), "ms")
    yield from public()
    yield from application()
    yield from certificates()
    yield from register()
    yield from staff_list()
    call_command("demo", scale=LARGE if time.monotonic() - started < LIMIT else SMALL)
    yield from eligibility()


def show(result: Result) -> None:
    goal = "" if result.goal is None else f"<= {result.goal:g}"
    verdict = {None: "", True: "met", False: "NOT MET"}[result.met]
    print(f"{result.name:58} {result.value:10.2f} {result.unit:14} {goal:8} {verdict}", flush=True)


def main() -> int:
    translations()
    static_files(print)
    database = own_copy()
    results = []
    try:
        # Ours, the floor and Wagtail's own list; templates are not instrumented as they are for tests.
        with override_settings(ROOT_URLCONF="tests.benchmarks.floor", ALLOWED_HOSTS=["*"]):
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
