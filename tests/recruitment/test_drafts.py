from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from mail.models import Delivery
from recruitment.actions import drafts
from recruitment.actions.submission import SPEAKABLE, Changed, new_reference, submit
from recruitment.models import Application, ApplicationFile, Draft, DraftFile, FormDefinition, Role
from tests.recruitment.applying import casework

pytestmark = pytest.mark.django_db
VALUES = {"name": "A", "email": "a@example.org", "is_adult": True, "hours_per_week": 6, "not_asked": "dropped"}


@pytest.fixture
def role() -> Role:
    return casework()[0]


def page(step: str = "about", *, valid: bool = True, **typed: str) -> drafts.Page:
    return drafts.Page(step=step, typed={name: [value] for name, value in typed.items()}, valid=valid)


def begin(role: Role, token: str = "t" * 43) -> Draft:
    return drafts.start(role=role, started_with=token, language="en", page=page(name="A", email="a@example.org"))


def with_file(draft: Draft) -> DraftFile:
    content = BytesIO(b"%PDF").getvalue()
    row = DraftFile(draft=draft, field="cv", name="cv.pdf", media_type="application/pdf", size=len(content))
    row.file.save("random", ContentFile(content))
    return row


def test_a_form_is_published_again_only_when_it_differs(role: Role) -> None:
    first = drafts.publish_form(role=role)

    assert drafts.publish_form(role=role) == first
    role.hours_min = 6
    second = drafts.publish_form(role=role)

    assert (first.version, second.version) == (1, 2)
    assert FormDefinition.objects.count() == 2


def test_an_open_draft_keeps_the_form_it_began_with(role: Role) -> None:
    draft = begin(role)
    role.months = 12
    drafts.publish_form(role=role)

    kept = drafts.save_step(draft=draft, page=page("time", months="6"), language="en")

    assert kept.form.version == 1


def test_a_first_page_sent_again_long_after_begins_nothing_here(role: Role) -> None:
    begin(role)
    Draft.objects.update(created_at=timezone.now() - timedelta(minutes=11))

    with pytest.raises(drafts.AlreadyUsed):
        begin(role)


def test_a_save_from_an_old_reading_keeps_the_steps_of_others(role: Role) -> None:
    draft = begin(role)
    one, other = Draft.objects.get(pk=draft.pk), Draft.objects.get(pk=draft.pk)

    drafts.save_step(draft=one, page=page("time", months="6"), language="en")
    drafts.save_step(draft=other, page=page("why", valid=False, statement=""), language="zh-hant")

    draft.refresh_from_db()
    assert set(draft.answers) == {"about", "time", "why"}
    assert draft.done == ["about", "time"]
    assert (draft.version, draft.language) == (2, "zh-hant")


def test_a_step_saved_wrong_is_done_no_more(role: Role) -> None:
    draft = begin(role)

    drafts.save_step(draft=draft, page=page(valid=False, name=""), language="en")

    assert Draft.objects.get().done == []


def test_what_is_gone_is_not_written(role: Role) -> None:
    draft = begin(role)
    drafts.forget(draft=draft)

    with pytest.raises(drafts.Gone):
        drafts.save_step(draft=draft, page=page("time"), language="en")
    assert Draft.objects.count() == 0


def test_only_a_hash_of_the_link_is_kept(role: Role) -> None:
    draft = begin(role)

    assert drafts.send_link(draft=draft)

    row = Draft.objects.get()
    assert row.token_hash
    assert len(row.token_hash) == 64
    assert drafts.by_link(row.token_hash) is None


@pytest.mark.parametrize("typed", ["", "no address", "a@example.org\nBcc: b@example.org"])
def test_no_link_without_an_address(role: Role, typed: str) -> None:
    draft = drafts.start(role=role, started_with="t" * 43, language="en", page=page(email=typed))

    assert not drafts.send_link(draft=draft)
    assert Draft.objects.get().token_hash is None


def test_forgetting_takes_the_files_along(
    role: Role, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = begin(role)
    kept = with_file(draft)

    with django_capture_on_commit_callbacks(execute=True):
        drafts.forget(draft=draft)

    assert not kept.file.storage.exists(kept.file.name or "")


def test_forgetting_takes_the_mails_along(role: Role) -> None:
    draft, other = begin(role), begin(role, "o" * 43)
    drafts.send_link(draft=draft)
    drafts.send_link(draft=other)

    drafts.forget(draft=draft)

    assert list(Delivery.objects.all()) == list(Delivery.objects.about(other))


def test_what_was_sent_meanwhile_is_not_forgotten(role: Role) -> None:
    draft = begin(role)
    kept = with_file(draft)
    submit(draft=Draft.objects.get(), values=VALUES, language="en")

    drafts.forget(draft=draft)

    assert Application.objects.get().draft == draft
    assert kept.file.storage.exists(kept.file.name or "")


def test_a_link_to_a_mistyped_address_stops_working_and_the_right_one_gets_its_own_at_once(role: Role) -> None:
    draft = begin(role)
    drafts.send_link(draft=draft)
    first = Draft.objects.get().token_hash

    drafts.save_step(draft=draft, page=page(name="A", email="right@example.org"), language="en")
    between = Draft.objects.get().token_hash
    drafts.send_link(draft=draft)

    assert (first is not None, between) == (True, None)
    assert set(Delivery.objects.values_list("to", flat=True)) == {"a@example.org", "right@example.org"}


def test_a_step_saved_again_leaves_the_link_as_it_is(role: Role) -> None:
    draft = begin(role)
    drafts.send_link(draft=draft)
    first = Draft.objects.get().token_hash

    drafts.save_step(draft=draft, page=page(name="B", email="a@example.org"), language="en")

    assert Draft.objects.get().token_hash == first


def test_files_go_with_the_application(role: Role) -> None:
    draft = begin(role)
    kept = with_file(draft)

    application = submit(draft=draft, values=VALUES, language="en")

    moved = ApplicationFile.objects.get()
    assert (moved.application, moved.file.name, moved.name) == (application, kept.file.name, "cv.pdf")
    assert moved.file.read() == b"%PDF"
    assert DraftFile.objects.count() == 0


def test_only_what_was_asked_is_kept(role: Role) -> None:
    application = submit(draft=begin(role), values=VALUES, language="en")

    assert "not_asked" not in application.answers
    assert application.answers["hours_per_week"] == application.hours_per_week == 6


def test_a_draft_changed_since_it_was_checked_is_not_sent(role: Role) -> None:
    checked = begin(role)
    drafts.save_step(draft=Draft.objects.get(), page=page("why", statement="Else"), language="en")

    with pytest.raises(Changed):
        submit(draft=checked, values=VALUES, language="en")
    assert Application.objects.count() == 0
    assert Draft.objects.get().answers["why"] == {"statement": ["Else"]}


def test_a_reference_can_be_said_on_the_telephone() -> None:
    references = {new_reference() for _time in range(500)}

    assert len(references) > 490
    assert all(len(reference) == 7 and reference[3] == "-" for reference in references)
    assert set("".join(references)) == {*SPEAKABLE, "-"}
    assert not set(SPEAKABLE) & set("01OILSBDPTVNZ8")
