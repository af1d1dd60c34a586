"""Comparing what somebody holds: the file they were given, the name on the paper."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from certificates.actions import choose_initials, reissue
from certificates.models import Certificate
from certificates.rules import same_name
from recruitment.models import Volunteer
from tests.certificates.asking import page

pytestmark = [pytest.mark.either, pytest.mark.django_db]


def upload(client: Client, certificate: Certificate, content: bytes) -> str:
    file = SimpleUploadedFile("c.pdf", content, "application/pdf")
    return client.post(reverse("verify", args=[certificate.code]), {"file": file}).content.decode()


def test_the_signed_file_is_recognised(client: Client, certificate: Certificate) -> None:
    html = upload(client, certificate, certificate.file.open().read())

    assert "It agrees with ours in every byte." in html
    assert "It differs from ours" not in html


def test_one_changed_byte_is_noticed(client: Client, certificate: Certificate) -> None:
    content = bytearray(certificate.file.open().read())
    content[1000] ^= 1

    html = upload(client, certificate, bytes(content))

    assert "It differs from ours" in html
    assert "It agrees with ours" not in html


@pytest.mark.parametrize(("renamed", "shown", "said"), [(False, False, True), (True, False, False), (True, True, True)])
def test_the_file_it_replaced_is_called_an_earlier_one_of_ours(
    client: Client, certificate: Certificate, tom: User, *, renamed: bool, shown: bool, said: bool
) -> None:
    """Where the name was changed only if the holder lets the old one be shown; then the old code compares it too."""
    Certificate.objects.filter(pk=certificate.pk).update(show_replaced=shown)
    if renamed:
        Volunteer.objects.filter(pk=certificate.volunteer_id).update(name="Vincent Lê")
    content = certificate.file.open().read()
    newer = reissue(certificate=Certificate.objects.get(pk=certificate.pk), actor=tom)
    Certificate.objects.filter(pk=newer.pk).update(sha256="0" * 64)

    html = upload(client, newer, content)

    assert ("We signed it, and it is unchanged." in html) is said
    assert ("It differs from ours" in html) is not said
    assert (certificate.sha256 in page(client, newer.code)) is said
    assert ("Were you given a PDF?" in page(client, certificate.code)) is shown


def test_no_file_is_an_error_and_not_a_verdict(client: Client, certificate: Certificate) -> None:
    html = client.post(reverse("verify", args=[certificate.code])).content.decode()

    assert "It differs from ours" not in html
    assert "It agrees with ours" not in html
    assert "There is a problem" in html


@pytest.mark.parametrize(
    ("typed", "right"), [("vera LÊ", True), ("Vera Lf", False), ("Victor Żak", False), ("Vera-Lê", True)]
)
def test_a_checker_learns_whether_the_name_on_the_paper_is_right(
    client: Client, certificate: Certificate, typed: str, *, right: bool
) -> None:
    choose_initials(certificate=certificate, initials_only=True)

    html = client.post(reverse("verify", args=[certificate.code]), {"name": typed}).content.decode()

    assert ("agrees with what we printed" in html) is right
    assert ("This is not the name on the certificate" in html) is not right
    assert "Vera Lê" not in html


@pytest.mark.parametrize(
    ("printed", "typed", "is_it"),
    [
        ("Łukasz Żółć", "lukasz zolc", "accents"),
        ("Søren Weiß", "Soren Weiss", "accents"),
        ("Nguyễn Đức Anh", "Nguyen Duc-Anh", "accents"),
        ("Søren Weiß", "SØREN WEISS", "same"),
        ("Nguyễn Đức Anh", "Nguyen Duc", "other"),
        ("ガルシア", "カルシア", "other"),
        ("", "", "other"),
    ],
)
def test_a_name_may_be_typed_without_its_accents(printed: str, typed: str, is_it: str) -> None:
    assert same_name(typed, printed, "") == is_it


def test_a_name_without_its_accents_is_right_and_said_to_lack_them(client: Client, certificate: Certificate) -> None:
    choose_initials(certificate=certificate, initials_only=True)

    html = client.post(reverse("verify", args=[certificate.code]), {"name": "Vera Le"}).content.decode()

    assert "This is the name on the certificate, apart from accents" in html


def test_names_are_guessed_ten_times_an_hour_at_most(client: Client, certificate: Certificate) -> None:
    choose_initials(certificate=certificate, initials_only=True)
    address = reverse("verify", args=[certificate.code])
    wrong = [client.post(address, {"name": "Somebody Else"}).content.decode() for _ in range(10)]

    said = ["3 tries are left", "2 tries are left", "1 try is left"]
    assert [[text for text in said if text in html] for html in wrong] == [[]] * 6 + [[text] for text in said] + [[]]
    html = client.post(address, {"name": "Vera Lê"}).content.decode()

    assert "These were many tries" in html
    assert "agrees with what we printed" not in html


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ({"name": "Somebody Else"}, "This is not the name on the certificate: "),
        ({"name": "Vera Lê"}, "This is the name on the certificate · Valid: "),
        ({"name": ""}, "Error: Valid: "),
        ({"file": b"%PDF-1.7"}, "This is not the file we signed: "),
        ({}, "Error: Valid: "),
    ],
)
def test_the_title_says_the_answer_first(
    client: Client, certificate: Certificate, sent: dict[str, Any], title: str
) -> None:
    """A tab, a history and a screen reader that tells the title must not say valid of what is not."""
    choose_initials(certificate=certificate, initials_only=True)
    if content := sent.get("file"):
        sent = {"file": SimpleUploadedFile("c.pdf", content, "application/pdf")}

    html = client.post(reverse("verify", args=[certificate.code]), sent).content.decode()

    assert f"<title>{title}{certificate.serial} – " in html
