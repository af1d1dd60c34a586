"""Moving and tagging several applications at once: previewed, each by itself, never on GET, never twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from base.dates import at
from mail.models import Delivery, Message
from recruitment.actions import bulk
from recruitment.actions.bulk import move_all
from recruitment.actions.duplicates import keep_likeness
from recruitment.actions.pipeline import move
from recruitment.models import Application, ApplicationEvent, Role, Stage, Tag
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    FormDefinitionFactory,
    InterviewSlotFactory,
    PlacementFactory,
    RoleFactory,
    VolunteerFactory,
)
from tests.recruitment.applying import hidden

pytestmark = pytest.mark.either


def url(name: str, *args: Any) -> str:
    return reverse(f"recruitment_application:{name}", args=args)


@pytest.fixture
def role(db: None) -> Role:
    return RoleFactory(name_en="Events", name_zh="活動策劃")  # type: ignore[no-any-return]


@pytest.fixture
def several(role: Role) -> list[Application]:
    """Two who write English, one who writes Chinese, one without an address: the oldest first."""
    form, now = FormDefinitionFactory(role=role), timezone.now()
    people: list[dict[str, Any]] = [{}, {}, {"language": "zh-hant"}, {"email": "", "phone": "51234567"}]
    return [
        ApplicationFactory(form=form, submitted_at=now - timedelta(days=9 - number), **fields)
        for number, fields in enumerate(people)
    ]


def keys(rows: list[Application]) -> str:
    return "&".join(f"pk={row.pk}" for row in rows)


def confirm(page: Any, **typed: str) -> dict[str, Any]:
    """What the preview sends when its button is pressed."""
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    boxes = {name: "on" if value is True else value for name, value in shown.items() if value not in {None, False}}
    return {**boxes, "to": hidden(page, "to"), "seen": hidden(page, "seen"), **typed}


def stages(rows: list[Application]) -> list[str]:
    return [Application.objects.get(pk=row.pk).stage for row in rows]


def test_the_preview_says_who_moves_who_does_not_and_which_mail_each_gets(
    client: Client, rita: User, several: list[Application], role: Role
) -> None:
    closed = ApplicationFactory(form=several[0].form, stage=Stage.DECLINED)
    own = ApplicationFactory(form=several[0].form, email=rita.email)
    client.force_login(rita)

    page = client.get(f"{url('bulk')}?to=interview&{keys([*several, closed, own])}")

    assert [row.pk for row in page.context["moving"]] == [row.pk for row in several]
    stuck = {left.application.pk: left.why for left in page.context["stuck"]}
    assert stuck == {
        closed.pk: "From “Declined” an application for this role cannot move to “Interview”.",
        own.pk: "Nobody moves their own application: ask a colleague.",
    }
    told = [(mail.role, mail.language, len(mail.people)) for mail in page.context["mails"]]
    assert told == [(role, "English", 3), (role, "繁體中文", 1)]
    english, chinese = page.context["mails"]
    assert several[0].name in english.example.body
    assert chinese.example.subject == "我們希望與你面談"
    assert [row.pk for row in english.without_address] == [several[3].pk]
    text = page.content.decode()
    assert f'href="{url("inspect", closed.pk)}"' in text
    assert "the text becomes a telephone task" in text
    assert stages(several) == ["submitted"] * 4
    assert not Delivery.objects.exists()


def test_confirming_moves_each_with_its_own_mail_once(
    client: Client, rita: User, several: list[Application], role: Role
) -> None:
    client.force_login(rita)
    page = client.get(f"{url('bulk')}?to=interview&{keys(several)}")
    english, chinese = f"{role.pk}-en", f"{role.pk}-zh-hant"
    typed = confirm(page, note="Monday's round", **{f"subject-{english}": "About {role}", f"body-{english}": "{name}!"})
    typed.pop(f"send-{chinese}")

    first = client.post(url("bulk"), typed)
    second = client.post(url("bulk"), typed)

    assert stages(several) == ["interview"] * 4
    assert len(first.context["outcome"].moved) == 4
    assert (len(second.context["outcome"].moved), len(second.context["outcome"].before)) == (0, 4)
    assert second.context["outcome"].left == []
    assert "2 mails go out." in (said := first.content.decode())
    assert "1 person without an e-mail address waits for a call." in said
    sent = {row.about: (row.subject, row.body, row.to) for row in Delivery.objects.all()}
    assert sent == {
        f"recruitment.application:{row.pk}": ("About Events", f"{row.name}!", row.email)
        for row in several
        if row.language == "en"
    }
    events = ApplicationEvent.objects.filter(kind="move")
    assert {(event.note, event.actor) for event in events} == {("Monday's round", rita)}
    assert events.count() == 4


def test_what_changed_since_the_preview_is_left_and_listed(
    client: Client, rita: User, ada: User, several: list[Application]
) -> None:
    client.force_login(rita)
    page = client.get(f"{url('bulk')}?to=interview&{keys(several)}")
    move(application=several[0], to=Stage.RESERVE, actor=ada, seen_version=0, silent=True)
    Application.objects.filter(pk=several[1].pk).update(email=rita.email)

    outcome = client.post(url("bulk"), confirm(page))

    assert stages(several) == ["reserve", "submitted", "interview", "interview"]
    left = {one.application.pk: one.why for one in outcome.context["outcome"].left}
    assert "it is now at “Reserve”" in left.pop(several[0].pk)
    assert left == {several[1].pk: "Nobody moves their own application: ask a colleague."}
    assert several[0].name in outcome.content.decode()


def test_all_that_match_are_taken_by_the_filters_not_by_the_page(
    client: Client, rita: User, several: list[Application], role: Role
) -> None:
    ApplicationFactory()
    client.force_login(rita)

    page = client.get(f"{url('bulk')}?to=interview&all=1&role={role.pk}&pk=999")
    wrong = client.get(f"{url('bulk')}?to=interview&all=1&role=999")

    assert [row.pk for row in page.context["moving"]] == [row.pk for row in several]
    assert f'href="{url("index")}?role={role.pk}"' in page.content.decode()
    assert wrong["Location"] == f"{url('index')}?role=999"


def test_no_more_than_so_many_at_once_the_oldest_first(
    client: Client, rita: User, several: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bulk, __import__("recruitment.viewsets.bulk", fromlist=["x"])):
        monkeypatch.setattr(module, "MOST", 2)
    client.force_login(rita)

    page = client.get(f"{url('bulk')}?to=interview&all=1")

    assert [row.pk for row in page.context["moving"]] == [row.pk for row in several[:2]]
    assert "2 more match and stay for another time" in page.content.decode()


def test_a_wrong_field_or_an_empty_mail_moves_nothing_and_loses_nothing(
    client: Client, rita: User, several: list[Application], role: Role
) -> None:
    client.force_login(rita)
    page = client.get(f"{url('bulk')}?to=interview&{keys(several)}")
    english = f"{role.pk}-en"

    wrong = client.post(url("bulk"), confirm(page, **{f"body-{english}": "Dear {nmae}, my words", "note": "Mine"}))
    empty = client.post(url("bulk"), confirm(page, **{f"subject-{english}": " "}))
    again = client.post(url("bulk"), confirm(page, again="1", **{f"subject-{english}": "Hello {name}"}))

    assert (wrong.status_code, empty.status_code, again.status_code) == (422, 422, 200)
    for text in ("There is no field {nmae} here", "Dear {nmae}, my words", "Mine"):
        assert text in wrong.content.decode(), text
    assert "Write the mail, or do not send one." in empty.content.decode()
    assert again.context["mails"][0].example.subject == f"Hello {several[0].name}"
    assert stages(several) == ["submitted"] * 4


def test_declining_wants_a_reason(client: Client, rita: User, several: list[Application]) -> None:
    client.force_login(rita)
    page = client.get(f"{url('bulk')}?to=declined&{keys(several)}")

    without = client.post(url("bulk"), confirm(page))
    client.post(url("bulk"), confirm(page, reason="No places left"))

    assert without.status_code == 422
    assert stages(several) == ["declined"] * 4
    assert set(ApplicationEvent.objects.values_list("reason", flat=True)) == {"No places left"}


def test_acceptance_in_bulk_asks_no_more_than_it_may_and_says_who_is_left(client: Client, rita: User) -> None:
    form = FormDefinitionFactory(role=CaseworkFactory())
    offered = {"form": form, "stage": Stage.OFFERED}
    fine, minor = ApplicationFactory(**offered), ApplicationFactory(is_adult=False, **offered)
    shared = ApplicationFactory(email="us@example.org", name="Robin", **offered)
    VolunteerFactory(email="us@example.org", name="Kim")
    known = ApplicationFactory(email="kim@example.org", name="Kim Lee", **offered)
    PlacementFactory(role=form.role, volunteer=VolunteerFactory(email="kim@example.org", name="Kim Lee"))
    client.force_login(rita)

    page = client.get(f"{url('bulk')}?to=accepted&{keys([fine, minor, shared, known])}")
    client.post(url("bulk"), confirm(page))

    why = {left.application: left.why for left in page.context["stuck"]}
    assert set(why) == {minor, shared, known}
    assert why[known] == "This volunteer already has a running placement in this role."
    assert stages([fine, minor, shared, known]) == ["accepted", "offered", "offered", "offered"]


def test_staff_texts_are_what_is_proposed(client: Client, rita: User, several: list[Application], role: Role) -> None:
    Message.objects.update_or_create(
        kind="application_interview",
        defaults={"subject_en": "Ours {name}", "subject_zh": "我們", "body_en": "B", "body_zh": "乙"},
    )
    client.force_login(rita)
    page = client.get(f"{url('bulk')}?to=interview&{keys(several)}")
    assert page.context["form"][f"subject-{role.pk}-en"].value() == "Ours {name}"
    assert page.context["mails"][0].example.subject == f"Ours {several[0].name}"


@pytest.mark.parametrize("seen", ["", "x", "1", "1-", "99999999-0", "1-0;drop", "1-0,"])
def test_a_tampered_form_moves_nothing(client: Client, rita: User, several: list[Application], seen: str) -> None:
    client.force_login(rita)
    seen = seen.replace("1-", f"{several[0].pk}-") if seen not in {"", "x"} else seen
    response = client.post(url("bulk"), {"to": "interview", "seen": seen})
    assert response.status_code == 302
    assert stages(several) == ["submitted"] * 4


def test_no_stage_is_asked_for_and_nothing_ticked_goes_back(
    client: Client, rita: User, several: list[Application]
) -> None:
    client.force_login(rita)
    for to in ("", "&to=", "&to=information", "&to=nowhere"):
        page = client.get(f"{url('bulk')}?{keys(several)}{to}&q=chan")
        assert page.context["target_form"]
        assert page.content.decode().count('name="pk"') == 4
    for name in ("bulk", "bulk_tags"):
        assert client.get(url(name))["Location"] == url("index")


@pytest.mark.parametrize("to", [Stage.INTERVIEW, Stage.ACCEPTED])
def test_a_preview_asks_as_much_for_many_as_for_one(client: Client, rita: User, to: Stage) -> None:
    form, now = FormDefinitionFactory(role=RoleFactory(with_references=True)), timezone.now()
    stage = Stage.OFFERED if to == Stage.ACCEPTED else Stage.SUBMITTED
    rows: list[Application] = [
        ApplicationFactory(form=form, stage=stage, email=f"a{n}@example.org", name=f"Ann {n}") for n in range(5)
    ]
    for row in rows:
        keep_likeness(person=row)
        InterviewSlotFactory(application=row, booked_at=now)
        VolunteerFactory(email=row.email, name=row.name)
    client.force_login(rita)

    def asked(chosen: list[Application]) -> int:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{url('bulk')}?to={to}&{keys(chosen)}")
        assert (len(page.context["moving"]), page.context["stuck"]) == (len(chosen), [])
        return len(queries)

    asked(rows[:1])
    assert asked(rows) == asked(rows[:1])


def test_the_preview_says_what_is_still_open_and_which_interview_is_given_up(client: Client, rita: User) -> None:
    row = ApplicationFactory(stage=Stage.INTERVIEW)
    InterviewSlotFactory(application=row, booked_at=timezone.now(), starts_at=at(date(2099, 1, 16), 14))
    client.force_login(rita)

    page = client.get(f"{url('bulk')}?to=declined&{keys([row])}").content.decode()
    asked = client.get(f"{url('bulk')}?to=information&{keys([row])}").content.decode()

    assert "The interview booked for Friday 16 January 2099, 14:00 is given up" in page
    assert "is given up" not in asked


def test_others_move_and_tag_nothing(client: Client, susan: User, tom: User, several: list[Application]) -> None:
    for user in (susan, tom):
        client.force_login(user)
        for name in ("bulk", "bulk_tags"):
            seen = f"{several[0].pk}-0"
            for response in (
                client.get(f"{url(name)}?to=interview&{keys(several)}"),
                client.post(url(name), {"to": "interview", "seen": seen, "name": "X"}),
            ):
                assert response.status_code == 403 or response.headers["Location"] == "/admin/"
    outcome = move_all(seen={several[0].pk: 0}, to=Stage.INTERVIEW, actor=susan, texts={}, reason="")
    assert len(outcome.left) == 1
    assert stages(several) == ["submitted"] * 4
    assert not Tag.objects.exists()


def test_a_tag_is_put_on_several_and_taken_off_but_not_on_ones_own(
    client: Client, rita: User, several: list[Application]
) -> None:
    own = ApplicationFactory(email=rita.email)
    client.force_login(rita)
    address = f"{url('bulk_tags')}?{keys([*several, own])}&role=1"
    page = client.get(address)
    seen = hidden(page, "seen")

    empty = client.post(address, {"seen": seen, "add": "1", "name": " "})
    added = client.post(address, {"seen": seen, "add": "1", "name": "Evening"})
    again = client.post(address, {"seen": seen, "add": "1", "name": "evening"}, follow=True)
    tag = Tag.objects.get()
    tagged = set(tag.applications.all())
    client.post(address, {"seen": seen, "remove": "1", "tag": tag.pk})

    assert empty.status_code == 422
    assert added["Location"] == url("index") + "?role=1"
    assert "0 applications are tagged" in again.content.decode()
    assert tagged == set(several)
    assert not Tag.objects.exists()
