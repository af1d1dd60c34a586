"""Who may do casework, among a hundred thousand: a page, the count, the file."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import today
from recruitment.models import Placement, Volunteer
from tests.benchmarks.measure import Result, beside, cpu, queries
from training.eligibility import eligible, met_on
from training.models import Availability, Commitment, Completion, Hold, Signature, Standing

PAGE = 50
MEMORY = os.sysconf("SC_PAGE_SIZE")


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


def lists(name: str) -> Iterator[Result]:
    def page() -> None:
        list(eligible().order_by("name", "pk")[:PAGE])

    def page_and_count() -> None:
        page()
        Standing.objects.filter(met_on(today())).count()

    def live() -> None:
        list(on_the_fly().order_by("volunteer__name", "pk")[:PAGE])
        on_the_fly().count()

    stored, asked = beside(page_and_count, live, 7)
    yield Result(f"eligibility, a page of {name}", cpu(page, 10), "ms", 10)
    yield Result(f"eligibility, a page and the count of {name}", stored, "ms")
    yield Result("eligibility, the same on the fly", asked, "ms")
    yield Result("eligibility, stored to on the fly", stored / asked * 100, "%", 3)
    yield Result(f"eligibility, a page of {name}: queries", queries(page), "queries", 4)
    ahead = today() + timedelta(days=7)
    yield Result("eligibility, a week ahead", cpu(lambda: list(eligible(on=ahead)[:PAGE]), 5), "ms")


def held() -> float:
    """The memory this process holds now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * MEMORY / 1e6


def export(name: str) -> Iterator[Result]:
    """The whole list as a file, taken piece by piece as a server sends it."""
    client = Client()
    client.force_login(User.objects.filter(is_superuser=True)[0])
    began, before, most, sent, first = time.perf_counter(), held(), 0.0, 0, 0.0
    answer: Any = client.get(reverse("eligibility:index"), {"state": "", "export": "csv"})
    lines = 0
    for piece in answer.streaming_content:
        first = first or time.perf_counter() - began
        sent, lines, most = sent + len(piece), lines + piece.count(b"\r\n"), max(most, held())
    taken = time.perf_counter() - began
    yield Result(f"eligibility, {name} as CSV: lines", lines, "lines")
    yield Result("eligibility, CSV: until the first lines are sent", first, "s")
    yield Result("eligibility, CSV: for every 1,000 lines", taken / max(lines, 1) * 1000, "s")
    yield Result("eligibility, CSV: memory beyond what was held", most - before, "MB", 50)
    yield Result("eligibility, CSV: size", sent / 1e6, "MB")


def measure() -> Iterator[Result]:
    name = f"{Volunteer.objects.count():,}"
    yield from lists(name)
    yield from export(name)
