"""The parts every screen is made of; the style page shows each of them in each of its states."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context, Library
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext, pgettext

from base.localised import localised as in_language

register = Library()

Cell = str | SafeString


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    *,
    kind: str = "primary",
    href: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    wide: bool = False,
) -> dict[str, Any]:
    """A button, or with ``href`` a link that looks like one; kind is primary, secondary, quiet or danger."""
    return {"label": label, "kind": kind, "href": href, "name": name, "value": value, "form": form, "wide": wide}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, label: str = "") -> dict[str, Any]:
    """The way to the page before this one."""
    return {"href": href, "label": label or gettext("Back")}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The pages above this one, as (label, address), from the top."""
    return {"items": items}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm, focus: bool = True) -> dict[str, Any]:
    """What went wrong, in the fields' own words, each a link to its field; nothing when all is well."""
    given = [form for form in forms if form]
    return {
        "focus": focus,
        "general": [error for form in given for error in form.non_field_errors()],
        "fields": [field for form in given for field in form if field.errors],
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", hint: str = "") -> dict[str, Any]:
    """One question of a form that is not ours, in our markup and, where given, in our words."""
    bound.label = label or bound.label
    bound.help_text = hint or bound.help_text
    bound.field.widget.attrs.pop("placeholder", None)
    return {"field": bound}


@register.inclusion_tag("components/facts.html")
def facts(rows: Iterable[Sequence[Any]], *, kind: str = "") -> dict[str, Any]:
    """Terms and their values: (term, value), or with an address and a label a row that can be changed."""
    named = [dict(zip(("term", "value", "href", "change"), row, strict=False)) for row in rows]
    return {"rows": named, "kind": kind}


@register.inclusion_tag("components/status.html")
def status(label: str, tone: str = "neutral") -> dict[str, Any]:
    """Where something stands, in a word; tone is neutral, info, waiting, good, bad or strong."""
    return {"label": label, "tone": tone}


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Something that the reader must not miss; tone is info, good, waiting or bad."""
    return render_to_string("components/notice.html", {"content": content, "tone": tone, "title": title})


@register.inclusion_tag("components/progress.html")
def progress(step: int, total: int, title: str = "") -> dict[str, Any]:
    """How far along a form the reader is: "Step 3 of 6"."""
    return {"step": step, "total": total, "title": title}


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Stages in order, each with a label and a state (done, current, todo) and, if wished, a detail and an address."""
    return {"items": items}


@register.inclusion_tag("components/data_table.html")
def data_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> dict[str, Any]:
    """A small table given as data; on a phone every row becomes a card with its headings beside its cells."""
    return {"caption": caption, "head": head, "rows": [list(zip(head, row, strict=True)) for row in rows]}


@register.simple_block_tag
def table(content: str, caption: str) -> SafeString:
    """A table written by hand, in a labelled region that scrolls sideways where it must."""
    return render_to_string("components/table.html", {"content": content, "caption": caption})


@register.simple_block_tag
def card(content: str, title: str = "", href: str = "") -> SafeString:
    """One thing among its like, with the whole card leading to it where an address is given."""
    return render_to_string("components/card.html", {"content": content, "title": title, "href": href})


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", *, action: str = "", href: str = "") -> dict[str, Any]:
    """What a list says while there is nothing in it: why, and what would fill it."""
    return {"title": title, "text": text, "action": action, "href": href}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages before and after this one, keeping whatever else the address says."""
    return {"page": page, "request": context.get("request")}


@register.simple_block_tag(takes_context=True)
def confirmation(
    context: Context,
    content: str,
    title: str,
    action: str,
    *,
    cancel_href: str = "",
    tone: str = "primary",
    post_to: str = "",
) -> SafeString:
    """A question on the page itself, answered by posting; ``tone="danger"`` for what cannot be undone."""
    parts: dict[str, Any] = {
        "content": content,
        "title": title,
        "action": action,
        "cancel_href": cancel_href,
        "tone": tone,
    }
    parts |= {"post_to": post_to, "csrf_token": context.get("csrf_token", "")}
    return render_to_string("components/confirmation.html", parts)


@register.inclusion_tag("components/checklist.html")
def checklist(items: Iterable[Any]) -> dict[str, Any]:
    """Criteria with ``met`` and ``label``; unmet ones say the ``reason`` and the next ``action`` (``href``)."""
    return {"items": items}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[Any]) -> dict[str, Any]:
    """Things to do in any order: ``label``, ``href``, ``status``, ``tone``, ``hint``."""
    return {"items": items}


@register.simple_tag
def drawing(name: str) -> SafeString:
    """One of the project's own line drawings, in the page's colours; it adds nothing to the words beside it."""
    return render_to_string(f"components/drawings/{name}.svg")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small sign beside a word, never instead of it."""
    return render_to_string(f"components/icons/{name}.svg")


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, str]]:
    """This page in the other languages: ``alternates`` where the view knows them, else the same address translated."""
    current = get_language() or "en"
    request: HttpRequest | None = context.get("request")
    given = context.get("alternates")
    if given is None and request is not None:
        given = [_translated(request.get_full_path(), code) for code in ("en", "zh-hant")]
    return [alternate for alternate in given or [] if alternate["code"] != current]


def _translated(path: str, code: str) -> dict[str, str]:
    return {"code": code, "name": get_language_info(code)["name_local"], "url": translate_url(path, code)}


@register.filter
def localised(row: Any, name: str) -> str:
    """A text that is kept in both languages, in the reader's."""
    return in_language(row, name) if row else ""


@register.filter(expects_localtime=True)
def written(day: date | None) -> str:
    """A date written out: "Saturday 16 January 2027"."""
    return formats.date_format(day, pgettext("a date written out", "l j F Y")) if day else ""


@register.filter(expects_localtime=True)
def written_short(day: date | None) -> str:
    """A date for a table's cell: "16 January 2027"."""
    return formats.date_format(day, pgettext("a date without its weekday", "j F Y")) if day else ""


@register.filter(expects_localtime=True)
def written_time(moment: datetime | None) -> str:
    """A moment written out: "Saturday 16 January 2027, 14:00"."""
    return formats.date_format(moment, pgettext("a date and a time", "l j F Y, H:i")) if moment else ""


@register.filter
def written_range(first: date, last: date) -> str:
    """Two days written out: "Saturday 16 and Sunday 17 January 2027"; one and the same as a day."""
    if first == last:
        return written(first)
    if (first.month, first.year) == (last.month, last.year):
        start = pgettext("the first of two days in one month", "l j")
        end = pgettext("the second of two days in one month", "l j F Y")
    else:
        start = pgettext("the first of two days in two months", "l j F")
        end = pgettext("the second of two days in two months", "l j F Y")
    return gettext("%(first)s and %(last)s") % {
        "first": formats.date_format(first, start),
        "last": formats.date_format(last, end),
    }
