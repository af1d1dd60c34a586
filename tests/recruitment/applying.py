"""An applicant at a browser: what the tests of applying type and press."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.test import Client

from recruitment.models import Cohort, Draft, Role
from tests.factories import CaseworkFactory, CohortFactory, DemandFactory

ABOUT = {
    "name": "Nguyễn Thị Łucja",
    "name_other": "阮氏露西亞",
    "email": "lucja@example.org",
    "phone": "5123 4567",
    "source": "friend",
    "is_adult": "yes",
}
TIME = {"hours_per_week": "6", "months": "8", "half_days": ["wed-pm", "thu-am"]}
EXPERIENCE = {
    "legal_background": "student",
    "experience": "A year in a legal clinic.",
    "languages": ["eng"],
    "languages_other": "Polish",
}
WHY = {"statement": "I would like to help.\nAnd to learn.", "conflict": ""}
CONSENTS = {"privacy": "on"}


def casework(**fields: Any) -> tuple[Role, Cohort]:
    """The casework role, with one round open from long ago until long from now."""
    role = CaseworkFactory(**fields)
    cohort = CohortFactory(year=2099, starts_on=date(2099, 1, 17), opens_on=date(2020, 1, 1))
    DemandFactory(cohort=cohort, role=role)
    return role, cohort


def hidden(page: Any, name: str) -> str:
    """The value of a hidden box of a page."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found.group(1)


class Applicant:
    """Somebody with one browser."""

    def __init__(self, role: str = "casework", client: Client | None = None) -> None:
        self.role, self.client = role, client or Client()
        self.first = f"/en/apply/{role}/"

    def start(self, token: str = "", **typed: Any) -> Any:
        """Open the first page and send it."""
        token = token or hidden(self.client.get(self.first), "started_with")
        return self.client.post(self.first, {**ABOUT, "started_with": token, **typed})

    @property
    def draft(self) -> Draft:
        """The application being written."""
        return Draft.objects.get()

    def url(self, page: str, draft: Draft | None = None) -> str:
        """The address of a page of the application."""
        return f"/en/apply/{self.role}/{(draft or self.draft).pk}/{page}/"

    def send(self, step: str, typed: Mapping[str, Any], *, query: str = "", **buttons: str) -> Any:
        """Fill in a step and press a button, "Save and continue" unless said otherwise."""
        url = self.url(step)
        page = self.client.get(url)
        sent = {"application-current_step": step, "proof": hidden(page, "proof"), **typed, **buttons}
        return self.client.post(url + query, sent)

    def fill(self, cohort: Cohort | None) -> None:
        """Everything up to the check, without looking at each page first."""
        self.start()
        for step, typed in self.rest(cohort).items():
            self.client.post(self.url(step), {"application-current_step": step, **typed})

    def rest(self, cohort: Cohort | None) -> dict[str, Mapping[str, Any]]:
        """The steps after the first, as somebody who fits types them."""
        weekend = {"cohort": str(cohort.pk) if cohort else "none"}
        return {"time": TIME, "experience": EXPERIENCE, "weekend": weekend, "why": WHY, "consents": CONSENTS}
