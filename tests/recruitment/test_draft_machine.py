"""Whatever somebody does with an application being written, in whatever order: nothing typed is lost, one is sent."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mail.models import Delivery
from recruitment.actions.drafts import forget
from recruitment.models import Application, Cohort, Draft
from recruitment.wizard.journey import Journey
from tests.recruitment.applying import ABOUT, CONSENTS, EXPERIENCE, TIME, WHY, Applicant, casework

pytestmark = pytest.mark.either

SMALL = {"max_examples": 3, "stateful_step_count": 12}
FULL = {"max_examples": 40, "stateful_step_count": 30}
# Ways to fill in a step: what is valid, what is not, and what opens or closes a branch.
WAYS: dict[str, list[dict[str, Any]]] = {
    "about": [ABOUT, {**ABOUT, "is_adult": "no"}, {**ABOUT, "name": ""}, {**ABOUT, "email": "not an address"}],
    "time": [TIME, {**TIME, "hours_per_week": "2"}, {**TIME, "months": "4"}, {**TIME, "hours_per_week": "many"}],
    "experience": [EXPERIENCE, {}],
    "fit": [{"fit_note": "It may change in spring."}, {"fit_note": ""}],
    "weekend": [{"cohort": "none"}, {}],
    "why": [WHY, {"statement": ""}, {"statement": "Words. " * 1000}],
    "consents": [CONSENTS, {}],
}
BUTTONS: list[dict[str, str]] = [{}, {"back": "1"}, {"later": "1"}, {"tasks": "1"}]


class Writing(RuleBasedStateMachine):
    """Somebody writes an application, with all that phones and people do in between."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        casework()
        self.applicant = Applicant()
        self.typed: dict[str, dict[str, list[str]]] = {}
        self.pk: Any = None
        self.sent = self.gone = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(way=st.sampled_from(WAYS["about"]))
    def start(self, way: dict[str, Any]) -> None:
        self.applicant.start(**way)
        self.pk = self.draft.pk
        self.remember("about", way)

    @property
    def draft(self) -> Draft:
        return Draft.objects.select_related("role", "form", "application").get()

    def remember(self, step: str, way: dict[str, Any]) -> None:
        self.typed[step] = {name: value if isinstance(value, list) else [value] for name, value in way.items()}

    def url(self, page: str) -> str:
        return f"/en/apply/casework/{self.pk}/{page}/"

    def may_write(self) -> bool:
        return not self.sent and not self.gone

    @precondition(may_write)
    @rule(data=st.data())
    def fill_in(self, data: st.DataObject) -> None:
        """A step that is asked just now, by any button."""
        step = data.draw(st.sampled_from(Journey.of(self.draft).keys))
        way = data.draw(st.sampled_from(WAYS.get(step, [{}])))
        answer = self.applicant.send(step, way, **data.draw(st.sampled_from(BUTTONS)))
        assert answer.status_code in {200, 302}
        self.remember(step, way)

    @precondition(may_write)
    @rule(data=st.data())
    def fill_in_what_opened_before(self, data: st.DataObject) -> None:
        """Two windows: a page that was open is sent after another step changed."""
        steps = data.draw(st.permutations(Journey.of(self.draft).keys))[:2]
        ways = [data.draw(st.sampled_from(WAYS.get(step, [{}]))) for step in steps]
        for step, way in zip(reversed(steps), reversed(ways), strict=True):
            sent = {"application-current_step": step, **way}
            assert self.applicant.client.post(self.url(step), sent).status_code in {200, 302}
            self.remember(step, way)

    @precondition(may_write)
    @rule(data=st.data())
    def let_the_session_end(self, data: st.DataObject) -> None:
        """The browser forgets while somebody types: what they send is saved, and a mailed link opens it again."""
        step = data.draw(st.sampled_from(Journey.of(self.draft).keys))
        way = data.draw(st.sampled_from(WAYS.get(step, [{}])))
        url = self.url(step)
        proof = re.search(r'name="proof" value="([^"]+)"', self.applicant.client.get(url).content.decode())
        assert proof
        self.applicant.client = Client()
        sent = {"application-current_step": step, "proof": proof.group(1), **way}
        assert self.applicant.client.post(url, sent).status_code == 200
        self.remember(step, way)
        self.come_back()

    def come_back(self) -> None:
        """By the link in a mail, on another device; machines that open links do no harm. No address, no link."""
        Draft.objects.update(link_sent_at=timezone.now() - timedelta(hours=1))
        before = Delivery.objects.filter(kind="draft_link").count()
        self.applicant.client.post(self.url("link"))
        if Delivery.objects.filter(kind="draft_link").count() == before:
            return self.hold_again()
        mail = Delivery.objects.filter(kind="draft_link").latest("created_at")
        link = re.search(r"https?://[^/]+(/\S+)", mail.body)
        assert link
        Client().get(link.group(1))
        Client().head(link.group(1))
        assert self.applicant.client.post(link.group(1)).status_code == 302
        return None

    def hold_again(self) -> None:
        session = self.applicant.client.session
        session["drafts"] = {str(self.pk): {"shared": False, "at": timezone.now().timestamp()}}
        session.save()
        self.applicant.client.cookies["sessionid"] = str(session.session_key)

    @precondition(lambda self: not self.gone)
    @rule()
    def send_it(self) -> None:
        """Sent when every step stands up to being checked, once; otherwise on to what is missing."""
        ready = not self.sent and not Journey.of(self.draft).wrong()
        answer = self.applicant.client.post(self.url("check"))
        assert answer.status_code == 302
        assert ("/receipt/" in answer["Location"]) is (ready or self.sent)
        self.sent = self.sent or ready

    @precondition(lambda self: self.sent)
    @rule(step=st.sampled_from(sorted(WAYS)))
    def write_after_sending(self, step: str) -> None:
        """From an old window: nothing changes any more."""
        sent = {"application-current_step": step, **WAYS[step][0]}
        assert self.applicant.client.post(self.url(step), sent)["Location"].endswith("/receipt/")

    @precondition(may_write)
    @rule()
    def put_it_aside_for_too_long(self) -> None:
        """After its thirty days it opens no more, and goes."""
        Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        assert self.applicant.client.get(self.url("about")).status_code == 404
        for draft in Draft.objects.expired():
            forget(draft=draft)
        self.gone = True

    @precondition(lambda self: self.gone)
    @rule(page=st.sampled_from(["about", "check", "receipt", "status"]))
    def look_for_what_is_gone(self, page: str) -> None:
        assert self.applicant.client.get(self.url(page)).status_code == 404

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        if self.pk and self.may_write():
            assert self.draft.answers == self.typed

    @invariant()
    def one_application_at_most(self) -> None:
        assert Application.objects.count() == int(self.sent)
        assert Delivery.objects.filter(kind="application_received").count() == int(self.sent)
        assert Draft.objects.count() == int(not self.gone and self.pk is not None)


@pytest.mark.django_db
@pytest.mark.parametrize("figures", [SMALL, pytest.param(FULL, marks=pytest.mark.long)])
def test_nothing_is_lost_and_one_is_sent(figures: dict[str, int]) -> None:
    held = settings(deadline=None, suppress_health_check=list(HealthCheck), **figures)  # type: ignore[arg-type]
    run_state_machine_as_test(Writing, settings=held)
    assert not Cohort.objects.exists()
