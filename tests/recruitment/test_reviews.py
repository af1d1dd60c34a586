"""Reading by the rubric: each reader for themselves, nobody's points lost, none leading another's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import Staff
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.actions.reviews import Rewritten, default_criteria, reading, review
from recruitment.models import Application, Criterion, Review, Role, Stage
from tests.factories import ApplicationFactory, CaseworkFactory, FormDefinitionFactory, RoleFactory, staff

pytestmark = pytest.mark.either


def to_read(**fields: Any) -> Application:
    """An application for casework, whose rubric has its usual lines: legal (3), experience (3), reasons, time."""
    role = CaseworkFactory()
    default_criteria(role=role)
    return ApplicationFactory(form=FormDefinitionFactory(role=role), **fields)


def points(application: Application, *given: int) -> dict[int, int]:
    criteria = application.role.criteria.filter(is_active=True).values_list("pk", flat=True)
    return dict(zip(criteria, given, strict=True))


def score(application: Application, reviewer: User, *given: int, seen: int = 0, comment: str = "") -> Review:
    scored = points(application, *given)
    return review(application=application, reviewer=reviewer, points=scored, comment=comment, seen_version=seen)


def url(name: str, application: Application) -> str:
    return reverse(f"recruitment_application:{name}", args=(application.pk,))


def typed(application: Application, *given: int, version: int = 0, comment: str = "") -> dict[str, Any]:
    scored = {f"points_{key}": value for key, value in points(application, *given).items()}
    return {"version": version, "comment": comment, **scored}


def test_points_are_weighed_by_what_the_role_prefers(rita: User) -> None:
    application = to_read()

    row = score(application, rita, 4, 2, 0, 1)

    assert row.mean == (4 * 3 + 2 * 3 + 0 + 1) / 8
    assert sorted(row.scores.values_list("points", "weight")) == [(0, 1), (1, 1), (2, 3), (4, 3)]


def test_a_weight_changed_later_changes_no_review(rita: User) -> None:
    application = to_read()
    before = score(application, rita, 4, 2, 0, 1).mean

    Role.objects.update(weight_legal=0)

    assert Review.objects.get().mean == before
    assert Application.objects.with_scores(rita).values_list("score_average", flat=True).get() == before  # type: ignore[misc]


def test_the_list_s_columns_are_the_readers_average_and_spread(rita: User, ada: User, susan: User) -> None:
    application, unread = to_read(), ApplicationFactory()
    means = [score(application, who, *given).mean or 0 for who, given in ((rita, (4, 4, 4, 4)), (ada, (1, 1, 1, 1)))]

    def told(reader: User, row: Application) -> tuple[float | None, float | None]:
        found: Any = Application.objects.with_scores(reader).get(pk=row.pk)
        return found.score_average, found.score_spread

    assert told(rita, application) == (sum(means) / 2, max(means) - min(means)) == (2.5, 3.0)
    assert told(rita, unread) == (None, None)
    assert told(susan, application) == (None, None)  # she has still to score
    Application.objects.update(stage=Stage.OFFERED)
    assert told(susan, application) == (2.5, 3.0)


def test_others_points_are_seen_only_after_one_s_own(client: Client, rita: User, susan: User) -> None:
    application = to_read()
    score(application, rita, 4, 4, 4, 4, comment="Splendid")
    client.force_login(susan)

    before = client.get(url("inspect", application)).content.decode()
    client.post(url("review", application), typed(application, 1, 1, 1, 1))
    after = client.get(url("inspect", application)).content.decode()

    assert "Splendid" not in before
    assert "Splendid" in after
    assert "2.5 out of 4" in after


def test_each_reader_has_a_row_and_writes_it_again(client: Client, rita: User, ada: User) -> None:
    application = to_read()
    score(application, ada, 0, 0, 0, 0)
    client.force_login(rita)

    client.post(url("review", application), typed(application, 1, 2, 3, 4))
    client.post(url("review", application), typed(application, 4, 4, 4, 4, version=1, comment="On second thoughts"))

    assert list(Review.objects.order_by("pk").values_list("reviewer", "version", "comment")) == [
        (ada.pk, 1, ""),
        (rita.pk, 2, "On second thoughts"),
    ]
    assert Review.objects.get(reviewer=rita).mean == 4.0


@pytest.mark.parametrize("seen", [0, 1])
def test_a_second_window_hears_of_it_and_loses_nothing(client: Client, rita: User, seen: int) -> None:
    application = to_read()
    for version in range(seen + 1):
        score(application, rita, 1, 1, 1, 1, seen=version, comment="First window")
    client.force_login(rita)

    answer = client.post(url("review", application), typed(application, 3, 3, 3, 3, version=seen, comment="Second"))

    page = answer.content.decode()
    kept = Review.objects.get()
    assert (answer.status_code, kept.mean, kept.comment) == (409, 1.0, "First window")
    assert "First window" in page
    assert "Second" in page
    assert page.count("checked") == 4
    again = typed(application, 3, 3, 3, 3, version=kept.version, comment="Second")
    assert client.post(url("review", application), again).status_code == 302
    assert Review.objects.get().mean == 3.0


def test_two_first_reviews_at_once_are_one(rita: User) -> None:
    application = to_read()
    score(application, rita, 1, 1, 1, 1)

    with pytest.raises(Rewritten):
        score(application, rita, 4, 4, 4, 4)

    assert (Review.objects.count(), Review.objects.get().mean) == (1, 1.0)


def test_every_line_needs_points_and_what_was_typed_stays(client: Client, rita: User) -> None:
    application = to_read()
    client.force_login(rita)
    half = typed(application, 1, 2, 3, 4, comment="Not ready")
    del half[next(key for key in half if key.startswith("points_"))]

    answer = client.post(url("review", application), half)

    assert (answer.status_code, Review.objects.count()) == (422, 0)
    assert "Give points for this line" in answer.content.decode()
    assert "Not ready" in answer.content.decode()


def test_nobody_scores_their_own_application(rita: User, ada: User) -> None:
    application = to_read(email="Rita@example.org")

    with pytest.raises(NotAllowed):
        score(application, rita, 4, 4, 4, 4)
    score(application, ada, 1, 1, 1, 1)

    assert reading(application, rita) is None
    assert reading(application, ada) is not None


@pytest.mark.parametrize("kind", [Staff.EDITOR, Staff.TRAINER])
def test_others_on_the_staff_score_nothing(client: Client, db: None, kind: Staff) -> None:
    application = to_read()
    somebody = staff(kind)
    client.force_login(somebody)

    client.post(url("review", application), typed(application, 1, 1, 1, 1))
    with pytest.raises(NotAllowed):
        score(application, somebody, 1, 1, 1, 1)

    assert not Review.objects.exists()


@pytest.mark.parametrize("stage", [Stage.OFFERED, Stage.DECLINED])
def test_what_is_read_no_more_is_scored_no_more(rita: User, stage: Stage) -> None:
    application = to_read(stage=stage)

    with pytest.raises(NotPossible):
        score(application, rita, 1, 1, 1, 1)


def test_a_role_without_screening_has_no_rubric(client: Client, rita: User) -> None:
    application = ApplicationFactory(form=FormDefinitionFactory(role=RoleFactory(with_screening=False)))
    client.force_login(rita)

    assert 'id="screening"' not in client.get(url("inspect", application)).content.decode()


def test_a_retired_line_keeps_its_scores_and_is_asked_no_more(client: Client, ada: User) -> None:
    application = to_read()
    score(application, ada, 4, 4, 4, 0)
    last = Criterion.objects.order_by("sort_order").last()
    assert last
    client.force_login(ada)

    client.post(reverse("recruitment_criterion:delete", args=(last.pk,)))
    assert Criterion.objects.filter(pk=last.pk).exists()
    Criterion.objects.filter(pk=last.pk).update(is_active=False)
    row = score(application, ada, 4, 4, 4, seen=1)

    assert row.mean == (4 * 7 + 0) / 8


def test_the_usual_criteria_come_from_what_the_role_prefers_and_only_once(client: Client, rita: User) -> None:
    casework, press = CaseworkFactory(), RoleFactory()
    application = ApplicationFactory(form=FormDefinitionFactory(role=casework))
    client.force_login(rita)

    client.post(url("usual_criteria", application))
    client.post(url("usual_criteria", application))
    default_criteria(role=press)

    weights = [list(role.criteria.values_list("weight_by", flat=True)) for role in (casework, press)]
    assert weights == [["legal", "experience", "one", "one"], ["one", "one", "one"]]
    written = ModelLogEntry.objects.filter(content_type__model="criterion", action="wagtail.create")
    assert list(written.values_list("user", flat=True)) == [rita.pk] * 4


def test_the_page_asks_as_often_for_three_readers_as_for_one(
    client: Client, rita: User, ada: User, susan: User
) -> None:
    application = to_read()
    score(application, rita, 1, 2, 3, 4)
    client.force_login(rita)
    client.get(url("inspect", application))

    with CaptureQueriesContext(connection) as one:
        client.get(url("inspect", application))
    score(application, ada, 1, 2, 3, 4)
    score(application, susan, 1, 2, 3, 4)
    with CaptureQueriesContext(connection) as three:
        client.get(url("inspect", application))

    assert len(three) == len(one)
