"""Wagtail's choosers without inline scripts, so that the admin keeps a strict content policy.

The date pickers and inline panels are templates of the same names in templates/wagtailadmin; a chooser writes its
script in Python. All of them are started by static/js/admin-start.js instead.
"""

import json
import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser

CALL = re.compile(r"(?:new )?(\w+)\((.*)\);?", re.DOTALL)


def render(self: Any, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> SafeString:  # noqa: ARG001 - Wagtail's signature
    """The chooser's markup, and what Wagtail's script would call with what, as data."""
    data = self.get_value_data(value)
    call, arguments = CALL.fullmatch(self.render_js_init(attrs["id"], name, data)).groups()  # type: ignore[union-attr] # a chooser writes one call
    element, *options = json.loads(f"[{arguments}]")
    start = {"call": call, "element": element, "options": json.dumps(options[0]) if options else ""}
    markup: str = self.render_html(name, data, attrs)
    return mark_safe(markup + render_to_string("wagtailadmin/start.html", start))  # noqa: S308 - both parts are rendered templates


def replace_inline_scripts() -> None:
    """Put our rendering in the place of Wagtail's; called once, when apps are ready."""
    BaseChooser.render = render
