"""Writing to volunteers before something is missing: each occasion once, in the morning, however often it is tried."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext

from base.dates import on
from base.localised import listed
from base.models import Heartbeat
from base.templatetags.components import written
from mail.actions import queue
from mail.models import Delivery
from recruitment.models import Placement, Volunteer
from training.eligibility.cautions import LAPSE_DAYS
from training.eligibility.learning import earned, required
from training.models import Availability, Completion, Module, Signature, Terms
from training.rules import Span

ROUND = 200
SEASONS: Final = (1, 5, 9)  # the months in which January's, May/June's and September's weekends begin to be thought of
SAID_LATELY: Final = timedelta(days=60)
TERMS_BEFORE: Final = (30, 7)  # days
HALF_DAYS: dict[str, Any] = dict(Availability.HALF_DAYS)


def caution_all(*, now: datetime | None = None) -> int:
    """Ask again for half-days, warn of training that lapses, remind of texts to sign; how many mails."""
    moment = now or timezone.now()
    return sum(_once_a_day(work, on(moment)) for work in (ask_for_half_days, warn_of_lapsing, remind_of_texts))


def _once_a_day(work: Callable[[date], int], day: date) -> int:
    """A round a tick until nobody is left; then not again before tomorrow."""
    name = f"cautions:{work.__name__}"
    last = Heartbeat.objects.filter(name=name).first()
    if last and on(last.at) >= day:
        return 0
    done = work(day)
    if done < ROUND:
        Heartbeat.beat(name)
    return done


def season_start(day: date) -> date:
    """The first day of the season a day lies in."""
    return day.replace(month=max(month for month in SEASONS if month <= day.month), day=1)


def ask_for_half_days(day: date) -> int:
    """Ask whether the half-days are still right: each season, of whoever said them two months before it or earlier."""
    season = season_start(day)
    occasion = f"half_days:{season:%Y-%m}:"
    old = Availability.objects.filter(until_on=None, from_on__lt=season - SAID_LATELY)
    asked = Placement.objects.on(day).casework().filter(role__weekday_daytime=True, volunteer=OuterRef("volunteer"))
    rows = _untold(old.filter(Exists(asked)), occasion, "volunteer").select_related("volunteer").order_by("pk")
    for row in (found := list(rows[:ROUND])):
        with translation.override(row.volunteer.language):
            said = listed(HALF_DAYS.get(code, code) for code in row.half_days)
            none = pgettext("instead of half-days", "no half-day")
            values = {"half_days": said or none, "since": written(row.from_on)}
        _write(row.volunteer, "availability_again", "training:availability", values, f"{occasion}{row.volunteer_id}")
    return len(found)


def warn_of_lapsing(day: date) -> int:
    """Warn of a completion that lapses within 90 days and that no other one carries on, with what is to be retaken."""
    soon = day + timedelta(days=LAPSE_DAYS)
    mine = {"volunteer": OuterRef("volunteer"), "role": OuterRef("role")}
    longer = Completion.objects.filter(Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")), undone_at=None)
    running = Placement.objects.on(day).filter(role__training_compulsory=True, **mine)
    lapsing = Completion.objects.filter(undone_at=None, valid_until__range=(day, soon))
    lapsing = lapsing.filter(Exists(running), ~Exists(longer.filter(**mine)))
    key = Concat(Cast("pk", CharField()), Value(":"), Cast("valid_until", CharField()), output_field=CharField())
    told = Delivery.objects.filter(once=Concat(Value("lapse:"), OuterRef("key"), output_field=CharField()))
    rows = lapsing.annotate(key=key).filter(~Exists(told)).select_related("volunteer").order_by("pk")
    found = list(rows[:ROUND])
    modules = _to_retake(found, soon)
    for row in found:
        with translation.override(row.volunteer.language):
            lines = "\n".join(f"– {module}" for module in modules[row.pk])
            values = {"day": written(row.valid_until), "modules": lines}
        once = f"lapse:{row.pk}:{row.valid_until}"
        _write(row.volunteer, "training_lapsing", "training:portal", values, once)
    return len(found)


def _to_retake(rows: Collection[Completion], soon: date) -> dict[int, list[Module]]:
    """Of each completion the compulsory modules whose credit ends by a day."""
    known, asked, modules = earned({row.volunteer_id for row in rows}), required(), Module.objects.in_bulk()
    found: defaultdict[int, list[Module]] = defaultdict(list)
    for row in rows:
        for module, spans in asked.get(row.role_id, {}).items():
            last = max((span.end for span in known[row.volunteer_id][module]), default=date.min)
            if last <= soon and _in_force(spans, soon):
                found[row.pk].append(modules[module])
    return found


def _in_force(spans: Collection[Span], day: date) -> bool:
    return any(day in span for span in spans)


def remind_of_texts(day: date) -> int:
    """Remind of a version that will be required: 30 days before, and 7 days before, who has not signed it."""
    coming = Terms.objects.filter(
        kind__in=(Terms.Kind.CONFIDENTIALITY, Terms.Kind.CONFLICT),
        required_from__gt=day,
        required_from__lte=day + timedelta(days=max(TERMS_BEFORE)),
    )
    return sum(_remind_of_text(terms, day) for terms in coming)


def _remind_of_text(terms: Terms, day: date) -> int:
    left = (terms.required_from - day).days
    occasion = f"terms:{terms.pk}:{min(before for before in TERMS_BEFORE if left <= before)}:"
    at_work = Volunteer.objects.filter(placements__in=Placement.objects.on(day).casework())
    signed = Signature.objects.filter(
        volunteer=OuterRef("pk"), terms__kind=terms.kind, terms__version__gte=terms.version
    )
    rows = _untold(at_work.filter(~Exists(signed)).distinct(), occasion, "pk").order_by("pk")
    for row in (found := list(rows[:ROUND])):
        with translation.override(row.language):
            values = {"text": terms.get_kind_display(), "day": written(terms.required_from)}
        _write(row, "new_terms", "training:declarations", values, f"{occasion}{row.pk}")
    return len(found)


def _untold(rows: QuerySet[Any], occasion: str, volunteer: str) -> QuerySet[Any]:
    """Those whose volunteer has no mail about the occasion yet."""
    number = Cast(OuterRef(volunteer), CharField())
    told = Delivery.objects.filter(once=Concat(Value(occasion), number, output_field=CharField()))
    return rows.filter(~Exists(told))


def _write(volunteer: Volunteer, kind: str, page: str, values: dict[str, str], once: str) -> None:
    with translation.override(volunteer.language):
        link = settings.SITE_URL + reverse(page)
    queue(
        kind=kind,
        to=volunteer.email,
        phone=volunteer.phone,
        language=volunteer.language,
        values={"name": volunteer.called, "link": link, **values},
        about=volunteer,
        once=once,
    )
