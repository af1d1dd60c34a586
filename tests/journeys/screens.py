"""Every screen of recruitment and how to come to it: in a browser, on the demonstration's rows."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve, reverse
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from accounts.models import User
from base.dates import today
from certificates.models import Certificate
from config.demonstration.roles import FUNDRAISING, INTERPRETATION
from mail.models import Delivery, Message
from recruitment.actions.drafts import hashed
from recruitment.actions.reach import reach
from recruitment.models import (
    AddressChange,
    Application,
    Cohort,
    Criterion,
    Draft,
    Enquiry,
    Holiday,
    InterviewSlot,
    LanguagePair,
    Placement,
    Reference,
    Role,
    RoleQuestion,
    Stage,
    Volunteer,
)
from tests.accounts.matrix import MATRIX
from tests.accounts.test_matrix import OURS
from tests.journeys.conftest import AXE
from tests.journeys.test_roles import answer
from training.actions.board import draw_up, publish
from training.actions.importing import File, bring_in
from training.models import BoardReport, Commitment, Credit, Event, HoursEntry, ImportRun, Module, Requirement, Session
from training.rules.periods import usual_periods

PHONE = 390
STEPS = 20
TOKEN = "a-token-that-was-mailed-to-somebody-of-the-demonstration-"
LEFT = ("left", "link-sent", "erased")
DOWNLOADS = {"copy_json", "copy_zip", "interview_entry", "file"}
LOOKED_AT = (
    "recruitment_",
    "mail_",
    "training_event",
    "training_session",
    "training_module",
    "training_requirement",
    "training_commitment",
    "training_credit",
    "training_hours",
    "training_person",
    "training_forecast",
    "training_report",
    "training_board",
    "training_import",
    "training_coverage",
    "eligibility",
    "certificates_",
    "issue_desk",
)
PARTS = ("_results", ":table", ":file", ":new_file", ":paper", ":template", ":document")  # parts of screens, and files
OPEN_ALL = "document.querySelectorAll('main details').forEach(part => { part.open = true })"
OVERHANG = "document.scrollingElement.scrollWidth - window.innerWidth"
Keys = Mapping[str, Any]


class Inspector:
    """Looks at screens and writes down what is wrong with them; ``seen`` are those that somebody looked at."""

    def __init__(self, page: Page, language: str, seen: set[str]) -> None:
        self.page, self.language, self.seen = page, language, seen
        self.faults: dict[str, list[str]] = {}

    @property
    def name(self) -> str:
        """What the screen is called in our addresses."""
        path = re.sub(r"^https?://[^/]+|[?#].*$", "", self.page.url)
        with translation.override(self.language):
            return resolve(path).view_name

    def look(self) -> None:
        """axe finds nothing, with everything unfolded; nothing hangs over a phone's edge."""
        self.seen.add(self.name)
        self.page.evaluate(OPEN_ALL)
        if (said := self.page.locator(".messages > ul:has(li)")).count():
            expect(said).to_have_css("opacity", "1")  # Wagtail lets it fade in
        found = Axe().run(self.page, options=AXE).response["violations"]
        wrong = [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]
        if self.page.viewport_size["width"] == PHONE and (over := self.page.evaluate(OVERHANG)) > 0:  # type: ignore[index]
            wrong.append(f"{over} pixels too wide")
        if wrong:
            self.faults.setdefault(self.page.url, []).extend(wrong)

    def open(self, url: str, *, answers: int = 200) -> None:
        """Go there and look."""
        response = self.page.goto(url)
        assert response is not None
        if response.status == answers:
            self.look()
        else:
            self.faults[url] = [f"answers {response.status}"]

    def press(self) -> None:
        """The one button of a page that does what it is there for."""
        self.page.locator("main form :is(.actions, .confirmation) button:not([name])").first.click()
        self.page.wait_for_load_state()


def apply(inspector: Inspector, role: str) -> None:
    """An application from its first page to the receipt, each step as it comes and with all that is missing."""
    page = inspector.page
    inspector.open(f"/{inspector.language}/apply/{role}/")
    for _step in range(STEPS):
        if page.url.endswith("/check/"):
            break
        leave_step(inspector)
        inspector.look()
    for name in ("", "later/", "forget/", "check/"):
        inspector.open(f"{draft_url(page)}{name}")
    inspector.press()
    page.wait_for_url(re.compile("/receipt/"))
    inspector.look()


def draft_url(page: Page) -> str:
    """Where the application stands that this page is of."""
    return re.sub(r"(/[0-9a-f-]{36}/).*$", r"\1", page.url)


def leave_step(inspector: Inspector) -> None:
    """Press on; look at what is said to be missing, give it, and press on again."""
    page, before = inspector.page, inspector.page.url
    for attempt in range(4):
        inspector.press()
        links = page.locator(".error-summary a")
        if not links.count():
            return
        if attempt == 0:
            inspector.look()
        for href in [link.get_attribute("href") or "" for link in links.all()]:
            answer(page, page.locator(f'[id="{href.removeprefix("#")}"]'))
    msg = f"No way on from {before}"
    raise AssertionError(msg)


def find_a_role(inspector: Inspector) -> None:
    """The questions, one unanswered, to where they lead; then an enquiry, first with nothing in it."""
    page = inspector.page
    inspector.open(f"/{inspector.language}/find-a-role/")
    inspector.press()
    inspector.look()
    while page.locator("main form.finder").count():
        page.get_by_role("radio").last.check()
        inspector.press()
        inspector.look()
    inspector.open(f"/{inspector.language}/ask/")
    inspector.press()
    inspector.look()
    for name in ("name", "email", "text"):
        page.locator(f'[name="{name}"]').fill("somebody@example.org")
    inspector.press()
    page.wait_for_url(re.compile("/thank-you/"))
    inspector.look()


def follow(inspector: Inspector, application: Application) -> None:
    """The page of a sent application, opened by a mailed link, and all that it leads to and was not seen yet."""
    page, draft, token = inspector.page, reach(application=application), f"{TOKEN}{application.pk}"
    Draft.objects.filter(pk=draft.pk).update(token_hash=hashed(token))
    page.goto(f"/{inspector.language}/apply/resume/{token}/")
    if "recruitment:resume" not in inspector.seen:
        inspector.look()
    inspector.press()
    page.wait_for_url(re.compile("/status/"))
    inspector.look()
    waiting, opened = leads(inspector), set[str]()
    while waiting:
        url = waiting.pop()
        if url not in opened:
            opened.add(url)
            inspector.open(url)
            waiting += leads(inspector)


def leads(inspector: Inspector) -> list[str]:
    """The pages of the same application that this one leads to and nobody looked at."""
    links = inspector.page.locator("main a[href]").evaluate_all("links => links.map(link => link.pathname)")
    own, found = re.sub(r"^https?://[^/]+", "", draft_url(inspector.page)), {}
    for path in links:
        with translation.override(inspector.language):
            name = resolve(path).view_name if path.startswith(own) else ""
        if name and name not in inspector.seen and name.removeprefix("recruitment:") not in DOWNLOADS:
            found[name] = path
    return list(found.values())


def by_mail(inspector: Inspector, reference: Reference, application: Application) -> None:
    """What other mailed links lead to: a referee's form, its refusal and the way to say no; a changed address."""
    token, begin = f"{TOKEN}{reference.pk}", f"/{inspector.language}/apply"
    Reference.objects.filter(pk=reference.pk).update(token_hash=hashed(token), asked_at=timezone.now())
    AddressChange.objects.create(
        application=application, email="new@example.org", token_hash=hashed(token), asked_at=timezone.now()
    )
    inspector.open(f"{begin}/reference/{token}/")
    inspector.press()
    inspector.look()
    for place in (f"reference/{token}/decline", f"confirm/{token}", *(f"{FUNDRAISING}/{name}" for name in LEFT)):
        inspector.open(f"{begin}/{place}/")
    inspector.open(f"{begin}/reference/of-nobody/", answers=404)
    inspector.open(f"{begin}/{FUNDRAISING}/{UUID(int=0)}/", answers=404)


def first(model: Any, **wanted: Any) -> Any:
    """A row of the demonstration; there must be one."""
    return model.objects.filter(**wanted).order_by("pk")[0]


def at(stage: Stage, **wanted: Any) -> Application:
    """An application of the demonstration in this stage."""
    found: Application = first(Application, stage=stage, **wanted)
    return found


def imported() -> ImportRun:
    """Two volunteers brought in from a spreadsheet."""
    file = File.read("people.csv", b"person,name\nA1,Amy Wong\nB2,Ben Okoro\n")
    return bring_in(kind="volunteers", file=file, actor=User.objects.get(email="admin@example.org"))


def published() -> BoardReport:
    """The board's report of this year so far."""
    period = usual_periods(today())["this_year"]
    return publish(title="This year", period=period, seen=draw_up(period).digest, actor=User.objects.earliest("pk"))


def rows() -> dict[str, Keys]:
    """What each staff screen is shown of, by its name or that of its room."""
    talk, offered = at(Stage.INTERVIEW, slot=None), at(Stage.OFFERED, references__isnull=False)
    one, other = Application.objects.filter(stage=Stage.SCREENING).order_by("pk")[:2]
    Application.objects.filter(pk=other.pk).update(email=one.email, phone=one.phone)
    someone, another = Volunteer.objects.order_by("pk")[:2]
    certified = first(Certificate, file__gt="", state=Certificate.State.SUPERSEDED)
    event = first(Event, kind=Event.Kind.WEEKEND, sessions__state=Session.State.HELD)
    return {
        "certificates_award": {"pk": certified.award_id},
        "certificates_certificate": {"pk": certified.pk},
        "issue_desk": {
            "pk": certified.pk,
            "award": certified.award_id,
            "event": event.pk,
            "person": certified.volunteer_id,
        },
        "recruitment_application": {"pk": one.pk, "other": other.pk},
        "recruitment_application:correct": {"pk": at(Stage.DECLINED).pk},
        "recruitment_application:defer": {"pk": at(Stage.INTERVIEW, cohort__isnull=False).pk},
        "recruitment_interpreter": {"pk": first(LanguagePair).pk},
        "recruitment_interview": {"pk": first(InterviewSlot, application__isnull=False).pk},
        "recruitment_interview:book": {"pk": talk.pk},
        "recruitment_reference": {"pk": offered.pk},
        "recruitment_volunteer": {"pk": someone.pk, "other": another.pk},
        "recruitment_placement": {"pk": first(Placement).pk},
        "recruitment_enquiry": {"pk": first(Enquiry, answer="").pk},
        "recruitment_cohort": {"pk": Cohort.objects.open()[0].pk},
        "recruitment_role": {"pk": first(Role, slug=INTERPRETATION).pk},
        "recruitment_question": {"pk": first(RoleQuestion).pk},
        "recruitment_criterion": {"pk": first(Criterion).pk},
        "recruitment_holiday": {"pk": first(Holiday).pk},
        "training_event": {"pk": first(Event, sessions__state=Session.State.PLANNED).pk},
        "training_session": {"pk": first(Session, state=Session.State.PLANNED).pk},
        "training_module": {"pk": first(Module).pk},
        "training_commitment": {"pk": first(Commitment, anchor_on__isnull=False).pk},
        "training_credits": {"pk": someone.pk},
        "training_credit_withdraw": {"pk": first(Credit, attendance=None, withdrawn_at=None).pk},
        "training_hours": {"pk": first(Placement, is_paid=False).pk},
        "training_hours:reopen": {"pk": first(HoursEntry, confirmed_at__isnull=False).pk},
        "training_requirement": {"pk": first(Requirement).pk},
        "training_person": {"pk": first(Placement, role__is_casework=True).pk},
        "training_board": {"pk": published().pk},
        "training_import": {"pk": imported().pk, "kind": "commitments"},
        "mail_delivery": {"pk": first(Delivery, to__contains="@").pk},
        "mail_telephone": {"pk": first(Delivery, to="").pk},
        "mail_message": {"pk": Message.objects.get_or_create(kind="application_received")[0].pk},
    }


def of_staff() -> Iterator[str]:
    """The address of every staff screen of recruitment, of planning and of mail, as an administrator may open it."""
    given = rows()
    for name, (who, _posting) in sorted(MATRIX.items()):
        if "A" in who and name.startswith(LOOKED_AT) and not name.endswith(PARTS):
            keys = given.get(name) or given.get(name.split(":")[0], {})
            yield reverse(name, kwargs={key: keys[key] for key in OURS[name].pattern.converters}) + QUERIES.get(
                name, ""
            )
    for stage in Stage:
        yield reverse("recruitment_application:inspect", args=[at(stage).pk])
    yield reverse("recruitment_application:inspect", args=[at(Stage.OFFERED, references__isnull=False).pk])
    for standing in (Certificate.State.VALID, Certificate.State.REVOKED):
        yield reverse("certificates_certificate:inspect", args=[first(Certificate, state=standing).pk])
    listing = reverse("recruitment_application:index")
    yield from (f"{listing}?stage=screening&q=a", f"{listing}?q=nobody-is-called-this")


QUERIES = {
    "recruitment_application:decide": "?to=declined",
    "recruitment_application:bulk": "?all=1&to=interview&stage=screening",
    "recruitment_application:bulk_tags": "?all=1&stage=screening",
}


def certificates(inspector: Inspector, holder: Certificate) -> None:
    """What anybody sees of certificates, in each standing, and what their holder sees."""
    page = inspector.page
    valid = first(Certificate, state=Certificate.State.VALID, sha256__gt="")
    for state in Certificate.State:
        inspector.open(first(Certificate, state=state, sha256__gt="").verify_path)
    for place in ("/verify/", "/verify/?code=AAAA", "/verify/AAAA/"):
        inspector.open(place)
    Certificate.objects.filter(pk=valid.pk).update(initials_only=True, expires_on=today() - timedelta(days=1))
    inspector.open(f"{valid.verify_path}?lang={inspector.language}")
    page.locator("[name=name]").fill("Somebody Else")
    page.locator("form:has([name=name]) button").click()
    inspector.look()
    page.locator("form:has([type=file]) button").click()
    inspector.look()
    inspector.open(f"/{inspector.language}/my/certificates/")
    inspector.open(f"/{inspector.language}/my/certificates/{holder.uuid}/choices/")
