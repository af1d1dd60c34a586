"""The register on paper: the sheet of one session, drawn from the same rows as the page."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from base.rendering import drawing, fetcher, fonts
from training.models import Session

if TYPE_CHECKING:
    from weasyprint import CSS

SPARE = range(5)  # lines for people nobody expected


def register_sheet(*, session: Session, rows: Iterable[Any]) -> bytes:
    """A PDF to keep the register by hand: everybody expected, the marks there are, and room for those to come."""
    from weasyprint import HTML  # noqa: PLC0415 - a slow import

    trainers = [person.get_full_name() or person.email for person in session.event.trainers.all()]
    page = render_to_string(
        "training/register/paper.html", {"session": session, "rows": rows, "trainers": trainers, "spare": SPARE}
    )
    with drawing:
        document = HTML(string=page, url_fetcher=fetcher())
        return bytes(document.write_pdf(stylesheets=[_style()], font_config=fonts(), pdf_variant="pdf/ua-1"))


@cache
def _style() -> "CSS":
    from weasyprint import CSS  # noqa: PLC0415 - a slow import

    path = Path(settings.BASE_DIR) / "templates" / "training" / "register" / "paper.css"
    return CSS(string=path.read_text(), font_config=fonts(), url_fetcher=fetcher())
