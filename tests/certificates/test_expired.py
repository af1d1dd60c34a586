"""What ran out: told apart from what is valid, found, and renewed where something is gained by it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import today
from certificates.actions import renew, revoke
from certificates.eligibility import dry_run
from certificates.models import Award, Certificate
from certificates.rules import Refused, written
from recruitment.models import Volunteer
from recruitment.rules import add_months
from tests.certificates.test_holder import signed_in

pytestmark = pytest.mark.either


@pytest.fixture
def trainer(tom: User) -> Client:
    return signed_in(tom)


@pytest.fixture
def ran_out(certificate: Certificate) -> Certificate:
    """It was issued for a year, and the year is over."""
    Award.objects.update(validity_months=12)
    day = today() - timedelta(days=400)
    Certificate.objects.update(issued_on=day, expires_on=add_months(day, 12))
    return Certificate.objects.get()


def test_an_expired_one_is_told_apart_and_renewed_at_the_desk(
    trainer: Client, ran_out: Certificate, award: Award
) -> None:
    address = reverse("issue_desk:review", args=[award.pk])
    found = dry_run(award)
    assert ([row.certificate for row in found.expired], found.have) == ([ran_out], [])
    assert "Have one that expired" in trainer.get(address).content.decode()

    trainer.post(address, {"renew": "1", "certificate": [ran_out.pk]})

    ran_out.refresh_from_db()
    assert (ran_out.state, ran_out.superseded_by.expires_on) == ("superseded", add_months(today(), 12))


@pytest.mark.parametrize(("standing", "there"), [("expired", True), ("valid", False), ("superseded", False)])
def test_the_list_is_narrowed_to_what_they_are_worth_today(
    trainer: Client, ran_out: Certificate, standing: str, *, there: bool
) -> None:
    html = trainer.get(reverse("certificates_certificate:index"), {"standing": standing}).content.decode()

    assert (ran_out.serial in html) == there


def test_a_renewal_that_gains_nothing_is_refused_and_takes_nothing_away(
    trainer: Client, ran_out: Certificate, tom: User
) -> None:
    last = add_months(today(), 12)
    page = reverse("issue_desk:renew", args=[ran_out.pk])
    assert written(last) in trainer.get(page).content.decode()
    Certificate.objects.update(expires_on=last)

    with pytest.raises(Refused, match="Nothing would be gained"):
        renew(certificate=Certificate.objects.get(), actor=tom)

    assert Certificate.objects.get().state == "valid"
    assert "Nothing would be gained" in trainer.get(page, follow=True).content.decode()


def test_a_reissue_shows_both_names_old_and_new_and_is_not_offered_in_vain(
    trainer: Client, certificate: Certificate, vera: Volunteer, ada: User
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Vera Lee", name_other="李維拉")
    page = reverse("issue_desk:reissue", args=[certificate.pk])
    html = trainer.get(page).content.decode()
    assert all(name in html for name in ("Vera Lê", "Vera Lee", "李維拉"))

    revoke(certificate=certificate, reason="x", actor=ada)

    assert trainer.get(page)["Location"] == reverse("certificates_certificate:inspect", args=[certificate.pk])
