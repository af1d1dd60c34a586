"""Two volunteers who are one person: everything of both counts together, or nothing happens."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from base.dates import today
from certificates.models import Certificate
from mail.actions import queue
from mail.models import Delivery
from recruitment.actions import duplicates
from recruitment.actions.forgetting import erase_volunteer
from recruitment.actions.people import merge_volunteers
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Likeness, Placement, Volunteer
from tests.factories import (
    AwardFactory,
    CaseworkFactory,
    CompletionFactory,
    EnrolmentFactory,
    EventFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    RoleFactory,
    TermsFactory,
    UserFactory,
    VolunteerFactory,
)
from training.models import Availability, Completion, Credit, Enrolment, Signature

KINDS: tuple[Any, ...] = (Placement, Enrolment, Credit, Signature, Availability, Completion, Certificate)


def hang(person: Volunteer, *, role: Any) -> None:
    """One of everything that hangs on a volunteer."""
    PlacementFactory(volunteer=person, role=role)
    EnrolmentFactory(volunteer=person, event=EventFactory())
    Credit.objects.create(
        volunteer=person, module=ModuleFactory(), source="earlier", reason="Known", earned_on=date(2026, 1, 1)
    )
    Signature.objects.create(volunteer=person, terms=TermsFactory(), signed_on=today(), signed_at=timezone.now())
    Availability.objects.create(volunteer=person, half_days=["wed-pm"], count=1, from_on=date(2026, 1, 1))
    done = CompletionFactory(volunteer=person, role=RoleFactory())
    Certificate.objects.create(
        code=f"C-{person.pk}",
        serial=f"S-{person.pk}",
        award=AwardFactory(),
        volunteer=person,
        completion=done,
        facts={},
        issued_on=today(),
    )
    queue(kind="no_account", to=person.email, language="en", values={"site": "x"}, about=person)


def counts() -> dict[str, int]:
    return {kind.__name__: kind.objects.count() for kind in KINDS}


def test_everything_of_both_counts_together_and_no_row_is_lost(rita: User) -> None:
    kept, other = VolunteerFactory(phone=""), VolunteerFactory(phone="5123 4567")
    hang(kept, role=CaseworkFactory())
    hang(other, role=RoleFactory())
    before, mails = counts(), Delivery.objects.count()

    merge_volunteers(kept=kept, other=other, actor=rita)

    assert counts() == before
    for kind in KINDS:
        assert kind.objects.filter(volunteer=kept).count() == 2, kind
    assert Delivery.objects.about(kept).count() == mails == 2
    assert list(Volunteer.objects.all()) == [kept]
    assert kept.phone == "5123 4567"
    assert Availability.objects.filter(volunteer=kept, until_on=None).count() == 1


def test_training_of_which_each_has_half_is_complete_together(rita: User) -> None:
    role = CaseworkFactory()
    modules = [RequirementFactory(role=role).module for _half in range(2)]
    people = [VolunteerFactory(), VolunteerFactory()]
    PlacementFactory(volunteer=people[0], role=role)
    for person, module in zip(people, modules, strict=True):
        Credit.objects.create(
            volunteer=person, module=module, source="earlier", reason="Known", earned_on=date(2026, 1, 1)
        )

    merge_volunteers(kept=people[0], other=people[1], actor=rita)

    assert Completion.objects.filter(volunteer=people[0], role=role, undone_at=None).count() == 1


def test_the_account_goes_over_where_there_is_one_and_the_second_is_switched_off(rita: User) -> None:
    lone, account = VolunteerFactory(), VolunteerFactory(user=UserFactory())
    further = VolunteerFactory(user=UserFactory())
    first, second = account.user, further.user

    merge_volunteers(kept=lone, other=account, actor=rita)
    merge_volunteers(kept=lone, other=further, actor=rita)

    lone.refresh_from_db()
    assert lone.user == first
    assert User.objects.get(pk=second.pk).is_active is False
    assert User.objects.get(pk=first.pk).is_active is True


@pytest.mark.parametrize("both", ["placement", "place", "signature"])
def test_of_what_a_person_has_one_only_it_refuses_and_changes_nothing(rita: User, both: str) -> None:
    people = [VolunteerFactory(), VolunteerFactory()]
    role, event, terms = RoleFactory(), EventFactory(), TermsFactory()
    hang(people[1], role=RoleFactory())
    for person in people:
        if both == "placement":
            PlacementFactory(volunteer=person, role=role)
        elif both == "place":
            EnrolmentFactory(volunteer=person, event=event)
        else:
            Signature.objects.create(volunteer=person, terms=terms, signed_on=today(), signed_at=timezone.now())
    before = {kind: list(kind.objects.order_by("pk").values_list("pk", "volunteer")) for kind in KINDS}

    with pytest.raises(NotPossible, match="Both"):
        merge_volunteers(kept=people[0], other=people[1], actor=rita)

    assert {kind: list(kind.objects.order_by("pk").values_list("pk", "volunteer")) for kind in KINDS} == before
    assert Volunteer.objects.count() == 2


def test_who_was_erased_is_nobody_any_more(rita: User) -> None:
    """What is left of them would be about a person with a name again, and alike to others."""
    stays, gone = VolunteerFactory(), VolunteerFactory()
    hang(gone, role=RoleFactory())
    Placement.objects.update(starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    assert erase_volunteer(volunteer=gone)

    duplicates.catch_up()
    for kept, other in ((stays, gone), (gone, stays)):
        with pytest.raises(NotPossible, match="not there any more"):
            merge_volunteers(kept=kept, other=other, actor=rita)

    assert Certificate.objects.get().volunteer == gone
    assert not Likeness.objects.filter(volunteer=gone).exists()


def test_nothing_is_written_onto_who_was_erased(client: Client, rita: User) -> None:
    gone, there = VolunteerFactory(erased_on=today()), VolunteerFactory()
    client.force_login(rita)
    answers = [client.get(reverse("recruitment_volunteer:edit", args=[row.pk])).status_code for row in (gone, there)]
    assert answers == [404, 200]


def test_nobody_merges_themselves_and_others_nobody(tom: User, rita: User) -> None:
    own, other = VolunteerFactory(user=rita), VolunteerFactory()

    for actor in (tom, rita):
        with pytest.raises(NotAllowed):
            merge_volunteers(kept=other, other=own, actor=actor)


def test_staff_see_what_would_happen_and_press_a_button(client: Client, rita: User) -> None:
    kept, other = VolunteerFactory(name="Chan Siu Ming"), VolunteerFactory(name="Siu Ming Chan")
    client.force_login(rita)
    address = reverse("recruitment_volunteer:merge", args=(kept.pk, other.pk))

    page = client.get(reverse("recruitment_volunteer:inspect", args=(kept.pk,))).content.decode()
    preview = client.get(address).content.decode()

    assert address in page
    assert "cannot be undone" in preview
    assert Volunteer.objects.count() == 2
    assert client.post(address).status_code == 302
    assert list(Volunteer.objects.all()) == [kept]
