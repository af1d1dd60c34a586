"""Reading without names, where a role wants it."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from mail.actions import queue
from recruitment.actions.bulk import move_all
from recruitment.actions.reviews import default_criteria, hides_name, review
from recruitment.actions.searching import rebuild_search_texts
from recruitment.models import Application, ApplicationEvent, ApplicationFile, Stage
from recruitment.rules import Terms, built_in
from tests.factories import ApplicationFactory, CaseworkFactory, FormDefinitionFactory

pytestmark = pytest.mark.either

WHO = ("Nadia Rahimi", "نادیا", "nadia@example.org", "5123 4567", "nadia-cv.pdf", "Rang Nadia")


def blind(**fields: Any) -> Application:
    """An application whose every part names the applicant."""
    role = CaseworkFactory(blind_review=fields.pop("blind_review", True))
    default_criteria(role=role)
    who = {"name": WHO[0], "name_other": WHO[1], "email": WHO[2], "phone": WHO[3]}
    form = FormDefinitionFactory(role=role, content=built_in(Terms.of(role)))
    row = ApplicationFactory(form=form, answers={**who, "why": "To learn"}, **who, **fields)
    kept = ApplicationFile(application=row, field="cv", name=WHO[4], media_type="application/pdf", size=4)
    kept.file.save("x", ContentFile(b"%PDF"))
    ApplicationEvent.objects.create(application=row, kind="note", note=WHO[5], at=timezone.now())
    queue(kind="no_account", to=row.email, language="en", values={"site": "Dear Nadia Rahimi"}, about=row)
    return row


def url(name: str, *args: Any) -> str:
    return reverse(f"recruitment_application:{name}", args=args)


def told(client: Client, address: str) -> set[str]:
    """What a page says of who it is."""
    page = client.get(address).content.decode()
    return {word for word in WHO if word in page}


def score(application: Application, user: User) -> None:
    points = dict.fromkeys(application.role.criteria.values_list("pk", flat=True), 2)
    review(application=application, reviewer=user, points=points, comment="", seen_version=0)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.SCREENING])
def test_the_page_tells_nothing_of_who_it_is(client: Client, rita: User, stage: Stage) -> None:
    application = blind(stage=stage)
    client.force_login(rita)

    assert told(client, url("inspect", application.pk)) == set()
    assert "Name hidden" in client.get(url("inspect", application.pk)).content.decode()


@pytest.mark.parametrize("fields", [{"blind_review": False}, {"stage": Stage.INTERVIEW}])
def test_otherwise_it_tells_everything(client: Client, rita: User, fields: dict[str, Any]) -> None:
    application = blind(**fields)
    client.force_login(rita)

    assert told(client, url("inspect", application.pk)) == set(WHO)


def test_the_files_the_decision_and_the_list_tell_nothing_either(client: Client, rita: User) -> None:
    application = blind()
    kept = application.files.get()
    client.force_login(rita)

    assert client.get(url("file", application.pk, kept.pk)).status_code == 404
    assert client.get(url("decide", application.pk) + "?to=screening").status_code == 302
    for name in ("correct", "note", "review", "ask", "defer"):
        assert told(client, url(name, application.pk)) == set(), name
    assert told(client, url("index")) == set()
    assert told(client, "/admin/") == set()


def test_a_hidden_name_is_neither_found_nor_sorted_by(client: Client, rita: User) -> None:
    application = blind(reference="KM4-7QR")
    open_ones = [ApplicationFactory(name=name) for name in ("Anna", "Zoe")]
    rebuild_search_texts()
    client.force_login(rita)

    def found(**asked: str) -> list[Application]:
        return list(client.get(url("index"), asked).context["object_list"])

    for asked in ("nadia", "rahimi", "نادیا", "nadia@example", "51234567", "km47qr rahimi"):
        assert found(q=asked) == [], asked
    assert found(q="km4-7qr") == [application]
    assert found(q="anna") == open_ones[:1]
    assert found(ordering="name") == [application, *open_ones]
    assert found(ordering="-name") == [*reversed(open_ones), application]

    client.post(url("show_name", application.pk))

    assert found(q="rahimi km4-7qr") == found(q="51234567") == [application]
    assert found(ordering="name") == [open_ones[0], application, open_ones[1]]


def test_whoever_has_scored_sees_the_name_and_nobody_else(client: Client, rita: User, ada: User) -> None:
    application = blind()

    score(application, rita)

    assert (hides_name(rita, application), hides_name(ada, application)) == (False, True)
    client.force_login(rita)
    assert told(client, url("inspect", application.pk)) == set(WHO)


def test_showing_the_name_takes_a_post_and_is_logged_once(client: Client, rita: User, ada: User) -> None:
    application = blind()
    client.force_login(rita)

    assert client.get(url("show_name", application.pk)).status_code == 405
    for _twice in range(2):
        client.post(url("show_name", application.pk))

    assert told(client, url("inspect", application.pk)) == set(WHO)
    assert told(client, url("index")) >= {"Nadia Rahimi"}
    assert list(ModelLogEntry.objects.filter(action="recruitment.name_shown").values_list("user", flat=True)) == [
        rita.pk
    ]
    assert hides_name(ada, application)


def test_one_that_was_merged_tells_no_more_than_the_one_that_is_read(client: Client, rita: User) -> None:
    kept = blind()
    merged = ApplicationFactory(form=kept.form, stage=Stage.WITHDRAWN, merged_into=kept, name=WHO[0])
    file = ApplicationFile.objects.create(application=merged, file="x", name=WHO[4], media_type="x", size=4)
    client.force_login(rita)

    assert told(client, url("inspect", merged.pk)) == set()
    assert client.get(url("file", merged.pk, file.pk)).status_code == 404
    client.post(url("show_name", merged.pk))
    assert WHO[0] in told(client, url("inspect", merged.pk))
    assert told(client, url("inspect", kept.pk)) == set(WHO)


def test_a_list_asks_once_for_all_its_rows(rita: User) -> None:
    blind()
    row: Any = Application.objects.with_hidden_names(rita).select_related("role").get()

    with CaptureQueriesContext(connection) as asked:
        hidden = hides_name(rita, row)

    assert hidden
    assert len(asked) == 0


def test_several_at_once_are_neither_named_nor_moved_before_their_names_are_known(client: Client, rita: User) -> None:
    application = blind()
    client.force_login(rita)
    address = f"{url('bulk')}?pk={application.pk}&to=screening"

    assert told(client, address) == set()
    outcome = move_all(seen={application.pk: application.version}, to=Stage.SCREENING, actor=rita, texts={}, reason="")

    assert (len(outcome.moved), len(outcome.left)) == (0, 1)
    application.refresh_from_db()
    assert application.stage == Stage.SUBMITTED
