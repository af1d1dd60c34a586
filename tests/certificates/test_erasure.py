"""Erasing who volunteered: their name is nowhere any more, except under a code whose holder wished it to verify."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import today
from base.storage import private_storage
from base.work import WorkState
from certificates.actions import issue, renew, retry
from certificates.eligibility import Given
from certificates.models import Award, Certificate, SerialYear
from certificates.rules import Refused
from certificates.tasks import store
from mail.actions import fade, queue
from mail.models import Delivery
from recruitment.actions.forgetting import erase_volunteer
from recruitment.models import ApplicationFile, Likeness, Stage, Volunteer
from recruitment.rules import add_months
from tests import factories as make
from tests.certificates.lives import GOES, STAYS, about_people, served, trained
from tests.recruitment.test_erasure import CANARY, everything
from training.models import AttendanceMark, Availability, Commitment, HoursEntry

LAST = date(2024, 5, 31)


@pytest.fixture(autouse=True)
def own_files() -> Iterator[None]:
    """What a test leaves in the store goes with it: the next one looks for the same word."""
    store = Path(private_storage().path(""))
    before = set(store.rglob("*"))
    yield
    for path in set(store.rglob("*")) - before:
        if path.is_file():
            path.unlink()


@pytest.fixture
def person(db: None, tom: User) -> Volunteer:
    """Somebody who left long ago, with one row of everything that hangs on a volunteer."""
    user = make.UserFactory(email=f"{CANARY}@example.org", first_name=CANARY)
    vera: Volunteer = make.VolunteerFactory(user=user, name=CANARY, name_other=CANARY, email=user.email)
    application = make.ApplicationFactory(
        name=CANARY, email=user.email, stage=Stage.ACCEPTED, answers={"statement": CANARY}
    )
    given = {"name": f"{CANARY}.pdf", "media_type": "application/pdf", "size": 3, "field": "cv"}
    ApplicationFile.objects.create(application=application, file=ContentFile(CANARY.encode(), "x.pdf"), **given)
    placement = make.PlacementFactory(volunteer=vera, application=application, ends_on=LAST, starts_on=date(2023, 1, 1))
    trained(vera, tom)
    served(placement)
    Likeness.objects.create(volunteer=vera, key=CANARY)
    for model, field in GOES:
        if model is not Likeness:
            model._default_manager.update(**{field.name: f"{CANARY}@example.org"})  # noqa: SLF001 - any model's
    return vera


@pytest.fixture
def theirs(person: Volunteer, tom: User) -> Certificate:
    """Their certificate, with its document in the store."""
    award = make.AwardFactory(role=make.RoleFactory(), validity_months=12)
    row = issue(award=award, achievement=make.CompletionFactory(volunteer=person, role=award.role), actor=tom)
    name = private_storage().save("certificates/x.pdf", ContentFile(CANARY.encode()))
    kept = {"file": name, "sha256": "0" * 64, "work": WorkState.DONE}
    Certificate.objects.filter(pk=row.pk).update(revoked_reason=CANARY, stands_reason=CANARY, error=CANARY, **kept)
    values = dict.fromkeys(("name", "title", "code", "certificates", "verify"), CANARY)
    pdf = [("x.pdf", "application/pdf", CANARY.encode())]
    kind, once = "certificate_issued", f"certificate:{row.uuid}"
    queue(kind=kind, to=person.email, language="en", values=values, about=row, once=once, attachments=pdf)
    return row


def test_every_text_about_a_person_is_emptied_or_said_to_stay() -> None:
    """A new column is filled and looked for by itself: let it go at erasure, or say in STAYS why it may stay."""
    known = {f"{model.__name__}.{field.name}" for model, field in about_people()}

    assert set(STAYS) <= known
    assert {f"{model.__name__}.{field.name}" for model, field in GOES} >= {
        *(f"Volunteer.{name}" for name in ("name", "name_other", "email", "phone")),
        *(f"Certificate.{name}" for name in ("error", "given_for", "revoked_reason", "stands_reason")),
        *(f"Commitment.{name}" for name in ("ended_reason", "accepted_short_reason")),
        *("HoursEntry.what", "HoursEntry.refused_reason", "WalkIn.name", "WalkIn.contact", "RegisterNote.text"),
        *(f"{model}.reason" for model in ("AttendanceMark", "Credit", "Pause", "Extension", "Hold", "Override")),
        *("Placement.agreed_reason", "Likeness.key", "Credit.withdrawn_reason"),
    }


@pytest.mark.parametrize("forget", [True, False])
def test_nothing_names_them_afterwards(
    person: Volunteer, theirs: Certificate, *, forget: bool, django_capture_on_commit_callbacks: Any
) -> None:
    Certificate.objects.filter(pk=theirs.pk).update(forget=forget)
    assert everything().count(CANARY) > 30  # it is where it will be looked for

    with django_capture_on_commit_callbacks(execute=True):
        call_command("retain", verbosity=0)

    theirs.refresh_from_db()
    if not forget:
        assert theirs.facts["name"] == CANARY
        Certificate.objects.update(facts={})
    assert CANARY not in everything()
    assert not theirs.file
    person.refresh_from_db()
    assert (person.name, person.user, person.erased_on) == (str(person), None, today())


def test_what_was_reported_stays_true_and_nothing_is_told_again(person: Volunteer, theirs: Certificate) -> None:
    assert erase_volunteer(volunteer=person)

    assert HoursEntry.objects.get().minutes == 180
    assert AttendanceMark.objects.get().status == "present"
    assert Commitment.objects.get().hours_per_week == 6
    assert Availability.objects.get().half_days == []
    told = Delivery.objects.filter(once__in=["place", f"certificate:{theirs.uuid}"])
    assert [(row.to, row.body, row.work, row.attachments.count()) for row in told] == [("", "", "done", 0)] * 2
    assert not Delivery.objects.to_phone().exists()


def test_the_code_answers_as_the_holder_chose_and_the_badge_with_it(person: Volunteer, theirs: Certificate) -> None:
    number, year = int(theirs.serial[-5:]), theirs.issued_on.year
    address = reverse("verify", args=[theirs.code])

    erase_volunteer(volunteer=person)

    assert CANARY in Client().get(address).content.decode()
    assert number not in Certificate.objects.fallen(year)
    Certificate.objects.update(facts={}, sha256="")
    assert "No certificate has this code" in Client().get(address).content.decode()
    assert number in Certificate.objects.fallen(year)


def test_what_was_not_made_yet_never_will_be(person: Volunteer, tom: User) -> None:
    award = make.AwardFactory(role=make.RoleFactory())
    done = make.CompletionFactory(volunteer=person, role=award.role)
    row = issue(award=award, achievement=done, actor=tom)

    erase_volunteer(volunteer=person)

    row.refresh_from_db()
    assert (row.facts, row.state) == ({}, "revoked")
    assert not Certificate.objects.valid().due().exists()
    done.refresh_from_db()
    with pytest.raises(Refused, match="was erased"):
        issue(award=award, achievement=type(done).objects.get(), actor=tom)


def test_nothing_is_made_anew_for_who_was_erased(person: Volunteer, theirs: Certificate, tom: User) -> None:
    erase_volunteer(volunteer=person)

    row = Certificate.objects.get(pk=theirs.pk)
    with pytest.raises(Refused, match="was erased"):
        renew(certificate=row, actor=tom)
    with pytest.raises(Refused, match="was erased"):
        retry(certificate=row, actor=tom)
    assert Certificate.objects.count() == 1


def test_who_is_erased_while_many_are_issued_gets_none(person: Volunteer, tom: User) -> None:
    """Their name was read before, with the names of all the others."""
    award = make.AwardFactory(role=make.RoleFactory())
    done = make.CompletionFactory(volunteer=person, role=award.role)
    by_hand = make.AwardFactory(kind=Award.Kind.OTHER)
    erase_volunteer(volunteer=Volunteer.objects.get(pk=person.pk))

    for one, achievement in ((award, done), (by_hand, Given(person, "for years of help"))):
        with pytest.raises(Refused, match="was erased"):
            issue(award=one, achievement=achievement, actor=tom)
    assert not Certificate.objects.exists()
    assert SerialYear.objects.filter(last__gt=0).count() == 0


def test_the_desk_offers_nobody_who_was_erased(client: Client, person: Volunteer, tom: User) -> None:
    award = make.AwardFactory(role=make.RoleFactory())
    done = make.CompletionFactory(volunteer=person, role=award.role)
    client.force_login(tom)
    address = reverse("issue_desk:review", args=[award.pk])
    assert f'value="{done.pk}"' in client.get(address).content.decode()

    erase_volunteer(volunteer=person)

    assert f'value="{done.pk}"' not in client.get(address).content.decode()
    assert client.get(reverse("issue_desk:person", args=[person.pk])).status_code == 200


def test_a_document_finished_while_its_holder_is_erased_is_stored_and_told_nowhere(
    person: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    award = make.AwardFactory(role=make.RoleFactory())
    row = issue(award=award, achievement=make.CompletionFactory(volunteer=person, role=award.role), actor=tom)
    Certificate.objects.claim(row.pk)
    drawn = Certificate.objects.select_related("volunteer").get(pk=row.pk)

    def meanwhile(**given: Any) -> int:
        number = fade(**given)
        assert not store(drawn, b"%PDF", "")
        return number

    monkeypatch.setattr("certificates.actions.holding.fade", meanwhile)
    erase_volunteer(volunteer=person)

    row.refresh_from_db()
    assert (row.file.name, row.facts, row.state) == ("", {}, "revoked")
    assert not Delivery.objects.filter(to__icontains=CANARY).exists()


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (add_months(today(), -24) - timedelta(days=1), False),
        (add_months(today(), -24), True),
        (today(), True),
        (None, True),
    ],
)
def test_volunteers_are_kept_for_two_years_after_their_last_placement(
    person: Volunteer, left: date | None, *, kept: bool
) -> None:
    make.PlacementFactory(volunteer=person, ends_on=left, starts_on=date(2023, 6, 1))
    new = make.VolunteerFactory()  # brought in a moment ago, without a placement yet

    call_command("retain", verbosity=0)

    person.refresh_from_db()
    new.refresh_from_db()
    assert (person.erased_on is None) is kept
    assert new.erased_on is None


def test_who_volunteers_now_is_not_erased(person: Volunteer) -> None:
    make.PlacementFactory(volunteer=person)

    assert not erase_volunteer(volunteer=person)
    person.refresh_from_db()
    assert person.name != str(person)


def test_staff_keep_the_account_they_work_with(person: Volunteer) -> None:
    User.objects.filter(volunteer=person).update(is_staff=True)

    erase_volunteer(volunteer=person)

    assert User.objects.filter(first_name=CANARY).exists()
    person.refresh_from_db()
    assert person.user is None


def test_an_account_that_decided_something_is_emptied(person: Volunteer) -> None:
    make.InterviewSlotFactory(interviewer=person.user)

    erase_volunteer(volunteer=person)

    user = User.objects.get(email__endswith="@example.invalid")
    assert (user.is_active, user.first_name) == (False, "")


def test_a_shared_address_keeps_the_account_of_the_other(person: Volunteer) -> None:
    """A couple with one address: the account is of the one who stays."""
    user = person.user
    Volunteer.objects.filter(pk=person.pk).update(user=None)
    other = make.VolunteerFactory(user=user, email=person.email)

    erase_volunteer(volunteer=Volunteer.objects.get(pk=person.pk))

    other.refresh_from_db()
    assert other.user == user


def test_documents_that_no_row_names_are_swept_after_an_hour(theirs: Certificate, monkeypatch: Any) -> None:
    storage = private_storage()
    left = storage.save("certificates/left.pdf", ContentFile(b"x"))
    call_command("retain", verbosity=0)
    assert storage.exists(left)

    monkeypatch.setattr("certificates.actions.leftovers.LEFT_BEHIND", timedelta(seconds=-1))
    Volunteer.objects.update(erased_on=today())  # their own rule has nothing to do
    call_command("retain", verbosity=0)

    assert not storage.exists(left)
    theirs.refresh_from_db()
    assert storage.exists(str(theirs.file.name))


def test_staff_erase_at_somebodys_wish(person: Volunteer, theirs: Certificate) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="no volunteer"):
        call_command("erase", "V99999", "--yes")
    running = make.PlacementFactory()
    with pytest.raises(CommandError, match="end it first"):
        call_command("erase", str(running.volunteer), "--yes")

    call_command("erase", str(person), stdout=said)
    person.refresh_from_db()
    assert person.erased_on is None
    call_command("erase", str(person).lower(), "--yes", stdout=said)

    person.refresh_from_db()
    assert person.erased_on == today()
    assert CANARY not in said.getvalue()
    assert said.getvalue().splitlines()[1] == f"{person} is erased."


@pytest.mark.parametrize("forget", [True, False])
def test_staff_screens_go_on_without_what_was_let_go(
    client: Client, person: Volunteer, theirs: Certificate, ada: User, *, forget: bool
) -> None:
    Certificate.objects.update(forget=forget)
    erase_volunteer(volunteer=person)
    client.force_login(ada)

    addresses = [
        reverse("certificates_certificate:index"),
        reverse("certificates_certificate:inspect", args=[theirs.pk]),
        reverse("issue_desk:person", args=[person.pk]),
        reverse("issue_desk:reissue", args=[theirs.pk]),
        reverse("issue_desk:review", args=[theirs.award.pk]),
    ]

    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        assert not (forget and CANARY in page.content.decode()), address
    assert client.get(reverse("issue_desk:document", args=[theirs.pk])).status_code == 404
    taken = client.post(reverse("issue_desk:archive", args=[theirs.award.pk]))
    assert taken.status_code == 302
