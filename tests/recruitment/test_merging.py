"""Two applications of one person merged by choice: previewed, refused in words, and nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from mail.actions import queue
from mail.models import Delivery
from recruitment.actions.duplicates import keep_likeness
from recruitment.actions.erasure import erase_application
from recruitment.actions.information import stage_before
from recruitment.actions.merging import merge, moves
from recruitment.actions.reach import reach
from recruitment.actions.refusals import Moved, NotAllowed, NotPossible, Refused
from recruitment.models import (
    Application,
    ApplicationEvent,
    ApplicationFile,
    InformationRequest,
    InterviewSlot,
    LanguagePair,
    Reference,
    Review,
    Role,
    SpokenLanguage,
    Stage,
    Tag,
)
from tests.factories import ApplicationFactory, CaseworkFactory, FormDefinitionFactory, PlacementFactory

KINDS: tuple[Any, ...] = (ApplicationFile, ApplicationEvent, Review, Reference, InformationRequest, InterviewSlot)
KINDS += (SpokenLanguage, LanguagePair, Tag.applications.through)


def twins(**fields: Any) -> tuple[Application, Application]:
    """Two of one person for one role, the first the older."""
    role = CaseworkFactory()
    form = FormDefinitionFactory(role=role)
    now = timezone.now()
    one = ApplicationFactory(form=form, name="Chan Siu Ming", submitted_at=now - timedelta(days=3))
    other = ApplicationFactory(form=form, name="Siu Ming Chan", submitted_at=now, **fields)
    for row in (one, other):
        keep_likeness(person=row)
    return one, other


def hang(row: Application, user: User, *, shared: bool) -> None:
    """One of everything; with ``shared``, such as both have."""
    kept = ApplicationFile(application=row, field="cv", name=f"{row}.pdf", media_type="application/pdf", size=4)
    kept.file.save("x", ContentFile(b"%PDF"))
    now, own = timezone.now(), "shared" if shared else row.reference
    ApplicationEvent.objects.create(application=row, kind="note", note=f"Note on {row}", at=now)
    Review.objects.create(application=row, reviewer=user, at=now, mean=2.0)
    Reference.objects.create(application=row, name="R", email=f"{own.lower()}@example.org", relation="x")
    InformationRequest.objects.create(application=row, question="?", asked_at=now)
    SpokenLanguage.objects.create(application=row, language=own)
    LanguagePair.objects.create(application=row, source=own, target="en")
    Tag.objects.get_or_create(name=own)[0].applications.add(row)
    start = now + timedelta(days=2, hours=row.pk)
    InterviewSlot.objects.create(
        application=row, interviewer=user, starts_at=start, ends_at=start + timedelta(hours=1), place_en="Here"
    )
    queue(kind="no_account", to=row.email, language="en", values={"site": "x"}, about=row)


def counts() -> dict[str, int]:
    return {kind.__name__: kind.objects.count() for kind in KINDS}


def together(actor: User, kept: Application, ending: Application) -> Any:
    return merge(kept=kept, ending=ending, actor=actor, seen_kept=kept.version, seen_ending=ending.version)


@pytest.mark.parametrize("shared", [True, False])
def test_a_merge_loses_no_row_and_does_what_its_preview_said(rita: User, ada: User, susan: User, shared: bool) -> None:  # noqa: FBT001
    kept, ending = twins()
    hang(kept, ada, shared=shared)
    hang(ending, ada if shared else susan, shared=shared)
    before, mails = counts(), Delivery.objects.about(ending).count()
    said = [(one.label, one.going, one.staying) for one in moves(kept=kept, ending=ending)]

    done = together(rita, kept, ending)

    freed = 1  # the event of the interview that is given up
    assert counts() == {**before, "ApplicationEvent": before["ApplicationEvent"] + 2 + freed}
    assert Delivery.objects.about(ending).count() == mails + freed
    assert Delivery.objects.about(ending).filter(kind="interview_freed").count() == freed
    assert done == said
    assert sum(going for _label, going, _staying in done) == (0 if shared else 5)
    assert kept.references.count() == kept.reviews.count() == kept.tags.count() == (1 if shared else 2)
    assert (ending.stage, ending.merged_into, kept.stage) == (Stage.WITHDRAWN, kept, Stage.SUBMITTED)
    for row, other in ((kept, ending), (ending, kept)):
        assert row.events.filter(kind="merge", reason=other.reference, actor=rita).count() == 1


def test_what_only_the_other_has_goes_over(rita: User, ada: User) -> None:
    kept, ending = twins()
    hang(ending, ada, shared=False)

    together(rita, kept, ending)

    for name in ("reviews", "references", "requests", "spoken", "pairs", "tags"):
        assert (getattr(kept, name).count(), getattr(ending, name).count()) == (1, 0), name
    assert InterviewSlot.objects.get().application == kept


def test_a_talk_to_come_is_kept_where_the_other_one_is_over(rita: User, ada: User) -> None:
    kept, ending = twins(stage=Stage.INTERVIEW)
    hang(ending, ada, shared=False)
    over = timezone.now() - timedelta(days=2)
    past = InterviewSlot.objects.create(
        application=kept, interviewer=ada, starts_at=over, ends_at=over + timedelta(hours=1), place_en="Here"
    )

    together(rita, kept, ending)

    assert InterviewSlot.objects.exclude(pk=past.pk).get().application == kept
    assert not Delivery.objects.filter(kind="interview_freed").exists()


@pytest.mark.parametrize(
    ("stage", "after", "still_open"),
    [(Stage.SCREENING, Stage.INFORMATION, True), (Stage.OFFERED, Stage.OFFERED, False)],
)
def test_a_question_that_waits_goes_on_waiting_or_is_closed(
    client: Client,
    rita: User,
    stage: Stage,
    after: Stage,
    still_open: bool,  # noqa: FBT001
) -> None:
    kept, ending = twins(stage=Stage.INFORMATION)
    Application.objects.filter(pk=kept.pk).update(stage=stage)
    InformationRequest.objects.create(application=ending, question="?", asked_at=timezone.now())
    client.force_login(rita)
    kept.refresh_from_db()
    preview = client.get(reverse("recruitment_application:merge", args=(kept.pk, ending.pk))).content.decode()

    together(rita, kept, ending)

    assert (kept.stage, kept.requests.get().answered_at is None) == (after, still_open)
    assert ("goes to “More information wanted”" in preview, "is closed. Ask it again" in preview) == (
        still_open,
        not still_open,
    )
    if still_open:
        assert stage_before(kept) == stage


def test_the_one_that_ended_leaves_lists_and_leads_to_the_one_that_stays(client: Client, rita: User) -> None:
    kept, ending = twins()
    hang(ending, rita, shared=False)
    together(rita, kept, ending)
    client.force_login(rita)

    listed = client.get(reverse("recruitment_application:index")).context["object_list"]
    page = client.get(reverse("recruitment_application:inspect", args=(kept.pk,))).content.decode()
    old = client.get(reverse("recruitment_application:inspect", args=(ending.pk,))).content.decode()

    assert list(listed) == [kept]
    assert f"{ending}.pdf" in page
    assert f"Note on {ending}" in page
    assert reverse("recruitment_application:inspect", args=(kept.pk,)) in old
    assert reverse("recruitment_application:decide", args=(ending.pk,)) not in old
    with pytest.raises(NotPossible):
        together(rita, ending, kept)


def test_their_page_shows_the_one_that_stays(rita: User) -> None:
    kept, ending = twins(stage=Stage.SUBMITTED)
    draft = reach(application=ending)

    together(rita, kept, ending)

    draft.refresh_from_db()
    assert draft.submitted == kept


def test_of_two_merges_or_a_merge_and_a_move_one_hears_of_the_other(rita: User) -> None:
    kept, ending = twins()
    stale = Application.objects.get(pk=kept.pk), Application.objects.get(pk=ending.pk)

    together(rita, kept, ending)

    with pytest.raises(Refused):
        merge(kept=stale[1], ending=stale[0], actor=rita, seen_kept=0, seen_ending=0)
    assert list(Application.objects.filter(merged_into__isnull=False)) == [ending]


@pytest.mark.parametrize("changed", [0, 1])
def test_a_changed_version_of_either_refuses_and_changes_nothing(rita: User, changed: int) -> None:
    both = twins()
    Application.objects.filter(pk=both[changed].pk).update(version=5)

    with pytest.raises(Moved):
        merge(kept=both[0], ending=both[1], actor=rita, seen_kept=0, seen_ending=0)

    assert not Application.objects.filter(merged_into__isnull=False).exists()
    assert not ApplicationEvent.objects.exists()


def test_what_must_not_be_merged_is_refused_in_words(rita: User) -> None:
    kept, ending = twins()
    elsewhere = ApplicationFactory(name="Chan Siu Ming")
    placed = ApplicationFactory(form=kept.form, stage=Stage.ACCEPTED)
    PlacementFactory(role=kept.role, application=placed)
    closed = ApplicationFactory(form=kept.form, stage=Stage.DECLINED)
    own = ApplicationFactory(form=kept.form, email=rita.email)

    for one, other, why in (
        (kept, elsewhere, "different roles"),
        (kept, placed, "volunteer came"),
        (closed, ending, "open"),
    ):
        with pytest.raises(NotPossible, match=why):
            together(rita, one, other)
    with pytest.raises(NotAllowed):
        together(rita, kept, own)


def test_three_of_one_person_end_in_one_and_are_erased_together(rita: User) -> None:
    first, second = twins()
    third = ApplicationFactory(form=first.form)
    together(rita, second, third)
    together(rita, first, second)
    third.refresh_from_db()
    assert third.merged_into == first

    assert not erase_application(application=second)
    Application.objects.filter(pk=first.pk).update(stage=Stage.DECLINED)
    first.refresh_from_db()
    assert erase_application(application=first)

    assert not Application.objects.exists()


@pytest.mark.either
def test_staff_see_them_beside_each_other_and_merge_by_post_only(client: Client, rita: User) -> None:
    kept, ending = twins()
    client.force_login(rita)
    page = client.get(reverse("recruitment_application:inspect", args=(ending.pk,))).content.decode()
    compare = reverse("recruitment_application:compare", args=(ending.pk, kept.pk))
    address = reverse("recruitment_application:merge", args=(kept.pk, ending.pk))

    beside = client.get(compare).content.decode()
    preview = client.get(address).content.decode()

    assert compare in page
    assert address in beside
    assert "cannot be undone" in preview
    assert not Application.objects.filter(merged_into__isnull=False).exists()
    assert client.post(address, {"kept": 9, "ending": 0}).status_code == 409
    assert client.post(address, {"kept": 0, "ending": 0}).status_code == 302
    assert Application.objects.get(pk=ending.pk).merged_into == kept


@pytest.mark.either
def test_a_hidden_name_is_not_told_by_comparing(client: Client, rita: User) -> None:
    one, other = twins()
    Role.objects.update(blind_review=True)
    client.force_login(rita)

    page = client.get(reverse("recruitment_application:inspect", args=(one.pk,))).content.decode()
    answer = client.get(reverse("recruitment_application:compare", args=(one.pk, other.pk)))

    assert "same-person" not in page
    assert answer.status_code == 302
