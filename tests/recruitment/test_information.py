from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from base.dates import today
from mail.models import Delivery
from recruitment.actions.information import answer, ask
from recruitment.actions.pipeline import move
from recruitment.actions.refusals import Moved, NotAllowed, NotPossible
from recruitment.models import Application, InformationRequest, Stage
from tests.factories import ApplicationFactory
from tests.mailserver import Mailbox
from tests.queue import Work
from tests.recruitment.following import Follower

pytestmark = [pytest.mark.django_db, pytest.mark.either]
OPEN = (Stage.SUBMITTED, Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.RESERVE)


def asked(rita: User, stage: Stage = Stage.SCREENING, question: str = "Which afternoons?") -> Application:
    """An application that was asked something."""
    application: Application = ApplicationFactory(stage=stage)
    ask(application=application, actor=rita, question=question, seen_version=0)
    return application


def test_the_question_is_mailed_with_the_address_of_the_page(rita: User, work: Work, mailbox: Mailbox) -> None:
    application = asked(rita, question="Which afternoons {suit} you?")
    work()

    body = Delivery.objects.about(application).get().body
    assert "Which afternoons {suit} you?" in body
    assert Follower(application).url() in body
    assert application.stage == Stage.INFORMATION
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("stage", OPEN)
def test_the_answer_brings_it_back_to_where_it_was_with_a_fresh_promise(rita: User, stage: Stage) -> None:
    application = asked(rita, stage)
    Application.objects.update(reply_by=today() - timedelta(days=30))
    follower = Follower(application)
    assert "Which afternoons?" in follower.text("answer")

    follower.send("answer", text="Wednesdays")

    application.refresh_from_db()
    event, request = application.events.last(), InformationRequest.objects.get()
    assert application.stage == stage
    assert application.reply_by == today() + timedelta(days=application.role.reply_days)
    assert event
    assert (event.kind, event.from_stage, event.to_stage, event.note) == ("answer", "information", stage, "Wednesdays")
    assert request.answer == "Wednesdays"
    assert request.answered_at
    assert "You answered our question" in follower.text()


def test_staff_ask_on_the_page_and_read_the_answer_there(client: Client, rita: User) -> None:
    application = ApplicationFactory(stage=Stage.INTERVIEW)
    client.force_login(rita)
    inspect, address = (f"/admin/applications/{name}/{application.pk}/" for name in ("inspect", "ask"))

    by_stage = client.get(f"/admin/applications/decide/{application.pk}/?to=information")
    client.post(address, {"version": 0, "question": "Since when?"})
    Follower(application).send("answer", text="Since May")

    page = client.get(inspect).content.decode()
    assert by_stage["Location"] == address
    assert "Since when?" in page
    assert "Since May" in page
    assert address in page


def test_nobody_is_written_to_that_we_have_a_question_without_one(client: Client, rita: User) -> None:
    application = ApplicationFactory(stage=Stage.SCREENING)
    client.force_login(rita)

    typed = {"version": 0, "send": "on", "subject": "A question", "body": "We have a question."}
    client.post(f"/admin/applications/decide/{application.pk}/?to=information", typed)

    application.refresh_from_db()
    assert (application.stage, Delivery.objects.count()) == (Stage.SCREENING, 0)


def test_a_stale_question_is_told_and_kept(client: Client, rita: User) -> None:
    application = ApplicationFactory(stage=Stage.SUBMITTED)
    move(application=application, to=Stage.SCREENING, actor=rita, seen_version=0)
    client.force_login(rita)

    told = client.post(f"/admin/applications/ask/{application.pk}/", {"version": 0, "question": "My words"})

    assert told.status_code == 409
    assert "My words" in told.content.decode()
    assert not InformationRequest.objects.exists()


def test_only_those_who_move_may_ask(tom: User, rita: User) -> None:
    application, own = ApplicationFactory(), ApplicationFactory(email=rita.email)

    for row, actor in ((application, tom), (own, rita)):
        with pytest.raises(NotAllowed):
            ask(application=row, actor=actor, question="?", seen_version=0)
    with pytest.raises(NotPossible):
        ask(application=application, actor=rita, question=" ", seen_version=0)
    assert not InformationRequest.objects.exists()


def test_whoever_answers_is_thanked(rita: User) -> None:
    application = ApplicationFactory()
    ask(application=application, actor=rita, question="When?", seen_version=0)
    follower = Follower(application)

    done = follower.client.post(follower.url("answer"), {"text": "In May."}, follow=True)

    assert "Thank you. We have your answer." in done.content.decode()


def test_an_answer_sent_twice_is_kept_once(rita: User) -> None:
    application = asked(rita)
    follower = Follower(application)

    answers = [follower.client.post(follower.url("answer"), {"text": "Same"}) for _click in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert application.events.filter(kind="answer").count() == 1


def test_an_answer_that_comes_too_late_is_shown_back(rita: User) -> None:
    application = asked(rita)
    follower = Follower(application)
    move(application=application, to=Stage.RESERVE, actor=rita, seen_version=1)

    late = follower.client.post(follower.url("answer"), {"text": "My careful words"})

    page = late.content.decode()
    application.refresh_from_db()
    assert (late.status_code, application.stage) == (422, Stage.RESERVE)
    assert "My careful words" in page
    assert follower.url("tell") in page


@pytest.mark.parametrize(
    ("text", "kept"),
    [("word " * 500, True), ("word " * 501, False), ("字" * 800, True), ("字" * 801, False), ("  ", False)],
)
def test_five_hundred_words_are_taken_and_no_more(rita: User, text: str, *, kept: bool) -> None:
    application = asked(rita)

    sent = Follower(application).send("answer", text=text)

    assert (sent.status_code == 302) is kept
    if text.strip():
        assert kept or text.strip() in sent.content.decode()  # nothing typed is lost


def test_a_session_that_ended_gives_the_text_back(rita: User) -> None:
    follower = Follower(asked(rita))
    follower.client.logout()

    sent = follower.client.post(follower.url("answer"), {"text": "My long answer"})

    assert sent.status_code == 404
    assert "My long answer" in sent.content.decode()


def test_of_an_answer_and_a_move_at_once_one_stands(rita: User) -> None:
    application = asked(rita)
    stale = Application.objects.get(pk=application.pk)
    answer(application=application, text="Yes")

    with pytest.raises(Moved):
        move(application=stale, to=Stage.DECLINED, actor=rita, seen_version=stale.version)
    with pytest.raises(NotPossible):
        answer(application=application, text="Again")
    application.refresh_from_db()
    assert application.stage == Stage.SCREENING


def test_a_question_never_answered_does_not_stand_in_the_way_of_another(rita: User) -> None:
    application = asked(rita)
    move(application=application, to=Stage.SCREENING, actor=rita, seen_version=1, silent=True)

    ask(application=application, actor=rita, question="Another?", seen_version=2)

    assert "Another?" in Follower(application).text("answer")
    assert application.requests.filter(answered_at=None).count() == 1


def test_something_that_changed_stands_beside_the_answers(client: Client, rita: User) -> None:
    application = ApplicationFactory()
    follower = Follower(application)

    for _click in range(2):
        follower.client.post(follower.url("tell"), {"text": "I now leave in <b>June</b>"})

    client.force_login(rita)
    event = application.events.get()
    assert (event.kind, event.actor, event.note) == ("answer", None, "I now leave in <b>June</b>")
    page = client.get(f"/admin/applications/inspect/{application.pk}/").content.decode()
    assert "I now leave in &lt;b&gt;June" in page
    assert "<b>June" not in page
    closed = Follower(ApplicationFactory(stage=Stage.DECLINED))
    kept = closed.client.post(closed.url("tell"), {"text": "Too late?"})
    assert (kept.status_code, "Too late?" in kept.content.decode()) == (422, True)
