"""What every screen of Wagtail's admin carries."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from config.menu import PlainMenu
from config.outbox import MailGroup
from config.telephone import CallsPanel


@hooks.register("insert_global_admin_js")
def start_without_inline_scripts() -> SafeString:
    """The script that starts Wagtail's widgets under a content policy without inline scripts."""
    return format_html('<script src="{}"></script>', static("js/admin-start.js"))


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    """Wagtail's screens in the organisation's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_admin_urls")
def plain_menu() -> list[URLPattern]:
    """The menu for browsers without scripts."""
    return [path("menu/", PlainMenu.as_view(), name="plain_menu")]


@hooks.register("register_admin_viewset")
def register_mail_screens() -> MailGroup:
    return MailGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("mail.retry", _("Send a message again"), _("Message sent again"))
    actions.register_action("mail.called", _("Tell somebody by telephone"), _("Told by telephone"))


@hooks.register("construct_homepage_panels")
def add_calls_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("mail.view_delivery"):
        panels.append(CallsPanel())
