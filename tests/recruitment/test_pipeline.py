from datetime import timedelta

import pytest
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import today
from mail.models import Delivery
from recruitment.actions.acceptance import NEW_PERSON, same_name
from recruitment.actions.pipeline import Letter, add_note, correct, end_placement, letter_for, move
from recruitment.actions.refusals import Moved, NotAllowed, NotPossible, WhichPerson
from recruitment.models import TRANSITIONS, Application, ApplicationEvent, Placement, Stage, Volunteer
from recruitment.signals import placement_ended, placement_opened
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    FormDefinitionFactory,
    PlacementFactory,
    UserFactory,
    VolunteerFactory,
)

PAIRS = [(here, there) for here in Stage for there in Stage]


def go(application: Application, to: Stage, actor: User, **more: object) -> ApplicationEvent:
    """Move an application as somebody who has just looked at it."""
    application.refresh_from_db()
    return move(application=application, to=to, actor=actor, seen_version=application.version, **more)  # type: ignore[arg-type]


def offered(**fields: object) -> Application:
    return ApplicationFactory(stage=Stage.OFFERED, **fields)


@pytest.mark.either
@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_every_pair_of_stages_is_allowed_or_refused_by_the_table(rita: User, here: Stage, there: Stage) -> None:
    application = ApplicationFactory(stage=here)

    if there in TRANSITIONS[here]:
        event = go(application, there, rita)
        assert (event.from_stage, event.to_stage, event.actor) == (here, there, rita)
        expected = (there, 1, 1, 1)
    else:
        with pytest.raises(NotPossible):
            go(application, there, rita)
        expected = (here, 0, 0, 0)

    application.refresh_from_db()
    events, mails = application.events.count(), Delivery.objects.about(application).count()
    assert (application.stage, application.version, events, mails) == expected


def test_nothing_follows_a_closed_stage() -> None:
    closed = (Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN, Stage.LAPSED)

    assert {stage: TRANSITIONS[stage] for stage in closed} == dict.fromkeys(closed, frozenset())
    assert [stage for stage in Stage if Stage.ACCEPTED in TRANSITIONS[stage]] == [Stage.OFFERED]


def test_a_stale_version_is_refused_and_says_where_it_stands(rita: User, ada: User) -> None:
    application = ApplicationFactory()
    go(application, Stage.SCREENING, ada)

    with pytest.raises(Moved) as refused:
        move(application=application, to=Stage.DECLINED, actor=rita, seen_version=0)

    application.refresh_from_db()
    assert (refused.value.now, application.stage, application.events.count()) == (Stage.SCREENING, Stage.SCREENING, 1)


def test_only_those_with_the_right_move(susan: User, tom: User, eddie: User) -> None:
    application = ApplicationFactory()

    for actor in (susan, tom, eddie, UserFactory()):
        with pytest.raises(NotAllowed):
            go(application, Stage.SCREENING, actor)
        with pytest.raises(NotAllowed):
            add_note(application=application, actor=actor, note="Seen")

    application.refresh_from_db()
    assert (application.stage, application.events.count()) == (Stage.SUBMITTED, 0)


def test_nobody_moves_their_own_application(rita: User) -> None:
    VolunteerFactory(user=rita, email="rita.private@example.org")
    by_account = ApplicationFactory(email="RITA@example.org")
    as_volunteer = ApplicationFactory(email="rita.private@example.org")

    for application in (by_account, as_volunteer):
        with pytest.raises(NotAllowed):
            go(application, Stage.SCREENING, rita)
        with pytest.raises(NotAllowed):
            correct(application=application, to=Stage.OFFERED, actor=rita, seen_version=0, reason="Mine")


def test_the_mail_is_in_the_applicants_language(rita: User) -> None:
    application = ApplicationFactory(language="zh-hant", name="陳小明")

    with translation.override("en"):
        go(application, Stage.SCREENING, rita)

    mail = Delivery.objects.about(application).get()
    assert (mail.subject, mail.language, mail.to) == ("我們正在閱讀你的申請", "zh-hant", application.email)
    assert application.role.name_zh in mail.body


def test_the_recruiter_may_edit_the_mail_or_leave_it_out(rita: User) -> None:
    edited, silent = ApplicationFactory(), ApplicationFactory()

    go(edited, Stage.DECLINED, rita, letter=Letter(subject="Our\r\nBcc: all@example.org", body="Dear {name}"))
    go(silent, Stage.DECLINED, rita, silent=True)

    mail = Delivery.objects.about(edited).get()
    assert (mail.subject, mail.body) == ("Our Bcc: all@example.org", "Dear {name}")
    assert not Delivery.objects.about(silent).exists()


def test_without_an_address_the_mail_is_a_telephone_task(rita: User) -> None:
    application = ApplicationFactory(email="", phone="+852 5555 0101")

    go(application, Stage.INTERVIEW, rita)

    assert Delivery.objects.to_phone().about(application).get().body == letter_for(application, Stage.INTERVIEW).body


def test_the_log_holds_no_personal_data(rita: User) -> None:
    application = offered(name="Zoë Example", email="zoe@example.org")

    go(application, Stage.ACCEPTED, rita, note="Zoë is kind")

    written = [(row.action, row.label, row.data) for row in ModelLogEntry.objects.filter(user=rita)]
    assert "zo" not in str(written).lower()
    assert {action for action, _label, _data in written} == {"recruitment.move", "recruitment.placement_opened"}


def test_a_correction_is_a_further_event_without_a_mail(rita: User) -> None:
    application = ApplicationFactory()
    go(application, Stage.DECLINED, rita, silent=True)

    correct(application=application, to=Stage.SCREENING, actor=rita, seen_version=1, reason="Wrong row")

    kinds = list(application.events.values_list("kind", "to_stage"))
    assert kinds == [("move", Stage.DECLINED), ("correction", Stage.SCREENING)]
    assert not Delivery.objects.about(application).exists()


def test_a_correction_needs_a_reason_and_never_accepts(rita: User) -> None:
    application, accepted = ApplicationFactory(), ApplicationFactory(stage=Stage.ACCEPTED)

    for row, to, reason in (
        (application, Stage.SCREENING, " "),
        (application, Stage.ACCEPTED, "Meant that"),
        (accepted, Stage.OFFERED, "Meant that"),
    ):
        with pytest.raises(NotPossible):
            correct(application=row, to=to, actor=rita, seen_version=0, reason=reason)

    assert ApplicationEvent.objects.count() == 0


def test_acceptance_makes_one_volunteer_with_an_account_and_a_placement(
    rita: User, django_capture_on_commit_callbacks: object
) -> None:
    opened: list[Placement] = []

    def hear(placement: Placement, **_kwargs: object) -> None:
        opened.append(placement)

    placement_opened.connect(hear)
    application = offered(name="Lê Thị Hoa", email="Hoa@Example.org", language="zh-hant")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        go(application, Stage.ACCEPTED, rita)

    placement_opened.disconnect(hear)
    volunteer = Volunteer.objects.get()
    placement = Placement.objects.get()
    assert (volunteer.name, volunteer.language) == ("Lê Thị Hoa", "zh-hant")
    assert volunteer.user is not None
    assert (volunteer.user.email, volunteer.user.has_usable_password()) == ("hoa@example.org", False)
    assert (placement.volunteer, placement.role, placement.application) == (volunteer, application.role, application)
    assert opened == [placement]


def test_accepting_twice_makes_one_volunteer_and_one_placement(rita: User, ada: User) -> None:
    application = offered()
    move(application=application, to=Stage.ACCEPTED, actor=rita, seen_version=0)

    with pytest.raises(Moved):
        move(application=application, to=Stage.ACCEPTED, actor=ada, seen_version=0)
    with pytest.raises(NotPossible):
        move(application=application, to=Stage.ACCEPTED, actor=ada, seen_version=1)

    assert (Volunteer.objects.count(), Placement.objects.count(), application.events.count()) == (1, 1, 1)


def test_somebody_who_takes_a_second_role_stays_the_same_person(rita: User) -> None:
    first = offered(name="Amélie Roux", email="amelie@example.org")
    second = offered(name="amelie  ROUX", email="Amelie@example.org")

    go(first, Stage.ACCEPTED, rita)
    go(second, Stage.ACCEPTED, rita)

    volunteer = Volunteer.objects.get()
    assert {placement.role for placement in volunteer.placements.all()} == {first.role, second.role}


def test_one_running_placement_a_role_then_a_further_one_after_its_end(rita: User) -> None:
    application = offered(name="Sam", email="sam@example.org")
    running = PlacementFactory(volunteer=VolunteerFactory(name="Sam", email="sam@example.org"), role=application.role)

    with pytest.raises(NotPossible):
        go(application, Stage.ACCEPTED, rita)
    application.refresh_from_db()
    assert application.stage == Stage.OFFERED

    end_placement(placement=running, actor=rita, ending=Placement.Ending.COMPLETED)
    go(application, Stage.ACCEPTED, rita)
    assert running.volunteer.placements.count() == 2


def test_a_couple_sharing_an_address_are_two_people_one_account(rita: User) -> None:
    go(offered(name="Kim Lee", email="us@example.org"), Stage.ACCEPTED, rita)
    other = offered(name="Robin Lee", email="us@example.org")

    with pytest.raises(WhichPerson):
        go(other, Stage.ACCEPTED, rita)
    other.refresh_from_db()
    assert (other.stage, Volunteer.objects.count()) == (Stage.OFFERED, 1)

    go(other, Stage.ACCEPTED, rita, person=NEW_PERSON)
    accounts = {volunteer.name: volunteer.user_id is not None for volunteer in Volunteer.objects.all()}
    assert accounts == {"Kim Lee": True, "Robin Lee": False}


def test_a_chosen_volunteer_is_used_and_an_unrelated_one_is_not(rita: User) -> None:
    known = VolunteerFactory(name="Maria", email="maria@example.org")
    stranger = VolunteerFactory(name="Somebody else")
    application = offered(name="Maria Santos", email="maria@example.org")

    with pytest.raises(WhichPerson):
        go(application, Stage.ACCEPTED, rita, person=str(stranger.pk))
    go(application, Stage.ACCEPTED, rita, person=str(known.pk))

    assert application.placement.volunteer == known
    known.refresh_from_db()
    assert (known.name, known.user and known.user.email) == ("Maria", "maria@example.org")


def test_casework_is_for_adults(rita: User) -> None:
    role = CaseworkFactory()
    application = offered(form=FormDefinitionFactory(role=role), is_adult=False)

    with pytest.raises(NotPossible):
        go(application, Stage.ACCEPTED, rita)

    assert (Volunteer.objects.count(), Placement.objects.count()) == (0, 0)


def test_ending_a_placement_tells_once_and_not_ones_own(
    rita: User, susan: User, django_capture_on_commit_callbacks: object
) -> None:
    ended: list[Placement] = []

    def hear(placement: Placement, **_kwargs: object) -> None:
        ended.append(placement)

    placement_ended.connect(hear)
    placement, own = PlacementFactory(), PlacementFactory(volunteer__user=rita)
    ending = Placement.Ending.LEFT

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        end_placement(placement=placement, actor=rita, ending=ending)
    with pytest.raises(NotPossible):
        end_placement(placement=placement, actor=rita, ending=ending)
    with pytest.raises(NotAllowed):
        end_placement(placement=own, actor=rita, ending=ending)
    with pytest.raises(NotAllowed):
        end_placement(placement=own, actor=susan, ending=ending)

    placement_ended.disconnect(hear)
    assert (ended, placement.ending) == ([placement], ending)


def test_names_are_compared_without_case_marks_and_width() -> None:
    assert same_name("Émilie  Ｄupont", "emilie dupont")
    assert not same_name("", "")
    assert not same_name("陳小明", "陳大明")


def test_an_invitation_promises_a_further_answer(rita: User) -> None:
    application = ApplicationFactory(stage=Stage.SCREENING, reply_by=today() - timedelta(days=1))
    assert application.is_overdue

    go(application, Stage.INTERVIEW, rita)

    application.refresh_from_db()
    assert application.reply_by == today() + timedelta(days=application.role.reply_days)


def test_whoever_said_yes_to_an_offer_waits_for_us(db: None) -> None:
    asked, said_yes = offered(), offered(offer_taken_at=timezone.now())

    assert list(Application.objects.waiting()) == [said_yes]
    assert (asked.is_waiting, said_yes.is_waiting) == (False, True)
    assert list(Application.objects.oldest_first()) == [said_yes, asked]
