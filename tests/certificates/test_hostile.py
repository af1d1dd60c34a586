"""Names and texts that mean harm: nothing is fetched, nothing breaks the page, what cannot be printed is refused."""

import html
import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.models import Organisation
from base.rendering import fetcher
from certificates import credential
from certificates.actions import issue
from certificates.models import Award, Certificate
from certificates.rendering import markup, render
from certificates.rules import Refused
from mail.models import Delivery
from recruitment.models import Role, Volunteer
from tests.certificates.samples import CODE, SERIAL, facts
from tests.queue import Work
from training.models import Completion, Module

pytestmark = pytest.mark.either


class Trap:
    """A door on the loopback that counts who knocks."""

    def __init__(self) -> None:
        self.knocks = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        with suppress(OSError):
            while True:
                guest, _address = self.socket.accept()
                self.knocks += 1
                guest.close()

    def texts(self) -> list[str]:
        """What would knock, or read this machine's files, were it taken for more than text."""
        here = f"http://127.0.0.1:{self.port}/x"
        return [
            f'<img src="{here}">',
            f"<link rel=stylesheet href={here}>",
            f"<style>@import url({here})</style>",
            f'<a rel=attachment href="{here}">a</a>',
            f'<p style="background:url({here})">b</p>',
            '<a rel=attachment href="file:///etc/passwd">c</a>',
        ]


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.socket.close()


def everywhere(texts: list[str]) -> dict[str, Any]:
    """Facts with another of these texts in every place."""
    plain = facts()
    name, house, title, statement, role, module = texts
    return {
        **plain,
        "name": name,
        "name_other": house,
        "award": {**plain["award"], "title_en": title, "text_en": statement, "text_zh": statement},
        "role": {"en": role, "zh": "崗位"},
        "organisation": {"en": house, "zh": "中心"},
        "modules": [{"title_en": module, "title_zh": module, "on": "2027-01-17", "how": "taught"}],
    }


def drawn(content: dict[str, Any]) -> bytes:
    badge = credential.attached(content, code=CODE, serial=SERIAL)
    return render(content, code=CODE, serial=SERIAL, badge=badge)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_markup_in_any_text_is_printed_and_fetches_nothing(trap: Trap) -> None:
    texts = trap.texts()

    for turn in range(2):
        turned = texts[turn * 3 :] + texts[: turn * 3]
        pdf = drawn(everywhere(turned))

        said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        assert [text for text in texts if bare(text) not in bare(said.decode())] == []
        with pikepdf.open(BytesIO(pdf)) as document:
            assert list(document.attachments) == ["openbadge.json"]
            badge = json.loads(document.attachments["openbadge.json"].get_file().read_bytes())
            assert badge["credentialSubject"]["identifier"][0]["identityHash"] == turned[0]
    assert trap.knocks == 0


def test_even_unescaped_it_would_fetch_nothing(trap: Trap) -> None:
    """The second lock: with the first one open, the library's own fetcher knocks and ours does not."""
    from weasyprint import HTML  # noqa: PLC0415 - a slow import
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415

    def unescaped(fetch: Any) -> bytes:
        page = html.unescape(markup(everywhere(trap.texts()), CODE, SERIAL))
        try:
            return bytes(HTML(string=page, url_fetcher=fetch).write_pdf())
        except FatalURLFetchingError as stopped:
            return str(stopped).encode()

    made = unescaped(fetcher())
    assert trap.knocks == 0
    assert b"root:" not in made
    with suppress(pikepdf.PdfError), pikepdf.open(BytesIO(made)) as document:
        assert not document.attachments

    unescaped(URLFetcher(timeout=1))
    assert trap.knocks > 0


@pytest.mark.parametrize(
    ("place", "character"),
    [
        *((place, "\u202e") for place in ("module", "role", "house", "award", "signatory", "name")),
        *(("module", character) for character in ("\u2066", "\u200f", "\x07", "\ue000", "\u3164")),
        *(("name", character) for character in ("\u2028", "\u2800")),
        *(("award", character) for character in ("\u2028", "\x0b", "\x85")),
    ],
)
def test_what_turns_or_hides_letters_is_refused_wherever_it_stands(
    award: Award, completion: Completion, tom: User, place: str, character: str
) -> None:
    """Nothing checks these when the texts are written; on a signed paper they would stand for ever."""
    text = f"A{character}B"
    rows: dict[str, tuple[Any, str]] = {
        "module": (Module.objects.filter(key="law"), "title_en"),
        "role": (Role.objects.filter(pk=completion.role_id), "name_zh"),
        "house": (Organisation.objects.all(), "name_zh"),
        "award": (Award.objects.filter(pk=award.pk), "text_en"),
        "signatory": (Award.objects.filter(pk=award.pk), "signatory_title_zh"),
        "name": (Volunteer.objects.filter(pk=completion.volunteer_id), "name_other"),
    }
    rows[place][0].update(**{rows[place][1]: text})

    with pytest.raises(Refused, match=f"U\\+{ord(character):04X}"):
        issue(award=Award.objects.get(pk=award.pk), achievement=Completion.objects.get(pk=completion.pk), actor=tom)

    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("A" + "\u0301\u0302\u0303" * 30 + " Chan", "A Chan: too many marks", id="accents"),
        pytest.param("A" + "\u0301\u200d" * 30 + " Chan", "too many marks", id="joined"),
        pytest.param("ក" + "្ក" * 12, "too many marks", id="letters beneath letters"),
        pytest.param("– 。", "no letter of it can be seen", id="stops"),
    ],
)
def test_a_name_that_is_stacked_or_unseen_is_refused_before_it_is_issued(
    award: Award, completion: Completion, tom: User, name: str, said: str
) -> None:
    Volunteer.objects.filter(pk=completion.volunteer_id).update(name=name)

    with pytest.raises(Refused, match=said):
        issue(award=award, achievement=Completion.objects.get(pk=completion.pk), actor=tom)


@pytest.mark.parametrize("name", ["A\u0301\u0302\u0303\u0304 Chan", "ก\u0e35\u0e48\u0e35\u0e48\u0e35\u0e48"])
def test_few_marks_that_cross_the_words_above_are_refused_when_drawn(name: str) -> None:
    with pytest.raises(Refused, match="too many marks"):
        render(facts(name, ""), code=CODE, serial=SERIAL)


MUCH = {
    "words": {"name": "Wolf " * 2_000},
    "chinese": {"name_other": "陳" * 10_000},
    "arabic": {"name": "م" * 10_000},
    "module": {"modules": [{"title_en": "x" * 10_000, "title_zh": "", "on": "2027-01-17", "how": "taught"}]},
}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"name": "W" * 10_000}, id="letters"),
        pytest.param(
            {"signatory": {"name": "Ho " * 40, "title_en": "Head of all " * 9, "title_zh": ""}}, id="signatory"
        ),
        *(pytest.param(changed, id=key, marks=pytest.mark.long) for key, changed in MUCH.items()),
    ],
)
def test_what_does_not_fit_the_page_is_refused_and_never_cut_off(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="too long"):
        render({**facts(), **changed}, code=CODE, serial=SERIAL)


def test_a_name_of_one_long_word_is_printed_whole() -> None:
    word = "Wolfeschlegelsteinhausenbergerdorffvoralternwaren"

    pdf = render({**facts(), "name": word}, code=CODE, serial=SERIAL)

    page = ["pdftotext", "-x", "0", "-y", "0", "-W", "842", "-H", "595", "-", "-"]
    assert word in bare(subprocess.run(page, input=pdf, capture_output=True, check=True).stdout.decode())


def test_hostile_words_are_text_on_every_page_and_in_the_mail(
    award: Award, completion: Completion, tom: User, vera: Volunteer, work: Work, trap: Trap
) -> None:
    evil = f"<script src=//127.0.0.1:{trap.port}></script>"
    Volunteer.objects.filter(pk=vera.pk).update(name=evil, name_other='"><b>{{ 7|add:7 }}')
    Award.objects.filter(pk=award.pk).update(title_en=f"{evil} {{name}}", title_zh=evil)
    Module.objects.update(title_en=evil)
    award, completion = Award.objects.get(pk=award.pk), Completion.objects.get(pk=completion.pk)
    row = issue(award=award, achievement=completion, actor=tom)
    work()
    row.refresh_from_db()
    assert row.sha256
    holder, trainer = Client(), Client()
    holder.force_login(User.objects.get(volunteer=vera))
    trainer.force_login(tom)

    pages = [
        (Client(), reverse("verify", args=[row.code])),
        (holder, reverse("certificates:list")),
        (holder, reverse("certificates:choices", args=[row.uuid])),
        (trainer, reverse("certificates_certificate:inspect", args=[row.pk])),
        (trainer, reverse("issue_desk:review", args=[award.pk])),
    ]

    for client, address in pages:
        page = client.get(address)
        assert page.status_code == 200
        assert evil not in page.content.decode()
        assert html.escape(evil) in page.content.decode()
        assert "<b>14" not in page.content.decode()
    mail = Delivery.objects.get(once=f"certificate:{row.uuid}")
    assert f"{evil} {{name}}" in mail.subject  # what is filled in is not filled in again
    assert trap.knocks == 0
    told = Client().get(reverse("verify_json", args=[row.code]))
    assert told["Content-Type"] == "application/json"
    assert told["X-Content-Type-Options"] == "nosniff"


def test_ten_thousand_characters_are_told_to_be_too_many(client: Client, certificate: Certificate) -> None:
    much = "A" * 10_000

    assert "No certificate has this code" in client.get(reverse("verify", args=[much])).content.decode()
    assert client.get(reverse("verify_form"), {"code": much}).status_code == 200
    answer = client.post(reverse("verify", args=[certificate.code]), {"name": much})
    assert answer.status_code == 200
    assert "agrees with what we printed" not in answer.content.decode()
