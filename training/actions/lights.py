"""How commitments stand: judged after every change and with each new day, kept for lists, told to the volunteer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.templatetags.components import written
from mail.actions import queue
from training.models import Commitment, HoursEntry, Pause
from training.rules import DAY, Course, Given, Span, union
from training.rules.hours import four_weeks, fulfilled_on, light, minutes_given

CHUNK = 1000
NUDGE_EVERY = timedelta(days=7)
AT_ONCE = 200
STOPPING = Signer(salt="training.stop-nudges")


def course_of(commitment: Commitment) -> Course:
    """What was promised and given, as the rules judge it."""
    return courses_of([commitment])[0]


def courses_of(commitments: Sequence[Commitment]) -> list[Course]:
    """The same for many, in order: two queries whatever their number. Placements should be loaded with them."""
    ids = [row.pk for row in commitments]
    pauses: defaultdict[int, list[Span]] = defaultdict(list)
    for pk, first, last in Pause.objects.filter(commitment__in=ids).values_list("commitment", "from_on", "until_on"):
        pauses[pk].append(Span(first, last or date.max))
    given = _given(row.placement_id for row in commitments)
    return [
        Course(
            hours_per_week=row.hours_per_week,
            months=row.months,
            anchor_on=row.anchor_on,
            ends_on=row.ends_on,
            over_on=_over_on(row),
            accepted_short_on=row.accepted_short_on,
            pauses=union(pauses[row.pk]),
            given=tuple(given[row.placement_id]),
        )
        for row in commitments
    ]


def _given(placements: Iterable[int]) -> defaultdict[int, list[Given]]:
    found: defaultdict[int, list[Given]] = defaultdict(list)
    rows = HoursEntry.objects.filter(placement__in=list(placements), refused_at=None)
    for placement, day, minutes, confirmed_at in rows.values_list("placement", "day", "minutes", "confirmed_at"):
        found[placement].append(Given(day, minutes, confirmed_at is not None))
    return found


def _over_on(commitment: Commitment) -> date | None:
    """The day from which it holds no longer: ended early, or the placement is over."""
    last = commitment.placement.ends_on
    ends = (commitment.ended_early_on, last and last + DAY)
    return min((day for day in ends if day), default=None)


@transaction.atomic
def settle(*, commitment: Commitment) -> None:
    """Judge one commitment anew; called in the transaction of whatever changed its hours, months or pauses."""
    Commitment.objects.filter(pk=commitment.pk).update(months=F("months"))  # two who change it wait for each other
    fresh = Commitment.objects.select_related("placement__volunteer").get(pk=commitment.pk)
    _judge([fresh], today())
    for name in ("fulfilled_on", "light", "light_on"):
        setattr(commitment, name, getattr(fresh, name))


def settle_placements(*, ids: Collection[int]) -> None:
    """The same for the commitments of these placements, where they have one."""
    settle_many(ids=list(Commitment.objects.filter(placement__in=ids).values_list("pk", flat=True)))


def settle_many(*, ids: Collection[int]) -> None:
    """The same for many commitments, in chunks: a few queries each."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        _judge_chunk(ordered[start : start + CHUNK], today())


def judge_due(*, day: date | None = None) -> int:
    """Judge whatever was not judged on a day yet, in chunks, and say how many: time alone changes a light."""
    day = day or today()
    due = Commitment.objects.running().filter(Q(light_on=None) | Q(light_on__lt=day)).order_by("pk")
    ids = list(due.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        _judge_chunk(ids[start : start + CHUNK], day)
    return len(ids)


@transaction.atomic
def _judge_chunk(ids: list[int], day: date) -> None:
    held = Commitment.objects.filter(pk__in=ids).select_for_update(of=("self",), no_key=True).order_by("pk")
    _judge(list(held.select_related("placement__volunteer")), day)


def _judge(commitments: Sequence[Commitment], day: date) -> None:
    """Write what the rules say; whoever fulfilled their commitment, or no longer did, leaves a trace and is told."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for row, course in zip(commitments, courses_of(commitments), strict=True):
        row.light, row.light_on = Commitment.Signal(light(course, day)), day
        alike[row.light].append(row.pk)
        _fulfil(row, course, fulfilled_on(course, day))
    for value, ids in alike.items():
        Commitment.objects.filter(pk__in=ids).update(light=value, light_on=day)


def _fulfil(commitment: Commitment, course: Course, found: date | None) -> None:
    """Keep the day on which all was given, or that it was not after all; the first is told, once."""
    before, commitment.fulfilled_on = commitment.fulfilled_on, found
    if found == before:
        return
    Commitment.objects.filter(pk=commitment.pk).update(fulfilled_on=found)
    if found is None:
        log(instance=commitment, action="training.undo_fulfilment")
    elif before is None:
        log(instance=commitment, action="training.fulfil")
        hours = str(minutes_given(course) // 60)
        tell(commitment, "commitment_fulfilled", once=f"commitment_fulfilled:{commitment.pk}", hours=hours)


def tell(commitment: Commitment, kind: str, *, once: str | None = None, **values: str) -> None:
    """Queue a mail to the volunteer about their commitment; ``values`` are the fields beyond those of every kind."""
    volunteer = commitment.placement.volunteer
    with translation.override(volunteer.language):
        usual = {
            "name": volunteer.called,
            "role": commitment.placement.role.name,
            "ends": written(commitment.ends_on) if commitment.ends_on else "–",
            "link": settings.SITE_URL + reverse("training:six_months"),
        }
        queue(
            kind=kind,
            to=volunteer.email,
            language=volunteer.language,
            values={**usual, **values},
            about=commitment,
            once=once,
            phone=volunteer.phone,
        )


def nudge_behind() -> int:
    """Remind whoever is behind and wants to be reminded, in the morning, at most once in seven days; say how many.

    Only while the months run: once they are served, a supervisor decides.
    """
    day = today()
    rested = Q(nudged_on=None) | Q(nudged_on__lte=day - NUDGE_EVERY)
    rows = Commitment.objects.behind().filter(
        rested, Q(ends_on=None) | Q(ends_on__gt=day), wants_nudges=True, light_on=day
    )
    return sum(_nudge(pk, day) for pk in rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _nudge(pk: int, day: date) -> bool:
    """Remind one, if no other round did it in this moment."""
    rested = Q(nudged_on=None) | Q(nudged_on__lte=day - NUDGE_EVERY)
    wanted = Commitment.objects.behind().filter(rested, pk=pk, wants_nudges=True)
    if not wanted.update(nudged_on=day):
        return False
    commitment = Commitment.objects.select_related("placement__volunteer", "placement__role").get(pk=pk)
    given, _expected = four_weeks(course_of(commitment), day)
    with translation.override(commitment.placement.volunteer.language):
        stop = settings.SITE_URL + reverse("training:stop_reminders", args=(stop_key(commitment),))
    tell(
        commitment,
        "hours_behind",
        once=f"hours_behind:{pk}:{day}",
        given=hours_in(given),
        promised=str(commitment.hours_per_week * 4),
        stop=stop,
    )
    return True


def hours_in(minutes: int) -> str:
    """Minutes as hours, with a decimal where they are not whole."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def stop_key(commitment: Commitment) -> str:
    """What a mail carries so that its reader can stop the reminders without signing in; it can do nothing else."""
    return STOPPING.sign(str(commitment.pk)).replace(":", "~")


def by_stop_key(key: str) -> Commitment | None:
    """The commitment whose reminders a key stops; None for a key that is not ours."""
    try:
        pk = STOPPING.unsign(key.replace("~", ":"))
    except BadSignature:
        return None
    return Commitment.objects.filter(pk=pk).first()


@transaction.atomic
def want_nudges(*, commitment: Commitment, wanted: bool, actor: User | None) -> None:
    """Let the reminders about hours come, or not; the volunteer's own choice. Choosing again changes nothing."""
    if Commitment.objects.filter(pk=commitment.pk, wants_nudges=not wanted).update(wants_nudges=wanted):
        log(instance=commitment, action="training.want_nudges" if wanted else "training.stop_nudges", user=actor)
    commitment.wants_nudges = wanted
