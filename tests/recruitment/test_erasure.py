from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.storage import private_storage
from mail.actions import queue
from mail.models import Delivery
from recruitment.actions import drafts
from recruitment.actions.contact import correct_contact
from recruitment.actions.deferral import defer
from recruitment.actions.drafts import hashed
from recruitment.actions.erasure import erase_application, erase_by_applicant
from recruitment.actions.information import answer, ask, tell_us
from recruitment.actions.merging import merge
from recruitment.actions.pipeline import add_note, move
from recruitment.actions.refusals import Erased, NotPossible
from recruitment.actions.reviews import show_name
from recruitment.actions.tags import add_tag
from recruitment.models import (
    Application,
    ApplicationEvent,
    ApplicationFile,
    Cohort,
    Draft,
    InterviewSlot,
    Reference,
    Review,
    Stage,
)
from tests.factories import ApplicationFactory, CohortFactory, PlacementFactory
from tests.mailserver import Mailbox
from tests.queue import Work
from tests.recruitment.applying import Applicant, casework, hidden
from tests.recruitment.following import Follower

LONG_AGO = timezone.now() - timedelta(days=370)


@pytest.mark.parametrize(
    ("stage", "since", "kept"),
    [
        (Stage.DECLINED, LONG_AGO, False),
        (Stage.WITHDRAWN, LONG_AGO, False),
        (Stage.LAPSED, LONG_AGO, False),
        (Stage.DECLINED, timezone.now() - timedelta(days=360), True),
        (Stage.ACCEPTED, LONG_AGO, True),
        (Stage.RESERVE, LONG_AGO, True),
    ],
)
def test_an_unsuccessful_application_is_kept_for_a_year(db: None, stage: Stage, since: object, *, kept: bool) -> None:
    application = ApplicationFactory(stage=stage, stage_since=since)
    ApplicationEvent.objects.create(application=application, to_stage=stage, at=LONG_AGO)
    values = dict.fromkeys(("name", "role", "reference", "organisation", "reply_by", "status", "site"), "x")
    kind = "application_received"
    queue(kind=kind, to=application.email, language="en", values=values, about=application)

    call_command("retain", verbosity=0)

    assert Application.objects.exists() is kept
    assert ApplicationEvent.objects.exists() is kept
    assert Delivery.objects.exists() is kept


def test_one_that_opened_a_placement_or_was_moved_meanwhile_stays(db: None) -> None:
    placed = ApplicationFactory(stage=Stage.DECLINED)
    PlacementFactory(application=placed, role=placed.role)
    moved = ApplicationFactory(stage=Stage.DECLINED)
    Application.objects.filter(pk=moved.pk).update(stage=Stage.SCREENING, version=1)

    assert not erase_application(application=placed)
    assert not erase_application(application=moved)
    assert Application.objects.count() == 2


CANARY = "zyzzyva"
PHONE = "6797 3197"


def everything() -> str:
    """Every text of every table, and what sessions and files hold, in small letters."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found += [str(bytes(cell) if isinstance(cell, memoryview) else cell) for row in cursor for cell in row]
    found += [str(SessionStore().decode(row.session_data)) for row in Session.objects.all()]
    kept = Path(private_storage().path(""))
    found += [f"{path.name} {path.read_bytes()!r}" for path in kept.rglob("*") if path.is_file()]
    return "\n".join(found).lower()


def typed_everywhere(applicant: Applicant, cohort: Cohort) -> Application:
    """An application with the canary in every box of the wizard, sent."""
    text = f"I am {CANARY}"
    applicant.start(name=text, name_other=text, email=f"{CANARY}@example.org", phone=PHONE)
    typed = applicant.rest(cohort)
    typed["experience"] = {**typed["experience"], "experience": text, "languages_other": CANARY}
    typed["why"] = {**typed["why"], "statement": text, "conflict": text}
    for step, boxes in typed.items():
        applicant.send(step, boxes)
    applicant.client.post(applicant.url("later"))  # closed on this phone
    drafts.send_link(draft=applicant.draft)
    Draft.objects.update(token_hash=hashed(CANARY))
    applicant.client.post(f"/en/apply/resume/{CANARY}/")
    applicant.client.get(applicant.url("check"))
    applicant.client.post(applicant.url("check"))
    return Application.objects.get()


def worked_on(application: Application, rita: User) -> None:
    """What colleagues, referees and files add to it."""
    ask(application=application, actor=rita, question=f"{CANARY}?", seen_version=0)
    answer(application=application, text=f"Yes, {CANARY}")
    add_note(application=application, actor=rita, note=f"{CANARY} called")
    tell_us(application=application, text=f"{CANARY} has moved")
    details = {"name": f"{CANARY} II", "name_other": "", "email": f"{CANARY}2@example.org", "phone": "+852 6797 3197"}
    correct_contact(application=application, details=details)
    move(application=application, to=Stage.INTERVIEW, actor=rita, seen_version=2, reason=CANARY, note=CANARY)
    Review.objects.create(application=application, reviewer=rita, comment=CANARY, at=timezone.now())
    row = Reference.objects.create(application=application, name=CANARY, email="r@example.org", relation=CANARY)
    values: defaultdict[str, str] = defaultdict(lambda: CANARY)
    queue(kind="application_screening", to="r@example.org", language="en", values=values, about=row)
    starts = timezone.now() + timedelta(days=2)
    InterviewSlot.objects.create(
        interviewer=rita,
        application=application,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        place_en="Here",
    )
    kept = ApplicationFile(
        application=application, field="cv", name=f"{CANARY}.pdf", media_type="application/pdf", size=9
    )
    kept.file.save("x", ContentFile(f"%PDF {CANARY}".encode()))


def on_disk() -> bool:
    """Whether the database's file holds the canary, once all that was written has reached it. SQLite's only."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return CANARY.encode() in Path(connection.settings_dict["NAME"]).read_bytes().lower()


def test_after_erasing_a_canary_is_found_nowhere(
    transactional_db: None, rita: User, work: Work, mailbox: Mailbox
) -> None:
    _role, cohort = casework()
    applicant = Applicant()
    application = typed_everywhere(applicant, cohort)
    worked_on(application, rita)
    work()
    address = applicant.url("status")
    pages = [address, applicant.url("receipt"), f"{address}copy/", f"{address}copy/data.zip"]
    before = everything()
    assert before.count(CANARY) > 20  # the control: it was everywhere
    assert PHONE in before
    assert connection.vendor != "sqlite" or on_disk()

    plain = applicant.client.get(f"{address}erase/")
    done = applicant.client.post(f"{address}erase/", {"version": hidden(plain, "version")})
    work()

    assert done["Location"] == "/en/apply/casework/erased/"
    after = everything()
    assert CANARY not in after
    assert PHONE not in after
    assert PHONE.replace(" ", "") not in after
    assert InterviewSlot.objects.get().application is None
    assert not ApplicationEvent.objects.exists()
    assert [page for page in pages if applicant.client.get(page).status_code != 404] == []
    assert ModelLogEntry.objects.filter(action="recruitment.erased").get().label == application.reference
    assert connection.vendor != "sqlite" or not on_disk()


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.ACCEPTED])
def test_any_application_but_an_accepted_one_is_erased_at_once(db: None, stage: Stage) -> None:
    follower = Follower(ApplicationFactory(stage=stage))

    follower.send("erase")

    assert not Application.objects.exists()
    assert not Draft.objects.exists()


def test_an_accepted_one_is_kept_and_the_page_says_how_to_ask(db: None) -> None:
    accepted = ApplicationFactory(stage=Stage.ACCEPTED)
    corrected = ApplicationFactory(stage=Stage.DECLINED)
    PlacementFactory(application=corrected, role=corrected.role)

    page = Follower(accepted).text("erase")
    Follower(accepted).client.post(Follower(accepted).url("erase"), {"version": 0})

    assert "kept while you volunteer" in page
    assert "40 days" in page
    for row in (accepted, corrected):
        with pytest.raises(NotPossible):
            erase_by_applicant(application=row, seen_version=0)
    assert Application.objects.count() == 2


def test_of_an_erasure_and_a_move_at_once_one_stands(db: None, rita: User) -> None:
    application = ApplicationFactory()
    follower = Follower(application)
    stale, page = Application.objects.get(), follower.get("erase")
    move(application=application, to=Stage.SCREENING, actor=rita, seen_version=0)

    told = follower.client.post(follower.url("erase"), {"version": hidden(page, "version")})
    assert (told.status_code, Application.objects.count()) == (422, 1)
    assert "We are reading your application" in told.content.decode()

    follower.client.post(follower.url("erase"), {"version": hidden(told, "version")})
    assert not Application.objects.exists()
    with pytest.raises(Erased):
        move(application=stale, to=Stage.SCREENING, actor=rita, seen_version=0)


def test_what_was_joined_with_it_goes_along(db: None) -> None:
    whole = ApplicationFactory()
    part = ApplicationFactory(merged_into=whole, stage=Stage.WITHDRAWN)
    other = ApplicationFactory()

    erase_by_applicant(application=part, seen_version=0)

    assert list(Application.objects.all()) == [other]


def noted(row: Application, rita: User) -> None:
    add_note(application=row, actor=rita, note="Called")


def tagged(row: Application, rita: User) -> None:
    add_tag(applications=[row], name="Called", actor=rita)


def deferred(row: Application, rita: User) -> None:
    defer(application=row, cohort=CohortFactory(), seen_version=0, actor=rita)


def merged(row: Application, rita: User) -> None:
    twin = ApplicationFactory(form=row.form)
    merge(kept=twin, ending=row, actor=rita, seen_kept=0, seen_ending=0)


def named(row: Application, rita: User) -> None:
    show_name(application=row, user=rita)


@pytest.mark.parametrize("done", [noted, tagged, deferred, merged, named])
def test_what_staff_do_with_one_that_is_erased_meanwhile_is_refused_in_words(rita: User, done: Any) -> None:
    row = ApplicationFactory(stage=Stage.SCREENING)
    read = Application.objects.select_related("role", "form").get(pk=row.pk)
    erase_by_applicant(application=row, seen_version=row.version)

    with pytest.raises(Erased), transaction.atomic():
        done(read, rita)
