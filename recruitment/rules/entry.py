"""A conversation as an entry for somebody's calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from icalendar import Calendar, Event, vCalAddress

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

    ``uid`` stays the same for one conversation, however often it is changed; ``sequence`` rises with each change.
    ``guest`` is the address of the one person it is sent to; nobody else is named.
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


def calendar_file(entry: Entry, method: Method) -> bytes:
    """The entry as an iCalendar file, in Hong Kong time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Volunteers//Conversations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(_event(entry, method))
    year = entry.starts_at.astimezone(HONG_KONG).year
    calendar.add_missing_timezones(first_date=date(year, 1, 1), last_date=date(year, 1, 1) + timedelta(days=730))
    return bytes(calendar.to_ical())


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
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
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
