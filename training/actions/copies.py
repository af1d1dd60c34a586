"""Everything kept about a volunteer, for themselves: the collection statement promises that they may see it.

What colleagues wrote about them is theirs to read and is given with its text; who wrote it is not, for that is about
somebody else. A mail that carries a code is listed without its text.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from base.dates import HONG_KONG, today
from mail.models import Delivery, reference
from mail.rules import kind as mail_kind
from recruitment.actions.copies import copy_of as copy_of_application
from recruitment.models import Placement, Volunteer
from training.eligibility import standing_of
from training.models import AttendanceMark, CalendarFeed, Commitment, Enrolment, Event, HoursEntry, Status, WalkIn

Copy = dict[str, Any]
Part = Callable[[Volunteer], Any]
_parts: dict[str, Part] = {}
Rows = Callable[[Volunteer], Iterable[models.Model]]
_subjects: list[Rows] = []


def also_kept(name: str, part: Part) -> None:
    """Let an app above say what else is kept about a volunteer; called when that app is ready."""
    _parts[name] = part


def also_written_about(rows: Rows) -> None:
    """Let an app above say what else of a volunteer's our mails may be about; called when that app is ready."""
    _subjects.append(rows)


def copy_of(volunteer: Volunteer) -> Copy:
    """What we hold, by matter; texts in the active language, times those of Hong Kong."""
    placements = list(volunteer.placements.select_related("role", "application").order_by("starts_on", "pk"))
    enrolments = list(Enrolment.objects.filter(volunteer=volunteer).order_by("created_at", "pk"))
    return {
        "made_on": today().isoformat(),
        "about_you": _plain(volunteer, "name", "name_other", "email", "phone", "language", "created_at"),
        "account": _account(volunteer),
        "roles": [_placement(row) for row in placements],
        "applications": [copy_of_application(row.application) for row in placements if row.application],
        "training": [_enrolment(row) for row in enrolments],
        "credits": [_credit(row) for row in volunteer.credits.select_related("module").order_by("earned_on", "pk")],
        "completions": [
            _plain(row, "completed_on", "valid_until", "undone_at") | {"role": row.role.name}
            for row in volunteer.completions.select_related("role").order_by("completed_on")
        ],
        "signatures": [
            _plain(row, "signed_at")
            | {"kind": row.terms.get_kind_display(), "version": row.terms.version, "text": row.terms.text}
            for row in volunteer.signatures.select_related("terms").order_by("signed_at")
        ],
        "availability": [_plain(row, "half_days", "from_on", "until_on") for row in volunteer.availabilities.all()],
        "brought_in": [
            _plain(row.run, "kind", "at") | {"row": row.number}
            for row in volunteer.imported_rows.select_related("run").order_by("run__at", "run", "number")
        ],
        "messages_to_you": [_message(row) for row in _messages(volunteer, placements, enrolments)],
        **{name: part(volunteer) for name, part in _parts.items()},
    }


def as_json(copy: Copy) -> bytes:
    """A copy as a file that people and programs can read."""
    return json.dumps(copy, ensure_ascii=False, indent=2, default=str).encode()


def _account(volunteer: Volunteer) -> Copy | None:
    user = volunteer.user
    if user is None:
        return None
    has_feed = CalendarFeed.objects.filter(user=user).exists()
    return _plain(user, "email", "date_joined", "last_login") | {"private_calendar": has_feed}


def _placement(row: Placement) -> Copy:
    signed = Commitment.objects.filter(placement=row).first()
    names = ("starts_on", "ends_on", "is_paid", "agreed_hours", "agreed_months", "agreed_reason")
    return _plain(row, *names) | {
        "reference": str(row),
        "role": row.role.name,
        "ending": row.get_ending_display(),
        "commitment": signed and _commitment(signed),
        "hours": [_hours(entry) for entry in row.hours.order_by("day", "pk")],
        "holds": [_plain(hold, "from_on", "until_on", "reason") for hold in row.holds.order_by("from_on")],
        "exceptions": [
            _plain(made, "criterion", "from_on", "expires_on", "reason") for made in row.overrides.order_by("from_on")
        ],
        "casework_today": [_result(found) for found in standing_of(row)] if row.role.is_casework else [],
        "changes_of_eligibility": [
            _plain(change, "on", "at", "is_eligible", "missing", "cause") for change in row.standing_changes.all()
        ],
    }


def _result(found: Any) -> Copy:
    return _plain(found, "label", "met", "evidence", "reason")


def _commitment(row: Commitment) -> Copy:
    days = ("signed_on", "anchor_on", "ends_on", "fulfilled_on", "ended_early_on", "ended_reason")
    rest = ("accepted_short_on", "accepted_short_reason", "wants_nudges", "light", "light_on", "nudged_on")
    return _plain(row, "hours_per_week", "months", *days, *rest) | {
        "pauses": [_plain(pause, "from_on", "until_on", "reason") for pause in row.pauses.all()],
        "extensions": [_plain(more, "weeks", "reason", "at") for more in row.extensions.all()],
    }


def _hours(row: HoursEntry) -> Copy:
    names = ("day", "minutes", "what", "source", "logged_at", "confirmed_at", "refused_at", "refused_reason")
    return _plain(row, *names)


def _enrolment(row: Enrolment) -> Copy:
    marks = AttendanceMark.objects.filter(enrolment=row).select_related("session__module").order_by("at", "pk")
    return _plain(row, "created_at", "changed_at", "offered_until", "is_extra") | {
        "for": str(row.at),
        "state": row.get_state_display(),
        "marks": [_mark(mark) for mark in marks],
        "notes": [_plain(note, "at", "text") for note in row.notes.all()],
        "told_of_changes": [_plain(told, "told_at", "at") for told in row.acknowledgements.all()],
        "came_unexpected": [_plain(came, "at", "name", "contact") for came in WalkIn.objects.filter(enrolment=row)],
    }


def _mark(mark: AttendanceMark) -> Copy:
    names = ("at", "minutes_late", "minutes_left_early", "reason")
    return _plain(mark, *names) | {
        "module": mark.session.module.title,
        "day": mark.session.day.isoformat(),
        "from_status": _word(Status, mark.from_status),
        "status": _word(Status, mark.status),
        "source": mark.get_source_display(),
    }


def _word(choices: type[models.TextChoices], value: str) -> str:
    return str(choices(value).label) if value else ""


def _credit(row: Any) -> Copy:
    names = ("source", "earned_on", "valid_until", "reason", "withdrawn_at", "withdrawn_reason")
    return _plain(row, *names) | {"module": row.module.title, "how": row.get_source_display()}


def _messages(
    volunteer: Volunteer, placements: Iterable[Placement], enrolments: Iterable[Enrolment]
) -> Iterable[Delivery]:
    """What was written to them, the oldest first. An address may be shared: of what is about a person only theirs."""
    entries = HoursEntry.objects.filter(placement__in=list(placements))
    signed = Commitment.objects.filter(placement__in=list(placements))
    rows: list[models.Model] = [volunteer, *placements, *enrolments, *entries, *signed]
    rows += [row for of in _subjects for row in of(volunteer)]
    written = Q(about__in=[reference(row) for row in rows]) | _to_account(volunteer)
    return Delivery.objects.filter(written).order_by("created_at")


def _to_account(volunteer: Volunteer) -> Q:
    """What went to the address they sign in with and is about nobody else: codes to sign in, what they are to teach."""
    user = volunteer.user
    if user is None or not user.email:
        return Q(pk__in=())
    nobody_else = Q(about__in=("", reference(user))) | Q(about__startswith=f"{Event._meta.label_lower}:")  # noqa: SLF001 - Django's documented API
    return Q(to__iexact=user.email) & nobody_else


def _message(row: Delivery) -> Copy:
    text = "" if mail_kind(row.kind).secret else row.body
    return _plain(row, "to", "subject", "created_at", "sent_at") | {"text": text}


def _plain(row: Any, *names: str) -> Copy:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(HONG_KONG).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
