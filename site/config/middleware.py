"""What browsers and caches are told about every answer."""

from collections.abc import Callable
from http import HTTPStatus

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from base.uploads import from_staff

Answer = Callable[[HttpRequest], HttpResponse]

# Added to the public policy: Wagtail's editor sets styles from scripts. Scripts are inline nowhere.
ADMIN_POLICY = {
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:", "blob:"],
    "frame-src": [SELF],
}


UNPREFIXED = ("/admin/", "/verify/", "/documents/", "/media/", "/.well-known/")


class Languages(LocaleMiddleware):
    """Chooses the language; what is missing beneath an unprefixed address is missing, not elsewhere in a language."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(UNPREFIXED):  # noqa: PLR2004 - not found
            return response
        return super().process_response(request, response)


class BrowserFeatures:
    """Switches off browser features nobody uses."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response


class BodyLimit:
    """Turns away a page sent to us that is beyond all measure before a byte of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.PUBLIC_BODY_MAX and not from_staff(request):
            response = TemplateResponse(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            response["Connection"] = "close"
            return response.render()
        return self.get_response(request)


class PrivateByDefault:
    """An answer that read the session is for one person: no cache keeps it. Wagtail's admin gets its own policy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_update = ADMIN_POLICY  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's own hook
        if request.session.accessed and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response
