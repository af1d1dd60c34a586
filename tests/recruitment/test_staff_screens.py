from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import today
from mail.models import Delivery
from recruitment.actions.searching import rebuild_search_texts
from recruitment.models import Application, ApplicationEvent, ApplicationFile, Holiday, Placement, Stage
from recruitment.rules import Terms, built_in
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    DemandFactory,
    FormDefinitionFactory,
    PlacementFactory,
    RoleFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.either

LISTS: dict[str, Callable[[int], Any]] = {
    "recruitment_application": lambda n: ApplicationFactory(
        cohort=CohortFactory(year=2027 + n, starts_on=[date(2027, 1, 16), date(2028, 1, 15), date(2029, 1, 13)][n])
    ),
    "recruitment_volunteer": lambda _n: PlacementFactory(),
    "recruitment_placement": lambda _n: PlacementFactory(),
    "recruitment_cohort": lambda n: DemandFactory(
        cohort=CohortFactory(year=2027 + n, starts_on=[date(2027, 1, 16), date(2028, 1, 15), date(2029, 1, 13)][n]),
        role=RoleFactory(),
    ),
    "recruitment_role": lambda _n: RoleFactory(),
    "recruitment_holiday": lambda n: Holiday.objects.create(day=date(2027, 1, 1 + n), name_en="Holiday"),
}


def url(name: str, *args: Any) -> str:
    return reverse(f"recruitment_application:{name}", args=args)


def casework(**fields: Any) -> Application:
    """An application on the real casework form."""
    role = CaseworkFactory()
    form = FormDefinitionFactory(role=role, content=built_in(Terms.of(role)))
    return ApplicationFactory(form=form, **fields)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, ada: User, name: str) -> None:
    client.force_login(ada)
    index = reverse(f"{name}:index")
    LISTS[name](0)
    client.get(index)

    with CaptureQueriesContext(connection) as one:
        client.get(index)
    LISTS[name](1)
    LISTS[name](2)
    with CaptureQueriesContext(connection) as three:
        response = client.get(index)

    assert response.context["items_count"] == 3
    assert len(three) == len(one)
    assert len(three) <= 15


def test_the_list_shows_the_oldest_waiting_first_and_closed_ones_last(client: Client, rita: User) -> None:
    now = timezone.now()
    new, old = ApplicationFactory(submitted_at=now), ApplicationFactory(submitted_at=now - timedelta(days=9))
    theirs = ApplicationFactory(submitted_at=now - timedelta(days=50), stage=Stage.OFFERED)
    closed = ApplicationFactory(submitted_at=now - timedelta(days=99), stage=Stage.DECLINED)
    client.force_login(rita)

    response = client.get(url("index"))

    assert list(response.context["object_list"]) == [old, new, theirs, closed]


def test_the_list_is_narrowed_by_every_filter(client: Client, rita: User) -> None:
    now = timezone.now()
    role = CaseworkFactory()
    cohort = CohortFactory()
    form = FormDefinitionFactory(role=role)
    wanted = ApplicationFactory(
        form=form,
        cohort=cohort,
        language="zh-hant",
        stage=Stage.INTERVIEW,
        hours_per_week=2,
        name="Ngô Bảo",
        submitted_at=now - timedelta(days=40),
        reply_by=now.date() - timedelta(days=26),
    )
    ApplicationFactory(form=FormDefinitionFactory(role=RoleFactory()), stage=Stage.ACCEPTED)
    rebuild_search_texts()
    client.force_login(rita)

    for query in (
        f"role={role.pk}",
        f"cohort={cohort.pk}",
        "stage=interview",
        "language=zh-hant",
        "waiting=30",
        "discuss=yes",
        "standing=overdue",
        "standing=waiting",
        "q=ngô",
        f"q={wanted.reference.lower()}",
        f"q={wanted.email}",
    ):
        assert list(client.get(f"{url('index')}?{query}").context["object_list"]) == [wanted], query


def test_points_to_discuss_are_the_same_in_the_list_and_in_the_filter(db: None) -> None:
    form = FormDefinitionFactory(role=CaseworkFactory())
    cohort = CohortFactory()
    end, sent = cohort.ends_on, timezone.now()
    for fields in (
        {"hours_per_week": 4},
        {"hours_per_week": 5},
        {"months": 5},
        {"months": 6},
        {"is_adult": False},
        {},
        {"cohort": cohort, "leaves_on": end + timedelta(days=180)},
        {"cohort": cohort, "leaves_on": date(2027, 7, 17)},
        {"cohort": cohort, "leaves_on": date(2027, 7, 16)},
        {"leaves_on": sent.date() + timedelta(days=170)},
        {"leaves_on": sent.date() + timedelta(days=200)},
    ):
        ApplicationFactory(form=form, submitted_at=sent, **fields)

    by_row = {row for row in Application.objects.all() if row.points}

    assert set(Application.objects.to_discuss()) == by_row
    assert 0 < len(by_row) < Application.objects.count()


def test_one_page_shows_answers_points_history_and_mails(client: Client, rita: User) -> None:
    application = casework(
        name="Nadia Rahimi",
        name_other="نادیا",
        answers={
            "hours_per_week": 3,
            "half_days": ["wed-pm"],
            "why": "<script>alert(1)</script>",
            "conflict": "My cousin",
        },
        hours_per_week=3,
    )
    ApplicationEvent.objects.create(
        application=application, kind="note", actor=rita, note="Rang her", at=timezone.now()
    )
    client.force_login(rita)

    page = client.get(url("inspect", application.pk)).content.decode()

    for text in ("Nadia Rahimi", "نادیا", "Wednesday afternoon", "3 hours a week; we ask 5", "Rang her"):
        assert text in page, text
    assert "<script>alert" not in page
    assert "My cousin" not in page


def test_the_history_says_each_thing_once_and_the_answer_stands_beside_the_stage(client: Client, rita: User) -> None:
    application = casework(stage=Stage.OFFERED, offer_taken_at=timezone.now())
    for kind, before, after in (("move", "", "submitted"), ("merge", "interview", "interview")):
        ApplicationEvent.objects.create(
            application=application, kind=kind, from_stage=before, to_stage=after, at=timezone.now()
        )
    client.force_login(rita)

    page = " ".join(client.get(url("inspect", application.pk)).content.decode().split())
    history, head = page.split('<ol class="staff-events">')[1].split("</ol>")[0], page.split("staff-head")[1][:400]

    assert (history.count("Submitted"), history.count("→"), history.count("Merged")) == (1, 0, 1)
    assert "Took up the offer" in head
    assert page.index('href="#decision"') < page.index("staff-nav")


def test_the_supervising_lawyer_reads_the_conflict_and_moves_nothing(client: Client, susan: User) -> None:
    application = casework(answers={"conflict": "My cousin works there"})
    client.force_login(susan)

    page = client.get(url("inspect", application.pk)).content.decode()

    assert "My cousin works there" in page
    assert url("decide", application.pk) not in page
    for name in ("decide", "correct", "note"):
        client.post(
            url(name, application.pk) + "?to=screening", {"version": 0, "note": "x", "reason": "x", "to": "offered"}
        )
    application.refresh_from_db()
    assert (application.stage, application.events.count()) == (Stage.SUBMITTED, 0)


def test_nothing_moves_on_get(client: Client, rita: User) -> None:
    application = ApplicationFactory()
    client.force_login(rita)

    response = client.get(url("decide", application.pk), {"to": "screening"})

    application.refresh_from_db()
    assert (response.status_code, application.stage) == (200, Stage.SUBMITTED)
    assert client.get(url("decide", application.pk), {"to": "nowhere"}).status_code == 404
    assert client.get(url("decide", application.pk), {"to": "accepted"}).status_code == 302


def test_the_mail_is_previewed_edited_and_sent(client: Client, rita: User) -> None:
    application = ApplicationFactory(language="zh-hant")
    client.force_login(rita)
    address = url("decide", application.pk) + "?to=interview&standing=waiting"

    form = client.get(address).context["form"]
    response = client.post(address, {**form.initial, "send": "on", "subject": "面談", "reason": "Good fit", "note": ""})

    assert form.initial["subject"] == "我們希望與你面談"
    assert response.headers["Location"] == url("inspect", application.pk) + "?standing=waiting"
    assert Delivery.objects.about(application).get().subject == "面談"
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW


def test_a_move_meanwhile_is_told_and_nothing_typed_is_lost(client: Client, rita: User) -> None:
    application = ApplicationFactory()
    client.force_login(rita)
    Application.objects.filter(pk=application.pk).update(stage=Stage.SCREENING, version=1)
    typed = {"version": 0, "send": "on", "subject": "My words", "body": "My text", "reason": "", "note": "My note"}

    response = client.post(url("decide", application.pk) + "?to=interview", typed)

    page = response.content.decode()
    assert response.status_code == 409
    for text in ("Somebody moved this application meanwhile", "Screening", "My words", "My text", "My note"):
        assert text in page, text
    again = client.post(url("decide", application.pk) + "?to=interview", {**typed, "version": 1})
    application.refresh_from_db()
    assert (again.status_code, application.stage) == (302, Stage.INTERVIEW)


def test_acceptance_asks_who_it_is_where_an_address_is_shared(client: Client, rita: User) -> None:
    known = VolunteerFactory(name="Kim Lee", email="us@example.org")
    application = ApplicationFactory(stage=Stage.OFFERED, name="Robin Lee", email="us@example.org")
    client.force_login(rita)
    address = url("decide", application.pk) + "?to=accepted"

    asked = client.get(address)
    refused = client.post(address, {"version": 0})
    client.post(address, {"version": 0, "person": "new"})

    assert "Kim Lee" in asked.content.decode()
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["person"])
    assert application.placement.volunteer != known


def test_next_and_previous_stay_within_the_filter(client: Client, rita: User) -> None:
    now = timezone.now()
    rows = [
        ApplicationFactory(submitted_at=now - timedelta(days=days), language=language)
        for days, language in ((4, "en"), (3, "zh-hant"), (2, "en"), (1, "en"))
    ]
    client.force_login(rita)

    context = client.get(url("inspect", rows[2].pk) + "?language=en").context

    assert context["previous_url"] == url("inspect", rows[0].pk) + "?language=en"
    assert context["next_url"] == url("inspect", rows[3].pk) + "?language=en"


@pytest.mark.parametrize("by", ["reply_by", "-reply_by", "name", "-name", "stage", "-submitted_at"])
def test_next_and_previous_follow_the_column_the_list_is_sorted_by(client: Client, rita: User, by: str) -> None:
    for days, name, stage in ((4, "Dora", "screening"), (9, "Anna", "submitted"), (6, "Cem", "screening")):
        ApplicationFactory(name=name, stage=stage, reply_by=today() + timedelta(days=days))
    client.force_login(rita)
    first, second, third = client.get(url("index") + f"?ordering={by}").context["object_list"]

    context = client.get(url("inspect", second.pk) + f"?ordering={by}").context

    assert context["previous_url"] == url("inspect", first.pk) + f"?ordering={by}"
    assert context["next_url"] == url("inspect", third.pk) + f"?ordering={by}"


def test_a_note_and_a_correction_are_kept(client: Client, rita: User) -> None:
    application = ApplicationFactory(stage=Stage.DECLINED)
    client.force_login(rita)

    empty = client.post(url("note", application.pk), {"note": ""})
    client.post(url("note", application.pk), {"note": "Wrong button"})
    client.post(url("correct", application.pk), {"version": 0, "to": "screening", "reason": "Wrong button"})

    assert empty.status_code == 422
    assert list(application.events.values_list("kind", flat=True)) == ["note", "correction"]


def test_a_file_is_a_download_and_its_opening_is_logged(client: Client, rita: User, eddie: User) -> None:
    application, other = ApplicationFactory(), ApplicationFactory()
    file = ApplicationFile(application=application, field="cv", name="cv.pdf", media_type="application/pdf", size=4)
    file.file.save("x", ContentFile(b"%PDF"))
    client.force_login(rita)

    response = client.get(url("file", application.pk, file.pk))

    assert b"".join(response.streaming_content) == b"%PDF"  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert ModelLogEntry.objects.get(action="recruitment.file_opened").label == application.reference
    assert client.get(url("file", other.pk, file.pk)).status_code == 404
    client.force_login(eddie)
    assert client.get(url("file", application.pk, file.pk)).status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " ="])
def test_exports_hold_no_live_cell_and_hong_kong_times(client: Client, rita: User, start: str) -> None:
    at = datetime(2027, 1, 15, 17, 30, tzinfo=UTC)
    ApplicationFactory(name=f"{start}cmd|' /C calc'!A0", phone="+852 5555", source="=1+1", submitted_at=at)
    client.force_login(rita)

    text = b"".join(client.get(url("index"), {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    workbook = load_workbook(BytesIO(b"".join(client.get(url("index"), {"export": "xlsx"}).streaming_content)))  # type: ignore[attr-defined]

    cells = [cell for row in workbook.active.iter_rows(min_row=2) for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    written = [cell for cell in cells if isinstance(cell.value, str) and not cell.quotePrefix]
    assert [cell.value for cell in written if cell.value.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert "2027-01-16 01:30" in text
    assert f",{start}" not in text
    assert ",=1+1" not in text


def test_exporting_needs_its_own_right(client: Client, susan: User, tom: User) -> None:
    for actor, name in (
        (susan, "recruitment_application"),
        (susan, "recruitment_volunteer"),
        (tom, "recruitment_volunteer"),
    ):
        client.force_login(actor)
        for view in ("index", "index_results"):
            for kind in ("csv", "xlsx"):
                assert client.get(reverse(f"{name}:{view}"), {"export": kind}).status_code == 404


def test_a_placement_is_ended_from_the_volunteers_page(client: Client, rita: User) -> None:
    placement = PlacementFactory()
    end = reverse("recruitment_placement:end", args=(placement.pk,))
    client.force_login(rita)

    page = client.get(reverse("recruitment_volunteer:inspect", args=(placement.volunteer_id,))).content.decode()
    early = client.post(end, {"ends_on": "2025-12-31", "ending": "left"})
    client.get(end)
    client.post(end, {"ends_on": "2026-06-30", "ending": "left"})

    placement.refresh_from_db()
    assert end in page
    assert early.status_code == 422
    assert (placement.ends_on, placement.ending) == (date(2026, 6, 30), Placement.Ending.LEFT)


def test_who_may_not_see_placements_reads_the_roles_that_the_list_says(client: Client, tom: User) -> None:
    placement = PlacementFactory(role__name_en="Casework by day")
    client.force_login(tom)
    page = client.get(reverse("recruitment_volunteer:inspect", args=(placement.volunteer_id,))).content.decode()
    assert "Casework by day" in page
    assert "No placements to show" not in page


def test_the_dashboard_shows_who_waits_to_those_who_may_know(client: Client, rita: User, eddie: User) -> None:
    ApplicationFactory(name="Waiting Person", reply_by=date(2020, 1, 1))
    home = reverse("wagtailadmin_home")

    client.force_login(rita)
    seen = client.get(home).content.decode()
    client.force_login(eddie)
    hidden = client.get(home).content.decode()

    assert "Waiting Person" in seen
    assert "1 past the day we promised" in seen
    assert "Waiting Person" not in hidden
