"""What training puts on paper: the sheet of a register and the reports, drawn from the same rows as their pages."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from base.localised import localised
from base.models import Organisation
from base.rendering import drawing, fetcher, fonts
from base.rendering.embedding import embed_what_is_used
from recruitment.rules.tables import Table
from training.models import Session, WalkIn

if TYPE_CHECKING:
    from weasyprint import CSS

VARIANT = "pdf/ua-1"
SPARE = range(5)  # lines for people nobody expected


def register_sheet(*, session: Session, rows: Iterable[Any], walk_ins: Iterable[WalkIn]) -> bytes:
    """A PDF to keep the register by hand: everybody expected, the marks there are, who else came, and room for more."""
    trainers = [person.get_full_name() or person.email for person in session.event.trainers.all()]
    page = render_to_string(
        "training/register/paper.html",
        {"session": session, "rows": rows, "walk_ins": walk_ins, "trainers": trainers, "spare": SPARE},
    )
    return _draw(page, "register/paper.css")


def report_paper(*, title: str, lines: Sequence[str], tables: Sequence[Table], foot: str) -> bytes:
    """A PDF of a report: its title, what it is about in a few lines, each table with its drawing."""
    house = Organisation.current()
    page = render_to_string(
        "training/report/paper.html",
        {"title": title, "lines": lines, "tables": tables, "foot": foot, "house": localised(house, "name")},
    )
    return _draw(page, "report/paper.css")


def _draw(page: str, style: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 - a slow import

    with drawing:
        html = HTML(string=page, url_fetcher=fetcher())
        document = html.render(stylesheets=[_style(style)], font_config=fonts(), pdf_variant=VARIANT)
        embedded = embed_what_is_used(document)
        return bytes(document.write_pdf(pdf_variant=VARIANT, finisher=lambda _document, pdf: embedded.finish(pdf)))


@cache
def _style(name: str) -> "CSS":
    from weasyprint import CSS  # noqa: PLC0415 - a slow import

    path = Path(settings.BASE_DIR) / "templates" / "training" / name
    return CSS(string=path.read_text(), font_config=fonts(), url_fetcher=fetcher())
