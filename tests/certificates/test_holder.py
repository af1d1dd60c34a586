"""A volunteer reaches their own certificates and no others."""

from functools import partial
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from accounts.models import User
from certificates import urls
from certificates.actions import issue, revoke
from certificates.forms import ByHandForm, RevokeForm, StandForm
from certificates.mails import CERTIFICATE_ISSUED
from certificates.models import Award, Certificate
from mail.actions import queue
from recruitment.models import Volunteer
from tests.factories import VolunteerFactory
from training.models import Completion

pytestmark = pytest.mark.either


def signed_in(person: Volunteer | User) -> Client:
    client = Client()
    user = person.user if isinstance(person, Volunteer) else person
    assert user is not None
    client.force_login(user)
    return client


def test_the_holder_sees_and_downloads_their_own(certificate: Certificate, vera: Volunteer) -> None:
    client = signed_in(vera)

    listed = client.get(reverse("certificates:list"))
    file = client.get(reverse("certificates:download", args=[certificate.uuid]))

    assert certificate.serial in listed.content.decode()
    assert f"/verify/{certificate.printed_code}/" in listed.content.decode()
    content = b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert PdfFileReader(BytesIO(content)).embedded_signatures
    asked = client.head(reverse("certificates:download", args=[certificate.uuid]))
    assert (asked.status_code, asked["Content-Length"]) == (200, str(len(content)))
    assert file["Content-Disposition"] == f'attachment; filename="{certificate.serial}.pdf"'
    assert file["Cache-Control"] == "private, no-store"
    assert file["X-Content-Type-Options"] == "nosniff"


def test_before_it_is_made_the_list_says_so(award: Award, completion: Completion, vera: Volunteer, tom: User) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    client = signed_in(vera)

    listed = client.get(reverse("certificates:list")).content.decode()
    assert ("Being made" in listed, "a minute or two" in listed) == (True, True)
    assert client.get(reverse("certificates:download", args=[row.uuid])).status_code == 404

    Certificate.objects.filter(pk=row.pk).update(work="failed")
    listed = client.get(reverse("certificates:list")).content.decode()
    assert ("Delayed" in listed, "a minute or two" in listed) == (True, False)


def test_staff_who_give_a_reason_are_told_that_the_holder_may_read_it(
    certificate: Certificate, vera: Volunteer
) -> None:
    Certificate.objects.update(revoked_reason="WITHDRAWN", stands_reason="STANDS", given_for="GIVEN")

    kept = signed_in(vera).get(reverse("training:data_json")).content.decode()

    assert [reason in kept for reason in ("WITHDRAWN", "STANDS", "GIVEN")] == [True] * 3
    for form in (RevokeForm(), StandForm(), ByHandForm()):
        assert "so does the person when they ask for their data" in str(form.fields["reason"].help_text)


def test_ones_data_list_mails_of_certificates_and_codes_and_nobody_elses(
    certificate: Certificate, vera: Volunteer
) -> None:
    assert vera.user
    sharing = VolunteerFactory(email=vera.user.email)
    to_me = partial(queue, to=vera.user.email, language="en")
    to_me(kind="sign_in_code", values={"code": "SECRET", "minutes": "10"})
    to_me(kind="certificate_issued", values=CERTIFICATE_ISSUED.sample, about=sharing)

    kept = signed_in(vera).get(reverse("training:data_json")).json()["messages_to_you"]

    assert [mail["subject"] for mail in kept] == ["Your certificate: Casework training", "Your code to sign in"]
    assert certificate.printed_code in kept[0]["text"]
    assert kept[1]["text"] == ""
    assert "SECRET" not in signed_in(vera).get(reverse("training:data")).content.decode()


def test_what_was_withdrawn_before_it_was_made_is_not_being_made(
    award: Award, completion: Completion, vera: Volunteer, tom: User, ada: User
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    revoke(certificate=row, reason="the wrong award", actor=ada)

    for client, address in (
        (signed_in(vera), reverse("certificates:list")),
        (signed_in(ada), reverse("certificates_certificate:inspect", args=[row.pk])),
    ):
        html = client.get(address).content.decode()
        assert row.serial in html
        assert "Being made" not in html
        assert "Document on its way" not in html


@pytest.mark.parametrize("who", ["victor", "eddie", "tom"])
def test_others_find_nothing_here(request: pytest.FixtureRequest, certificate: Certificate, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))

    assert certificate.serial not in client.get(reverse("certificates:list")).content.decode()
    assert client.get(reverse("certificates:download", args=[certificate.uuid])).status_code == 404
    assert (
        client.post(reverse("certificates:choices", args=[certificate.uuid]), {"initials_only": "on"}).status_code
        == 404
    )
    certificate.refresh_from_db()
    assert not certificate.initials_only


@pytest.mark.parametrize("who", ["victor", "eddie", "tom", "ada", "nobody"])
def test_no_address_of_one_certificate_answers_anybody_but_its_holder(
    request: pytest.FixtureRequest, certificate: Certificate, who: str
) -> None:
    """Every one there is, by GET and by POST: staff have screens of their own, by their rights."""
    client = Client() if who == "nobody" else signed_in(request.getfixturevalue(who))
    before = Certificate.objects.values().get()
    names = [pattern.name for pattern in urls.urlpatterns if "uuid" in pattern.pattern.converters]
    assert len(names) >= 3

    for name in names:
        address = reverse(f"certificates:{name}", args=[certificate.uuid])
        for answer in (client.get(address), client.post(address, {"initials_only": "1", "forget": "on"})):
            assert answer.status_code in ({302} if who == "nobody" else {404, 405})
            assert certificate.serial not in answer.content.decode()

    assert Certificate.objects.values().get() == before


def test_the_holder_reaches_every_address_of_their_own(certificate: Certificate, vera: Volunteer) -> None:
    client = signed_in(vera)

    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        address = reverse(f"certificates:{pattern.name}", args=[certificate.uuid] if names else [])
        assert client.get(address).status_code in {200, 405}


def test_a_stranger_is_asked_to_sign_in(client: Client, certificate: Certificate) -> None:
    for name, arguments in (("certificates:list", []), ("certificates:download", [certificate.uuid])):
        response = client.get(reverse(name, args=arguments))
        assert response.status_code == 302
        assert "/account/" in response["Location"]


def test_the_holder_chooses_what_the_public_sees(certificate: Certificate, vera: Volunteer) -> None:
    client = signed_in(vera)
    address = reverse("certificates:choices", args=[certificate.uuid])
    said = "with your initials in place of your name"

    html = client.post(address, {"initials_only": "on"}, follow=True).content.decode()
    certificate.refresh_from_db()
    assert certificate.initials_only
    assert said in html

    html = client.post(address, {}, follow=True).content.decode()
    certificate.refresh_from_db()
    assert not certificate.initials_only
    assert said not in html


def test_the_holder_chooses_what_the_code_tells(certificate: Certificate, vera: Volunteer, victor: Volunteer) -> None:
    address = reverse("certificates:choices", args=[certificate.uuid])
    assert signed_in(victor).post(address, {"forget": "on"}).status_code == 404

    assert signed_in(vera).get(address).status_code == 200
    signed_in(vera).post(address, {"forget": "on", "show_replaced": "on"})

    certificate.refresh_from_db()
    assert (certificate.initials_only, certificate.show_replaced, certificate.forget) == (False, True, True)
