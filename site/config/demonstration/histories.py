"""One volunteer's history after another, as plain rows: fast enough for a hundred thousand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol

from django.db import models

from config.demonstration.bulk import Row
from recruitment.models import Placement, Role, Volunteer
from recruitment.rules import add_months
from training.models import (
    Attendance,
    AttendanceMark,
    Availability,
    Commitment,
    Completion,
    Credit,
    Criterion,
    Enrolment,
    Hold,
    Override,
    Pause,
    Signature,
)
from training.rules import Span, commitment_end

Records = dict[type[models.Model], list[Row]]
CELL = ("enrolment_id", "session_id", "minutes_late", "minutes_left_early", "status", "version")
# in the order in which one refers to another
COLUMNS: Mapping[type[models.Model], tuple[str, ...]] = {
    Volunteer: ("id", "uuid", "name", "name_other", "email", "phone", "language", "created_at"),
    Placement: ("id", "volunteer_id", "role_id", "starts_on", "ends_on", "ending"),
    Enrolment: ("id", "volunteer_id", "event_id", "state", "created_at", "changed_at"),
    Attendance: ("id", *CELL),
    AttendanceMark: (*CELL, "from_status", "client_id", "marked_by_id", "at", "reason"),
    Credit: (
        "volunteer_id",
        "module_id",
        "attendance_id",
        "source",
        "earned_on",
        "valid_until",
        "reason",
        "granted_by_id",
    ),
    Completion: ("volunteer_id", "role_id", "completed_on", "valid_until"),
    Signature: ("volunteer_id", "terms_id", "signed_on", "signed_at"),
    Commitment: (
        "id",
        "placement_id",
        "terms_id",
        "hours_per_week",
        "months",
        "signed_on",
        "anchor_on",
        "ends_on",
        "ended_early_on",
        "ended_reason",
        "wants_nudges",
    ),
    Pause: ("commitment_id", "from_on", "until_on", "reason", "added_by_id"),
    Availability: ("volunteer_id", "half_days", "count", "from_on", "until_on"),
    Hold: ("placement_id", "from_on", "until_on", "reason", "by_id"),
    Override: ("placement_id", "criterion", "from_on", "expires_on", "reason", "by_id"),
}
HALF_DAYS = (("wed-pm",), ("wed-pm", "thu-pm"), ("mon-am",), ("tue-am", "tue-pm", "fri-am"))
GIVEN = [
    "Amara",
    "Bích",
    "Chiara",
    "Dawit",
    "Eilís",
    "Fatemeh",
    "Grzegorz",
    "Hye-jin",
    "Iñaki",
    "Jürgen",
    "Kai",
    "Ləman",
    "Małgorzata",
    "Nadia",
    "Oyelaran",
]
MORE = [
    "Parisa",
    "Quang",
    "Rūta",
    "Søren",
    "Tendai",
    "Uyên",
    "Věra",
    "Wing",
    "Ximena",
    "Yonas",
    "Žofia",
    "Tai",
    "Ka",
    "Mei",
    "Zeynep",
]
FAMILY = [
    "Abebe",
    "Błaszczyk",
    "CHAN",
    "Demir",
    "Eze",
    "FUNG",
    "González",
    "Haddad",
    "IP",
    "Jónsson",
    "Kovář",
    "LEUNG",
    "Müller",
    "Nguyễn",
    "Özdemir",
]
FAMILIES = [
    "Phạm",
    "Qureshi",
    "Rahimi",
    "Şimşek",
    "TSANG",
    "Usman",
    "Võ",
    "WONG",
    "Xhaka",
    "YEUNG",
    "Żuk",
    "Tadesse",
    "Lê",
    "Okafor",
    "Sjöberg",
]
OTHER = ("", "", "", "陳嘉文", "黃子晴", "عمر حداد")
DAY = timedelta(days=1)


class Ground(Protocol):
    """What the histories rest on."""

    day: date
    rng: Random
    role: Role
    terms: dict[str, int]
    staff: dict[str, int]
    records: Records


@dataclass
class Numbers:
    """The next free number of each table whose rows are referred to."""

    volunteer: int
    placement: int
    enrolment: int
    attendance: int
    commitment: int

    def take(self, name: str) -> int:
        """The next number, and count on."""
        number: int = getattr(self, name)
        setattr(self, name, number + 1)
        return number


@dataclass(frozen=True)
class Course:
    """Two days of training; the lists go by session."""

    event: int
    first: date
    last: date
    valid_until: date | None
    sessions: list[int]
    modules: list[int]
    earned: list[str]
    lasting: list[str | None]
    marked: list[str]
    corrected: list[str]


def tell(ground: Ground, numbers: Numbers, course: Course) -> bool:
    """One volunteer's whole history, kept in ``ground.records``; whether they took a seat on the course."""
    rng, begins = ground.rng, course.first - timedelta(days=45)
    volunteer = enter(ground, numbers, begins)
    placement = accept(ground, numbers, volunteer, begins)
    came = chance(rng, 62)
    if came:
        completed = attend(ground, numbers, course, volunteer)
    else:
        completed = be_granted(ground, course, volunteer) if chance(rng, 63) else None
    if completed:
        until = course.valid_until.isoformat() if course.valid_until else None
        keep(ground, Completion, volunteer, ground.role.pk, completed.isoformat(), until)
    declare(ground, volunteer, begins)
    offer_half_days(ground, volunteer, begins)
    if chance(rng, 80):
        promise(ground, numbers, volunteer, placement, completed, course)
    supervise(ground, placement)
    return came


def chance(rng: Random, percent: int) -> bool:
    """Whether it happens to somebody, of a hundred to so many."""
    return rng.random() * 100 < percent


def keep(ground: Ground, model: type[models.Model], *values: Any) -> None:
    """One row more, its values in the order of :data:`COLUMNS`."""
    ground.records[model].append(values)


def enter(ground: Ground, numbers: Numbers, day: date) -> int:
    """A person with an invented name."""
    rng, number = ground.rng, numbers.take("volunteer")
    name = f"{rng.choice(GIVEN if number % 2 else MORE)} {rng.choice(FAMILY if number % 3 else FAMILIES)}"
    other = rng.choice(OTHER)
    email = f"volunteer{number}@example.org" if number % 12 else ""
    language = "zh-hant" if number % 4 == 0 else "en"
    phone, uuid = f"+852 5500 {number % 10_000:04d}", f"{rng.getrandbits(128):032x}"
    keep(ground, Volunteer, number, uuid, name, other, email, phone, language, f"{day} 07:00:00")
    return number


def accept(ground: Ground, numbers: Numbers, volunteer: int, day: date) -> int:
    """A placement in casework; one in twelve has ended."""
    placement, ends_on, ending = numbers.take("placement"), None, ""
    if chance(ground.rng, 8):
        ends_on = (ground.day - timedelta(days=ground.rng.randint(1, 40))).isoformat()
        ending = Placement.Ending.LEFT.value
    keep(ground, Placement, placement, volunteer, ground.role.pk, day.isoformat(), ends_on, ending)
    return placement


def attend(ground: Ground, numbers: Numbers, course: Course, volunteer: int) -> date | None:
    """A place on the course and a mark in each session; one in ten missed one. The day of completion, if complete."""
    rng, enrolment = ground.rng, numbers.take("enrolment")
    written = f"{course.first - timedelta(days=40)} 08:00:00"
    keep(ground, Enrolment, enrolment, volunteer, course.event, Enrolment.State.CONFIRMED.value, written, written)
    missed = rng.randrange(len(course.sessions)) if chance(rng, 10) else None
    for order in range(len(course.sessions)):
        mark(ground, numbers, course, enrolment, volunteer, order, missed=order == missed)
    return None if missed is not None else course.last


def mark(
    ground: Ground, numbers: Numbers, course: Course, enrolment: int, volunteer: int, order: int, *, missed: bool
) -> None:
    """One cell of the register: the marks made, the one that counts, and the credit it earns."""
    rng, attendance, session = ground.rng, numbers.take("attendance"), course.sessions[order]
    corrected = not missed and chance(rng, 2)
    late = 5 if not missed and chance(rng, 10) else 0
    status, trainer = "absent" if missed else "present", ground.staff.get("Trainers")
    version = 2 if corrected else 1
    if corrected:
        first = (enrolment, session, 0, 0, "absent", 1, "", f"{rng.getrandbits(128):032x}", trainer)
        keep(ground, AttendanceMark, *first, course.marked[order], "")
    cell = (enrolment, session, late, 0, status, version)
    keep(ground, Attendance, attendance, *cell)
    moment = (course.corrected if corrected else course.marked)[order]
    before, reason = ("absent", "Overlooked in the room.") if corrected else ("", "")
    keep(ground, AttendanceMark, *cell, before, f"{rng.getrandbits(128):032x}", trainer, moment, reason)
    if not missed:
        earned = (course.earned[order], course.lasting[order])
        keep(ground, Credit, volunteer, course.modules[order], attendance, "attendance", *earned, "", None)


def be_granted(ground: Ground, course: Course, volunteer: int) -> date:
    """Credit for every module from earlier records; the day it counts from."""
    trainer = ground.staff.get("Trainers")
    for order, module in enumerate(course.modules):
        earned = (course.earned[order], course.lasting[order])
        keep(ground, Credit, volunteer, module, None, "imported", *earned, "From earlier records.", trainer)
    return course.last


def declare(ground: Ground, volunteer: int, begins: date) -> None:
    """Each declaration signed by most."""
    day = begins + timedelta(days=3)
    for kind in ("confidentiality", "conflict"):
        if chance(ground.rng, 93):
            keep(ground, Signature, volunteer, ground.terms[kind], day.isoformat(), f"{day} 12:15:00")


def offer_half_days(ground: Ground, volunteer: int, begins: date) -> None:
    """Half-days of most; of some of them they ended."""
    if not chance(ground.rng, 85):
        return
    halves = ground.rng.choice(HALF_DAYS)
    ended = (ground.day - 5 * DAY).isoformat() if chance(ground.rng, 5) else None
    keep(ground, Availability, volunteer, json.dumps(halves), len(halves), begins.isoformat(), ended)


def promise(
    ground: Ground, numbers: Numbers, volunteer: int, placement: int, completed: date | None, course: Course
) -> None:
    """A commitment, begun on the day after completion; some promise too little, pause or end early."""
    rng, commitment, months = ground.rng, numbers.take("commitment"), ground.role.months or 6
    anchor = completed + DAY if completed else None
    pause = pause_of(rng, ground.day, anchor) if anchor and chance(rng, 8) else None
    ends_on = commitment_end(anchor, months, [pause] if pause else []) if anchor else None
    signed = anchor or course.last + DAY
    early = (ground.day - timedelta(days=rng.randint(0, 10))).isoformat() if chance(rng, 4) else None
    keep(
        ground,
        Commitment,
        commitment,
        placement,
        ground.terms["commitment"],
        rng.choice((2, 3)) if chance(rng, 5) else rng.randint(5, 10),
        months,
        signed.isoformat(),
        anchor and anchor.isoformat(),
        ends_on and ends_on.isoformat(),
        early,
        "A new job." if early else "",
        False,  # they log no hours, and a hundred thousand reminders would help nobody
    )
    keep(ground, Signature, volunteer, ground.terms["commitment"], signed.isoformat(), f"{signed} 12:30:00")
    if pause:
        until = None if pause.end == date.max else pause.end.isoformat()
        supervisor = ground.staff.get("Casework supervisors")
        keep(ground, Pause, commitment, pause.start.isoformat(), until, "Away.", supervisor)


def pause_of(rng: Random, day: date, anchor: date) -> Span:
    """Half of the pauses are open-ended and run; the others were early in the commitment."""
    if chance(rng, 50):
        return Span(max(anchor, day - timedelta(days=rng.randint(0, 60))), date.max)
    return Span(anchor + 5 * DAY, anchor + timedelta(days=rng.randint(8, 40)))


def supervise(ground: Ground, placement: int) -> None:
    """A hold for one in thirty, an override for one in a hundred."""
    supervisor, begins = ground.staff.get("Casework supervisors"), (ground.day - 4 * DAY).isoformat()
    if chance(ground.rng, 3):
        keep(ground, Hold, placement, begins, None, "A talk is agreed first.", supervisor)
    if chance(ground.rng, 1):
        expires = add_months(ground.day, 1).isoformat()
        keep(ground, Override, placement, Criterion.AVAILABLE.value, begins, expires, "Agreed.", supervisor)
