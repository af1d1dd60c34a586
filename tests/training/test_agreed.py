"""Other terms than the role's: agreed by staff, offered to the volunteer, still judged by what casework asks."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from recruitment.actions.agreeing import Agreed
from recruitment.actions.pipeline import move
from recruitment.actions.refusals import NotPossible
from recruitment.models import Placement, Stage, Volunteer
from tests.factories import ApplicationFactory, CaseworkFactory, PlacementFactory, TermsFactory
from training.actions.commitment import agree_terms, sign_commitment
from training.eligibility import standing_of
from training.models import Commitment, Criterion, Terms

pytestmark = pytest.mark.either

FEW = {"agreed_hours": "3", "agreed_months": "4", "reason": "She teaches on four days"}
SIGN = {"hours_per_week": "3", "months": "4", "agreed": "on", "version": "1"}


@pytest.fixture
def accepted(vera: Volunteer) -> Placement:
    for kind in Terms.Kind:
        TermsFactory(kind=kind, text_en=f"The text of {kind}.", version=1)
    return PlacementFactory(volunteer=vera, role=CaseworkFactory())


def test_what_staff_agreed_is_offered_signed_and_still_not_enough_for_casework(
    client: Client, rita: User, vera: Volunteer, accepted: Placement
) -> None:
    mine, agree = reverse("training:commitment"), reverse("training_agree", args=(accepted.pk,))
    assert vera.user is not None
    client.force_login(vera.user)
    assert client.post(mine, SIGN).status_code == 200  # the usual terms only
    client.force_login(rita)
    person = reverse("recruitment_volunteer:inspect", args=(vera.pk,))
    assert agree in client.get(person).content.decode()
    assert client.post(agree, FEW | {"reason": ""}).status_code == 200
    assert client.post(agree, FEW).status_code == 302
    assert "She teaches on four days" in client.get(person).content.decode()
    client.force_login(vera.user)
    shown = client.get(mine).content.decode()
    assert "for at least 4 months" in shown
    assert "you cannot be rostered for casework unless a casework supervisor makes an exception" in shown
    assert "four days" not in shown
    assert client.post(mine, SIGN | {"months": "6"}).status_code == 200
    assert client.post(mine, SIGN).status_code == 302
    signed = Commitment.objects.get()
    assert (signed.hours_per_week, signed.months) == (3, 4)
    found = next(row for row in standing_of(accepted) if row.criterion == Criterion.COMMITTED)
    assert not found.met
    assert found.reason.startswith("3 hours a week for 4 months were signed; casework asks for at least 5 hours")
    client.force_login(rita)
    assert agree not in client.get(person).content.decode()
    assert client.post(agree, FEW).status_code == 302
    entries = ModelLogEntry.objects.filter(action="recruitment.terms_agreed")
    assert [(row.user, row.data) for row in entries] == [(rita, {"hours": 3, "months": 4})]


def test_acceptance_agrees_on_what_the_applicant_can_give(client: Client, rita: User) -> None:
    few = {"hours_per_week": 2, "months": 6}
    application = ApplicationFactory(role=CaseworkFactory(), stage=Stage.OFFERED, answers=few)
    client.force_login(rita)
    address = reverse("recruitment_application:decide", args=(application.pk,)) + "?to=accepted"
    form = client.get(address).context["form"]
    assert (form.initial["agreed_hours"], "agreed_months" in form.initial) == (2, False)
    said = {"version": application.version, "agreed_hours": "2"}
    assert client.post(address, said).status_code == 422  # without a reason
    assert client.post(address, said | {"reason": "We need Dari"}).status_code == 302
    placement = Placement.objects.get()
    assert (placement.agreed_hours, placement.agreed_months, placement.agreed_reason) == (2, None, "We need Dari")
    assert (placement.hours_offered, placement.months_asked) == (range(2, 11), 6)


def test_terms_are_agreed_with_somebody_else_before_they_sign(rita: User, accepted: Placement) -> None:
    own = accepted.volunteer.user
    assert own is not None
    with pytest.raises(PermissionDenied):
        agree_terms(placement=accepted, agreed=Agreed(hours=3), reason="Mine", actor=own)
    with pytest.raises(ValidationError):
        agree_terms(placement=accepted, agreed=Agreed(hours=41), reason="Much", actor=rita)
    sign_commitment(placement=accepted, hours_per_week=6, actor=own)
    with pytest.raises(ValidationError):
        agree_terms(placement=accepted, agreed=Agreed(hours=3), reason="Late", actor=rita)
    accepted.refresh_from_db()
    assert accepted.agreed_hours is None


def test_an_acceptance_on_other_terms_needs_the_reason(rita: User) -> None:
    application = ApplicationFactory(role=CaseworkFactory(), stage=Stage.OFFERED)
    with pytest.raises(NotPossible):
        move(application=application, to=Stage.ACCEPTED, actor=rita, seen_version=0, agreed=Agreed(months=2))
    assert not Placement.objects.exists()
