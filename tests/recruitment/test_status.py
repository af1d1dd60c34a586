import json
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from base.dates import today
from base.models import Organisation
from mail.models import Delivery
from recruitment.actions.pipeline import add_note, move
from recruitment.actions.reach import make_reachable, reach, status_address
from recruitment.actions.refusals import Moved, NotPossible
from recruitment.actions.withdrawal import withdraw
from recruitment.models import (
    APPLICANT_LABELS,
    Application,
    ApplicationFile,
    Draft,
    InterviewSlot,
    Reference,
    Role,
    Stage,
)
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    DemandFactory,
    FormDefinitionFactory,
    RoleFactory,
)
from tests.recruitment.applying import hidden
from tests.recruitment.following import Follower

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def of_role(stage: Stage = Stage.SUBMITTED, **role: object) -> Application:
    form = FormDefinitionFactory(role=RoleFactory(**role))
    return ApplicationFactory(form=form, stage=stage)


def test_every_application_has_an_address_that_opens_only_by_a_mailed_link() -> None:
    application = ApplicationFactory()
    stranger = Client().get(status_address(application).removeprefix("http://localhost:8000"))

    follower = Follower(application)

    assert stranger.status_code == 404
    assert status_address(application).endswith(follower.url())
    assert application.reference in follower.text()
    assert reach(application=application) == follower.draft
    assert Draft.objects.count() == 1


def test_many_are_made_reachable_at_once_and_none_twice() -> None:
    rows = [ApplicationFactory() for _n in range(3)]
    kept = reach(application=rows[0])

    assert make_reachable(applications=Application.objects.all()) == 2
    assert make_reachable(applications=Application.objects.all()) == 0
    assert Draft.objects.filter(application__in=rows).count() == 3
    rows[0].refresh_from_db()
    assert rows[0].draft == kept


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_each_stage_reads_plainly_in_both_languages(stage: Stage, language: str) -> None:
    follower = Follower(ApplicationFactory(stage=stage))

    page = follower.get(language=language)

    assert page.status_code == 200
    if language == "en":
        assert str(APPLICANT_LABELS[stage]) in page.content.decode()
        assert ("/my/" in page.content.decode()) is (stage == Stage.ACCEPTED)


def test_the_promise_is_kept_to_and_a_late_answer_is_admitted() -> None:
    late = Follower(ApplicationFactory(reply_by=today() - timedelta(days=1)))
    soon = Follower(ApplicationFactory(reply_by=today()))
    done = Follower(ApplicationFactory(stage=Stage.DECLINED, reply_by=today() - timedelta(days=1)))

    assert "and are late. We are sorry" in late.text()
    assert "You have an answer from us by" in soon.text()
    assert "late" not in soon.text()
    assert "You have an answer" not in done.text()
    assert "and are late" not in done.text()


@pytest.mark.parametrize(("screening", "interview"), [(True, True), (False, True), (True, False), (False, False)])
def test_stages_a_role_does_not_use_are_left_out(*, screening: bool, interview: bool) -> None:
    follower = Follower(of_role(with_screening=screening, with_interview=interview))

    labels = [stage["label"] for stage in follower.get().context["stages"]]

    assert ("Being read" in labels, "A talk with you" in labels) == (screening, interview)
    assert (labels[0], labels[-1]) == ("Received", "You are a volunteer")


def test_a_stage_it_went_through_stays_on_its_way(rita: User) -> None:
    application = of_role()
    move(application=application, to=Stage.INTERVIEW, actor=rita, seen_version=0)
    Role.objects.update(with_interview=False)
    application.role.refresh_from_db()

    stages = {stage["label"]: stage["state"] for stage in Follower(application).get().context["stages"]}

    assert (stages["A talk with you"], stages["Offer"]) == ("current", "todo")


def test_the_history_keeps_colleagues_words_to_colleagues(rita: User) -> None:
    application = ApplicationFactory()
    secret = {"reason": "Canary reason", "note": "Canary note"}
    move(application=application, to=Stage.SCREENING, actor=rita, seen_version=0, **secret)  # type: ignore[arg-type]
    add_note(application=application, actor=rita, note="Canary of a colleague")
    Follower(application).send("tell", text="I moved house")

    page = Follower(application).text()

    assert "Canary" not in page
    assert rita.email not in page
    assert "I moved house" in page
    assert page.count("We are reading your application") == 2  # where it stands, and the history


def test_withdrawing_asks_once_and_is_told(rita: User) -> None:
    application = ApplicationFactory(stage=Stage.INTERVIEW)
    follower = Follower(application)
    assert follower.get("withdraw").status_code == 200
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW

    answer = follower.send("withdraw", note="I found a job")
    again = follower.client.post(follower.url("withdraw"), {"version": 0})

    application.refresh_from_db()
    event = application.events.get()
    assert (answer.status_code, again.status_code, application.stage) == (302, 302, Stage.WITHDRAWN)
    assert (event.kind, event.from_stage, event.to_stage, event.actor) == ("move", "interview", "withdrawn", None)
    assert event.note == "I found a job"
    assert [mail.kind for mail in Delivery.objects.about(application)] == ["application_withdrawn"]


def test_withdrawing_frees_the_booked_time(rita: User) -> None:
    application = ApplicationFactory(stage=Stage.INTERVIEW)
    starts = timezone.now() + timedelta(days=3)
    slot = InterviewSlot.objects.create(
        interviewer=rita,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=30),
        place_en="Office",
        application=application,
        booked_at=timezone.now(),
    )

    Follower(application).send("withdraw")

    slot.refresh_from_db()
    assert slot.application is None


def test_of_a_withdrawal_and_a_move_at_once_one_stands_and_the_other_is_told(rita: User) -> None:
    application = ApplicationFactory()
    follower = Follower(application)
    page = follower.get("withdraw")
    move(application=application, to=Stage.SCREENING, actor=rita, seen_version=0)

    told = follower.client.post(follower.url("withdraw"), {"version": hidden(page, "version"), "note": "Kept words"})
    application.refresh_from_db()
    assert (told.status_code, application.stage) == (422, Stage.SCREENING)
    assert "We are reading your application" in told.content.decode()
    assert "Kept words" in told.content.decode()

    stale = Application.objects.get(pk=application.pk)
    follower.client.post(follower.url("withdraw"), {"version": hidden(told, "version")})
    with pytest.raises(Moved):
        move(application=stale, to=Stage.INTERVIEW, actor=rita, seen_version=stale.version)
    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN


def test_nothing_closed_is_withdrawn() -> None:
    for stage in (Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN, Stage.LAPSED):
        application = ApplicationFactory(stage=stage)
        with pytest.raises(NotPossible):
            withdraw(application=application, seen_version=0)
        assert Follower(application).get("withdraw").status_code == 302
        assert not application.events.exists()


def test_an_offer_is_taken_up_once_and_recruiters_accept(client: Client, rita: User) -> None:
    application = ApplicationFactory(stage=Stage.OFFERED, reply_by=today() - timedelta(days=9))
    follower = Follower(application)
    assert "Answer the offer" in follower.text()

    follower.send("offer", answer="yes")
    follower.client.post(follower.url("offer"), {"version": 0, "answer": "yes"})

    application.refresh_from_db()
    assert (application.stage, application.version) == (Stage.OFFERED, 1)
    assert application.offer_taken_at
    assert application.reply_by == today() + timedelta(days=application.role.reply_days)
    assert application.events.get().kind == "answer"
    assert list(Application.objects.offers_taken()) == [application]
    assert "You took up our offer" in follower.text()
    client.force_login(rita)
    page = client.get(f"/admin/applications/inspect/{application.pk}/").content.decode()
    assert "said yes to the offer" in page


def test_an_offer_gives_the_number_to_call() -> None:
    Organisation.objects.create(pk=1, name_en="The centre", email="us@example.org", phone="+852 3109 7359")
    follower = Follower(ApplicationFactory(stage=Stage.OFFERED))

    assert all("+852 3109 7359" in follower.text(page) for page in ("", "offer"))


def test_an_offer_made_again_asks_again(rita: User) -> None:
    application = ApplicationFactory(stage=Stage.OFFERED)
    Follower(application).send("offer", answer="yes")
    application.refresh_from_db()
    for to in (Stage.RESERVE, Stage.OFFERED):
        move(application=application, to=to, actor=rita, seen_version=application.version)

    application.refresh_from_db()
    assert application.offer_taken_at is None


def test_an_offer_is_declined_with_the_reason_on_record() -> None:
    application = ApplicationFactory(stage=Stage.OFFERED)

    Follower(application).send("offer", answer="no", note="I leave in May")

    event = application.events.get()
    application.refresh_from_db()
    assert (application.stage, event.reason, event.note) == (Stage.WITHDRAWN, "Declined the offer", "I leave in May")
    assert Delivery.objects.about(application).get().kind == "application_withdrawn"


def test_an_offer_that_was_taken_back_is_not_answered(rita: User) -> None:
    application = ApplicationFactory(stage=Stage.OFFERED)
    follower = Follower(application)
    follower.get("offer")
    move(application=application, to=Stage.RESERVE, actor=rita, seen_version=0)

    answer = follower.client.post(follower.url("offer"), {"version": 0, "answer": "yes"}, follow=True)

    application.refresh_from_db()
    assert (application.stage, application.offer_taken_at) == (Stage.RESERVE, None)
    assert answer.redirect_chain[-1][0] == follower.url()


def held(rita: User) -> Application:
    """An application of which we hold a bit of everything."""
    application = ApplicationFactory(stage=Stage.SCREENING, cohort=None, leaves_on=date(2027, 5, 1))
    move(application=application, to=Stage.OFFERED, actor=rita, seen_version=0, note="Seems kind")
    Reference.objects.create(
        application=application, name="Rosa Referee", email="rosa@example.org", relation="Teacher", text="In confidence"
    )
    row = ApplicationFile(
        application=application, field="cv", name="../my cv.pdf", media_type="application/pdf", size=9
    )
    row.file.save("x", ContentFile(b"%PDF-file"))
    return application


def test_a_copy_holds_everything_but_what_is_about_others(rita: User) -> None:
    follower = Follower(held(rita))

    answer = follower.get("copy/data.json")
    copy, page = json.loads(answer.content), follower.text("copy")

    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    chinese = json.loads(follower.get("copy/data.json", "zh-hant").content)
    assert (
        set(copy["what_the_names_mean"])
        == set(copy) - {"what_the_names_mean"}
        == set(chinese) - {"what_the_names_mean"}
    )
    assert copy["contact"]["email"] == follower.application.email
    assert copy["application"]["leaves_on"] == "2027-05-01"
    assert copy["history"][-1]["text"] == "Seems kind"
    assert [mail["subject"] for mail in copy["messages_to_you"]] == ["We offer you the role you applied for"]
    for text in (answer.content.decode(), page):
        assert "Seems kind" in text
        assert "Rosa Referee" in text
        assert "In confidence" not in text
        assert rita.email not in text
        assert follower.application.name in text


def test_a_copy_to_take_away_has_the_files_under_plain_names(rita: User) -> None:
    follower = Follower(held(rita))

    answer = follower.get("copy/data.zip")
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))

    names = archive.namelist()
    assert len(names) == 2
    assert names[0] == "data.json"
    assert names[1].startswith("files/")
    assert ".." not in names[1].removesuffix("cv.pdf").replace("..my", "")  # no way up
    assert archive.read(names[1]) == b"%PDF-file"
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_opens_any_of_it(rita: User) -> None:
    mine, other = Follower(held(rita)), Follower(ApplicationFactory())
    pages = ("", "withdraw", "offer", "round", "answer", "tell", "contact", "copy", "erase")
    before = Application.objects.filter(pk=mine.application.pk).values().get()

    for browser in (Client(), other.client):
        for page in (*pages, "copy/data.json", "copy/data.zip"):
            for answer in (browser.get(mine.url(page)), browser.post(mine.url(page), {"version": before["version"]})):
                assert answer.status_code in {404, 429}, page
                assert mine.application.reference not in answer.content.decode()

    assert Application.objects.filter(pk=mine.application.pk).values().get() == before


def test_while_a_talk_is_to_come_no_answer_is_promised_and_after_it_one_is(rita: User) -> None:
    yesterday = today() - timedelta(days=1)
    application = ApplicationFactory(stage=Stage.INTERVIEW, reply_by=yesterday)
    follower = Follower(application)
    invited = follower.text()
    ended = timezone.now() - timedelta(hours=1)
    InterviewSlot.objects.create(
        interviewer=rita, application=application, starts_at=ended - timedelta(hours=1), ends_at=ended, place_en="Here"
    )

    assert "and are late" not in invited
    assert "and are late" in follower.text()


def test_one_that_was_joined_leads_to_the_other_whose_copy_holds_both() -> None:
    kept = ApplicationFactory()
    joined = ApplicationFactory(merged_into=kept, stage=Stage.WITHDRAWN, name="Second Name", role=kept.role)

    page = Follower(joined).text()

    assert kept.reference in page
    assert "Second Name" in Follower(kept).get("copy/data.json").content.decode()


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("withdraw", Stage.SCREENING, Stage.DECLINED),
        ("offer", Stage.OFFERED, Stage.RESERVE),
        ("round", Stage.SCREENING, Stage.DECLINED),
    ],
)
def test_a_note_typed_too_late_is_shown_once_more(page: str, before: Stage, after: Stage) -> None:
    role = CaseworkFactory()
    DemandFactory(cohort=CohortFactory(), role=role)
    row = ApplicationFactory(form=FormDefinitionFactory(role=role), stage=before)
    follower = Follower(row)
    typed = {"version": hidden(follower.get(page), "version"), "answer": "no", "note": "My exams are in May"}
    Application.objects.filter(pk=row.pk).update(stage=after, version=1)

    shown = follower.client.post(follower.url(page), typed)

    assert shown.status_code == 422
    assert "My exams are in May" in shown.content.decode()
    assert "btn-danger" not in shown.content.decode()
    assert follower.client.post(follower.url(page), {**typed, "note": ""}).status_code == 302
