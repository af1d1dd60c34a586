"""Entries for people's calendars, as files that calendar programs take (RFC 5545, RFC 5546)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from base.dates import HONG_KONG

MEDIA_TYPE = "text/calendar"


class Method(Enum):
    """What a calendar is to do with an entry."""

    REQUEST = "REQUEST"  # put it in, or change it
    CANCEL = "CANCEL"  # take it out
    PUBLISH = "PUBLISH"  # a copy to keep, for somebody without an address


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What stands in the calendar. Others may see a calendar: the title says nothing of what it is about.

    ``uid`` stays the same for one occasion, however often it is changed; ``sequence`` rises with each change.
    ``guest`` is the address of the one person it is sent to; nobody else is named. ``off`` says in a calendar that
    somebody reads that it does not take place.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    note: str
    organiser: str
    guest: str
    written_at: datetime
    off: bool = False


def calendar_file(entry: Entry, method: Method) -> bytes:
    """The entry as an iCalendar file, in Hong Kong time. What is sent is one entry a file: programs take only that."""
    return _written(_calendar(method), [entry], method)


def calendar_of(entries: Iterable[Entry], *, title: str, renew_after: timedelta = timedelta(hours=6)) -> bytes:
    """Many entries as a file to keep, or as a calendar that a program reads again every few hours."""
    calendar = _calendar(Method.PUBLISH)
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(title))
    calendar.add("refresh-interval", renew_after, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{renew_after // timedelta(hours=1)}H")
    return _written(calendar, entries, Method.PUBLISH)


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Volunteers//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    return calendar


def _written(calendar: Calendar, entries: Iterable[Entry], method: Method) -> bytes:
    calendar.add_component(_hong_kong())
    for entry in entries:
        calendar.add_component(_event(entry, method))
    return bytes(calendar.to_ical())


@cache
def _hong_kong() -> Timezone:
    """Hong Kong's time, the same all the year since 1979."""
    same, standard, zone = timedelta(hours=8), TimezoneStandard(), Timezone()
    standard.add("dtstart", datetime(1980, 1, 1))  # noqa: DTZ001 - a rule of local time, which has no zone itself
    standard.add("tzname", "HKT")
    standard.add("tzoffsetfrom", same)
    standard.add("tzoffsetto", same)
    zone.add("tzid", HONG_KONG.key)
    zone.add_component(standard)
    return zone


def _event(entry: Entry, method: Method) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.written_at)
    event.add("dtstart", entry.starts_at.astimezone(HONG_KONG))
    event.add("dtend", entry.ends_at.astimezone(HONG_KONG))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.note)
    event.add("status", "CANCELLED" if method is Method.CANCEL or entry.off else "CONFIRMED")
    event.add("class", "PRIVATE")
    if entry.organiser:
        event.add("organizer", vCalAddress(f"mailto:{entry.organiser}"))
    if entry.guest and method is not Method.PUBLISH:
        event.add("attendee", _guest(entry.guest), encode=False)
    return event


def _guest(address: str) -> vCalAddress:
    """Whoever it is sent to; they have said yes already, and no answer is asked for."""
    guest = vCalAddress(f"mailto:{address}")
    guest.params.update({"PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    return guest
