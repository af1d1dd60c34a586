"""Awards as staff write them: checked, seen before they are saved, kept in every version, with a signature."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.log_actions import registry as log_actions

from accounts.models import User
from base.storage import private_storage
from certificates.actions import issue, leftovers, save_award, unnamed
from certificates.actions.awards import marked
from certificates.actions.versions import history
from certificates.models import Award, AwardVersion, Certificate
from certificates.rules import Refused
from tests.certificates.test_holder import signed_in
from tests.queue import Work
from training.models import Completion

pytestmark = pytest.mark.either


@pytest.fixture
def admin(ada: User) -> Client:
    return signed_in(ada)


def typed(award: Award, **changed: Any) -> dict[str, Any]:
    """The form as it stands, read just now, with some fields changed."""
    names = ("key", "kind", "event_kind", "title_en", "title_zh", "text_en", "text_zh", "signatory_name")
    fields = {name: getattr(award, name) for name in (*names, "signatory_title_en", "signatory_title_zh")}
    seen = marked(Award.objects.get(pk=award.pk))
    return {**fields, "role": award.role_id or "", "validity_months": "", "seen": seen, **changed}


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100)) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", size, "navy").save(content, kind, comment=b"secret")
    return SimpleUploadedFile("hand.png", content.getvalue(), "image/png")


def edit(client: Client, award: Award, **changed: Any) -> Any:
    return client.post(reverse("certificates_award:edit", args=[award.pk]), typed(award, **changed))


def preview(client: Client, award: Award, **changed: Any) -> Any:
    return client.post(reverse("issue_desk:preview", args=[award.pk]), typed(award, **changed))


def test_every_version_of_the_words_is_kept_and_nothing_else_makes_one(award: Award, ada: User, admin: Client) -> None:
    edit(admin, award)
    edit(admin, award, validity_months="24")
    award.refresh_from_db()
    assert (award.version, award.validity_months, award.versions.count()) == (1, 24, 0)

    edit(admin, award, text_en="has done something else.")

    texts = list(award.versions.order_by("version").values_list("version", "words__award__text_en"))
    assert texts == [(1, award.text_en), (2, "has done something else.")]
    assert award.text_en in admin.get(reverse("certificates_award:edit", args=[award.pk])).content.decode()
    assert [entry.action for entry in log_actions.get_logs_for_instance(award)] == ["wagtail.edit"] * 3


def test_who_saves_over_a_colleague_is_told_and_loses_nothing(award: Award, ada: User, admin: Client) -> None:
    address = reverse("certificates_award:edit", args=[award.pk])
    seen = admin.get(address).context["form"]["seen"].value()
    other = Award.objects.get()
    other.validity_months = 24  # not only words
    save_award(award=other, actor=ada)

    answer = edit(admin, award, title_en="Mine", seen=seen)

    html = answer.content.decode()
    assert f"{ada.get_full_name() or ada.email} changed this award meanwhile" in html
    assert 'value="Mine"' in html
    assert [(one.label, one.before, one.now) for one in answer.context["overwritten"]] == [
        ("title (English)", "Mine", "Casework training"),
        ("valid for months", "", "24"),
    ]
    award.refresh_from_db()
    assert (award.title_en, award.validity_months) == ("Casework training", 24)

    edit(admin, award, title_en="Mine", seen=answer.context["form"]["seen"].value())
    award.refresh_from_db()
    assert (award.title_en, award.validity_months) == ("Mine", None)


def test_who_never_read_an_award_overwrites_nothing(award: Award, admin: Client) -> None:
    assert edit(admin, award, title_en="Mine", seen="").status_code == 200

    award.refresh_from_db()
    assert award.title_en == "Casework training"


def test_a_version_says_who_made_it_what_differs_and_what_was_issued_in_it(
    award: Award, certificate: Certificate, ada: User, admin: Client
) -> None:
    edit(admin, award, text_en="has done something else.")

    html = admin.get(reverse("certificates_award:edit", args=[award.pk])).content.decode()
    latest, first = history(award)
    assert (latest.certificates, first.certificates) == (0, 1)
    assert [(one.label, one.before, one.now) for one in latest.differences] == [
        ("text (English)", award.text_en, "has done something else.")
    ]
    assert f"{ada.get_full_name() or ada.email} · 0 certificates<" in html
    assert "1 certificate<" in html


def test_what_issued_certificates_rest_on_stays(
    award: Award, certificate: Certificate, ada: User, admin: Client
) -> None:
    edit(admin, award, kind="other", title_en="Another title")
    award.refresh_from_db()
    assert (award.kind, award.title_en) == ("training", "Another title")
    assert "what they rest on stays" in admin.get(reverse("certificates_award:edit", args=[award.pk])).content.decode()

    award.kind = Award.Kind.OTHER
    with pytest.raises(Refused, match="what they rest on stays"):
        save_award(award=award, actor=ada)


def test_the_preview_is_the_document_and_keeps_nothing(award: Award, admin: Client) -> None:
    response = preview(admin, award, title_en="A title nobody saved")

    with pikepdf.open(BytesIO(response.content)) as pdf:
        assert "A title nobody saved" in str(pdf.docinfo["/Title"])
        assert "/AcroForm" not in pdf.Root
    award.refresh_from_db()
    assert (award.title_en, award.version) == ("Casework training", 1)
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("client_of", ["tom", "susan", "eddie", "vera"])
def test_only_who_writes_awards_sees_previews(request: pytest.FixtureRequest, award: Award, client_of: str) -> None:
    assert preview(signed_in(request.getfixturevalue(client_of)), award).status_code in {302, 403}


def test_a_preview_says_what_stands_in_its_way(award: Award, admin: Client) -> None:
    html = preview(admin, award, title_en="", title_zh="\ue000 <script>").content.decode()

    assert "Still to be filled in: " in html
    assert "U+E000" in html
    assert "<script>" not in html


@pytest.mark.parametrize("text", ["A\u202eB", "A\ue000", "A\x07B", "A\u2028B", "\u3164", "A" + "\u0301" * 7])
def test_what_cannot_be_printed_is_not_saved(award: Award, admin: Client, text: str) -> None:
    assert edit(admin, award, text_en=text).status_code == 200

    award.refresh_from_db()
    assert award.version == 1


def test_a_signature_is_printed_private_and_frozen(
    award: Award, completion: Completion, admin: Client, tom: User, work: Work
) -> None:
    edit(admin, award, signature_image=picture())
    award.refresh_from_db()
    name = str(award.signature.name)
    with private_storage().open(name) as kept:
        assert b"secret" not in kept.read()

    row = issue(award=award, achievement=completion, actor=tom)
    edit(admin, award, without_signature="on")
    work()

    row = Certificate.objects.get(pk=row.pk)
    with pikepdf.open(BytesIO(row.file.open("rb").read())) as pdf:
        assert len(pdf.pages[0].get_images()) == 1
    award.refresh_from_db()
    assert (award.signature.name, row.facts["signatory"]["signature"]) == ("", name)


def test_a_picture_that_was_not_saved_is_not_claimed_and_is_swept(
    award: Award, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(admin, award, signature_image=picture())
    edit(admin, award, signature_image=picture(size=(30, 10)))  # the first is an earlier version's
    edit(admin, award, without_signature="on")
    kept = set(private_storage().listdir("signatures")[1])

    html = edit(admin, award, signature_image=picture(size=(60, 20)), seen="x").content.decode()

    assert "A signature is printed." not in html
    [left] = set(private_storage().listdir("signatures")[1]) - kept
    monkeypatch.setattr(leftovers, "LEFT_BEHIND", timedelta(seconds=-1))
    swept = unnamed()
    assert f"signatures/{left}" in swept
    named = AwardVersion.objects.exclude(words__signatory__signature="")
    assert named.count() == 2
    assert not set(named.values_list("words__signatory__signature", flat=True)) & set(swept)


def test_a_signature_stands_upright_and_keeps_its_greys(award: Award, admin: Client) -> None:
    """As phones take pictures, lying on their side with a note which way is up; and as scanners do, in 65,536 greys."""
    lying, fine = BytesIO(), BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (100, 300), "navy").save(lying, "JPEG", exif=turned)
    Image.new("I;16", (300, 100), 0x4000).save(fine, "PNG")

    for content in (lying, fine):
        edit(admin, award, signature_image=SimpleUploadedFile("hand", content.getvalue()))
        award.refresh_from_db()
        with private_storage().open(str(award.signature.name)) as kept, Image.open(kept) as image:
            assert image.size == (300, 100)
            dark = image.convert("RGB").getpixel((5, 5))
    assert dark == (64, 64, 64)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        SimpleUploadedFile("x.png", b"", "image/png"),
        picture("GIF"),
        picture(size=(5000, 4000)),
    ],
    ids=["svg", "empty", "gif", "vast"],
)
def test_what_is_no_picture_of_a_signature_is_refused(award: Award, admin: Client, file: SimpleUploadedFile) -> None:
    assert edit(admin, award, signature_image=file).status_code == 200

    award.refresh_from_db()
    assert (award.version, award.signature.name or "") == (1, "")


def test_an_award_of_attendance_says_which_events_count(award: Award, admin: Client) -> None:
    assert edit(admin, award, kind="event").status_code == 200
    assert edit(admin, award, event_kind="weekend").status_code == 200
    assert edit(admin, award, kind="event", event_kind="weekend").status_code == 302
