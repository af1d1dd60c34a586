"""Reminders to whoever has a confirmed place, a week and a day before it begins, and a day before to whoever teaches:
once each, however often asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from base.dates import MORNING, at, today
from base.templatetags.components import written
from mail.actions import queue
from mail.models import Delivery
from training.actions.notices import line, programme, to_trainer
from training.models import Enrolment, Event, Session
from training.rules import DAY

WEEK, TOMORROW = timedelta(days=7), timedelta(days=1)
ROUND = 500  # mails a round


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """What one person is reminded of: the days in a row on which their place is, and which of the two reminders."""

    enrolment: Enrolment
    sessions: Sequence[Session]
    kind: str

    @property
    def once(self) -> str:
        """Moved to another day, it is reminded of anew."""
        return f"{self.kind}:{self.enrolment.pk}:{self.sessions[0].day}"


def remind() -> int:
    """Remind everybody whose time has come; how many. Part of the tick."""
    due = [reminder for run in runs_ahead() for reminder in _due(run)]
    told = set(Delivery.objects.filter(once__in=[row.once for row in due]).values_list("once", flat=True))
    left = [row for row in due if row.once not in told][:ROUND]
    for reminder in left:
        with transaction.atomic():
            mail_reminder(reminder=reminder)
    return len(left)


@transaction.atomic
def remind_trainers() -> int:
    """Tell whoever teaches how many people to expect, on the morning of the day before; how many mails. Part of the
    tick.
    """
    ahead = [run for run in runs_ahead() if run[0].starts_at > timezone.now()]
    due = [run for run in ahead if _kind(run[0].day) == "training_tomorrow"]
    told = [(trainer, run) for run in due for trainer in run[0].event.trainers.filter(is_active=True).order_by("pk")]
    return sum(_mail_trainer(trainer, run) for trainer, run in told)


def runs_ahead() -> list[list[Session]]:
    """The planned sessions of the coming week, by event, days in a row together; what is over is left out."""
    until = at(today() + WEEK + 2 * DAY, 0)
    planned = Session.objects.filter(state=Session.State.PLANNED, starts_at__gte=at(today() - DAY, 0))
    rows = planned.filter(starts_at__lt=until).select_related("event", "module").order_by("event", "starts_at", "pk")
    runs: list[list[Session]] = []
    for row in rows:
        if runs and runs[-1][-1].event_id == row.event_id and row.day - runs[-1][-1].day <= DAY:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [run for run in runs if run[-1].starts_at > timezone.now()]


def _due(run: Sequence[Session]) -> Iterable[Reminder]:
    """Who is to be reminded now of one run of days: of all of it by their event's place, else of what they make up."""
    for begins, sessions, people in _by_first_day(run):
        kind = _kind(begins)
        for enrolment in people if kind else ():
            if kind == "training_tomorrow" or enrolment.changed_at < at(begins - WEEK, MORNING):
                yield Reminder(enrolment=enrolment, sessions=sessions, kind=kind)


def _by_first_day(run: Sequence[Session]) -> Iterable[tuple[date, Sequence[Session], list[Enrolment]]]:
    """What has not begun: the run for whoever comes to all of it, each session for whoever makes it up."""
    confirmed = Enrolment.objects.filter(_of_run(run), state=Enrolment.State.CONFIRMED)
    people: defaultdict[int | None, list[Enrolment]] = defaultdict(list)
    for row in confirmed.select_related("volunteer", "event", "session__event").order_by("pk"):
        people[row.session_id].append(row)
    now = timezone.now()
    if run[0].starts_at > now:
        yield run[0].day, run, people[None]
    for session in run:
        if session.starts_at > now:
            yield session.day, [session], people[session.pk]


def _kind(begins: date) -> str:
    """Which reminder is due for what begins on a day: the one of the week may come late, that of the day before not."""
    now = timezone.now()
    if now >= at(begins - TOMORROW, MORNING):
        return "training_tomorrow" if begins >= today() else ""
    return "training_in_a_week" if at(begins - WEEK, MORNING) <= now < at(begins - 2 * DAY, 0) else ""


def mail_reminder(*, reminder: Reminder) -> None:
    """The reminder itself."""
    enrolment, event = reminder.enrolment, reminder.enrolment.at
    volunteer = enrolment.volunteer
    with translation.override(volunteer.language):
        values = _values(event, reminder.sessions) | {"name": volunteer.called}
    queue(
        kind=reminder.kind,
        to=volunteer.email,
        phone=volunteer.phone,
        language=volunteer.language,
        values=values,
        about=enrolment,
        once=reminder.once,
    )


def _mail_trainer(trainer: User, run: Sequence[Session]) -> bool:
    event, kind = run[0].event, "training_tomorrow_trainer"
    once = f"{kind}:{trainer.pk}:{event.pk}:{run[0].day}"
    if Delivery.objects.filter(once=once).exists():
        return False
    expected = {row.pk: row for row in Session.objects.filter(pk__in=[row.pk for row in run]).with_counts()}
    people = Enrolment.objects.filter(_of_run(run), state=Enrolment.State.CONFIRMED)
    with translation.override(trainer.language):
        lines = [
            _("%(session)s · %(number)s expected") % {"session": line(row), "number": expected[row.pk].expected}  # type: ignore[attr-defined]
            for row in run
        ]
        values = _values(event, run) | to_trainer(trainer, event)
        values |= {"sessions": "\n".join(f"    {one}" for one in lines)}
    values["expected"] = str(people.values("volunteer").distinct().count())
    queue(kind=kind, to=trainer.email, language=trainer.language, values=values, about=event, once=once)
    return True


def _of_run(run: Sequence[Session]) -> Q:
    """The places at some of these sessions: by their event, or to make one up."""
    return Q(event=run[0].event_id) | Q(session__in=[row.pk for row in run])


def _values(event: Event, sessions: Sequence[Session]) -> dict[str, str]:
    return {
        "event": event.title,
        "day": written(sessions[0].day),
        "sessions": programme(sessions),
        "venue": event.venue,
        "link": settings.SITE_URL + reverse("training:portal"),
    }
