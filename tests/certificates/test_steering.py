"""Many documents at once: paused, gone on with, tried again, given up, taken away; and what waits for a decision."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.work import WorkState
from certificates.actions import issue, move_certificates, reissue, resume
from certificates.actions.working import DIED
from certificates.eligibility import Given
from certificates.models import ATTEMPTS, Award, Certificate
from certificates.rules import Refused
from mail.models import Attachment
from recruitment.models import Volunteer
from tests.certificates.test_holder import signed_in
from tests.factories import AwardFactory, CompletionFactory, EnrolmentFactory, EventFactory, SessionFactory
from tests.queue import Work
from training.models import Completion

pytestmark = pytest.mark.either


def post(client: Client, name: str, award: Award, query: str = "") -> Any:
    return client.post(reverse(f"issue_desk:{name}", args=[award.pk]) + query)


def progress(award: Award) -> str:
    return reverse("issue_desk:progress", args=[award.pk])


def test_paused_documents_wait_until_somebody_goes_on(
    award: Award, completion: Completion, tom: User, work: Work
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    post(signed_in(tom), "pause", award)
    work()
    assert resume() == 0
    row.refresh_from_db()
    assert (row.held, row.file.name) == (True, "")

    post(signed_in(tom), "go_on", award)
    work()

    row.refresh_from_db()
    assert (row.held, row.work) == (False, WorkState.DONE)
    actions = set(ModelLogEntry.objects.filter(object_id=str(award.pk)).values_list("action", flat=True))
    assert {"certificates.pause", "certificates.go_on"} <= actions


def test_what_worker_after_worker_dies_of_is_given_up(award: Award, completion: Completion, tom: User) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    claims = 0
    for _ in range(ATTEMPTS + 2):
        resume()
        claims += Certificate.objects.claim(row.pk) is not None
        Certificate.objects.filter(pk=row.pk, work="working").update(lease_until=timezone.now() - timedelta(seconds=1))
    resume()

    row.refresh_from_db()
    assert claims == ATTEMPTS
    assert row.work == WorkState.FAILED
    assert row.error == DIED


def test_the_failed_are_tried_again_together(award: Award, completion: Completion, tom: User, work: Work) -> None:
    rows = [issue(award=award, achievement=a, actor=tom) for a in (completion, CompletionFactory(role=award.role))]
    Certificate.objects.update(work="failed", error="x", attempts=ATTEMPTS)

    post(signed_in(tom), "retry_all", award)
    work()

    assert Certificate.objects.filter(pk__in=[row.pk for row in rows], work="done").count() == 2


def test_what_would_not_fit_again_is_told_what_helps(
    award: Award, completion: Completion, tom: User, work: Work
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    signatory = {**row.facts["signatory"], "name": "Ho " * 40}
    Certificate.objects.filter(pk=row.pk).update(facts={**row.facts, "signatory": signatory})
    work()
    client, retry = signed_in(tom), reverse("issue_desk:retry", args=[row.pk])
    addresses = reverse("certificates_certificate:inspect", args=[row.pk]), progress(award)

    page, of_all = (client.get(address).content.decode() for address in addresses)
    refused = client.post(retry, follow=True).content.decode()
    Volunteer.objects.update(name="V. Lê")

    assert (retry in page, "do-retry" in of_all) == (False, False)
    assert "Shorten the person’s name" in page
    assert "Shorten the person’s name" in of_all
    assert refused.count("Shorten the person’s name") == 2  # said, and still on the page
    assert Certificate.objects.get(pk=row.pk).work == WorkState.FAILED
    page, of_all = (client.get(address).content.decode() for address in addresses)
    assert (retry in page, "do-retry" in of_all) == (True, True)


def test_the_archive_holds_the_signed_files_and_the_pack_their_pages(
    certificate: Certificate, award: Award, tom: User, work: Work
) -> None:
    other = issue(award=award, achievement=CompletionFactory(role=award.role), actor=tom)
    work()

    response = post(signed_in(tom), "archive", award)
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        kept = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    with pikepdf.open(BytesIO(b"".join(post(signed_in(tom), "print_pack", award).streaming_content))) as pack:
        pages, title = ["/Annots" in page for page in pack.pages], str(pack.docinfo["/Title"])

    other.refresh_from_db()
    assert kept == {f"{row.serial}.pdf": row.sha256 for row in (certificate, other)}
    assert (pages, title) == ([False, False], award.title_en)
    assert ModelLogEntry.objects.filter(action="certificates.collect").count() == 2
    one = post(signed_in(tom), "archive", award, f"?person={other.volunteer_id}")
    with ZipFile(BytesIO(b"".join(one.streaming_content))) as archive:
        assert archive.namelist() == [f"{other.serial}.pdf"]


@pytest.mark.parametrize("name", ["archive", "print_pack"])
def test_a_document_that_is_gone_is_named_and_nothing_half_is_sent(
    certificate: Certificate, award: Award, tom: User, name: str
) -> None:
    Certificate.objects.update(file="certificates/gone.pdf")

    response = signed_in(tom).post(reverse(f"issue_desk:{name}", args=[award.pk]), follow=True)

    assert f"The document of {certificate.serial} cannot be read." in response.content.decode()
    assert not ModelLogEntry.objects.filter(action="certificates.collect").exists()


def test_nothing_to_take_away_is_said(award: Award, tom: User) -> None:
    response = signed_in(tom).post(reverse("issue_desk:archive", args=[award.pk]), follow=True)

    assert "No document is ready yet." in response.content.decode()


def test_the_mail_brings_the_document_where_that_was_asked_for(
    award: Award, completion: Completion, tom: User, work: Work
) -> None:
    signed_in(tom).post(reverse("issue_desk:review", args=[award.pk]), {"achievement": [completion.pk], "attach": "1"})
    work()

    row = Certificate.objects.get()
    attachment = Attachment.objects.get()
    assert attachment.name == f"{row.serial}.pdf"
    assert hashlib.sha256(bytes(attachment.content)).hexdigest() == row.sha256


def test_an_award_is_given_by_hand_to_one_person_once(vera: Volunteer, tom: User) -> None:
    award = AwardFactory(kind=Award.Kind.OTHER)
    client, address = signed_in(tom), reverse("issue_desk:person", args=[vera.pk])
    for reason in ("", "Translated the handbook", "Again"):
        client.post(address, {"award": award.pk, "reason": reason})

    row = Certificate.objects.get()
    assert (row.volunteer, row.given_for) == (vera, "Translated the handbook")
    with pytest.raises(Refused):
        issue(award=award, achievement=Given(vera, " "), actor=tom)


def test_what_was_typed_stays_where_it_is_refused(
    certificate: Certificate, vera: Volunteer, tom: User, ada: User
) -> None:
    award = AwardFactory(kind=Award.Kind.OTHER)
    issue(award=award, achievement=Given(vera, "Before"), actor=tom)
    asked: list[tuple[str, int, dict[str, Any], str]] = [
        ("person", vera.pk, {"award": award.pk, "reason": "Translated the handbook"}, "Translated the handbook"),
        ("expire", certificate.pk, {"last_on": "2999-01-31"}, "2999-01-31"),
        ("stand", certificate.pk, {"reason": "Seen on paper"}, "Seen on paper"),
    ]

    for name, pk, typed, kept in asked:
        page = signed_in(ada).post(reverse(f"issue_desk:{name}", args=[pk]), typed)
        assert (page.status_code, f'value="{kept}"' in page.content.decode()) == (200, True), name
    assert Certificate.objects.filter(award=award).count() == 1


def test_a_person_is_found_by_name_and_seen_whole(
    award: Award, completion: Completion, vera: Volunteer, victor: Volunteer, tom: User
) -> None:
    client = signed_in(tom)
    response = client.post(reverse("issue_desk:choose"), {"who": "Vera"})
    assert response["Location"] == reverse("issue_desk:person", args=[vera.pk])

    html = client.get(response["Location"]).content.decode()

    assert "Training complete on" in html
    assert victor.name not in html
    assert (
        victor.name
        not in client.get(reverse("issue_desk:review", args=[award.pk]) + f"?person={vera.pk}").content.decode()
    )


def test_a_weekend_shows_how_each_award_stands(award: Award, completion: Completion, tom: User) -> None:
    event = EventFactory()
    EnrolmentFactory(volunteer=completion.volunteer, event=event)

    html = signed_in(tom).get(reverse("issue_desk:event", args=[event.pk])).content.decode()

    assert f"{reverse('issue_desk:review', args=[award.pk])}?event={event.pk}" in html
    assert '"Qualify now">1</td><td data-label="Have a valid one">0</td>' in html


def test_the_desk_offers_the_latest_training_first_and_shows_what_is_under_way(
    award: Award, completion: Completion, tom: User
) -> None:
    begun = [SessionFactory(starts_at=timezone.now() - timedelta(days=days)).event for days in (200, 20)]
    to_come = SessionFactory(starts_at=timezone.now() + timedelta(days=20)).event
    client, desk = signed_in(tom), reverse("issue_desk:choose")
    before = client.get(desk)
    issue(award=award, achievement=completion, actor=tom)
    post(client, "pause", award)

    after = client.get(desk)

    (_past, past), (_later, later) = before.context["trainings"]
    assert (past, later, before.context["latest"]) == (begun[::-1], [to_come], begun[1])
    assert before.context["under_way"] == []
    assert after.context["under_way"] == [{"award": award, "waiting": 0, "held": 1, "failed": 0}]
    assert reverse("issue_desk:progress", args=[award.pk]) in after.content.decode()


def test_progress_offers_only_what_can_be_done_now(award: Award, completion: Completion, tom: User, work: Work) -> None:
    def offered() -> list[str]:
        html = client.get(reverse("issue_desk:progress", args=[award.pk])).content.decode()
        return re.findall(r'form="issue_desk:(\w+)"', html)

    client = signed_in(tom)
    assert offered() == []
    issue(award=award, achievement=completion, actor=tom)
    assert offered() == ["pause"]
    post(client, "pause", award)
    assert offered() == ["go_on"]
    post(client, "go_on", award)
    work()
    assert offered() == ["print_pack", "archive"]


def test_what_was_being_drawn_when_it_was_paused_goes_on_though_its_worker_died(
    award: Award, certificate: Certificate, tom: User, work: Work
) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(held=True)  # finished after it was paused
    row = issue(award=award, achievement=CompletionFactory(role=award.role), actor=tom)
    client = signed_in(tom)
    Certificate.objects.claim(row.pk)  # by a worker that dies now
    post(client, "pause", award)
    drawn = client.get(progress(award)).context
    desk = client.get(reverse("issue_desk:choose")).context["under_way"]
    Certificate.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    dead = client.get(progress(award)).context
    page = client.post(reverse("issue_desk:go_on", args=[award.pk]), follow=True).content.decode()
    work()

    assert [(told["going"], told["held"], told["done"]) for told in (drawn, dead)] == [(1, 0, 1), (0, 1, 1)]
    assert desk == [{"award": award, "waiting": 1, "held": 0, "failed": 0}]
    assert "1 document goes on." in page
    assert Certificate.objects.get(pk=row.pk).work == WorkState.DONE


def test_the_page_of_a_certificate_says_who_did_what(certificate: Certificate, tom: User) -> None:
    newer = reissue(certificate=certificate, actor=tom)

    html = signed_in(tom).get(reverse("certificates_certificate:inspect", args=[newer.pk])).content.decode()

    assert "Reissued in place of an earlier one" in html
    assert tom.email in html
    assert "An administrator revokes a certificate" in html


def test_of_two_given_by_hand_to_one_person_the_kept_one_stays_valid(
    vera: Volunteer, victor: Volunteer, tom: User
) -> None:
    award = AwardFactory(kind=Award.Kind.OTHER)
    kept, other = (issue(award=award, achievement=Given(who, "Helped"), actor=tom) for who in (vera, victor))

    move_certificates(kept=vera, other=victor)

    states = {row.pk: (row.state, row.volunteer_id) for row in Certificate.objects.all()}
    assert states == {kept.pk: ("valid", vera.pk), other.pk: ("superseded", vera.pk)}
