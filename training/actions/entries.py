"""Sessions as entries for people's calendars: what goes along with mails, and what a private calendar shows.

An entry keeps the name of its session for ever. Its sequence rises with each change of the session, and for one person
also each time they give their place up and come back, so that what was sent last always counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from base.models import Organisation
from mail.models import Attachment, reference
from recruitment.models import Volunteer
from recruitment.rules.entry import MEDIA_TYPE, Entry, Method, calendar_file, calendar_of
from training.models import Enrolment, Session

Attached = list[tuple[str, str, bytes]]
State = Enrolment.State
LOOK_BACK = timedelta(days=200)  # how much of what is over a private calendar shows


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes entries for one person: whose they are, who sends them, and how often each place was given up before."""

    language: str
    guest: str
    organiser: str
    given_up: Counter[str]

    def entry(self, session: Session, *, link: str, left: bool = False) -> Entry:
        """A session as it is now; ``left`` where the person does not come any more."""
        with translation.override(self.language):
            room = _("Room %(room)s") % {"room": session.room} if session.room else ""
            off = session.state == Session.State.CANCELLED
            title = session.module.title
            return Entry(
                uid=f"{session.uid}@{urlsplit(settings.SITE_URL).hostname}",
                sequence=session.sequence + 2 * self._before(session) + left,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                title=_("Called off: %(what)s") % {"what": title} if off else title,
                place=" · ".join(filter(None, (session.event.venue, room))),
                note=f"{session.event.title}\n{link}",
                organiser=self.organiser,
                guest=self.guest,
                written_at=timezone.now(),
                off=off,
            )

    def _before(self, session: Session) -> int:
        return self.given_up[f"event {session.event_id}"] + self.given_up[f"session {session.pk}"]


def files_for(enrolment: Enrolment) -> Attached:
    """What goes with a mail about a place: its sessions once it is confirmed, their end where it was and is given up.

    A place that another one took over is taken out of the calendar with the first mail about its successor.
    """
    before, files = enrolment.came_from, Attached()
    if before and _must_go(before) and not _was_sent(enrolment, Method.CANCEL):
        files += _files(before, _to_come(before), Method.CANCEL, left=True)
    if enrolment.state == State.CONFIRMED:
        files += _files(enrolment, _to_come(enrolment), Method.REQUEST)
    elif _must_go(enrolment):
        files += _files(enrolment, _to_come(enrolment), Method.CANCEL, left=True)
    return files


def _must_go(enrolment: Enrolment) -> bool:
    """Whether it was given up and stands in somebody's calendar."""
    return enrolment.state == State.CANCELLED and _was_sent(enrolment, Method.REQUEST)


def files_of_change(enrolment: Enrolment, *, now: Iterable[Session] = (), off: Iterable[Session] = ()) -> Attached:
    """What goes with word of a change to somebody who comes: the sessions as they are now, and what is off."""
    if enrolment.state != State.CONFIRMED:
        return []
    return _files(enrolment, list(off), Method.CANCEL) + _files(enrolment, list(now), Method.REQUEST)


def place_file(enrolment: Enrolment, language: str) -> bytes:
    """The sessions of a place as a file to keep."""
    writer = _writer(enrolment.volunteer, language, but=enrolment)
    rows = enrolment.sessions().select_related("module", "event")
    return calendar_of([writer.entry(row, link=_my_pages(language)) for row in rows], title=enrolment.at.title)


def calendar_for(user: User, language: str) -> bytes:
    """Somebody's own training, what they attend and what they teach, without a word about anybody else."""
    volunteer = Volunteer.objects.filter(user=user).first()
    writer = _writer(volunteer, language) if volunteer else Writer(
        language=language, guest="", organiser="", given_up=Counter()
    )  # fmt: skip
    since = timezone.now() - LOOK_BACK
    taught = set(Session.objects.filter(event__trainers=user).values_list("pk", flat=True))
    rows = Session.objects.filter(_attended_by(volunteer) | Q(pk__in=taught), ends_at__gte=since)
    entries = [
        writer.entry(row, link=_sheet(row, language) if row.pk in taught else _my_pages(language))
        for row in rows.select_related("module", "event")
    ]
    with translation.override(language):
        return calendar_of(entries, title=_("My training"))


def _attended_by(volunteer: Volunteer | None) -> Q:
    """The sessions that somebody has a confirmed place at."""
    if volunteer is None:
        return Q(pk__in=())
    mine = volunteer.enrolments.filter(state=State.CONFIRMED)
    return Q(event__in=mine.exclude(event=None).values("event")) | Q(
        pk__in=mine.exclude(session=None).values("session")
    )


def _to_come(enrolment: Enrolment) -> list[Session]:
    rows = enrolment.sessions().filter(ends_at__gt=timezone.now())
    return list(rows.select_related("module", "event").order_by("starts_at", "pk"))


def _files(enrolment: Enrolment, sessions: Sequence[Session], method: Method, *, left: bool = False) -> Attached:
    """One file a session, for whoever is written to by mail."""
    volunteer = enrolment.volunteer
    if not volunteer.email or not sessions:
        return []
    language = volunteer.language
    writer, link = _writer(volunteer, language, but=enrolment), _my_pages(language)
    return [
        (
            f"{timezone.localtime(row.starts_at):%Y-%m-%d-%H%M}.ics",
            _media_type(method),
            calendar_file(writer.entry(row, link=link, left=left), method),
        )
        for row in sessions
    ]


def _media_type(method: Method) -> str:
    return f"{MEDIA_TYPE}; method={method.value}"


def _was_sent(enrolment: Enrolment, method: Method) -> bool:
    """Whether such entries went to somebody with a mail about this place."""
    mails = Attachment.objects.filter(delivery__about__in=_told_under(enrolment))
    return mails.filter(media_type=_media_type(method)).exists()


def _told_under(enrolment: Enrolment) -> list[str]:
    """What mails about a place are kept under: of a make-up carried to another day, the word of that day as well."""
    session, before = enrolment.session, enrolment.came_from
    is_carried = session and before and session.replaces_id and session.replaces_id == before.session_id
    return [reference(row) for row in (enrolment, before if is_carried else None) if row]


def _writer(volunteer: Volunteer, language: str, *, but: Enrolment | None = None) -> Writer:
    earlier = volunteer.enrolments.filter(state=State.CANCELLED).exclude(pk=but.pk if but else 0)
    given_up = Counter(
        f"event {event}" if event else f"session {session}"
        for event, session in earlier.values_list("event", "session")
    )
    organiser = Organisation.current().email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Writer(language=language, guest=volunteer.email, organiser=organiser, given_up=given_up)


def _my_pages(language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse("training:portal")


def _sheet(session: Session, language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse("register:sheet", args=[session.pk])
