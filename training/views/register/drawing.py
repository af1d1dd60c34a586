"""Rows of a sheet as HTML. The template is rendered once in each language and filled in for each person: a room of
forty would otherwise cost most of a request's time, and every tap waits for one.
"""

import re
from collections.abc import Iterable
from functools import cache

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from base.dates import today
from base.localised import listed
from training.models import Session, Status
from training.views.register.rows import Row

TEMPLATE = "training/register/row.html"
GAP = "\x1a"
NAMES = (
    "pk", "mark_url", "cell_url", "name", "other", "status", "label", "version", "client_id", "summary", "late",
    "early", "present", "absent", "excused", "first", "token", "decision",
    "longest", "short",
)  # fmt: skip


def draw(request: HttpRequest, session: Session, rows: Iterable[Row], decision: str = "") -> list[SafeString]:
    """Each row as HTML; ``decision`` is what stands beneath it, HTML too."""
    language = get_language() or ""
    urls = (_root("register:mark", session), _root("register:cell", session))
    once = {"token": get_token(request), "decision": decision, "longest": str(session.minutes)}
    allowed = session.asks.allowance_minutes
    return [_filled(_pattern(language, _kind(row, session)), {**_said(row, urls, allowed), **once}) for row in rows]


def _filled(pattern: str, said: dict[str, str]) -> SafeString:
    return mark_safe(pattern % said)  # noqa: S308 - what people wrote is escaped


def _kind(row: Row, session: Session) -> str:
    """Whether somebody can be marked here; nobody marks themselves, or a session that was called off, and before the
    day somebody can only be excused.
    """
    if row.is_marker:
        return "own"
    if session.state == Session.State.CANCELLED:
        return "cancelled"
    return "early" if session.day > today() else "open"


@cache
def _pattern(language: str, kind: str) -> str:
    """The template's text, with a place for each thing of a person's."""
    gaps = {name: f"{GAP}{name}{GAP}" for name in NAMES}
    with override(language):
        markup = render_to_string(TEMPLATE, {"row": gaps, "kind": kind})
    return re.sub(f"{GAP}([a-z_]+){GAP}", r"%(\1)s", markup.replace("%", "%%"))


def _said(row: Row, urls: tuple[str, str], allowed: int) -> dict[str, str]:
    """What the template says of one person: numbers and words of ours as they are, what people wrote escaped."""
    late, early = row.minutes
    pk, volunteer, status = str(row.enrolment.pk), row.enrolment.volunteer, row.status
    return {
        "pk": pk,
        "mark_url": f"{urls[0]}{pk}/",
        "cell_url": f"{urls[1]}{pk}/",
        "name": escape(volunteer.name),
        "other": escape(volunteer.name_other) if volunteer.name_other else "",
        "status": status,
        "label": escape(row.attendance.get_status_display()) if row.attendance else "",
        "version": str(row.version),
        "client_id": str(row.client_id),
        "summary": escape(summary(row, allowed)),
        "short": "true" if row.is_short(allowed) else "false",
        "late": str(late or ""),
        "early": str(early or ""),
        "first": "hidden" if row.version == 0 else "",
        "present": "true" if status == Status.PRESENT else "false",
        "absent": "true" if status == Status.ABSENT else "false",
        "excused": "true" if status == Status.EXCUSED else "false",
    }


def _root(name: str, session: Session) -> str:
    """The beginning of the addresses of everybody's marks or histories."""
    return reverse(name, args=[session.pk, 0]).removesuffix("0/")


def summary(row: Row, allowed: int) -> str:
    """What is folded up under a person: the minutes missed, if any were, and whether they are more than allowed."""
    late, early = row.minutes
    if not row.attendance or not (late or early):
        return _("Late, left early, undo")
    said = [_("Present, too short to count") if row.is_short(allowed) else str(row.attendance.get_status_display())]
    if late:
        said.append(ngettext("%(minutes)s minute late", "%(minutes)s minutes late", late) % {"minutes": late})
    if early:
        said.append(
            ngettext("left %(minutes)s minute early", "left %(minutes)s minutes early", early) % {"minutes": early}
        )
    return listed(said)
