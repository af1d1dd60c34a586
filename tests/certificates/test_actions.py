"""Issuing, reissuing, revoking."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import today
from base.work import WorkState
from certificates.actions import issue, issue_all, reissue, renew, retry, revoke, save_award
from certificates.models import Award, Certificate
from certificates.rules import AlreadyIssued, Refused, parse
from mail.models import Delivery
from recruitment.models import Volunteer
from tests.factories import AwardFactory, CompletionFactory, PlacementFactory, TermsFactory
from tests.queue import Work
from training.models import Commitment, Completion, HoursEntry

pytestmark = pytest.mark.either


def test_a_certificate_is_frozen_drawn_signed_stored_and_told(certificate: Certificate, tom: User) -> None:
    content = certificate.file.open().read()

    assert certificate.work == WorkState.DONE
    assert hashlib.sha256(content).hexdigest() == certificate.sha256
    assert PdfFileReader(BytesIO(content)).embedded_signatures
    assert parse(certificate.code) == certificate.code
    assert certificate.serial == f"HKRAC-{today().year}-00001"
    assert certificate.issued_by == tom
    mail = Delivery.objects.get(once=f"certificate:{certificate.uuid}")
    assert (mail.to, mail.kind) == ("vera@example.org", "certificate_issued")
    assert f"/verify/{certificate.printed_code}/" in mail.body


def test_every_module_has_its_own_date(certificate: Certificate) -> None:
    assert [(module["title_en"], module["on"]) for module in certificate.facts["modules"]] == [
        ("Law", "2025-09-20"),
        ("Ethics", "2026-01-18"),
    ]


def test_the_file_has_a_random_name_and_is_not_public(certificate: Certificate) -> None:
    assert certificate.serial not in str(certificate.file.name)
    with pytest.raises(ValueError, match="no address"):
        _ = certificate.file.url


def test_later_changes_touch_nothing_issued(certificate: Certificate, award: Award, vera: Volunteer, ada: User) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Vera Nguyễn")
    award.text_en = "something else."
    save_award(award=award, actor=ada)

    kept = Certificate.objects.get(pk=certificate.pk)

    assert (kept.facts, kept.sha256) == (certificate.facts, certificate.sha256)
    assert kept.facts["award"]["version"] == 1
    assert award.version == 2


def test_a_second_one_says_that_there_is_one(
    certificate: Certificate, award: Award, completion: Completion, tom: User
) -> None:
    with pytest.raises(AlreadyIssued, match=certificate.serial):
        issue(award=award, achievement=completion, actor=tom)

    assert Certificate.objects.count() == 1


def test_a_refused_issue_uses_up_no_serial(
    award: Award, certificate: Certificate, completion: Completion, tom: User
) -> None:
    with pytest.raises(AlreadyIssued):
        issue(award=award, achievement=completion, actor=tom)

    other = issue(award=award, achievement=CompletionFactory(role=award.role), actor=tom)

    assert other.serial.endswith("-00002")


def test_nobody_issues_for_themselves(award: Award, completion: Completion, vera: Volunteer) -> None:
    assert vera.user
    with pytest.raises(PermissionDenied):
        issue(award=award, achievement=completion, actor=vera.user)


def test_nobody_decides_about_their_own(certificate: Certificate, vera: Volunteer) -> None:
    assert vera.user
    with pytest.raises(PermissionDenied):
        reissue(certificate=certificate, actor=vera.user)
    with pytest.raises(PermissionDenied):
        revoke(certificate=certificate, reason="Me", actor=vera.user)
    with pytest.raises(PermissionDenied):
        retry(certificate=certificate, actor=vera.user)


@pytest.mark.parametrize(
    "fallen", [{"undone_at": timezone.now()}, {"valid_until": date(2026, 2, 1)}, {"completed_on": date(2999, 1, 1)}]
)
def test_what_does_not_hold_is_not_certified(award: Award, completion: Completion, tom: User, fallen: Any) -> None:
    Completion.objects.filter(pk=completion.pk).update(**fallen)

    with pytest.raises(Refused):
        issue(award=award, achievement=completion, actor=tom)


def test_another_role_or_another_kind_does_not_count(completion: Completion, tom: User) -> None:
    for award in (AwardFactory(role=PlacementFactory().role), AwardFactory(kind=Award.Kind.SERVICE)):
        with pytest.raises(Refused):
            issue(award=award, achievement=completion, actor=tom)


def test_a_name_that_cannot_be_printed_blocks_it(
    award: Award, completion: Completion, tom: User, vera: Volunteer
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Vera \ue000")
    completion.refresh_from_db()

    with pytest.raises(Refused, match=r"U\+E000"):
        issue(award=award, achievement=Completion.objects.get(pk=completion.pk), actor=tom)

    assert not Certificate.objects.exists()


def test_service_is_certified_with_its_hours(vera: Volunteer, tom: User, work: Work) -> None:
    placement = PlacementFactory(volunteer=vera)
    commitment = Commitment.objects.create(
        placement=placement,
        terms=TermsFactory(),
        hours_per_week=5,
        months=6,
        signed_on=date(2026, 1, 1),
        anchor_on=date(2026, 1, 19),
        ends_on=date(2026, 7, 19),
        fulfilled_on=date(2026, 7, 26),
    )
    for day, minutes, confirmed in (("2026-02-01", 90, True), ("2026-03-01", 60, True), ("2026-04-01", 500, False)):
        HoursEntry.objects.create(
            placement=placement, day=day, minutes=minutes, confirmed_at=timezone.now() if confirmed else None
        )

    row = issue(award=AwardFactory(kind=Award.Kind.SERVICE), achievement=commitment, actor=tom)
    work()

    row.refresh_from_db()
    assert row.facts["service"] == {"from": "2026-01-19", "until": "2026-07-26", "hours": 2}
    assert row.file


@pytest.mark.parametrize("left", [1, 0])
def test_a_running_commitment_or_one_short_of_hours_is_not_certified(vera: Volunteer, tom: User, left: int) -> None:
    commitment = Commitment.objects.create(
        placement=PlacementFactory(volunteer=vera),
        terms=TermsFactory(),
        hours_per_week=5,
        months=6,
        signed_on=today(),
        anchor_on=today(),
        ends_on=today() + timedelta(days=left),
    )

    with pytest.raises(Refused):
        issue(award=AwardFactory(kind=Award.Kind.SERVICE), achievement=commitment, actor=tom)


def test_a_reissue_takes_the_place_of_the_old_one(
    certificate: Certificate, tom: User, vera: Volunteer, work: Work
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Vera Nguyễn")

    newer = reissue(certificate=Certificate.objects.get(pk=certificate.pk), actor=tom)
    work()

    certificate.refresh_from_db()
    newer.refresh_from_db()
    assert (certificate.state, newer.state, newer.supersedes) == ("superseded", "valid", certificate)
    assert (certificate.facts["name"], newer.facts["name"]) == ("Vera Lê", "Vera Nguyễn")
    assert newer.code != certificate.code
    assert certificate.file.open().read()


def test_a_refused_reissue_leaves_the_old_one_valid(
    certificate: Certificate, completion: Completion, tom: User
) -> None:
    Completion.objects.filter(pk=completion.pk).update(undone_at=timezone.now())

    with pytest.raises(Refused):
        reissue(certificate=certificate, actor=tom)

    certificate.refresh_from_db()
    assert certificate.state == "valid"


@pytest.mark.parametrize("action", [reissue, renew])
def test_what_would_not_fit_a_page_takes_no_good_certificate_away(
    certificate: Certificate, vera: Volunteer, tom: User, action: Any
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Wolfeschlegelsteinhausenbergerdorff " * 3)
    long = {"title_en": "Long title " * 10, "text_en": "word " * 79, "text_zh": "字" * 400}
    Award.objects.update(validity_months=12, **long)
    Certificate.objects.update(expires_on=today())

    with pytest.raises(Refused, match="too long together"):
        action(certificate=Certificate.objects.get(), actor=tom)

    assert [(row.pk, row.state) for row in Certificate.objects.all()] == [(certificate.pk, "valid")]


def test_revoking_needs_a_reason_and_happens_once(certificate: Certificate, ada: User) -> None:
    with pytest.raises(Refused):
        revoke(certificate=certificate, reason="  ", actor=ada)

    revoke(certificate=certificate, reason="Issued in error", actor=ada)

    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_reason) == ("revoked", "Issued in error")
    with pytest.raises(Refused):
        revoke(certificate=certificate, reason="Again", actor=ada)
    with pytest.raises(Refused):
        reissue(certificate=certificate, actor=ada)


def test_after_a_revocation_it_can_be_issued_anew(
    certificate: Certificate, award: Award, completion: Completion, ada: User
) -> None:
    revoke(certificate=certificate, reason="Wrong name", actor=ada)

    assert issue(award=award, achievement=completion, actor=ada).state == "valid"


def test_the_record_names_no_person(certificate: Certificate, ada: User, vera: Volunteer) -> None:
    revoke(certificate=certificate, reason="Issued in error", actor=ada)

    entries = ModelLogEntry.objects.filter(object_id=str(certificate.pk))

    assert {entry.action for entry in entries} == {"certificates.issue", "certificates.revoke"}
    assert all(vera.name not in f"{entry.label} {entry.data}" for entry in entries)


def test_many_are_issued_each_on_its_own(award: Award, completion: Completion, tom: User) -> None:
    people = [CompletionFactory(role=award.role) for _ in range(3)]
    Volunteer.objects.filter(pk=people[1].volunteer_id).update(name="A\u202e")
    people[1].volunteer.refresh_from_db()
    issue(award=award, achievement=people[2], actor=tom)

    issued, refused = issue_all(award=award, achievements=[*people, completion], actor=tom)

    assert issued == 2
    assert len(refused) == 1
    assert "U+202E" in str(refused[0])
