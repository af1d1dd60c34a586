"""A room of 40 people: its sheet, one mark, and eight trainers who mark at the same time."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import at, today
from tests.factories import EnrolmentFactory, RequirementFactory, SessionFactory
from training.models import Attendance

PEOPLE, CLIENTS, EACH = 40, 8, 25
MARKS = ("present", "absent", "excused")
SCRIPT = {"X-Register-Script": "1"}


class Room:
    """A session of today that everybody is expected at, and a trainer."""

    def __init__(self) -> None:
        self.session = SessionFactory(starts_at=at(today(), 9))
        asked = RequirementFactory(module=self.session.module)
        RequirementFactory(role=asked.role)  # something is missing still: nobody completes by a tap
        self.places = [EnrolmentFactory(event=self.session.event) for _ in range(PEOPLE)]
        self.sheet = reverse("register:sheet", args=[self.session.pk])
        self.trainer = User.objects.get(email="trainer@example.org")
        self.client = self.signed_in()
        self.statuses: Iterator[str] = cycle(MARKS)

    def signed_in(self) -> Client:
        """One more phone of the trainer's."""
        client = Client()
        client.force_login(self.trainer)
        return client

    def mark(self) -> None:
        """One tap: another mark for the first person."""
        self.tap(self.client, 0, next(self.statuses))

    def tap(self, client: Client, person: int, status: str) -> int:
        """One mark that has seen what stands; the answer's status."""
        place = self.places[person]
        seen = Attendance.objects.filter(enrolment=place).values_list("version", flat=True).first() or 0
        said = {"status": status, "seen_version": seen, "client_id": uuid.uuid4(), "reason": "Measured"}
        address = reverse("register:mark", args=[self.session.pk, place.pk])
        return client.post(address, said, headers=SCRIPT).status_code

    def marked_by_many(self) -> tuple[int, float]:
        """Eight phones, each with people of its own: how many marks failed, the slowest per cent in ms."""

        def phone(number: int) -> list[tuple[int, float]]:
            client, taken = self.signed_in(), []
            for turn in range(EACH):
                began = time.perf_counter()
                status = self.tap(client, number + CLIENTS * (turn % (PEOPLE // CLIENTS)), MARKS[turn % len(MARKS)])
                taken.append((status, (time.perf_counter() - began) * 1000))
            connections.close_all()
            return taken

        with ThreadPoolExecutor(CLIENTS) as phones:
            made = [one for rows in phones.map(phone, range(CLIENTS)) for one in rows]
        slowest = sorted(spent for _status, spent in made)
        return sum(status != 200 for status, _spent in made), slowest[int(len(slowest) * 0.99) - 1]
