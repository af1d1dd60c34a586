from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.dates import today
from mail.models import Delivery
from recruitment.models import Application, ApplicationEvent, Cohort, Draft, Role, Stage
from tests.recruitment.applying import ABOUT, TIME, WHY, Applicant, casework, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    casework()
    return Applicant()


def written(applicant: Applicant) -> Applicant:
    """Everything is filled in, nothing is sent."""
    applicant.fill(Cohort.objects.get())
    return applicant


def send(applicant: Applicant) -> Any:
    applicant.client.get(applicant.url("check"))
    return applicant.client.post(applicant.url("check"))


@pytest.mark.either
def test_the_check_shows_every_answer_with_a_way_back(applicant: Applicant) -> None:
    page = written(applicant).client.get(applicant.url("check")).content.decode()

    for answer in ("Nguyễn Thị Łucja", "+852 5123 4567", "Thursday morning", "I study law", "January 2099"):
        assert answer in page
    assert page.count("?return=check") >= 15
    assert "Send my application" in page
    assert Application.objects.count() == 0


def test_sending_makes_one_whole_application(applicant: Applicant) -> None:
    answer = send(written(applicant))

    application = Application.objects.get()
    assert answer["Location"] == applicant.url("receipt")
    assert application.name == "Nguyễn Thị Łucja"
    assert application.phone == "+852 5123 4567"
    assert application.hours_per_week == 6
    assert application.months == 8
    assert application.is_adult is True
    assert application.cohort == application.first_cohort == Cohort.objects.get()
    assert application.privacy_version == application.form.content["privacy"]["version"]
    assert application.reply_by == today() + timedelta(days=14)
    assert application.answers["half_days"] == TIME["half_days"]
    assert application.answers["newsletter"] is False
    assert application.stage == Stage.SUBMITTED
    assert applicant.draft.answers == {}
    event = ApplicationEvent.objects.get()
    assert (event.application, event.from_stage, event.to_stage) == (application, "", Stage.SUBMITTED)


def test_the_receipt_is_mailed_once_and_names_the_reference(applicant: Applicant) -> None:
    send(written(applicant))

    mail = Delivery.objects.get()
    application = Application.objects.get()
    assert mail.to == "lucja@example.org"
    assert mail.once == f"receipt:{applicant.draft.pk}"
    assert application.reference in mail.body
    assert applicant.url("status") in mail.body
    assert "refugee" not in mail.subject.lower()


def test_a_second_sending_shows_the_same_receipt(applicant: Applicant) -> None:
    send(written(applicant))
    first = applicant.client.get(applicant.url("receipt")).content.decode()
    reference = Application.objects.get().reference

    again = applicant.client.post(applicant.url("check"), follow=True)

    assert reference in first
    assert reference in again.content.decode()
    assert Application.objects.count() == 1
    assert Delivery.objects.count() == 1


@pytest.mark.either
def test_every_page_of_a_sent_application_leads_to_its_receipt(applicant: Applicant) -> None:
    proof = hidden(written(applicant).client.get(applicant.url("time")), "proof")
    send(applicant)
    stale = {**TIME, "application-current_step": "time", "proof": proof}

    assert applicant.client.post(applicant.url("time"), stale)["Location"] == applicant.url("receipt")
    for page in ("time", "check"):
        assert applicant.client.get(applicant.url(page))["Location"] == applicant.url("receipt")


@pytest.mark.either
def test_nothing_is_ever_sent_by_opening_a_page(applicant: Applicant) -> None:
    written(applicant)

    for page in ("check", "done", "receipt", "status", "later", "forget", "consents"):
        applicant.client.get(applicant.url(page), follow=True)
        applicant.client.head(applicant.url(page))

    assert Application.objects.count() == 0
    assert Draft.objects.count() == 1


@pytest.mark.either
def test_an_unfinished_application_is_not_sent(applicant: Applicant) -> None:
    applicant.start()

    answer = applicant.client.post(applicant.url("check"))

    assert answer["Location"] == applicant.url("time") + "?return=check"
    assert Application.objects.count() == 0
    assert "Something is still missing" in applicant.client.get(applicant.url("check")).content.decode()


@pytest.mark.either
def test_a_change_comes_back_to_the_check(applicant: Applicant) -> None:
    written(applicant)

    answer = applicant.send("why", {**WHY, "statement": "Better."}, query="?return=check")

    assert answer["Location"] == applicant.url("check")
    assert "Better." in applicant.client.get(applicant.url("check")).content.decode()


@pytest.mark.either
def test_a_change_that_opens_questions_leads_to_them_first(applicant: Applicant) -> None:
    written(applicant)

    answer = applicant.send("time", {**TIME, "hours_per_week": "2"}, query="?return=check")

    assert answer["Location"] == applicant.url("fit") + "?return=check"
    assert applicant.client.post(applicant.url("check"))["Location"].endswith("fit/?return=check")
    applicant.send("fit", {"fit_note": "From May on I have more time."}, query="?return=check")
    send(applicant)
    application = Application.objects.get()
    assert application.answers["fit_note"] == "From May on I have more time."
    assert [point.value for point in application.points] == ["hours"]


def test_answers_of_a_branch_that_closed_are_dropped(applicant: Applicant) -> None:
    written(applicant)
    applicant.send("time", {**TIME, "hours_per_week": "2"})
    applicant.send("fit", {"fit_note": "Only little."})
    applicant.send("time", TIME)

    assert applicant.draft.answers["fit"] == {"fit_note": ["Only little."]}
    send(applicant)

    assert "fit_note" not in Application.objects.get().answers


@pytest.mark.either
def test_a_round_that_closed_meanwhile_is_said(applicant: Applicant) -> None:
    written(applicant)
    Cohort.objects.update(opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))

    answer = send(applicant)

    assert answer["Location"] == applicant.url("weekend") + "?return=check"
    assert "That round has closed since you chose it" in applicant.client.get(applicant.url("weekend")).content.decode()
    assert applicant.send("weekend", {"cohort": "none"}, query="?return=check")["Location"] == applicant.url("check")
    send(applicant)
    assert Application.objects.get().cohort is None


def test_a_role_that_closed_meanwhile_keeps_the_draft(applicant: Applicant) -> None:
    written(applicant)
    Role.objects.update(is_open=False)

    page = applicant.client.post(applicant.url("check"))

    assert "takes no applications at the moment" in page.content.decode()
    assert Application.objects.count() == 0
    assert applicant.draft.answers["why"]["statement"] == ["I would like to help.\nAnd to learn."]


def test_somebody_without_email_applies_by_phone(applicant: Applicant) -> None:
    applicant.start(email="")
    for step, typed in applicant.rest(None).items():
        applicant.send(step, typed)

    send(applicant)
    page = applicant.client.get(applicant.url("receipt")).content.decode()

    assert Application.objects.get().email == ""
    assert Delivery.objects.to_phone().count() == 1
    assert "We will call you." in page


@pytest.mark.either
def test_neither_email_nor_phone_is_said(applicant: Applicant) -> None:
    answer = applicant.start(email="", phone="")

    assert "Give an e-mail address or a phone number" in applicant.client.get(answer["Location"]).content.decode()


def test_a_link_by_mail_brings_somebody_back(applicant: Applicant) -> None:
    applicant.start()
    applicant.send("time", TIME, later="1")
    path = _link(Delivery.objects.get())
    elsewhere = Client()

    for _look in range(10):
        assert elsewhere.get(path).status_code == 200
        assert elsewhere.head(path).status_code == 200
    assert elsewhere.get(applicant.url("time")).status_code == 404
    answer = elsewhere.post(path)

    assert answer["Location"] == f"/en/apply/casework/{applicant.draft.pk}/"
    assert 'value="6"' in elsewhere.get(applicant.url("time")).content.decode()
    assert applicant.draft.token_hash
    assert applicant.draft.token_hash not in path


def test_an_older_link_and_a_guessed_one_open_nothing(applicant: Applicant) -> None:
    applicant.start()
    applicant.client.post(applicant.url("link"))
    older = _link(Delivery.objects.get())
    Draft.objects.update(link_sent_at=timezone.now() - timedelta(hours=1))
    Client().post(applicant.url("link"))

    assert Delivery.objects.count() == 2
    assert Client().post(older).status_code == 404
    assert Client().get("/en/apply/resume/guess/").status_code == 404


def test_links_are_not_sent_again_at_once(applicant: Applicant) -> None:
    applicant.start()

    for _press in range(5):
        assert Client().post(applicant.url("link"))["Location"] == "/en/apply/casework/link-sent/"

    assert Delivery.objects.count() == 1


@pytest.mark.either
def test_a_link_is_promised_alike_for_drafts_that_are_not_there(applicant: Applicant) -> None:
    none = "/en/apply/casework/00000000-0000-4000-8000-000000000000/link/"

    assert Client().post(none)["Location"] == "/en/apply/casework/link-sent/"
    assert Delivery.objects.count() == 0


@pytest.mark.either
def test_a_link_to_a_sent_application_opens_its_status(applicant: Applicant) -> None:
    send(written(applicant))
    elsewhere = Client()
    elsewhere.post(applicant.url("link"))

    answer = elsewhere.post(_link(Delivery.objects.get(kind="application_link")))

    assert answer["Location"] == applicant.url("status")
    assert "We have received your application" in elsewhere.get(applicant.url("status")).content.decode()


@pytest.mark.either
def test_a_shared_phone_keeps_nothing_to_come_back_by(applicant: Applicant) -> None:
    applicant.start(shared="on")
    assert applicant.client.get(applicant.url("time")).status_code == 200
    assert "Continue your application" not in applicant.client.get(applicant.first).content.decode()

    applicant.client.post(applicant.url("later"))

    assert applicant.client.get(applicant.url("time")).status_code == 404
    assert not applicant.client.cookies["sessionid"].value
    assert Draft.objects.count() == 1


def test_leave_and_forget_deletes_the_draft_on_a_button_only(applicant: Applicant) -> None:
    applicant.start()
    url = applicant.url("forget")

    applicant.client.get(url)
    assert Draft.objects.count() == 1
    applicant.client.post(url)

    assert Draft.objects.count() == 0
    assert not applicant.client.cookies["sessionid"].value


def test_forgetting_never_deletes_what_was_sent(applicant: Applicant) -> None:
    send(written(applicant))
    url, receipt = applicant.url("forget"), applicant.url("receipt")

    applicant.client.post(url)

    assert Application.objects.count() == 1
    assert applicant.client.get(receipt).status_code == 404


def test_an_expired_draft_is_not_there(applicant: Applicant) -> None:
    applicant.start()
    Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert applicant.client.get(applicant.url("time")).status_code == 404
    assert applicant.client.get(applicant.first).status_code == 200


def test_each_save_moves_the_day_of_deletion(applicant: Applicant) -> None:
    applicant.start()
    Draft.objects.update(expires_at=timezone.now() + timedelta(days=3))

    applicant.send("time", TIME)

    assert applicant.draft.expires_at > timezone.now() + timedelta(days=29)


@pytest.mark.either
def test_queries_stay_few(applicant: Applicant) -> None:
    counts: dict[str, int] = {}

    def counted(name: str, method: str, path: str, data: dict[str, object] | None = None) -> Any:
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(applicant.client, method)(path, data)
        frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        counts[name] = sum(not query["sql"].startswith(frame) for query in queries)
        return answer

    page = counted("GET first", "get", applicant.first)
    counted("POST first", "post", applicant.first, {**ABOUT, "started_with": hidden(page, "started_with")})
    for step, typed in applicant.rest(Cohort.objects.get()).items():
        page = counted(f"GET {step}", "get", applicant.url(step))
        sent = {**typed, "application-current_step": step, "proof": hidden(page, "proof")}
        counted(f"POST {step}", "post", applicant.url(step), sent)
    counted("GET check", "get", applicant.url("check"))
    last = counted("POST check", "post", applicant.url("check"))
    counted("GET receipt", "get", last["Location"])

    assert last["Location"] == applicant.url("receipt")
    assert sum(counts.values()) <= 57, counts  # 60 are promised
    assert counts.pop("POST check") <= 25
    assert max(counts.values()) <= 10, counts


def _link(mail: Delivery) -> str:
    """The path of the link in a mail."""
    address = next(line.strip() for line in mail.body.splitlines() if "/resume/" in line)
    return "/en/" + address.split("/en/")[1]
