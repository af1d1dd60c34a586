"""Drawing documents with WeasyPrint: what all of them share. Imported when the first is drawn: it takes a second."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from base.rendering.fonts import any_fonts

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

drawing = Lock()  # the library draws one document at a time


class NoFontsError(Exception):
    """The machine has no font at all."""


@cache
def fonts() -> "FontConfiguration":
    """The fonts of this machine."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - a slow import

    if not any_fonts():
        raise NoFontsError("There are no fonts on this machine: apt-get install fonts-noto-core fonts-noto-cjk")
    return FontConfiguration()


@cache
def fetcher() -> "URLFetcher":
    """Nothing is fetched but what the style sheet carries in itself."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - a slow import

    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
