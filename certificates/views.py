"""Download, public verification."""

from django.http import HttpRequest, HttpResponse


def signing_certificate(_request: HttpRequest) -> HttpResponse:
    """The certificate (PEM) that signatures are checked with."""
    return HttpResponse(content_type="application/x-pem-file")
