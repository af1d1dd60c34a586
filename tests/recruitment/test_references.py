"""References: named after a conditional offer, asked for by a link that only a person uses up, given once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from mail.models import Delivery
from recruitment.actions import references
from recruitment.actions.erasure import erase_by_applicant
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Application, Reference, Stage
from recruitment.views.reference import ALLOWED
from tests.factories import ApplicationFactory, FormDefinitionFactory, ReferenceFactory, RoleFactory
from tests.mailserver import Mailbox
from tests.queue import Work
from tests.recruitment.following import Follower

pytestmark = pytest.mark.either

SAID = {"known_for": "Three years", "text": "She listens well.", "recommends": "reservations"}
REFEREE = {"name": "Amina Yusuf", "email": "Amina@Example.org", "relation": "My teacher"}


def offered(*, taken: bool = True, with_references: bool = True, **fields: Any) -> Application:
    form = FormDefinitionFactory(role=RoleFactory(with_references=with_references))
    at = timezone.now() if taken else None
    return ApplicationFactory(form=form, **{"stage": Stage.OFFERED, "offer_taken_at": at, **fields})


def named(application: Application, **fields: Any) -> Reference:
    return references.name_referee(application=application, **{**REFEREE, **fields})


def link(mailbox: Mailbox, address: str = "amina@example.org") -> str:
    """The path of the newest link mailed to a referee."""
    (found,) = [one for one in mailbox.links(address) if "/reference/" in one]
    return re.sub(r"^https?://[^/]+", "", found)


def page(follower: Follower, name: str = "") -> str:
    return follower.url().replace("/status/", f"/referees/{name}")


def test_a_referee_is_written_to_and_nothing_of_the_link_is_kept(work: Work, mailbox: Mailbox) -> None:
    row = named(offered(name="Nadia Rahimi"))
    work()

    token = link(mailbox).rstrip("/").rpartition("/")[2]

    row.refresh_from_db()
    assert row.email == "amina@example.org"
    assert len(token) >= 43
    assert token not in str(Reference.objects.filter(pk=row.pk).values().get())
    assert Delivery.objects.get(kind="reference_asked").body == ""
    assert "Nadia" not in str(mailbox.last("amina@example.org")["Subject"])
    assert "Nadia Rahimi" in mailbox.text("amina@example.org")


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": Stage.INTERVIEW},
        {"stage": Stage.ACCEPTED},
        {"stage": Stage.WITHDRAWN},
        {"taken": False},
        {"with_references": False},
    ],
)
def test_only_after_a_conditional_offer_may_the_applicant_name_anybody(db: None, fields: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        named(offered(**fields))
    assert Reference.objects.count() == Delivery.objects.count() == 0


def test_two_people_at_a_time_nobody_twice_and_not_oneself(db: None) -> None:
    application = offered(email="nadia@example.org")
    for refused in ("nadia@example.org", "NADIA@example.org"):
        with pytest.raises(NotPossible):
            named(application, email=refused)
    first = named(application)
    with pytest.raises(NotPossible):
        named(application, email="amina@EXAMPLE.org")
    named(application, email="second@example.org")
    with pytest.raises(NotPossible):
        named(application, email="third@example.org")

    references.decline(reference=first)
    named(application, email="third@example.org")

    assert application.references.counted().count() == 2


def test_staff_ask_where_the_role_does_not_and_not_for_themselves(rita: User, susan: User) -> None:
    application = offered(taken=False, with_references=False)
    with pytest.raises(NotAllowed):
        references.ask_for_referees(application=application, actor=susan)
    references.ask_for_referees(application=application, actor=rita)
    with pytest.raises(NotPossible):
        references.ask_for_referees(application=application, actor=rita)
    assert references.may_name(application)
    named(application)
    own = offered(email=rita.email)
    for act in (
        lambda: references.ask_for_referees(application=own, actor=rita),
        lambda: named(own, actor=rita),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_scanner_uses_nothing_up_and_the_first_answer_stands(
    work: Work, mailbox: Mailbox, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    application = offered(name="Nadia Rahimi", email="nadia@example.org")
    row = named(application)
    work()
    address = link(mailbox)

    for _n in range(5):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert client.get(address + "decline/").status_code == 200
    row.refresh_from_db()
    assert (row.received_at, row.declined_at) == (None, None)
    unfinished = client.post(address, {**SAID, "text": ""})
    sent = client.post(address, SAID, follow=True)
    again = client.post(address, {**SAID, "text": "Another text"}, follow=True)
    declined = client.post(address + "decline/", follow=True)
    work()

    row.refresh_from_db()
    assert unfinished.status_code == 422
    assert "Three years" in unfinished.content.decode()
    for response in (sent, again, declined):
        assert "Your reference has arrived" in response.content.decode()
        assert "She listens well" not in response.content.decode()
    assert (row.text, row.recommends, row.declined_at) == ("She listens well.", "reservations", None)
    assert "Amina Yusuf has written to us" in mailbox.text("nadia@example.org")
    assert "listens" not in mailbox.text("nadia@example.org")
    assert Delivery.objects.filter(kind="reference_received").count() == 1
    assert "Amina" not in caplog.text


def test_whoever_would_rather_not_is_not_asked_again(work: Work, mailbox: Mailbox, client: Client) -> None:
    application = offered(email="nadia@example.org")
    row = named(application)
    work()

    client.post(link(mailbox) + "decline/")
    client.post(link(mailbox), SAID)
    Reference.objects.update(asked_at=timezone.now() - timedelta(days=8))
    work()

    row.refresh_from_db()
    assert row.declined_at is not None
    assert (row.received_at, row.text) == (None, "")
    assert references.remind_referees() == 0
    assert "You can name somebody else" in mailbox.text("nadia@example.org")


def test_unknown_expired_and_needless_links_look_alike(work: Work, mailbox: Mailbox, client: Client) -> None:
    application = offered()
    row = named(application)
    work()
    address = link(mailbox)
    wrong = "/en/apply/reference/" + "x" * 43 + "/"
    unknown = client.get(wrong), client.post(wrong, SAID)

    Reference.objects.update(asked_at=timezone.now() - references.OPEN_FOR - timedelta(minutes=1))
    expired = client.get(address), client.post(address, SAID)
    Reference.objects.update(asked_at=timezone.now())
    Application.objects.update(stage=Stage.WITHDRAWN)
    needless = client.get(address), client.post(address, SAID)

    tokens = re.compile(r'/(zh-hant|en)/apply/reference/[^/"]+/|csrfmiddlewaretoken" value="[^"]+"')
    answers = unknown, expired, needless
    pages = {tuple(tokens.sub("", one.content.decode()) for one in both) for both in answers}
    assert {one.status_code for both in answers for one in both} == {404}
    ((opened, sent),) = pages
    assert (SAID["text"] in opened, SAID["text"] in sent) == (False, True)
    row.refresh_from_db()
    assert row.received_at is None


def test_guessing_is_slowed(client: Client, db: None) -> None:
    codes = [client.post(f"/en/apply/reference/{n:043d}/", SAID).status_code for n in range(ALLOWED + 5)]
    assert 200 not in codes
    assert codes[-1] == 429


def test_one_reminder_after_a_week_with_a_new_link_and_never_more(work: Work, mailbox: Mailbox, client: Client) -> None:
    named(offered())
    work()
    first = link(mailbox)
    assert references.remind_referees() == 0
    asked = timezone.now() - timedelta(days=7, minutes=1)
    Reference.objects.update(asked_at=asked)

    assert (references.remind_referees(), references.remind_referees()) == (1, 0)
    work()
    Reference.objects.update(asked_at=asked - timedelta(days=20))

    assert references.remind_referees() == 0
    assert len(mailbox.to("amina@example.org")) == 2
    assert link(mailbox) != first
    assert client.get(first).status_code == 404
    assert client.get(link(mailbox)).status_code == 200


def test_no_link_is_sent_that_would_open_nothing(db: None, rita: User) -> None:
    row = named(offered())
    Application.objects.update(stage=Stage.DECLINED)
    row.application.refresh_from_db()

    with pytest.raises(NotPossible):
        references.ask(reference=row, actor=rita)

    assert Delivery.objects.filter(kind="reference_asked").count() == 1


def test_nobody_is_reminded_for_an_application_that_is_closed(db: None) -> None:
    application = offered()
    named(application)
    Reference.objects.update(asked_at=timezone.now() - timedelta(days=10))
    Application.objects.update(stage=Stage.DECLINED)
    assert references.remind_referees() == 0


def test_taking_back_forgets_address_and_mail_and_an_answer_stays(db: None) -> None:
    application = offered()
    wrong, given = named(application), named(application, email="second@example.org")
    references.give(reference=given, known_for="x", text="y", recommends=Reference.Recommends.YES)

    references.take_back(reference=wrong)
    with pytest.raises(NotPossible):
        references.take_back(reference=given)

    assert list(application.references.all()) == [given]
    assert Delivery.objects.filter(to="amina@example.org").count() == 0


def test_so_many_people_are_not_asked(db: None) -> None:
    application = offered()
    for number in range(references.ASKED_AT_MOST):
        references.take_back(reference=named(application, email=f"r{number}@example.org"))
    with pytest.raises(NotPossible):
        named(application, email="one-more@example.org")


def test_erasing_an_application_takes_its_references_and_their_mails(db: None) -> None:
    application = offered()
    named(application)
    application.refresh_from_db()
    erase_by_applicant(application=application, seen_version=application.version)
    assert Reference.objects.count() == 0
    assert Delivery.objects.filter(to="amina@example.org").count() == 0


def test_a_year_after_the_end_nothing_of_a_referee_is_kept(db: None) -> None:
    kept, gone = (ReferenceFactory(application__stage=Stage.ACCEPTED) for _n in range(2))
    Application.objects.filter(pk=gone.application_id).update(stage_since=timezone.now() - timedelta(days=370))
    call_command("retain", verbosity=0)
    assert list(Reference.objects.all()) == [kept]


def test_whoever_accepts_is_warned_while_none_was_received(db: None) -> None:
    application, other = offered(), offered(with_references=False)
    assert "none was asked for" in (references.missing_references(application) or "")
    assert references.missing_references(other) is None
    row = named(application)
    assert "1 asked for" in (references.missing_references(application) or "")
    references.give(reference=row, known_for="x", text="y", recommends=Reference.Recommends.NO)
    assert references.missing_references(application) is None


# The pages.


def test_the_applicant_names_and_takes_back_on_a_page_of_their_own(db: None) -> None:
    follower = Follower(offered())
    status = follower.text()

    wrong = follower.client.post(page(follower), {**REFEREE, "email": follower.application.email})
    follower.client.post(page(follower), REFEREE)
    row = Reference.objects.get()
    shown = follower.client.get(page(follower)).content.decode()
    after = follower.text()
    asked = follower.client.get(page(follower, f"take-back/?of={row.pk}")).content.decode()
    kept = Reference.objects.count()
    follower.client.post(page(follower, f"take-back/?of={row.pk}"))

    assert page(follower) in status
    assert (wrong.status_code, "own address" in wrong.content.decode()) == (422, True)
    assert "My teacher" in wrong.content.decode()
    assert "Amina Yusuf" in shown
    assert "Amina Yusuf" in after
    assert "Shall Amina Yusuf not be asked?" in asked
    assert (kept, Reference.objects.count()) == (1, 0)


def test_a_referee_is_taken_back_by_the_link_of_an_application_that_was_merged(db: None) -> None:
    kept = offered()
    merged = Follower(ApplicationFactory(form=kept.form, stage=Stage.WITHDRAWN, merged_into=kept))
    row = named(kept)

    merged.client.post(page(merged, f"take-back/?of={row.pk}"))

    assert not Reference.objects.exists()


def test_nobody_takes_back_somebody_elses_referee_or_opens_the_page(db: None, client: Client) -> None:
    mine, other = Follower(offered()), Follower(offered())
    row = named(other.application)

    mine.client.post(page(mine, f"take-back/?of={row.pk}"))
    mine.client.post(page(mine, "take-back/?of=x"))
    stranger = client.get(page(other)), client.post(page(other), {**REFEREE, "email": "b@example.org"})
    early = Follower(offered(taken=False))

    assert [one.status_code for one in stranger] == [404, 404]
    assert early.client.post(page(early), REFEREE).headers["Location"] == early.url()
    assert list(Reference.objects.all()) == [row]


def test_the_applicant_never_reads_what_was_said(db: None) -> None:
    follower = Follower(offered())
    row = named(follower.application)
    references.give(reference=row, known_for="Since school", text="Secret words", recommends=Reference.Recommends.NO)
    for text in (follower.text(), follower.client.get(page(follower)).content.decode(), follower.text("copy")):
        for never in ("Secret words", "Since school"):
            assert never not in text


def staff_url(name: str, *args: Any) -> str:
    return reverse(f"recruitment_reference:{name}", args=args)


def test_staff_add_ask_again_take_back_and_read(client: Client, rita: User, susan: User) -> None:
    application = offered(taken=False)
    inspect = reverse("recruitment_application:inspect", args=(application.pk,))
    client.force_login(rita)

    before = client.get(inspect).content.decode()
    client.post(staff_url("invite", application.pk))
    wrong = client.post(staff_url("add", application.pk), {**REFEREE, "email": application.email})
    client.post(staff_url("add", application.pk), REFEREE)
    row = Reference.objects.get()
    hash_before = row.token_hash
    client.post(staff_url("ask", application.pk, row.pk))
    row.refresh_from_db()
    given = ReferenceFactory(application=application, asked_at=timezone.now())
    references.give(reference=given, known_for="x", text="A fine person", recommends=Reference.Recommends.YES)
    client.force_login(susan)
    seen = client.get(inspect).content.decode()
    client.post(staff_url("take_back", application.pk, row.pk))
    kept = Reference.objects.count()
    client.force_login(rita)
    client.post(staff_url("take_back", application.pk, row.pk))

    assert staff_url("add", application.pk) in before
    assert wrong.status_code == 422
    assert row.token_hash != hash_before
    assert "A fine person" in seen
    assert staff_url("add", application.pk) not in seen
    assert (kept, Reference.objects.count()) == (2, 1)
    assert ModelLogEntry.objects.get(action="recruitment.referee_taken_back").user == rita
    other = ReferenceFactory()
    assert client.post(staff_url("ask", application.pk, other.pk)).status_code == 404
