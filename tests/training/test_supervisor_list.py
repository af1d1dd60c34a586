"""The supervisor's screens: who sees them, what they show, what they cost, what they change."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from base.dates import at, today
from recruitment.models import Placement, Role
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    DemandFactory,
    EventFactory,
    PlacementFactory,
    SessionFactory,
    TermsFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.training.histories import make_histories
from training.actions import standing
from training.actions.commitment import set_availability, sign_commitment, sign_terms
from training.models import Commitment, Completion, Criterion, Event, Hold, Override, Standing, Terms

pytestmark = pytest.mark.either

DAY = timedelta(days=1)


@pytest.fixture
def role(db: None) -> Role:
    return CaseworkFactory()


@pytest.fixture
def texts(db: None) -> list[Terms]:
    return [TermsFactory(kind=kind, version=1) for kind in Terms.Kind]


def ready(role: Role, texts: list[Terms], name: str = "Ümit Ready") -> Placement:
    """Somebody who meets every criterion today."""
    volunteer = VolunteerFactory(name=name, user=UserFactory())
    placement = PlacementFactory(role=role, volunteer=volunteer)
    Completion.objects.create(volunteer=volunteer, role=role, completed_on=date(2026, 1, 18))
    for terms in texts:
        sign_terms(volunteer=volunteer, terms=terms)
    sign_commitment(placement=placement, hours_per_week=6, actor=volunteer.user)
    set_availability(volunteer=volunteer, half_days=["wed-pm"])
    return placement


def lacking(role: Role, name: str = "Zoë Lacking") -> Placement:
    placement = PlacementFactory(role=role, volunteer=VolunteerFactory(name=name))
    standing.refresh(placement=placement)
    return placement


def page(client: Client, placement: Placement) -> str:
    return reverse("training_person", args=(placement.pk,))


def names(response: object) -> list[str]:
    rows = response.context["object_list"]  # type: ignore[attr-defined]
    return [row.placement.volunteer.name for row in rows]


LIST = "/admin/training/eligibility/"


def test_the_list_says_who_and_why_not(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    ready(role, texts)
    lacking(role)
    client.force_login(susan)
    response = client.get(LIST)
    assert names(response) == ["Zoë Lacking", "Ümit Ready"]
    body = response.content.decode()
    assert "The compulsory training is not complete." in body
    assert "Sign the declarations." in body
    assert "1 eligible today" in body


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=eligible", ["Ümit Ready"]),
        ("state=not_yet", ["Zoë Lacking"]),
        ("state=ended", ["Gone"]),
        ("ordering=placement__volunteer__name", ["Zoë Lacking", "Ümit Ready"]),
        ("missing=trained", ["Zoë Lacking"]),
        ("missing=cleared", []),
        ("q=zoë", ["Zoë Lacking"]),
        ("language=zh-hant", []),
        ("ordering=-placement__volunteer__name", ["Ümit Ready", "Zoë Lacking"]),
        ("state=nonsense", ["Zoë Lacking", "Ümit Ready"]),
    ],
)
def test_the_filters(
    client: Client, susan: User, role: Role, texts: list[Terms], query: str, expected: list[str]
) -> None:
    ready(role, texts)
    lacking(role)
    gone = PlacementFactory(role=role, volunteer=VolunteerFactory(name="Gone"), ends_on=date(2026, 2, 1))
    standing.refresh(placement=gone)
    client.force_login(susan)
    assert names(client.get(f"{LIST}?{query}")) == expected


def test_what_cannot_be_read_is_said_and_the_rest_still_narrows(
    client: Client, susan: User, role: Role, texts: list[Terms]
) -> None:
    ready(role, texts)
    lacking(role)
    client.force_login(susan)
    response = client.get(f"{LIST}?day=banana&state=not_yet")
    assert names(response) == ["Zoë Lacking"]
    assert "“banana” is no answer to “As of”, and was left out. The list is of today." in response.content.decode()
    file = client.get(f"{LIST}?day=banana&export=csv", follow=True)
    assert "“banana” is no answer" in file.content.decode()
    assert "left out" not in client.get(f"{LIST}?state=not_yet").content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "1 eligible today"),
        ("state=not_yet", "2 not yet eligible"),
        ("state=ended", "1 placement ended"),
        ("day=2026-01-17", "0 eligible"),
        ("day=2026-01-17&state=not_yet", "3 not yet eligible"),
    ],
)
def test_the_heading_counts_what_is_listed(
    client: Client, susan: User, role: Role, texts: list[Terms], query: str, said: str
) -> None:
    ready(role, texts)
    lacking(role)
    lacking(role, "Another")
    gone = PlacementFactory(role=role, volunteer=VolunteerFactory(name="Gone"), ends_on=date(2026, 1, 2))
    standing.refresh(placement=gone)
    client.force_login(susan)
    assert client.get(f"{LIST}?{query}").context["view"].page_subtitle == said


def test_the_number_of_queries_does_not_grow_with_the_rows(client: Client, susan: User, role: Role) -> None:
    client.force_login(susan)
    lacking(role, "One")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        assert len(names(client.get(LIST))) == 1
    lacking(role, "Two")
    lacking(role, "Three")
    with CaptureQueriesContext(connection) as three:
        assert len(names(client.get(LIST))) == 3
    assert len(three) == len(one)
    assert len([query for query in three if "SAVEPOINT" not in query["sql"]]) <= 15
    assert len([query for query in three if 'FROM "training_standing"' in query["sql"]]) <= 3


@pytest.mark.parametrize(("who", "status"), [("susan", 200), ("rita", 200), ("ada", 200), ("tom", 302), ("eddie", 302)])
def test_who_sees_the_list_and_the_page(
    client: Client, request: pytest.FixtureRequest, role: Role, who: str, status: int
) -> None:
    placement = lacking(role)
    client.force_login(request.getfixturevalue(who))
    assert client.get(LIST).status_code == status
    assert client.get(page(client, placement)).status_code == (200 if status == 200 else 404)
    assert (client.get(f"{LIST}?export=csv").status_code == 200) == (who in {"susan", "ada"})


def test_a_volunteer_sees_neither(client: Client, role: Role, texts: list[Terms]) -> None:
    placement = ready(role, texts)
    client.force_login(User.objects.get(volunteer=placement.volunteer))
    for address in (LIST, page(client, placement)):
        assert client.get(address).status_code in {302, 403, 404}
    assert client.post(reverse("training_decide", args=(placement.pk, "hold")), {"reason": "x"}).status_code != 200
    assert not Hold.objects.exists()


def test_the_page_shows_every_criterion_with_its_evidence(
    client: Client, susan: User, role: Role, texts: list[Terms]
) -> None:
    client.force_login(susan)
    placement = ready(role, texts)
    body = client.get(page(client, placement)).content.decode()
    assert "Eligible for casework" in body
    assert "<title>Ümit Ready · Casework · Eligibility" in " ".join(body.split()).replace("<title> ", "<title>")
    for label in Criterion.labels:
        assert str(label) in body
    assert "Completed on Sunday 18 January 2026." in body
    assert "Wednesday afternoon" in body
    body = client.get(page(client, lacking(role))).content.decode()
    assert "4 things missing" in body
    assert "Confidentiality: not signed." in body


def test_the_page_answers_for_another_day(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    client.force_login(susan)
    address = page(client, ready(role, texts))
    before = client.get(f"{address}?day=2026-01-17")
    assert not before.context["eligible"]
    assert "As of Saturday 17 January 2026" in before.content.decode()
    assert client.get(f"{address}?day={today() + 30 * DAY}").context["eligible"]
    assert client.get(f"{address}?day=nonsense").context["is_today"]


def decide(client: Client, placement: Placement, verb: str, **values: object) -> int:
    return client.post(reverse("training_decide", args=(placement.pk, verb)), values).status_code


def test_hold_lift_override_withdraw_by_clicking(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    client.force_login(susan)
    placement = ready(role, texts)
    assert decide(client, placement, "hold", reason="To talk") == 302
    assert not client.get(page(client, placement)).context["eligible"]
    assert decide(client, placement, "lift", pk=Hold.objects.get().pk) == 302
    assert client.get(page(client, placement)).context["eligible"]
    other = lacking(role)
    values = {"criterion": "trained", "reason": "Taught it", "expires_on": today() + 9 * DAY}
    assert decide(client, other, "override", **values) == 302
    assert "Taken as met by a supervisor until" in client.get(page(client, other)).content.decode()
    assert f"Override by {susan.email} until" in client.get(LIST).content.decode()
    assert f"Overridden by {susan.email}: Taught it" in client.get(page(client, other)).content.decode()
    assert decide(client, other, "withdraw", pk=Override.objects.get().pk) == 302
    assert not Override.objects.exists()


def test_pause_resume_and_end_by_clicking(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    client.force_login(susan)
    placement = ready(role, texts)
    assert decide(client, placement, "anchor", anchor_on="2026-08-31") == 302
    assert Commitment.objects.get().ends_on == date(2027, 2, 28)
    assert decide(client, placement, "pause", from_on=today(), reason="Exams") == 302
    assert not Standing.objects.get().committed_from
    assert decide(client, placement, "pause", from_on=today(), reason="Exams") == 422
    assert decide(client, placement, "resume") == 302
    assert decide(client, placement, "end", on=today(), reason="Moved") == 302
    assert Commitment.objects.get().ended_early_on == today()


def test_what_is_wrong_is_said_on_the_page(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    client.force_login(susan)
    placement = ready(role, texts)
    assert decide(client, placement, "hold", reason="") == 422
    expired = {"criterion": "trained", "reason": "x", "expires_on": today() - DAY}
    response = client.post(reverse("training_decide", args=(placement.pk, "override")), expired)
    assert "An override expires today or later." in response.content.decode()
    assert decide(client, placement, "nonsense") == 404
    assert client.get(reverse("training_decide", args=(placement.pk, "hold"))).status_code == 405
    assert not Hold.objects.exists()


def test_no_two_fields_of_the_page_share_an_id(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    client.force_login(susan)
    address = reverse("training_decide", args=(ready(role, texts).pk, "end"))
    body = client.post(address, {"on": today(), "reason": ""}).content.decode()
    found = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', body)
    assert "end-on" in found
    assert len(found) == len(set(found))


def test_a_hold_of_another_placement_is_out_of_reach(client: Client, susan: User, role: Role) -> None:
    client.force_login(susan)
    other = lacking(role, "Other")
    hold = Hold.objects.create(placement=other, from_on=today(), reason="To talk")
    assert decide(client, lacking(role), "lift", pk=hold.pk) == 404
    assert Hold.objects.filter(pk=hold.pk, until_on=None).exists()


def test_recruiters_look_and_supervisors_decide_but_not_about_themselves(
    client: Client, susan: User, rita: User, role: Role
) -> None:
    placement = lacking(role)
    client.force_login(rita)
    assert client.get(page(client, placement)).context["decisions"] == []
    assert decide(client, placement, "hold", reason="x") != 200
    placement.volunteer.user = susan
    placement.volunteer.save()
    client.force_login(susan)
    assert "Nobody decides about themselves" in client.get(page(client, placement)).content.decode()
    decide(client, placement, "hold", reason="x")
    assert not Hold.objects.exists()


def test_the_dashboard_shows_todays_figures(client: Client, susan: User, role: Role, texts: list[Terms]) -> None:
    ready(role, texts)
    saturday = next(day for n in range(14) if (day := date(today().year + 1, 1, 2) + n * DAY).weekday() == 5)
    cohort = CohortFactory(year=saturday.year, starts_on=saturday)
    event = EventFactory(kind=Event.Kind.WEEKEND, title_en="Weekend", cohort=cohort)
    DemandFactory(cohort=cohort, role=role, wanted=7)
    SessionFactory(event=event, starts_at=at(saturday, 9), ends_at=at(saturday, 11))
    client.force_login(susan)
    body = client.get("/admin/").content.decode()
    assert "1 of 1 may do casework today" in body
    assert "7 places left for applicants, as on the website" in body
    assert "20 free seats in the room" in body
    assert f'<a href="{LIST}?cohort={cohort.pk}">Weekend</a>' in body


@pytest.mark.parametrize("kind", ["training_module", "training_event", "training_session", "training_terms"])
def test_the_plan_is_open_to_those_who_plan(
    client: Client, tom: User, ada: User, eddie: User, texts: list[Terms], kind: str
) -> None:
    SessionFactory(ends_at=timezone.now() + 900 * DAY)
    for user, expected in ((tom, 200), (ada, 200), (eddie, 302)):
        client.force_login(user)
        assert client.get(reverse(f"{kind}:index")).status_code == expected
    client.force_login(ada)
    assert client.get(reverse(f"{kind}:add")).status_code == 200


def test_a_further_text_is_added_and_none_is_changed(client: Client, ada: User, texts: list[Terms]) -> None:
    client.force_login(ada)
    values = {"kind": "conflict", "text_en": "More.", "text_zh": "更多。", "required_from": today()}
    assert client.post(reverse("training_terms:add"), values).status_code == 200
    values["required_from"] = today() + 30 * DAY
    assert client.post(reverse("training_terms:add"), values).status_code == 302
    assert Terms.objects.get(version=2).kind == "conflict"
    assert client.get(f"/admin/training/terms/edit/{texts[0].pk}/").status_code == 404


def test_pages_of_many(client: Client, susan: User) -> None:
    make_histories(seed=7, number=70, day=today())
    standing.rebuild()
    client.force_login(susan)
    current = Standing.objects.current().count()
    assert len(names(client.get(LIST))) == min(50, current)
    assert len(names(client.get(f"{LIST}?p=2"))) == max(0, current - 50)
