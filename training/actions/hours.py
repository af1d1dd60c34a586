"""Hours given: logged by the volunteer, or entered by staff; confirmed or refused by somebody else.

Paid hours are never volunteer hours. What cannot be done is refused with a ``ValidationError`` whose text is for the
person who asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.localised import listed
from base.templatetags.components import written
from mail.actions import queue
from recruitment.models import Placement, Volunteer
from training.actions import lights, standing
from training.actions.commitment import forbid_self
from training.models import HoursEntry
from training.rules import Span
from training.rules.hours import Amiss, amiss

CONFIRM = "training.confirm_hoursentry"
STILL = timedelta(days=31)
AT_ONCE = 200
Source = HoursEntry.Source
PAID = gettext_lazy("This placement is paid: paid hours are never volunteer hours.")
NOTHING = gettext_lazy("Say how long it was.")
LENGTH = gettext_lazy("A day has 24 hours: with these it would have more.")
WRITTEN = {Source.VOLUNTEER: "training.log_hours", Source.STAFF: "training.enter_hours"}


class AlreadyLoggedError(Exception):
    """The same form was sent before with something else in it; ``entry`` is what was logged then."""

    def __init__(self, entry: HoursEntry) -> None:
        super().__init__("sent before")
        self.entry = entry


class AlikeError(Exception):
    """As many hours of that day are down for the same role already; ``entry`` is that."""

    def __init__(self, entry: HoursEntry) -> None:
        super().__init__("logged alike")
        self.entry = entry


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody writes down."""

    day: date
    minutes: int
    what: str = ""


@dataclass(frozen=True)
class Decided:
    """What became of entries that were ticked: those decided on now, those of the person who decides, and others
    that somebody had decided on before.
    """

    done: int
    own: int
    gone: int


def unpaid(volunteer: Volunteer) -> QuerySet[Placement]:
    """The placements somebody may log hours for: not paid, begun, and running or ended a month ago at the most."""
    still = Q(ends_on=None) | Q(ends_on__gte=today() - STILL)
    rows = volunteer.placements.filter(still, is_paid=False, starts_on__lte=today()).select_related("role")
    return rows.order_by("-role__is_casework", "starts_on", "pk")


@transaction.atomic
def log_hours(
    *, placement: Placement, wanted: Wanted, client_id: UUID, actor: User | None, again: bool = True
) -> HoursEntry:
    """The volunteer writes hours down; they wait to be confirmed. The same ``client_id`` counts once.

    Raises AlreadyLoggedError where that came before with other hours: nothing that was typed is dropped in silence.
    AlikeError where as many were logged for that day from another page, and it is not meant ``again``.
    """
    if not again:
        _refuse_alike(placement, wanted, client_id)
    return _write(placement, wanted, HoursEntry(source=Source.VOLUNTEER, client_id=client_id), actor)


@transaction.atomic
def enter_hours(*, placement: Placement, wanted: Wanted, actor: User, client_id: UUID | None = None) -> HoursEntry:
    """Staff write down hours of somebody else, who told them for instance; they count at once."""
    forbid_self(actor, placement.volunteer)
    given = {"source": Source.STAFF, "confirmed_by": actor, "confirmed_at": timezone.now()}
    return _write(placement, wanted, HoursEntry(client_id=client_id or uuid4(), **given), actor)


@transaction.atomic
def withdraw_hours(*, entry: HoursEntry, actor: User | None) -> None:
    """The volunteer takes back what nobody has looked at yet."""
    _hold([entry.placement_id])
    log(instance=entry, action="training.withdraw_hours", user=actor)
    if not HoursEntry.objects.waiting().filter(pk=entry.pk).delete()[0]:
        raise ValidationError(_("These hours have been looked at already. Please talk with us if they are wrong."))
    lights.settle_placements(ids=[entry.placement_id])


@transaction.atomic
def confirm_hours(*, ids: Collection[int], actor: User) -> Decided:
    """Let waiting hours count: of others, never one's own. Commitments are judged anew."""
    rows, decided = _waiting(ids, actor)
    keys = [row.pk for row in rows]
    HoursEntry.objects.waiting().filter(pk__in=keys).update(confirmed_by=actor, confirmed_at=timezone.now())
    for row in rows:
        log(instance=row, action="training.confirm_hours", user=actor)
    lights.settle_placements(ids={row.placement_id for row in rows})
    return decided


@transaction.atomic
def refuse_hours(*, ids: Collection[int], reason: str, actor: User) -> Decided:
    """Waiting hours do not count, for a reason the volunteer reads; one mail to each of them."""
    if not (reason := reason.strip()[:200]):
        raise ValidationError(_("Give the reason: the volunteer reads it."))
    rows, decided = _waiting(ids, actor)
    refused = {"refused_at": timezone.now(), "refused_reason": reason}
    HoursEntry.objects.waiting().filter(pk__in=[row.pk for row in rows]).update(**refused)
    by_person: defaultdict[Volunteer, list[HoursEntry]] = defaultdict(list)
    for row in rows:
        log(instance=row, action="training.refuse_hours", user=actor)
        by_person[row.placement.volunteer].append(row)
    for volunteer, refusals in by_person.items():
        _tell_refused(volunteer, refusals, reason)
    lights.settle_placements(ids={row.placement_id for row in rows})
    return decided


@transaction.atomic
def reopen_hours(*, entry: HoursEntry, actor: User) -> None:
    """Take a decision back: the hours wait again. Of others, never one's own.

    What was refused must still fit the day: others may have been logged in its place.
    """
    forbid_self(actor, entry.placement.volunteer)
    _hold([entry.placement_id])
    given = 0 if entry.refused_at is None else _given_that_day(entry.placement, entry.day)
    if Amiss.LENGTH in amiss(day=entry.day, minutes=entry.minutes, now=today(), that_day=given):
        raise ValidationError(LENGTH)
    blank = {"confirmed_by": None, "confirmed_at": None, "refused_at": None, "refused_reason": ""}
    decided = HoursEntry.objects.filter(pk=entry.pk).exclude(confirmed_at=None, refused_at=None)
    if not decided.update(**blank):
        raise ValidationError(_("These hours wait already."))
    log(instance=entry, action="training.reopen_hours", user=actor)
    lights.settle_placements(ids=[entry.placement_id])


def _waiting(ids: Collection[int], actor: User) -> tuple[list[HoursEntry], Decided]:
    """Those of the ticked that wait and are somebody else's, held until the transaction ends."""
    asked = list(set(ids))[:AT_ONCE]
    _hold(HoursEntry.objects.filter(pk__in=asked).values_list("placement", flat=True))
    found = HoursEntry.objects.waiting().filter(pk__in=asked).select_related("placement__volunteer").order_by("pk")
    others = [row for row in found if row.placement.volunteer.user_id != actor.pk]
    own = len(found) - len(others)
    return others, Decided(done=len(others), own=own, gone=len(asked) - len(found))


def _write(placement: Placement, wanted: Wanted, entry: HoursEntry, actor: User | None) -> HoursEntry:
    """Keep an entry, unless the same was kept before: then that one."""
    _hold([placement.pk])
    placement.refresh_from_db(fields=["is_paid", "starts_on", "ends_on"])
    if earlier := HoursEntry.objects.filter(client_id=entry.client_id).first():
        return _same(earlier, placement, wanted)
    _check(placement, wanted)
    entry.placement = placement
    entry.day, entry.minutes, entry.what = wanted.day, wanted.minutes, wanted.what.strip()[:200]
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        return _same(HoursEntry.objects.get(client_id=entry.client_id), placement, wanted)
    log(instance=entry, action=WRITTEN[Source(entry.source)], user=actor)
    lights.settle_placements(ids=[placement.pk])
    return entry


def _refuse_alike(placement: Placement, wanted: Wanted, client_id: UUID) -> None:
    """AlikeError where another page said the same, unless this very page was counted before."""
    _hold([placement.pk])
    there = HoursEntry.objects.filter(placement=placement, refused_at=None)
    alike = there.filter(day=wanted.day, minutes=wanted.minutes).first()
    if alike and not HoursEntry.objects.filter(client_id=client_id).exists():
        raise AlikeError(alike)


def _same(earlier: HoursEntry, placement: Placement, wanted: Wanted) -> HoursEntry:
    """What was kept before, if it says the same. Somebody else's is never shown."""
    if earlier.placement_id != placement.pk:
        raise ValidationError(_("This page was mixed up. Open it again."))
    if (earlier.day, earlier.minutes) != (wanted.day, wanted.minutes):
        raise AlreadyLoggedError(earlier)
    return earlier


def _check(placement: Placement, wanted: Wanted) -> None:
    """Refuse hours that cannot have been given as a volunteer, on that day."""
    held = Span(placement.starts_on, placement.ends_on or date.max)
    given = _given_that_day(placement, wanted.day)
    wrong = amiss(
        day=wanted.day, minutes=wanted.minutes, now=today(), that_day=given, is_paid=placement.is_paid, held=held
    )
    if first := next(wrong, None):
        raise ValidationError(_words(first, held))


def _words(found: Amiss, held: Span) -> str:
    """What is wrong, to whoever writes hours down."""
    words = {
        Amiss.PAID: PAID,
        Amiss.TO_COME: _("That day is still to come. Log the hours when you have given them."),
        Amiss.BEFORE: _("You were accepted from %(day)s; hours before that do not count here."),
        Amiss.AFTER: _("This placement ended on %(day)s."),
        Amiss.NOTHING: NOTHING,
        Amiss.LENGTH: LENGTH,
    }
    return str(words[found]) % {"day": written(held.end if found == Amiss.AFTER else held.start)}


def _given_that_day(placement: Placement, day: date) -> int:
    """Minutes that the person has down for a day already, in whatever role."""
    rows = HoursEntry.objects.filter(placement__volunteer=placement.volunteer_id, day=day, refused_at=None)
    total: int | None = rows.aggregate(total=Sum("minutes"))["total"]
    return total or 0


def _hold(placements: Iterable[int]) -> None:
    """Let changes of one person's hours wait for each other, in whatever role: a day has 24 hours for all of them.

    People first, then their placements, each in order, as everybody does.
    """
    mine = Placement.objects.filter(pk__in=list(placements))
    standing.hold_people(Volunteer.objects.filter(pk__in=mine.values("volunteer")))
    list(mine.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _tell_refused(volunteer: Volunteer, rows: Iterable[HoursEntry], reason: str) -> None:
    entries = sorted(rows, key=lambda row: (row.day, row.pk))
    with translation.override(volunteer.language):
        values = {
            "name": volunteer.called,
            "days": listed(dict.fromkeys(written(row.day) for row in entries)),
            "reason": reason,
            "link": settings.SITE_URL + reverse("training:hours"),
        }
        queue(
            kind="hours_refused",
            to=volunteer.email,
            language=volunteer.language,
            values=values,
            about=entries[0],
            phone=volunteer.phone,
        )
