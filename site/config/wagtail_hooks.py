"""What every screen of Wagtail's admin carries."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def start_without_inline_scripts() -> SafeString:
    """The script that starts Wagtail's widgets under a content policy without inline scripts."""
    return format_html('<script src="{}"></script>', static("js/admin-start.js"))
