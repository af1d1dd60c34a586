"""An applicant who comes back to an application that was sent."""

from typing import Any

from django.test import Client

from recruitment.actions.drafts import hashed
from recruitment.actions.reach import reach
from recruitment.models import Application, Draft
from tests.recruitment.applying import hidden

TOKEN = "a-token-that-was-mailed-to-the-applicant-"


class Follower:
    """The applicant of an application, at a browser that opened it by a mailed link."""

    def __init__(self, application: Application) -> None:
        self.application, self.client = application, Client()
        self.draft = reach(application=application)
        token = f"{TOKEN}{application.pk}"
        Draft.objects.filter(pk=self.draft.pk).update(token_hash=hashed(token))
        self.client.post(f"/en/apply/resume/{token}/")

    def url(self, page: str = "", language: str = "en") -> str:
        """The address of the status page, or of one beneath it."""
        under = f"{page}/" if page and "." not in page else page
        return f"/{language}/apply/{self.application.role.slug}/{self.draft.pk}/status/{under}"

    def get(self, page: str = "", language: str = "en") -> Any:
        """Open a page."""
        return self.client.get(self.url(page, language))

    def text(self, page: str = "", language: str = "en") -> str:
        """What a page says."""
        return str(self.get(page, language).content.decode())

    def send(self, page: str, **typed: Any) -> Any:
        """Open a page, fill it in and send it; a version is sent as it stands there unless given."""
        if "version" not in typed and 'name="version"' in (shown := self.text(page)):
            assert shown
            typed["version"] = hidden(self.get(page), "version")
        return self.client.post(self.url(page), typed)
