"""The preview of an award beside its form: the very document, unsigned, with an invented name."""

import base64
from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms import ModelForm, modelform_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import View

from base.dates import today
from base.localised import listed
from base.models import Organisation
from certificates.actions.issuing import validity, words
from certificates.forms.award import FIELDS, AwardForm
from certificates.models import Award
from certificates.rendering import NOBODYS
from certificates.rendering import render as drawn
from certificates.rules import Refused

NAMES = {"name": "Chan Tai Man", "name_other": "陳大文"}


def sample(award: Award) -> dict[str, Any]:
    """The facts of a certificate of nobody's, in an award's words."""
    house, day = Organisation.current(), today()
    expires = validity(award, day)
    modules = [
        {"title_en": f"Module {number}", "title_zh": f"單元{zh}", "on": day.isoformat(), "how": "attendance"}
        for number, zh in enumerate("一二三四", 1)
    ]
    service = {"from": day.isoformat(), "until": day.isoformat(), "hours": 130}
    learnt = award.kind in {Award.Kind.TRAINING, Award.Kind.EVENT}
    return {
        **NAMES,
        **words(award),
        "role": {"en": award.role.name_en, "zh": award.role.name_zh} if award.role else {"en": "", "zh": ""},
        "organisation": {"en": house.name_en, "zh": house.name_zh},
        "completed_on": day.isoformat(),
        "modules": modules if learnt else [],
        "service": service if award.kind == Award.Kind.SERVICE else None,
        "issued_on": day.isoformat(),
        "expires_on": expires.isoformat() if expires else None,
        "verify_url": settings.VERIFY_URL,
    }


def wanting(form: ModelForm[Award]) -> list[str]:
    """What stands in the way of a preview: all that is still empty in one line, every other fault in its own."""
    faults = [(name, error) for name, errors in form.errors.as_data().items() for error in errors]
    empty = [str(form[name].label) for name, error in faults if error.code == "required"]
    parts = {"between": pgettext("between a thing and what is said of it", ": ")}
    said = [
        _("%(field)s%(between)s%(fault)s") % {**parts, "field": form[name].label, "fault": " ".join(error.messages)}
        for name, error in faults
        if error.code != "required"
    ]
    return [*([_("Still to be filled in: %(fields)s") % {"fields": listed(empty)}] if empty else []), *said]


class Preview(PermissionRequiredMixin, View):
    """What is typed, as it would be printed; nothing is kept."""

    http_method_names = ["post"]
    raise_exception = True

    def has_permission(self) -> bool:
        right = "change_award" if "pk" in self.kwargs else "add_award"
        return bool(self.request.user.has_perm(f"certificates.{right}"))

    @cached_property
    def award(self) -> Award:
        if "pk" not in self.kwargs:
            return Award()
        return get_object_or_404(Award.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request)
        if not form.is_valid():
            return self.refused(wanting(form))
        award: Award = form.instance
        facts = sample(award)
        if form.cleaned_data["without_signature"]:
            facts["signatory"]["signature"] = ""
        elif png := form.cleaned_data["signature_image"]:
            facts["signatory"]["signature"] = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        try:
            pdf = drawn(facts, code=NOBODYS, serial=_("PREVIEW"))
        except Refused as reason:
            return self.refused([str(reason)])
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="preview.pdf"'
        return response

    def form(self, request: HttpRequest) -> ModelForm[Award]:
        """The editor's own form."""
        kind = modelform_factory(Award, form=AwardForm, fields=FIELDS)
        return kind(request.POST, request.FILES, instance=self.award)

    def refused(self, reasons: list[str]) -> HttpResponse:
        """What stands in the way, in the place of the document."""
        return render(self.request, "certificates/staff/no_preview.html", {"reasons": reasons})
