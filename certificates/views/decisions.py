"""Decisions on one certificate: asked by GET, taken by POST."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from base.work import WorkState
from certificates.actions import expire, let_stand, reissue, renew, retry, revoke
from certificates.actions.deciding import NOT_MADE_YET, earliest_end, is_known, renewed_until
from certificates.forms import ExpireForm, RevokeForm, StandForm
from certificates.models import EXPIRED, Certificate
from certificates.rules import Refused, written
from certificates.views.desk import Desk
from certificates.views.holder import document


class OneCertificate(Desk):
    """A decision on one certificate: asked by GET, taken by POST."""

    template_name = "certificates/staff/decision.html"
    final = False  # whether it can never be undone
    is_told = True  # whether the holder hears of it
    lapsed = False  # whether it is decided about expired ones too

    @cached_property
    def certificate(self) -> Certificate:
        rows = Certificate.objects.visible_to(self.request.user).select_related("volunteer", "award")
        row: Certificate = get_object_or_404(rows, pk=self.kwargs["pk"])
        return row

    @property
    def back(self) -> str:
        """The certificate's own page."""
        return reverse("certificates_certificate:inspect", args=[self.certificate.pk])

    def here(self) -> list[str]:
        return [str(self.certificate)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"certificate": self.certificate, "back_url": self.back, "page_title": self.page_title}
        given |= {"final": self.final, "told": self.told()}
        return {**super().get_context_data(**kwargs), **given}

    def before(self) -> None:
        """Raises Refused where there is nothing to decide any more."""
        standing = self.certificate.standing
        if standing != "valid" and not (self.lapsed and standing == EXPIRED):
            said = _("This is not possible any more: %(serial)s was replaced, was revoked or has expired.")
            raise Refused(said % {"serial": self.certificate})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.before()
        except Refused as reason:
            messages.error(request, str(reason))
            return redirect(self.back)
        return super().get(request, *args, **kwargs)

    def told(self) -> str:
        """Whether the holder hears of it, said before it is decided."""
        person = self.certificate.volunteer
        if person.erased_on or not self.is_told:
            return ""
        if person.email:
            return _("The holder is written to.")
        return _("The holder has no e-mail address: a call to make is put under “Telephone”.")

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            row, said = self.decide(request)
        except Refused as reason:
            messages.error(request, str(reason))
            return self.refused(request)
        messages.success(request, said)
        return redirect(reverse("certificates_certificate:inspect", args=[row.pk]))

    def refused(self, _request: HttpRequest) -> HttpResponse:
        """Where to go when it cannot be done."""
        return redirect(self.back)

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        """Do it; gives the certificate to show next, and what to say."""
        raise NotImplementedError


class Reissue(OneCertificate):
    """A new certificate from today's facts, in place of this one."""

    template_name = "certificates/staff/reissue.html"
    page_title = gettext_lazy("Reissue")
    act = staticmethod(reissue)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "names": self.names()}

    def names(self) -> list[tuple[str, str, str]]:
        """The names as they stand on this one, and as they will on the new one."""
        facts, person = self.certificate.facts, self.certificate.volunteer
        other = (_("Name in another script"), facts.get("name_other", ""), person.name_other)
        return [(_("Name"), facts.get("name", ""), person.name), *([other] if any(other[1:]) else [])]

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        newer = self.act(certificate=self.certificate, actor=request.user)  # type: ignore[arg-type]
        return newer, _("%(new)s was issued in place of %(old)s.") % {"new": newer, "old": self.certificate}


class Renew(Reissue):
    """A new certificate that holds from today on, in place of this one."""

    template_name = "certificates/staff/renew.html"
    page_title = gettext_lazy("Renew")
    act = staticmethod(renew)
    lapsed = True
    until: date | None = None

    def before(self) -> None:
        super().before()
        self.until = renewed_until(self.certificate)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "until": self.until}


class Asking(OneCertificate):
    """A decision that needs a word more: a reason, a day."""

    form_class: type[forms.Form]

    @cached_property
    def form(self) -> forms.Form:
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What is offered."""
        return {}

    def told(self) -> str:
        return super().told() if is_known(self.certificate) else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": self.form, **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            self.lead_to_the_fault()
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def lead_to_the_fault(self) -> None:
        """Start at the field to be mended: whoever works by keyboard need not walk through the menu to it again."""
        if named := [field for name, field in self.form.fields.items() if name in self.form.errors]:
            named[0].widget.attrs["autofocus"] = True

    def refused(self, _request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**self.kwargs))  # what was typed stays


class Revoke(Asking):
    """Withdrawing a certificate, with a reason the public does not see."""

    permission_required = "certificates.revoke_certificate"
    page_title = gettext_lazy("Revoke")
    final = lapsed = True
    form_class = RevokeForm

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        revoke(certificate=self.certificate, actor=request.user, **self.form.cleaned_data)  # type: ignore[arg-type]
        return self.certificate, _("%(serial)s is revoked.") % {"serial": self.certificate}


class Expire(Asking):
    """Letting a certificate run out before the day it names."""

    permission_required = "certificates.revoke_certificate"
    template_name = "certificates/staff/expire.html"
    page_title = gettext_lazy("Let it expire")
    form_class = ExpireForm

    def before(self) -> None:
        super().before()
        if self.certificate.work != WorkState.DONE:
            raise Refused(str(NOT_MADE_YET))

    def initial(self) -> dict[str, Any]:
        return {"last_on": earliest_end(self.certificate)}

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        expire(certificate=self.certificate, actor=request.user, **self.form.cleaned_data)  # type: ignore[arg-type]
        said = {"serial": self.certificate, "day": written(self.form.cleaned_data["last_on"])}
        return self.certificate, _("%(serial)s holds until %(day)s and no longer.") % said


class Stand(Asking):
    """Letting a certificate stand although a correction took its basis away."""

    permission_required = "certificates.revoke_certificate"
    template_name = "certificates/staff/stand.html"
    is_told = False
    page_title = gettext_lazy("Let it stand")
    form_class = StandForm

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        let_stand(certificate=self.certificate, actor=request.user, **self.form.cleaned_data)  # type: ignore[arg-type]
        return self.certificate, _("%(serial)s stands.") % {"serial": self.certificate}


class Retry(OneCertificate):
    """Making the document once more after it failed."""

    http_method_names = ["post"]

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        retry(certificate=self.certificate, actor=request.user)  # type: ignore[arg-type]
        return self.certificate, _("The document is being made again.")


class Document(PermissionRequiredMixin, View):
    """The signed file, for staff who may see it."""

    permission_required = "certificates.view_certificate"
    raise_exception = True

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        return document(get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk))
