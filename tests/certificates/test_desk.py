"""The issue desk and the staff's screens of certificates."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import today
from certificates.actions import beforehand, revoke
from certificates.eligibility import dry_run
from certificates.models import Award, Certificate
from certificates.rules import written
from recruitment.models import Volunteer
from tests.certificates.test_holder import signed_in
from tests.factories import (
    AwardFactory,
    CommitmentFactory,
    CompletionFactory,
    EnrolmentFactory,
    EventFactory,
    PlacementFactory,
    SessionFactory,
    VolunteerFactory,
)
from tests.queue import Work
from training.models import Completion

pytestmark = pytest.mark.either


@pytest.fixture
def trainer(tom: User) -> Client:
    return signed_in(tom)


def review(award: Award) -> str:
    return reverse("issue_desk:review", args=[award.pk])


def test_choosing_leads_to_the_dry_run(trainer: Client, award: Award) -> None:
    event = EventFactory()

    assert award.title in trainer.get(reverse("issue_desk:choose")).content.decode()
    response = trainer.get(reverse("issue_desk:choose"), {"award": award.pk, "event": event.pk})

    assert response["Location"] == f"{review(award)}?event={event.pk}"


def test_a_person_is_found_whatever_is_pasted_around_the_name(trainer: Client, vera: Volunteer) -> None:
    page = trainer.post(reverse("issue_desk:choose"), {"who": " Vera\0 "})

    assert page["Location"] == reverse("issue_desk:person", args=[vera.pk])


def test_the_dry_run_says_who_why_and_why_not(trainer: Client, award: Award, completion: Completion) -> None:
    behind = VolunteerFactory(name="Ben Behind")
    PlacementFactory(volunteer=behind, role=award.role)

    html = trainer.get(review(award)).content.decode()

    assert "1 person qualifies" in html
    assert "Vera Lê" in html
    assert "Training complete on" in html
    assert "Ben Behind" in html
    assert "Still missing: Law, Ethics" in html
    assert not Certificate.objects.exists()


def test_an_award_of_another_kind_than_before_takes_no_number_for_another(
    certificate: Certificate, award: Award, vera: Volunteer
) -> None:
    """A completion and a commitment may have the same one."""
    served = CommitmentFactory(
        pk=certificate.completion_id, placement__volunteer=vera, placement__role=award.role, fulfilled_on=today()
    )
    assert [row.certificate for row in dry_run(award).have] == [certificate]

    award.kind = Award.Kind.SERVICE

    found = dry_run(award)
    assert ([row.achievement for row in found.ready], found.have) == ([served], [])


def test_an_event_narrows_it_to_its_people(trainer: Client, award: Award, completion: Completion) -> None:
    event = EventFactory()
    other = CompletionFactory(role=award.role, volunteer=VolunteerFactory(name="Olga Other"))
    EnrolmentFactory(volunteer=completion.volunteer, event=event)

    html = trainer.get(f"{review(award)}?event={event.pk}").content.decode()

    assert "Vera Lê" in html
    assert other.volunteer.name not in html
    assert trainer.get(f"{review(award)}?event=x").status_code == 404


def test_who_made_up_a_session_belongs_to_its_event(trainer: Client, award: Award, completion: Completion) -> None:
    session = SessionFactory()
    EnrolmentFactory(volunteer=completion.volunteer, session=session)
    address = f"{review(award)}?event={session.event_id}"
    assert "Vera Lê" in trainer.get(address).content.decode()

    response = trainer.post(address, {"achievement": [completion.pk]}, follow=True)

    assert "0 of 1" in response.content.decode()


def test_issuing_starts_the_work_and_shows_how_far_it_is(
    trainer: Client, award: Award, completion: Completion, work: Work
) -> None:
    other = CompletionFactory(role=award.role)

    response = trainer.post(review(award), {"achievement": [completion.pk]})
    before = trainer.get(response["Location"]).content.decode()
    work()
    after = trainer.get(response["Location"]).content.decode()

    assert Certificate.objects.get().completion == completion
    assert not other.certificates.exists()
    assert "0 of 1" in before
    assert "Load again" in before
    assert "All are done." in after
    assert "Have a valid one" in trainer.get(review(award)).content.decode()


def test_who_had_theirs_revoked_is_set_apart_and_not_ticked(
    trainer: Client, award: Award, certificate: Certificate, ada: User
) -> None:
    revoke(certificate=certificate, reason="Issued in error", actor=ada)
    pk = certificate.completion_id

    html = trainer.get(review(award)).content.decode()
    assert f"Revoked on {written(today())} because: Issued in error" in html
    assert f'name="again" value="{pk}">' in html
    assert 'name="achievement"' not in html
    assert "0 people qualify" in html
    trainer.post(review(award), {"achievement": [pk]})
    assert not Certificate.objects.valid().exists()
    assert (
        "Issued in error" in trainer.get(reverse("issue_desk:person", args=[certificate.volunteer_id])).content.decode()
    )

    event = EventFactory()
    EnrolmentFactory(volunteer=certificate.volunteer, event=event)
    told = trainer.get(reverse("issue_desk:event", args=[event.pk])).content.decode()
    assert "and 1 whose was taken back" in told

    trainer.post(review(award), {"again": [pk]})
    assert Certificate.objects.valid().get().completion_id == pk


def test_pressing_twice_issues_once(trainer: Client, award: Award, completion: Completion) -> None:
    for _ in range(2):
        trainer.post(review(award), {"achievement": [completion.pk]})

    assert Certificate.objects.count() == 1


def test_somebody_who_does_not_qualify_cannot_be_smuggled_in(trainer: Client, award: Award) -> None:
    undone = CompletionFactory(role=award.role, completed_on="2999-01-01")

    trainer.post(review(award), {"achievement": [undone.pk, "x"]})

    assert not Certificate.objects.exists()


def test_ones_own_is_listed_but_not_issued(trainer: Client, tom: User, award: Award) -> None:
    own = CompletionFactory(role=award.role, volunteer=VolunteerFactory(user=tom, name="Tom Trainer"))

    html = trainer.get(review(award)).content.decode()
    trainer.post(review(award), {"achievement": [own.pk]})

    assert "Nobody issues or revokes their own certificate" in html
    assert not Certificate.objects.exists()


def test_a_name_that_cannot_be_printed_is_shown_with_its_character(
    trainer: Client, award: Award, completion: Completion, vera: Volunteer
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Vera \ue000")

    assert "U+E000" in trainer.get(review(award)).content.decode()


def test_who_would_not_fit_a_page_is_told_before_anything_is_issued(
    trainer: Client, award: Award, completion: Completion, vera: Volunteer
) -> None:
    """With texts as long as they may be a usual name still fits, and a very long one does not."""
    long = {"title_en": "Long title " * 10, "text_en": "word " * 79, "text_zh": "字" * 400}
    Award.objects.filter(pk=award.pk).update(**long)
    CompletionFactory(role=award.role, volunteer__name="Chan Tai Man")
    name = "Wolfeschlegelsteinhausenbergerdorff " * 3
    Volunteer.objects.filter(pk=vera.pk).update(name=name, name_other=name)

    page = trainer.get(review(award))
    trainer.post(review(award), {"achievement": [completion.pk]})
    by_hand = AwardFactory(kind=Award.Kind.OTHER, **long)
    told = trainer.post(reverse("issue_desk:person", args=[vera.pk]), {"award": by_hand.pk, "reason": "Ten years"})

    assert "too long together for one page" in told.content.decode()
    assert [row.volunteer.name for row in page.context["ready"].clear] == ["Chan Tai Man"]
    assert "too long together for one page" in page.content.decode()
    assert not Certificate.objects.exists()


def test_names_that_changed_places_are_shown(
    trainer: Client, award: Award, completion: Completion, vera: Volunteer
) -> None:
    assert "stands second" not in trainer.get(review(award)).content.decode()

    Volunteer.objects.filter(pk=vera.pk).update(name="陳大文", name_other="Chan Tai Man")

    assert "stands second" in trainer.get(review(award)).content.decode()


def test_more_than_a_request_carries_are_issued_in_turns(
    trainer: Client, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert beforehand.AT_ONCE < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 10
    monkeypatch.setattr(beforehand, "AT_ONCE", 2)
    for _ in range(3):
        CompletionFactory(role=award.role)

    for offered, left in ((2, 3), (1, 1)):
        page = trainer.get(review(award))
        assert ("come back for the next" in page.content.decode()) is (offered < left)
        trainer.post(review(award), {"achievement": [row.achievement.pk for row in page.context["ready"].clear]})

    assert Certificate.objects.count() == 3


def test_what_is_given_by_hand_can_go_with_the_mail(trainer: Client, vera: Volunteer) -> None:
    award = AwardFactory(kind=Award.Kind.OTHER)
    address = reverse("issue_desk:person", args=[vera.pk])

    trainer.post(address, {"award": award.pk, "reason": "Ten years", "attach": "on"})

    assert Certificate.objects.get().attach
    assert "Attach the document to the mail" in trainer.get(address).content.decode()


@pytest.mark.parametrize("who", ["eddie", "rita", "susan", "vera"])
def test_nobody_else_reaches_the_desk(
    request: pytest.FixtureRequest, award: Award, certificate: Certificate, completion: Completion, who: str
) -> None:
    client = signed_in(request.getfixturevalue(who))
    decisions = [reverse(f"issue_desk:{name}", args=[certificate.pk]) for name in ("reissue", "revoke", "retry")]

    for address in (reverse("issue_desk:choose"), review(award), f"{review(award)}progress/", *decisions):
        elsewhere = "/admin/" if who != "vera" else f"{reverse('account_login')}?next={address}"
        for response in (client.get(address), client.post(address, {"achievement": [completion.pk], "reason": "x"})):
            assert (response.status_code, response["Location"]) == (302, elsewhere)
    assert list(Certificate.objects.values_list("state", flat=True)) == ["valid"]


def test_an_administrator_revokes_and_a_trainer_cannot(certificate: Certificate, trainer: Client, ada: User) -> None:
    address = reverse("issue_desk:revoke", args=[certificate.pk])
    assert trainer.post(address, {"reason": "x"})["Location"] == "/admin/"
    certificate.refresh_from_db()
    assert certificate.state == "valid"

    signed_in(ada).post(address, {"reason": "Issued in error"})

    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_reason) == ("revoked", "Issued in error")


@pytest.mark.parametrize(("reason", "said"), [("", "This field is required."), ("x" * 201, "at most 200 characters")])
def test_a_reason_that_will_not_do_is_kept_and_explained(
    certificate: Certificate, ada: User, reason: str, said: str
) -> None:
    html = signed_in(ada).post(reverse("issue_desk:revoke", args=[certificate.pk]), {"reason": reason}).content.decode()

    certificate.refresh_from_db()
    assert certificate.state == "valid"
    assert said in html
    assert f'value="{reason}"' in html if reason else 'name="reason"' in html
    assert html.count("autofocus") == 1  # whoever works by keyboard starts where it is to be mended


def test_a_reissue_is_asked_first(certificate: Certificate, trainer: Client) -> None:
    address = reverse("issue_desk:reissue", args=[certificate.pk])

    assert "new code" in trainer.get(address).content.decode()
    assert Certificate.objects.count() == 1
    trainer.post(address)

    assert Certificate.objects.count() == 2


def test_staff_who_may_see_download_the_document(certificate: Certificate, susan: User, eddie: User) -> None:
    address = reverse("issue_desk:document", args=[certificate.pk])

    response = signed_in(susan).get(address)

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert signed_in(eddie).get(address).status_code in {302, 403}


@pytest.mark.parametrize("who", ["rita", "eddie"])
def test_a_row_that_is_not_visible_is_nowhere(
    request: pytest.FixtureRequest, certificate: Certificate, who: str
) -> None:
    client = signed_in(request.getfixturevalue(who))

    for address in ("index", "inspect"):
        arguments = [certificate.pk] if address == "inspect" else []
        for query in ("", "?export=csv"):
            response = client.get(reverse(f"certificates_certificate:{address}", args=arguments) + query)
            assert response.status_code in {302, 403, 404}
            assert certificate.serial not in response.content.decode()


def test_the_page_of_one_certificate_tells_all(certificate: Certificate, trainer: Client) -> None:
    html = trainer.get(reverse("certificates_certificate:inspect", args=[certificate.pk])).content.decode()

    for part in (certificate.serial, certificate.printed_code, certificate.sha256, "Law", "Reissue"):
        assert part in html


def test_a_list_of_three_asks_no_more_than_a_list_of_one(
    certificate: Certificate, award: Award, trainer: Client, tom: User, work: Work
) -> None:
    address = reverse("certificates_certificate:index")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert trainer.get(address).status_code == 200
        return len(asked)

    queries()
    one = queries()
    trainer.post(review(award), {"achievement": [CompletionFactory(role=award.role).pk for _ in range(2)]})

    assert Certificate.objects.count() == 3
    assert queries() == one


def test_the_dry_run_asks_no_more_for_three_than_for_one(award: Award, completion: Completion, trainer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert trainer.get(review(award)).status_code == 200
        return len(asked)

    PlacementFactory(role=award.role)
    queries()
    one = queries()
    for _ in range(2):
        CompletionFactory(role=award.role)
        PlacementFactory(role=award.role)

    assert queries() == one


def test_the_list_is_searched_by_name_serial_and_code(certificate: Certificate, trainer: Client) -> None:
    address = reverse("certificates_certificate:index")

    for asked in ("Vera", certificate.serial, certificate.printed_code):
        assert certificate.serial in trainer.get(address, {"q": asked}).content.decode()
    assert certificate.serial not in trainer.get(address, {"q": "Nobody"}).content.decode()


def test_a_trainer_reads_awards_but_does_not_change_them(award: Award, trainer: Client) -> None:
    address = reverse("certificates_award:edit", args=[award.pk])

    assert trainer.post(address, {"title_en": "Mine"}).status_code in {302, 403}
    award.refresh_from_db()
    assert award.title_en == "Casework training"
    assert "Administrators write awards" in trainer.get(reverse("certificates_award:index")).content.decode()
