"""Decisions on what was issued: what it rests on falls, it is renewed, it ends."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from base.dates import today
from certificates.actions import end_standing, expire, issue, let_stand, reissue, renew
from certificates.eligibility import Presence, dry_run
from certificates.models import Award, Certificate
from certificates.rules import AlreadyIssued, Refused
from recruitment.models import Volunteer
from recruitment.rules import add_months
from tests.certificates.test_holder import signed_in
from tests.factories import (
    AwardFactory,
    CompletionFactory,
    EnrolmentFactory,
    EventFactory,
    RoleFactory,
    SessionFactory,
)
from tests.queue import Work
from training.models import Attendance, Completion

pytestmark = pytest.mark.either


@pytest.fixture
def present(vera: Volunteer) -> tuple[Award, Presence]:
    """Vera was at both sessions of a training that is over; an award counts it."""
    event = EventFactory(kind="interpretation", cohort=None)
    place = EnrolmentFactory(volunteer=vera, event=event)
    begun = timezone.now() - timedelta(days=3)
    for hours in (0, 2):
        start = begun + timedelta(hours=hours)
        session = SessionFactory(event=event, starts_at=start, ends_at=start + timedelta(hours=1))
        Attendance.objects.create(enrolment=place, session=session, status="present")
    return AwardFactory(kind=Award.Kind.EVENT, event_kind="interpretation"), Presence(vera, event)


def test_presence_at_a_whole_event_is_certified_once(present: tuple[Award, Presence], tom: User, work: Work) -> None:
    award, presence = present
    assert [row.volunteer for row in dry_run(award, presence.event).ready] == [presence.volunteer]

    row = issue(award=award, achievement=presence, actor=tom)
    work()

    row.refresh_from_db()
    assert len(row.facts["modules"]) == 2
    assert row.file
    assert [found.certificate for found in dry_run(award, presence.event).have] == [row]
    with pytest.raises(AlreadyIssued):
        issue(award=award, achievement=presence, actor=tom)


def test_who_missed_a_session_is_told_which(present: tuple[Award, Presence], tom: User) -> None:
    award, presence = present
    Attendance.objects.filter(pk=Attendance.objects.latest("pk").pk).update(status="absent")

    found = dry_run(award, presence.event)

    assert not found.ready
    assert "Absent from" in found.not_yet[0].why
    with pytest.raises(Refused):
        issue(award=award, achievement=presence, actor=tom)


def test_a_corrected_register_flags_the_certificate(present: tuple[Award, Presence], tom: User) -> None:
    award, presence = present
    row = issue(award=award, achievement=presence, actor=tom)
    assert not Certificate.objects.shaky().exists()

    Attendance.objects.filter(pk=Attendance.objects.latest("pk").pk).update(status="absent")

    assert list(Certificate.objects.shaky()) == [row]


def test_what_stands_is_flagged_anew_once_it_held_again_in_between(
    present: tuple[Award, Presence], tom: User, ada: User
) -> None:
    award, presence = present
    row, mark = issue(award=award, achievement=presence, actor=tom), Attendance.objects.latest("pk")
    flagged = []

    for status in ("absent", "present", "absent"):
        Attendance.objects.filter(pk=mark.pk).update(status=status)
        flagged.append(Certificate.objects.shaky().exists())
        if len(flagged) == 1:
            let_stand(certificate=row, reason="Seen on paper", actor=ada)
        end_standing()
        flagged.append(Certificate.objects.shaky().exists())

    assert flagged == [True, False, False, False, True, True]


def test_a_fallen_basis_is_flagged_and_decided_on(
    certificate: Certificate, completion: Completion, ada: User, tom: User
) -> None:
    Completion.objects.filter(pk=completion.pk).update(undone_at=timezone.now())
    address = reverse("issue_desk:flagged")
    assert certificate.serial in signed_in(tom).get(address).content.decode()
    certificate.refresh_from_db()
    assert certificate.state == "valid"

    with pytest.raises(Refused):
        let_stand(certificate=certificate, reason=" ", actor=ada)
    signed_in(ada).post(reverse("issue_desk:stand", args=[certificate.pk]), {"reason": "Seen on paper"})

    assert certificate.serial not in signed_in(tom).get(address).content.decode()


@pytest.mark.parametrize(("months", "lasts"), [(36, True), (1, False), (None, None)])
def test_no_certificate_outlives_the_training_it_rests_on(
    award: Award, completion: Completion, tom: User, months: int | None, *, lasts: bool | None
) -> None:
    lapses = today() + timedelta(days=100)
    Completion.objects.filter(pk=completion.pk).update(valid_until=lapses)
    Award.objects.filter(pk=award.pk).update(validity_months=months)
    completion.refresh_from_db()
    award.refresh_from_db()

    row = issue(award=award, achievement=completion, actor=tom)

    expected = {True: lapses, False: add_months(today(), 1), None: None}[lasts]
    assert (row.expires_on, row.facts["expires_on"]) == (expected, expected and expected.isoformat())
    Certificate.objects.exclude(expires_on=None).update(expires_on=today())
    row = Certificate.objects.get(pk=row.pk)
    if months:
        assert renew(certificate=row, actor=tom).expires_on == expected


def test_an_expired_one_is_renewed_from_today(certificate: Certificate, award: Award, tom: User, ada: User) -> None:
    with pytest.raises(Refused):
        renew(certificate=certificate, actor=tom)
    Award.objects.filter(pk=award.pk).update(validity_months=12)
    expire(certificate=Certificate.objects.get(pk=certificate.pk), last_on=today(), actor=ada)
    Certificate.objects.update(expires_on=today() - timedelta(days=1))
    old = Certificate.objects.get()
    with pytest.raises(Refused):
        reissue(certificate=old, actor=tom)

    newer = renew(certificate=old, actor=tom)

    old.refresh_from_db()
    assert (old.state, newer.supersedes, newer.issued_on) == ("superseded", old, today())
    assert newer.expires_on is not None
    assert newer.expires_on > today() + timedelta(days=360)


def test_of_two_roles_under_one_award_each_is_renewed_by_its_own_training(
    certificate: Certificate, completion: Completion, vera: Volunteer, tom: User
) -> None:
    Award.objects.update(role=None, validity_months=12)
    Certificate.objects.update(issued_on=today() - timedelta(days=400), expires_on=today() - timedelta(days=1))
    Completion.objects.filter(pk=completion.pk).update(completed_on=today() - timedelta(days=400))
    CompletionFactory(volunteer=vera, role=RoleFactory(), completed_on=today())

    newer = renew(certificate=Certificate.objects.get(), actor=tom)

    assert newer.completion == completion


def test_a_corrected_name_prolongs_nothing(certificate: Certificate, award: Award, tom: User) -> None:
    last = today() + timedelta(days=5)
    Award.objects.filter(pk=award.pk).update(validity_months=12)
    Certificate.objects.update(expires_on=last)

    newer = reissue(certificate=Certificate.objects.get(), actor=tom)

    assert (newer.expires_on, newer.facts["expires_on"]) == (last, last.isoformat())


@pytest.mark.parametrize("days", [-1, 1])
def test_it_ends_neither_before_it_began_nor_in_the_future(certificate: Certificate, ada: User, days: int) -> None:
    with pytest.raises(Refused):
        expire(certificate=certificate, last_on=today() + timedelta(days=days), actor=ada)


def test_what_is_not_made_yet_does_not_end_early(award: Award, completion: Completion, tom: User, ada: User) -> None:
    row = issue(award=award, achievement=completion, actor=tom)

    with pytest.raises(Refused, match="not made yet"):
        expire(certificate=row, last_on=today(), actor=ada)

    client, page = signed_in(ada), reverse("issue_desk:expire", args=[row.pk])
    assert page not in client.get(reverse("certificates_certificate:inspect", args=[row.pk])).content.decode()
    assert "not made yet" in client.get(page, follow=True).content.decode()
    assert Certificate.objects.get().expires_on is None


def test_where_nothing_can_be_signed_nothing_is_issued_and_nothing_taken_away(
    certificate: Certificate, completion: Completion, tom: User, settings: Settings, tmp_path: Path
) -> None:
    settings.BADGE_KEY = str(tmp_path / "lost.pem")

    with pytest.raises(Refused, match="Nothing can be signed now"):
        reissue(certificate=certificate, actor=tom)
    with pytest.raises(Refused, match="Nothing can be signed now"):
        issue(award=AwardFactory(), achievement=completion, actor=tom)

    assert list(Certificate.objects.values_list("pk", "state")) == [(certificate.pk, "valid")]
