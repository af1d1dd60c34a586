"""Steering the making of many documents, and taking them away when they are made."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from base.work import WorkState
from certificates.actions import collected, go_on, pause, retry_all
from certificates.models import PAUSED, Certificate
from certificates.rendering.pack import archive, check_there, print_pack
from certificates.rules import Refused
from certificates.views.progress import OneIssue


class Steer(OneIssue):
    """One command about the work of an award among the people looked at."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        self.command(request)
        return redirect(reverse("issue_desk:progress", args=[self.award.pk]) + self.query)

    def command(self, request: HttpRequest) -> None:
        """Do it, and say what was done."""
        raise NotImplementedError


class Pause(Steer):
    """No further document is begun."""

    def command(self, request: HttpRequest) -> None:
        pause(rows=self.rows, award=self.award, actor=request.user)  # type: ignore[arg-type]
        staged = self.rows.staged()
        waiting = staged.filter(stage=PAUSED).count()
        said = ngettext("%(count)s document waits.", "%(count)s documents wait.", waiting) % {"count": waiting}
        if staged.filter(stage=WorkState.WORKING).exists():
            said = f"{said} {_('What is being drawn now is finished.')}"
        messages.success(request, said)


class GoOn(Steer):
    """What was paused goes on."""

    def command(self, request: HttpRequest) -> None:
        woken = go_on(rows=self.rows, award=self.award, actor=request.user)  # type: ignore[arg-type]
        said = ngettext("%(count)s document goes on.", "%(count)s documents go on.", woken)
        messages.success(request, said % {"count": woken})


class RetryAll(Steer):
    """What was given up is tried again."""

    def command(self, request: HttpRequest) -> None:
        again, refused = retry_all(rows=self.rows, actor=request.user)  # type: ignore[arg-type]
        for reason in dict.fromkeys(str(reason) for reason in refused):
            messages.error(request, reason)
        said = ngettext("%(count)s document is made again.", "%(count)s documents are made again.", again)
        messages.success(request, said % {"count": again})


class Collect(Steer):
    """The signed documents that hold today, to be taken away at once; who did so is on the record."""

    what = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = self.rows.issued().exclude(file="")
        chosen = list(rows.running().defer("facts").order_by("serial"))
        if not chosen:
            expired = _("All of these have expired: there is nothing to take away.")
            messages.warning(request, expired if rows.exists() else _("No document is ready yet."))
            return super().post(request, *args, **kwargs)
        try:
            response = self.answer(chosen)
        except Refused as reason:
            messages.error(request, str(reason))
            return super().post(request, *args, **kwargs)
        collected(rows=chosen, award=self.award, what=self.what, actor=request.user)  # type: ignore[arg-type]
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def command(self, request: HttpRequest) -> None:
        """Nothing was taken away."""

    def answer(self, rows: list[Certificate]) -> HttpResponseBase:
        """The documents as one file."""
        raise NotImplementedError


class PrintPack(Collect):
    """All pages as one PDF, for the printer; the signatures stay with the single files."""

    what = "print pack"

    def answer(self, rows: list[Certificate]) -> HttpResponseBase:
        name = f"{self.award.key}-print.pdf"
        return FileResponse(
            print_pack(rows, title=str(self.award)), as_attachment=True, filename=name, content_type="application/pdf"
        )


class Archive(Collect):
    """The signed files, each unchanged, in a ZIP that is written while it is sent."""

    what = "archive"

    def answer(self, rows: list[Certificate]) -> HttpResponse | StreamingHttpResponse:
        check_there(rows)
        response = StreamingHttpResponse(archive(rows), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{self.award.key}.zip"'
        return response
