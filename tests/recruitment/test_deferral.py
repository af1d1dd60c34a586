from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from base.dates import today
from mail.models import Delivery
from recruitment.actions.deferral import defer, rounds_for
from recruitment.actions.refusals import Moved, NotAllowed, NotPossible
from recruitment.models import Application, Cohort, Role, Stage
from tests.factories import ApplicationFactory, CaseworkFactory, CohortFactory, DemandFactory, FormDefinitionFactory
from tests.recruitment.following import Follower

pytestmark = pytest.mark.django_db


def a_round(role: Role, year: int, **fields: object) -> Cohort:
    """A January round that wants this role; it opens and closes long before the weekend unless said otherwise."""
    saturday = next(day for n in range(7, 31) if (day := date(year, 1, n)).weekday() == 5)
    cohort: Cohort = CohortFactory(year=year, starts_on=saturday, **fields)
    DemandFactory(cohort=cohort, role=role)
    return cohort


@pytest.fixture
def application() -> Application:
    """An application to casework for the first of three rounds."""
    role = CaseworkFactory()
    first, *_others = (a_round(role, year) for year in (2090, 2091, 2092))
    form = FormDefinitionFactory(role=role)
    row: Application = ApplicationFactory(form=form, cohort=first, first_cohort=first, stage=Stage.SCREENING)
    return row


def later(year: int) -> Cohort:
    return Cohort.objects.get(year=year)


def test_it_goes_on_in_the_round_chosen_and_both_stay_on_record(application: Application) -> None:
    follower = Follower(application)
    asked = follower.text("round")

    answer = follower.send("round", cohort=str(later(2091).pk), note="My exams")

    application.refresh_from_db()
    event, mail = application.events.get(), Delivery.objects.about(application).get()
    assert "January 2090" in asked
    assert "January 2091" in asked
    assert answer.status_code == 302
    assert (application.cohort, application.first_cohort) == (later(2091), later(2090))
    assert (application.stage, application.version) == (Stage.SCREENING, 1)
    assert (event.kind, event.cohort, event.note, event.actor) == ("deferral", later(2091), "My exams", None)
    assert event.reason == "January 2090 → January 2091"
    assert (mail.kind, "January 2091" in mail.body) == ("application_deferred", True)
    assert "went on in another round: January 2091" in follower.text()
    assert "2091年" in follower.text(language="zh-hant")


def test_two_clicks_are_one_deferral(application: Application) -> None:
    follower = Follower(application)
    typed = {"version": 0, "cohort": str(later(2091).pk)}

    follower.client.post(follower.url("round"), typed)
    again = follower.client.post(follower.url("round"), typed)

    application.refresh_from_db()
    assert (again.status_code, application.version, application.events.count()) == (422, 1, 1)


def test_only_rounds_that_want_the_role_and_are_open_or_to_come_are_offered(application: Application) -> None:
    DemandFactory(cohort=CohortFactory(year=2093, starts_on=date(2093, 1, 17)), role=CaseworkFactory(slug="other"))
    over = a_round(application.role, 2089, opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))
    last_day = a_round(application.role, 2088, opens_on=today() - timedelta(days=9), closes_on=today())

    assert list(rounds_for(application)) == [last_day, later(2091), later(2092)]
    for cohort in (over, later(2090), later(2093)):
        with pytest.raises(NotPossible):
            defer(application=application, cohort=cohort, seen_version=0)


@pytest.mark.parametrize("stage", [Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN, Stage.LAPSED])
def test_nothing_closed_is_deferred(application: Application, stage: Stage) -> None:
    Application.objects.update(stage=stage)
    application.refresh_from_db()

    with pytest.raises(NotPossible):
        defer(application=application, cohort=later(2091), seen_version=0)
    assert Follower(application).get("round").status_code == 302


def test_a_first_choice_is_the_first_round(application: Application) -> None:
    Application.objects.update(cohort=None, first_cohort=None)
    application.refresh_from_db()

    defer(application=application, cohort=later(2092), seen_version=0)

    assert application.first_cohort == application.cohort == later(2092)


def test_staff_move_it_too_and_may_leave_the_mail_out(client: Client, rita: User, application: Application) -> None:
    client.force_login(rita)
    address = f"/admin/applications/defer/{application.pk}/"
    page = client.get(f"/admin/applications/inspect/{application.pk}/").content.decode()

    client.post(address, {"version": 0, "cohort": str(later(2092).pk), "reason": "Asked on the phone"})

    application.refresh_from_db()
    event = application.events.get()
    assert address in page
    assert (application.cohort, event.actor, event.note) == (later(2092), rita, "Asked on the phone")
    assert not Delivery.objects.about(application).exists()
    shown = client.get(f"/admin/applications/inspect/{application.pk}/").content.decode()
    assert "First applied for January 2090" in shown
    assert "Asked on the phone" not in Follower(application).text()


def test_of_two_who_decide_at_once_one_is_told(rita: User, tom: User, application: Application) -> None:
    stale = Application.objects.get(pk=application.pk)
    defer(application=application, cohort=later(2091), seen_version=0)

    with pytest.raises(Moved):
        defer(application=stale, cohort=later(2092), seen_version=0, actor=rita)
    with pytest.raises(NotAllowed):
        defer(application=stale, cohort=later(2092), seen_version=1, actor=tom)
    application.refresh_from_db()
    assert application.cohort == later(2091)
