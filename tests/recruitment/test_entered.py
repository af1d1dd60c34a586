"""Staff enter an application for somebody who calls, or who gave it on paper."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from mail.models import Delivery
from recruitment.actions.entering import begin
from recruitment.actions.pipeline import may_move, move
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Application, ApplicationEvent, Draft, Role, Stage
from tests.recruitment.applying import ABOUT, Applicant, casework, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.either]
SCREEN = "recruitment_entering:index"
NOTICE = "You are entering this for somebody else"


@pytest.fixture
def colleague(client: Client, rita: User) -> Applicant:
    """Rita at her browser, entering an application for casework."""
    client.force_login(rita)
    return Applicant(client=client)


def enter(client: Client, role: Role, language: str = "en") -> Any:
    url = reverse(SCREEN)
    token = hidden(client.get(url), "started_with")
    return client.post(url, {"role": role.pk, "language": language, "started_with": token})


def fill(colleague: Applicant, cohort: Any, **about: str) -> Any:
    colleague.send("about", {**ABOUT, **about})
    for step, typed in colleague.rest(cohort).items():
        colleague.send(step, typed)
    return colleague.client.post(colleague.url("check"))


def test_it_leads_into_the_applicants_own_pages_each_saying_so(colleague: Applicant, rita: User) -> None:
    role, cohort = casework()

    answered = enter(colleague.client, role)
    first = colleague.client.get(answered["Location"]).content.decode()
    done = fill(colleague, cohort)

    assert answered["Location"] == colleague.url("about")
    assert NOTICE in first
    assert "Read this out before you ask anything" in first
    for page in ("time", "consents", "check", "later", ""):
        if Draft.objects.get().submitted_at is None:
            assert NOTICE in colleague.client.get(colleague.url(page)).content.decode(), page
    assert NOTICE in colleague.client.get(done["Location"]).content.decode()


def test_the_consents_say_that_the_statement_is_read_out(colleague: Applicant) -> None:
    role, _cohort = casework()
    enter(colleague.client, role)

    assert "Read the statement below out to them" in colleague.client.get(colleague.url("consents")).content.decode()


def test_what_is_read_out_is_in_the_applicants_language_whatever_the_recruiters_is(colleague: Applicant) -> None:
    role, _cohort = casework()
    enter(colleague.client, role, "zh-hant")

    first, consents = (colleague.client.get(colleague.url(step)).content.decode() for step in ("about", "consents"))

    content = Draft.objects.get().form.content
    asked = next(step for step in content["steps"] if step["key"] == "consents")["questions"]
    for page in (first, consents):
        assert "You are entering this for somebody else" in page
        assert content["privacy"]["text"]["zh"] in page
        assert content["privacy"]["text"]["en"] not in page
    assert all(question["label"]["zh"] in consents for question in asked)


def test_the_receipt_speaks_to_the_colleague_and_leads_back_to_the_application(colleague: Applicant) -> None:
    role, cohort = casework()
    enter(colleague.client, role)

    done = colleague.client.get(fill(colleague, cohort)["Location"]).content.decode()

    application = Application.objects.get()
    assert reverse("recruitment_application:inspect", args=(application.pk,)) in done
    assert ("The application is entered." in done, "Thank you. We have your application." in done) == (True, False)


def test_the_application_and_its_history_name_who_entered_it(colleague: Applicant, rita: User) -> None:
    role, cohort = casework()
    enter(colleague.client, role, "zh-hant")
    fill(colleague, cohort)

    application, event = Application.objects.get(), ApplicationEvent.objects.get()
    page = colleague.client.get(reverse("recruitment_application:inspect", args=(application.pk,))).content.decode()
    assert (application.entered_by, application.language, event.actor) == (rita, "zh-hant", rita)
    assert ModelLogEntry.objects.get(action="recruitment.entered").user == rita
    assert Delivery.objects.get().to == "lucja@example.org"
    assert "rita@example.org entered this application" in page


def test_without_an_address_the_receipt_is_a_telephone_task(colleague: Applicant) -> None:
    role, cohort = casework()
    enter(colleague.client, role)
    fill(colleague, cohort, email="")

    task = Delivery.objects.get()
    assert (task.kind, task.to, task.phone) == ("application_received", "", "+852 5123 4567")
    assert "Łucja" in colleague.client.get(reverse("mail_telephone:index")).content.decode()


def test_two_clicks_begin_one(colleague: Applicant) -> None:
    role, _cohort = casework()
    token = hidden(colleague.client.get(reverse(SCREEN)), "started_with")
    sent = {"role": role.pk, "language": "en", "started_with": token}

    places = {colleague.client.post(reverse(SCREEN), sent)["Location"] for _click in range(2)}

    assert (len(places), Draft.objects.count()) == (1, 1)


def test_what_was_begun_is_opened_again_by_whoever_began_it(colleague: Applicant, rita: User, ada: User) -> None:
    role, _cohort = casework()
    enter(colleague.client, role)
    colleague.send("about", ABOUT)
    draft, later = Draft.objects.get(), Client()
    later.force_login(rita)

    listed = later.get(reverse(SCREEN)).content.decode()
    opened = later.post(reverse(SCREEN), {"draft": draft.pk})

    assert "Łucja" in listed
    assert opened["Location"] == f"/en/apply/casework/{draft.pk}/"
    assert later.get(opened["Location"]).status_code == 200
    other = Client()
    other.force_login(ada)
    assert other.post(reverse(SCREEN), {"draft": draft.pk}).status_code == 404
    assert other.post(reverse(SCREEN), {"draft": "no-key"}).status_code == 404
    assert other.get(opened["Location"]).status_code == 404


def test_coming_back_later_mails_nobody(colleague: Applicant) -> None:
    role, _cohort = casework()
    enter(colleague.client, role)
    colleague.send("about", ABOUT, later="1")

    assert not Delivery.objects.exists()


def test_the_applicant_who_opens_the_page_is_told_nothing_of_it(colleague: Applicant, rita: User) -> None:
    role, cohort = casework()
    enter(colleague.client, role)
    fill(colleague, cohort)
    draft, applicant = Draft.objects.get(), Client()
    session = applicant.session
    session["drafts"] = colleague.client.session["drafts"]
    session.save()

    page = applicant.get(f"/en/apply/casework/{draft.pk}/status/")

    assert (page.status_code, NOTICE in page.content.decode()) == (200, False)


def test_whoever_entered_it_may_move_it_but_not_their_own(colleague: Applicant, rita: User) -> None:
    role, cohort = casework()
    enter(colleague.client, role)
    fill(colleague, cohort)
    application = Application.objects.get()
    move(application=application, to=Stage.SCREENING, actor=rita, seen_version=0, silent=True)
    application.email = rita.email

    assert may_move(rita, application) is False


def test_only_who_may_move_applications_may_enter_one(client: Client, susan: User, rita: User) -> None:
    role, _cohort = casework()
    given: dict[str, Any] = {"role": role, "started_with": "x" * 50, "language": "en"}
    client.force_login(susan)

    assert client.get(reverse(SCREEN)).status_code in {302, 403}
    with pytest.raises(NotAllowed):
        begin(actor=susan, **given)
    Role.objects.update(is_open=False)
    role.refresh_from_db()
    with pytest.raises(NotPossible):
        begin(actor=rita, **given)
    assert not Draft.objects.exists()
