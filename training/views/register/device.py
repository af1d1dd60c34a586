"""What a phone needs to go on without the network, and the sheet on paper."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from training.rendering import register_sheet
from training.views.register.guard import KeeperRequest, find_session, keeper
from training.views.register.rows import rows_of


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the register's pages in this language. It holds nobody's data."""
    response = render(request, "training/register/worker.js", content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("register:sessions")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone shows without the network in place of a page it does not keep."""
    return render(request, "training/register/offline.html")


@keeper
@require_safe
def me(request: KeeperRequest) -> HttpResponse:
    """Who is signed in, and a form token: marks that waited are sent by whoever tapped them."""
    return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})


@keeper
@require_safe
def paper(request: KeeperRequest, pk: int) -> HttpResponse:
    """The sheet to print, from the same rows; walk-ins who were matched are among these."""
    session = find_session(pk)
    waiting = session.walk_ins.filter(enrolment=None)
    pdf = register_sheet(session=session, rows=rows_of(session, request.user), walk_ins=waiting)
    name = f"register-{session.day.isoformat()}-{session.pk}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
