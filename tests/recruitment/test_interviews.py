"""Times for interviews: opened, chosen, changed, given up, moved, cancelled; each with its calendar entry."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from base.dates import HONG_KONG, at, today
from base.models import Organisation
from base.templatetags.components import written
from mail.models import Delivery
from recruitment.actions import interviews, slots
from recruitment.actions.erasure import erase_by_applicant
from recruitment.actions.interviews import Taken
from recruitment.actions.pipeline import correct, move
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.actions.withdrawal import withdraw
from recruitment.models import Application, InterviewSlot, Stage
from tests.factories import ApplicationFactory, InterviewSlotFactory, RoleFactory
from tests.mailserver import Mailbox
from tests.queue import Work

PLACE = slots.Place(en="Room 3", zh="三號房")
DAY = today() + timedelta(days=14)


def invited(**fields: Any) -> Application:
    return ApplicationFactory(stage=Stage.INTERVIEW, **fields)


def entry(message: EmailMessage) -> Any:
    """The calendar entry that came with a mail, and what is to be done with it."""
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(str(part.get_content()))
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.walk("VEVENT")
    event["METHOD"] = calendar["METHOD"]
    return event


def opened(actor: User, **fields: Any) -> list[InterviewSlot]:
    given: dict[str, Any] = {
        "days": [DAY],
        "begins": time(14),
        "ends": time(16),
        "minutes": 30,
        "pause": 10,
        "place": PLACE,
        "interviewer": actor,
        **fields,
    }
    return slots.open_slots(actor=actor, **given)


def test_a_row_of_times_fits_between_two_hours_in_hong_kong(rita: User) -> None:
    rows = opened(rita, days=[DAY, DAY + timedelta(days=1)])

    assert [f"{row.starts_at.astimezone(HONG_KONG):%H:%M}" for row in rows] == ["14:00", "14:40", "15:20"] * 2
    assert rows[0].starts_at.astimezone(UTC).hour == 6
    assert rows[0].starts_at.astimezone(HONG_KONG).date() == DAY


@pytest.mark.parametrize(
    "fields",
    [
        {"days": [today() - timedelta(days=1)]},
        {"days": [today() - timedelta(days=1), DAY]},
        {"begins": time(14, 10), "ends": time(14, 40), "pause": 0},
        {"begins": time(13, 50), "ends": time(14, 20)},
        {"minutes": 200},
    ],
)
def test_times_in_the_past_clashing_or_too_long_are_refused_whole(rita: User, fields: dict[str, Any]) -> None:
    opened(rita)
    with pytest.raises(NotPossible):
        opened(rita, **fields)
    assert InterviewSlot.objects.count() == 3


def test_a_clash_says_when_and_is_with_one_person_only(rita: User, ada: User) -> None:
    first = opened(rita)[0]
    with pytest.raises(NotPossible, match=f"{written(DAY)}, 14:00"):
        opened(rita)
    opened(rita, interviewer=ada)
    slots.cancel(slot=first, actor=rita)
    assert len(opened(rita, ends=time(14, 30))) == 1


def test_only_recruiters_and_administrators_arrange(rita: User, susan: User, eddie: User) -> None:
    slot, application = InterviewSlotFactory(), invited()
    for actor in (susan, eddie):
        for act in (
            lambda actor=actor: opened(actor),
            lambda actor=actor: slots.cancel(slot=slot, actor=actor),
            lambda actor=actor: slots.book_for(slot=slot, application=application, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                act()
    own = invited(email=rita.email.upper())
    with pytest.raises(NotAllowed):
        slots.book_for(slot=slot, application=own, actor=rita)
    assert InterviewSlot.objects.filter(application=None, cancelled_at=None).count() == 1


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.INTERVIEW])
def test_only_at_the_interview_is_a_time_chosen(db: None, stage: Stage) -> None:
    with pytest.raises(NotPossible):
        interviews.book(slot=InterviewSlotFactory(), application=ApplicationFactory(stage=stage))
    assert not InterviewSlot.objects.filter(application__isnull=False).exists()


def test_a_time_taken_cancelled_past_or_of_another_role_is_not_to_be_had(rita: User) -> None:
    taken = InterviewSlotFactory()
    interviews.book(slot=taken, application=invited())
    past = InterviewSlotFactory(starts_at=timezone.now() - timedelta(minutes=1))
    cancelled, other = InterviewSlotFactory(), InterviewSlotFactory(role=RoleFactory())
    slots.cancel(slot=cancelled, actor=rita)
    for slot in (taken, past, cancelled, other):
        with pytest.raises(Taken):
            interviews.book(slot=slot, application=invited())


def test_one_person_has_one_time(db: None) -> None:
    application, first, second = invited(), InterviewSlotFactory(), InterviewSlotFactory()
    interviews.book(slot=first, application=application)
    with pytest.raises(NotPossible):
        interviews.book(slot=second, application=application)
    assert list(InterviewSlot.objects.filter(application=application)) == [first]


def test_a_change_that_comes_too_late_keeps_the_old_time(db: None) -> None:
    application, mine, theirs = invited(), InterviewSlotFactory(), InterviewSlotFactory()
    interviews.book(slot=mine, application=application)
    interviews.book(slot=theirs, application=invited())
    before = InterviewSlot.objects.values("uid", "sequence", "application").get(pk=mine.pk)

    with pytest.raises(Taken):
        interviews.change(slot=theirs, application=application)

    assert InterviewSlot.objects.values("uid", "sequence", "application").get(pk=mine.pk) == before
    assert Delivery.objects.filter(kind="interview_changed").count() == 0


def test_a_time_the_applicant_changes_is_told_as_theirs_and_names_who_talks(rita: User) -> None:
    rita.first_name, rita.last_name = "Rita", "Lam"
    rita.save()
    application = invited()
    first, second, third = (InterviewSlotFactory(interviewer=rita) for _time in range(3))
    interviews.book(slot=first, application=application)
    interviews.change(slot=second, application=application)
    slots.book_for(slot=third, application=application, actor=rita)

    told = {row.kind: row.body for row in Delivery.objects.filter(to=application.email)}
    assert set(told) == {"interview_booked", "interview_moved", "interview_changed"}
    assert "You have chosen another time" in told["interview_moved"]
    assert all("With Rita Lam" in body for body in told.values())


def test_the_entries_of_one_conversation_keep_their_name_and_count_up(work: Work, mailbox: Mailbox, rita: User) -> None:
    Organisation.objects.create(pk=1, name_en="Hong Kong Refugee Advice Centre", email="volunteer@example.org")
    application = invited(name="Nadia Rahimi", email="nadia@example.org", phone="+852 5123 4567")
    first, second = InterviewSlotFactory(interviewer=rita), InterviewSlotFactory(interviewer=rita)

    interviews.book(slot=first, application=application)
    interviews.change(slot=second, application=application)
    moved_to = at(DAY, 11)
    slots.move_slot(slot=second, actor=rita, starts_at=moved_to, minutes=45, place=PLACE)
    interviews.release(application=application)
    work()

    for address in ("nadia@example.org", "rita@example.org"):
        entries = [entry(message) for message in mailbox.to(address)]
        assert [one["METHOD"] for one in entries] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
        assert len({one["UID"] for one in entries}) == 1
        assert [one["SEQUENCE"] for one in entries] == [1, 2, 3, 4]
        assert [one["DTSTART"].dt for one in entries] == [first.starts_at, second_start(entries), moved_to, moved_to]
        assert {one["DTSTART"].params["TZID"] for one in entries} == {"Asia/Hong_Kong"}
        assert entries[2]["LOCATION"] == "Room 3"
        assert entries[3]["STATUS"] == "CANCELLED"
        for one in entries:
            assert one["ATTENDEE"] == f"mailto:{address}"
            written = one.to_ical().decode().replace("\r\n ", "").replace(f"mailto:{address}", "")
            for never in ("efugee", "Nadia", "Rahimi", "5123", "nadia@", "rita@"):
                assert never not in written, never
    assert application.reference in entry(mailbox.last("rita@example.org"))["SUMMARY"]
    assert entry(mailbox.last("nadia@example.org"))["SUMMARY"] == "Conversation about volunteering"
    first.refresh_from_db()
    assert (first.application, first.sequence) == (None, 0)


def second_start(entries: list[Any]) -> datetime:
    """Where the changed entry stands: an hour after the first, as the factory makes them."""
    begin: datetime = entries[0]["DTSTART"].dt
    return begin + timedelta(hours=1)


def test_the_file_names_its_time_zone(db: None) -> None:
    application = invited()
    interviews.book(slot=InterviewSlotFactory(), application=application)

    (attached,) = Delivery.objects.get(kind="interview_booked").attachments.all()

    calendar = Calendar.from_ical(bytes(attached.content).decode())
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Hong_Kong"]
    assert (attached.name, attached.media_type) == ("conversation.ics", "text/calendar; method=REQUEST")


def test_subjects_say_nothing_of_what_it_is_about(db: None, rita: User) -> None:
    Organisation.objects.create(pk=1, name_en="Hong Kong Refugee Advice Centre", email="volunteer@example.org")
    for language in ("en", "zh-hant"):
        application, slot = invited(language=language, name="Nadia"), InterviewSlotFactory()
        interviews.book(slot=slot, application=application)
        slots.cancel(slot=slot, actor=rita, reason="Typhoon")
    subjects = Delivery.objects.values_list("subject", flat=True)
    assert len(subjects) == 8
    assert [one for one in subjects if re.search("efugee|難民|Nadia|Casework", one)] == []


def test_whoever_has_it_cancelled_is_told_why_and_chooses_again(work: Work, mailbox: Mailbox, rita: User) -> None:
    application, slot, other = invited(email="nadia@example.org"), InterviewSlotFactory(), InterviewSlotFactory()
    interviews.book(slot=slot, application=application)

    slots.cancel(slot=slot, actor=rita, reason="The interviewer is ill")
    interviews.book(slot=other, application=application)
    work()

    first, told, again = mailbox.to("nadia@example.org")
    assert "The interviewer is ill" in told.get_content() if not told.is_multipart() else str(told)
    assert [entry(one)["METHOD"] for one in (first, told, again)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert entry(first)["UID"] == entry(told)["UID"] != entry(again)["UID"]
    with pytest.raises(NotPossible):
        slots.cancel(slot=slot, actor=rita)


def test_a_freed_time_is_offered_anew_under_another_name(db: None) -> None:
    slot, one, other = InterviewSlotFactory(), invited(), invited()
    interviews.book(slot=slot, application=one)
    uid = slot.uid
    interviews.release(application=one)
    assert interviews.release(application=one) is False

    interviews.book(slot=slot, application=other)

    assert slot.application == other
    assert slot.uid != uid


def test_leaving_the_interview_gives_the_time_up_and_a_question_keeps_it(rita: User) -> None:
    kept, declined, withdrawn, corrected, erased = (invited() for _n in range(5))
    for application in (kept, declined, withdrawn, corrected, erased):
        interviews.book(slot=InterviewSlotFactory(interviewer=rita), application=application)

    move(application=kept, to=Stage.RESERVE, actor=rita, seen_version=0)
    move(application=declined, to=Stage.DECLINED, actor=rita, seen_version=0)
    withdraw(application=withdrawn, seen_version=0)
    correct(application=corrected, to=Stage.SCREENING, actor=rita, seen_version=0, reason="Wrong button")
    erase_by_applicant(application=erased, seen_version=0)

    assert InterviewSlot.objects.filter(application__isnull=False).count() == 0
    assert InterviewSlot.objects.free().count() == 5
    assert Delivery.objects.filter(kind="interviewer_cancelled").count() == 5
    assert Delivery.objects.filter(kind="interview_freed").count() == 4


def test_a_time_that_has_begun_is_not_given_up_and_only_staff_arrange_another(rita: User) -> None:
    application, slot = invited(), InterviewSlotFactory()
    interviews.book(slot=slot, application=application)
    start = timezone.now() - timedelta(minutes=5)
    InterviewSlot.objects.filter(pk=slot.pk).update(starts_at=start, ends_at=start + timedelta(minutes=30))

    assert interviews.release(application=application) is False
    with pytest.raises(NotPossible):
        interviews.book(slot=InterviewSlotFactory(), application=application)
    again = slots.book_for(slot=InterviewSlotFactory(), application=application, actor=rita)

    assert list(InterviewSlot.objects.filter(application=application)) == [again]


def test_everybody_is_reminded_once_the_day_before(db: None, monkeypatch: pytest.MonkeyPatch, rita: User) -> None:
    morning = at(today() + timedelta(days=1), 10)
    application, slot = invited(), InterviewSlotFactory(starts_at=morning, ends_at=morning + timedelta(minutes=30))
    interviews.book(slot=slot, application=application)
    later = at(today() + timedelta(days=2), 10)
    interviews.book(
        slot=InterviewSlotFactory(starts_at=later, ends_at=later + timedelta(minutes=30)), application=invited()
    )
    noon = at(today(), 12)

    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    assert interviews.remind_tomorrow() == 0  # chosen today
    InterviewSlot.objects.update(booked_at=noon - timedelta(days=3))
    assert (interviews.remind_tomorrow(), interviews.remind_tomorrow()) == (1, 0)
    slots.move_slot(slot=slot, actor=rita, starts_at=morning + timedelta(hours=2), minutes=30, place=PLACE)
    assert (interviews.remind_tomorrow(), interviews.remind_tomorrow()) == (1, 0)
    assert Delivery.objects.about(application).filter(kind="interview_tomorrow").count() == 2


def test_somebody_without_an_address_becomes_a_telephone_task(rita: User) -> None:
    application = invited(email="", phone="+852 5123 4567")
    slots.book_for(slot=InterviewSlotFactory(), application=application, actor=rita)

    (task,) = Delivery.objects.to_phone()

    assert (task.kind, task.phone) == ("interview_booked", "+852 5123 4567")
    assert application.events.get(kind="slot_booked").actor == rita


def test_dates_of_the_brief() -> None:
    """A winter day and a summer day have the same offset: Hong Kong keeps no daylight saving."""
    for day in (date(2027, 1, 16), date(2027, 7, 16)):
        assert at(day, 9).astimezone(UTC).hour == 1
