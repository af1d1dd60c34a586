"""What holders are told of decisions on their certificates."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from base.dates import today
from certificates.actions import expire, reissue, revoke
from certificates.mails import CERTIFICATE_ENDED, CERTIFICATE_REPLACED, CERTIFICATE_REVOKED
from certificates.models import Certificate
from mail.models import Delivery
from recruitment.models import Volunteer
from tests.certificates.test_holder import signed_in
from tests.queue import Work

pytestmark = pytest.mark.either


def told(row: Certificate) -> list[Delivery]:
    return list(Delivery.objects.about(row).order_by("created_at"))


def test_who_has_one_revoked_is_told_and_not_why(certificate: Certificate, ada: User) -> None:
    revoke(certificate=certificate, reason="Cheated", actor=ada)

    _ready, mail = told(certificate)
    assert (mail.to, mail.kind) == ("vera@example.org", CERTIFICATE_REVOKED.key)
    assert certificate.printed_code in mail.body
    assert "a@example.org" in mail.body  # whom to ask
    assert "Cheated" not in mail.body


def test_who_has_one_ended_early_is_told_the_day_in_their_language(
    certificate: Certificate, vera: Volunteer, ada: User
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(language="zh-hant")
    day = today()
    certificate.volunteer.refresh_from_db()

    expire(certificate=certificate, last_on=day, actor=ada)

    _ready, mail = told(certificate)
    assert mail.kind == CERTIFICATE_ENDED.key
    assert f"{day.year}年{day.month}月{day.day}日" in mail.body


def test_a_new_one_says_whose_place_it_takes(certificate: Certificate, tom: User, work: Work) -> None:
    newer = reissue(certificate=certificate, actor=tom)
    work()

    [mail] = told(newer)
    assert mail.kind == CERTIFICATE_REPLACED.key
    assert certificate.serial in mail.body


def test_nobody_is_told_of_what_they_never_had_or_who_is_gone(
    certificate: Certificate, vera: Volunteer, ada: User
) -> None:
    Certificate.objects.update(issued_on=today() - timedelta(days=9))
    Volunteer.objects.filter(pk=vera.pk).update(erased_on=today(), email="")
    expire(certificate=Certificate.objects.get(), last_on=today(), actor=ada)
    Volunteer.objects.filter(pk=vera.pk).update(erased_on=None)
    Certificate.objects.update(sha256="")
    revoke(certificate=certificate, reason="x", actor=ada)

    assert [mail.kind for mail in told(certificate)] == ["certificate_issued"]


def test_a_language_we_do_not_write_leads_to_no_such_page(
    certificate: Certificate, vera: Volunteer, tom: User, work: Work
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(language='"><scri')
    newer = reissue(certificate=certificate, actor=tom)
    work()

    [mail] = told(newer)
    assert "/en/my/certificates/" in mail.body
    assert "scri" not in mail.body


def test_whether_the_holder_hears_of_it_is_said_before(certificate: Certificate, ada: User, vera: Volunteer) -> None:
    page = reverse("issue_desk:revoke", args=[certificate.pk])
    assert "The holder is written to." in signed_in(ada).get(page).content.decode()

    Volunteer.objects.filter(pk=vera.pk).update(email="")

    assert "The holder has no e-mail address" in signed_in(ada).get(page).content.decode()
