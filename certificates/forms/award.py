"""The words of an award as staff type them, checked before anything is printed with them."""

import hashlib
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.admin.forms import WagtailAdminModelForm

from base.storage import private_storage
from certificates.actions.awards import BASIS, marked, settled
from certificates.actions.versions import TEXTS
from certificates.models import Award
from certificates.rendering import check_names
from certificates.rules import Refused, one_line

LARGEST_IMAGE = 2 * 1024 * 1024
MOST_PIXELS = 4_000 * 4_000
KEPT_SIZE = (1200, 400)  # enough for the width of the line at 400 dots an inch
PRINTED = tuple(TEXTS)

FIELDS = ("key", *BASIS, "validity_months", *PRINTED)


def drawn(file: Any) -> bytes:
    """A picture of a signature as a small PNG, with nothing else of the file in it."""
    if file.size > LARGEST_IMAGE:
        raise ValidationError(_("The picture is larger than 2 MB."))
    try:
        image: Image.Image = Image.open(file, formats=("PNG", "JPEG"))
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(_("The picture is too large: 4,000 by 4,000 dots at most."))
        image = ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        raise ValidationError(_("This is not a PNG or JPEG picture.")) from broken
    if image.mode.startswith("I;16"):  # a scan in fine greys: all but the blackest would turn white
        image = image.point(lambda grey: grey * (1 / 256)).convert("L")
    plain = image.convert("RGBA")
    plain.thumbnail(KEPT_SIZE)
    kept = Image.new("RGBA", plain.size)
    kept.paste(plain)
    content = BytesIO()
    kept.save(content, "PNG", optimize=True)
    return content.getvalue()


def keep(png: bytes) -> str:
    """Keep a signature under a name made from what is in it: what an issued certificate names never changes."""
    name, storage = f"signatures/{hashlib.sha256(png).hexdigest()}.png", private_storage()
    return name if storage.exists(name) else storage.save(name, ContentFile(png))


class AwardForm(WagtailAdminModelForm):  # type: ignore[misc]
    """An award. Its texts must be printable, in one line each but for the statement."""

    signature_image = forms.FileField(
        label=_("Picture of the signature"),
        required=False,
        help_text=_("PNG or JPEG, dark on white or transparent. It is printed above the name, and shown nowhere else."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    without_signature = forms.BooleanField(label=_("Print no signature"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What was issued goes on resting on what it rested on."""
        super().__init__(*args, **kwargs)
        self.initial["seen"] = marked(self.instance) if self.instance.pk else ""
        if settled(self.instance):
            for name in BASIS:
                self.fields[name].disabled = True
            self.fields["kind"].help_text = _("Certificates of this award were issued: what they rest on stays.")

    def go_on_from(self, now: Award) -> None:
        """Let what is typed be saved over what a colleague saved meanwhile, the next time; a picture is not kept."""
        self.data = {**self.data.dict(), "seen": marked(now)}  # type: ignore[has-type]
        if self.cleaned_data["signature_image"]:
            self.add_error("signature_image", _("Choose the picture once more."))

    def clean_signature_image(self) -> bytes | None:
        file = self.cleaned_data["signature_image"]
        return drawn(file) if file else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in PRINTED:
            self._check_print(name, cleaned.get(name, ""))
        if (cleaned.get("kind") == Award.Kind.EVENT) != bool(cleaned.get("event_kind")):
            self.add_error("event_kind", _("Choose which events count, for an award of attendance and no other."))
        return cleaned

    def _check_print(self, name: str, text: str) -> None:
        try:
            check_names(one_line(text) if name.startswith("text") else text)
        except Refused as reason:
            self.add_error(name, str(reason))

    def save(self, commit: bool = True) -> Award:  # noqa: FBT001, FBT002 - Django's signature
        if self.cleaned_data["without_signature"]:
            self.instance.signature = ""
        elif png := self.cleaned_data["signature_image"]:
            self.instance.signature = keep(png)
        award: Award = super().save(commit=commit)
        return award
