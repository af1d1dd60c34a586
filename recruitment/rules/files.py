"""The files that are taken with an application: which, how large, under what names, and why one is refused."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE_MAX: Final = 10 * 1024 * 1024
NAME_MAX: Final = 150
TAKEN: Mapping[str, str] = {
    "en": "A PDF, a Word document (.docx), or a photo or scan as JPEG or PNG; at most 10 MB.",
    "zh": "PDF、Word 文件（.docx），或 JPEG、PNG 格式的相片或掃描檔；上限 10 MB。",
}
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "docx": (".docx",),
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
}
ACCEPT: Final = ",".join([*(end for ends in EXTENSIONS.values() for end in ends), *MEDIA_TYPES.values()])
# Endings that say something else than what the content is, or that a program would act upon.
DROPPED_ENDINGS = frozenset(
    {"pdf", "docx", "doc", "docm", "dotx", "jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "heic", "svg"}
    | {"html", "htm", "xhtml", "php", "js", "jse", "vbs", "wsf", "hta", "exe", "com", "bat", "cmd", "scr", "pif"}
    | {"msi", "jar", "class", "zip", "lnk", "ps1", "sh"}
)
SANDBOX: Final = "default-src 'none'; sandbox"  # the policy a file is handed over with: it is never shown by us
KEPT_MARKS = frozenset("\u200c\u200d")  # letters of some scripts are joined or parted by them
FORBIDDEN = frozenset('<>:"/\\|?*')

REFUSALS: Mapping[str, str | Promise] = {
    "empty": _("This file is empty. Choose another."),
    "unknown": _("This is not a PDF, a Word document (.docx), a JPEG or a PNG. Save it as a PDF and choose that."),
    "web_page": _("This is a web page or a drawing, whatever its name. Save or print it as a PDF and choose that."),
    "heic": _("This photo is in a format that not everybody can open. Save it as JPEG and choose that."),
    "two_in_one": _("This file is of two kinds in one, which we do not take. Save it anew as a PDF and choose that."),
    "too_much": _("This file is too complicated for us to read. Save it anew as a simple PDF and choose that."),
    "pdf_broken": _("This PDF is damaged or not complete. Save it anew as a PDF and choose that."),
    "pdf_locked": _("This PDF is locked with a password or against changes. Save it without, and choose that."),
    "pdf_active": _("This PDF contains programs or a form that sends data. Print it as a new PDF and choose that."),
    "pdf_attached": _("This PDF has other files inside. Print it as a new PDF, and choose that."),
    "word_broken": _("This Word document is damaged or not complete. Save it as a PDF and choose that."),
    "word_old": _(
        "This is an old Word document or one with a password. Save it as .docx or PDF without a password, "
        "and choose that."
    ),
    "word_live": _(
        "This Word document contains programs or fetches something from elsewhere. Save it as a PDF and choose that."
    ),
    "word_bomb": _("This Word document unpacks to far more than it should. Save it as a PDF and choose that."),
    "picture_broken": _("This picture is damaged or not complete. Choose another."),
    "picture_large": _(
        "This picture has too many pixels for us: at most 60 million, or 11 million if it is saved as “progressive”. "
        "Make it smaller, or save it anew as a plain JPEG, and choose that."
    ),
}
"""Why a file is refused, in the applicant's words: each says what to do instead."""


def too_big(size: int) -> str:
    """What somebody is told whose file is over the limit."""
    return _("This file has %(size)s; we take at most %(most)s. Make it smaller, or send fewer pages.") % {
        "size": filesizeformat(size),
        "most": filesizeformat(FILE_MAX),
    }


def in_short(file: Mapping[str, Any]) -> str:
    """A kept file as it reads among answers: its name and size."""
    return f"{file['name']} ({filesizeformat(file['size'])})"


def clean_name(name: str, kind: str) -> str:
    """A file's name that is safe to show, to save and to send: no path, no hidden marks, an ending that is true."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if c.isspace() else c for c in last if not _is_hidden(c) or c.isspace())
    plain = "".join("-" if c in FORBIDDEN else c for c in " ".join(shown.split()))
    ends = EXTENSIONS[kind]
    ending = next((end for end in ends if plain.lower().endswith(end)), ends[0])
    stem = _without_endings(plain)[: NAME_MAX - len(ending)].rstrip(" .")
    return (stem or "file") + ending


def _without_endings(name: str) -> str:
    stem = name.strip(" .")
    while "." in stem and stem.rpartition(".")[2].lower() in DROPPED_ENDINGS:
        stem = stem.rpartition(".")[0].strip(" .")
    return "" if stem.lower() in DROPPED_ENDINGS else stem


def _is_hidden(character: str) -> bool:
    """Control characters, marks that reorder text, and what is no character at all."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and (
        character not in KEPT_MARKS
    )
