"""The issue desk: choose, see who qualifies and why, issue, watch it happen; and decisions on one certificate."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from base.work import WorkState
from certificates.actions import issue_all, reissue, retry, revoke
from certificates.eligibility import Candidate, dry_run, people
from certificates.forms import RevokeForm
from certificates.models import Award, Certificate
from certificates.rendering import check_names
from certificates.rules import Refused
from certificates.views.holder import document
from training.models import Event

ISSUE = "certificates.issue_certificate"


class Desk(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """What the screens of the desk share."""

    permission_required: Any = ISSUE
    raise_exception = True
    page_title = gettext_lazy("Issue certificates")
    header_icon = "check"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": reverse("issue_desk:choose"), "label": _("Issue desk")}]
        return [*self.breadcrumbs_items, *items, *({"url": "", "label": label} for label in self.here())]

    def here(self) -> list[str]:
        """Where we are, below the desk."""
        return []


class Choose(Desk):
    """Which award, and whom to look at."""

    template_name = "certificates/staff/choose.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Issue desk")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = Event.objects.select_related("cohort").order_by("-cohort__starts_on", "-pk")
        awards = Award.objects.visible_to(self.request.user).select_related("role")
        return {**super().get_context_data(**kwargs), "awards": awards, "events": events}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (chosen := request.GET.get("award", "")).isdecimal():
            return super().get(request, *args, **kwargs)
        event = request.GET.get("event", "")
        query = f"?{urlencode({'event': event})}" if event else ""
        return redirect(reverse("issue_desk:review", args=[int(chosen)]) + query)


class OneAward(Desk):
    """A screen about one award and, where one is chosen, the people of one event."""

    @cached_property
    def award(self) -> Award:
        return get_object_or_404(Award.objects.visible_to(self.request.user), pk=self.kwargs["award"])

    @cached_property
    def event(self) -> Event | None:
        chosen = self.request.GET.get("event", "")
        if not chosen:
            return None
        if not chosen.isdecimal():
            raise Http404
        return get_object_or_404(Event, pk=chosen)

    @property
    def query(self) -> str:
        """The chosen event, to be carried along."""
        return f"?event={self.event.pk}" if self.event else ""

    def here(self) -> list[str]:
        return [str(self.award)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"award": self.award, "event": self.event, "query": self.query}
        return {**super().get_context_data(**kwargs), **given}


class Review(OneAward):
    """The dry run: who would get one and why, whose name stands in the way, who has one, who does not qualify yet."""

    template_name = "certificates/staff/review.html"

    def sorted_out(self, ready: list[Candidate]) -> dict[str, list[Any]]:
        """Those who can be issued to now, and those who cannot for a reason of their own."""
        clear: list[tuple[Candidate, str]] = []
        stopped: list[tuple[Candidate, str]] = []
        for candidate in ready:
            reason = self.obstacle(candidate)
            (stopped if reason else clear).append((candidate, reason))
        return {"ready": [candidate for candidate, _reason in clear], "stopped": stopped}

    def obstacle(self, candidate: Candidate) -> str:
        """Why this one cannot be issued from here, if anything."""
        if candidate.volunteer.user_id == self.request.user.pk:
            return _("This is you: a colleague issues yours.")
        try:
            check_names(candidate.volunteer.name, candidate.volunteer.name_other)
        except Refused as reason:
            return str(reason)
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = dry_run(self.award, self.event)
        return {
            **super().get_context_data(**kwargs),
            **self.sorted_out(found.ready),
            "have": found.have,
            "not_yet": found.not_yet,
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Issue to those who are ticked and, as it stands now, qualify."""
        chosen = set(request.POST.getlist("achievement"))
        ready = self.sorted_out(dry_run(self.award, self.event).ready)["ready"]
        wanted = [row.achievement for row in ready if row.achievement and str(row.achievement.pk) in chosen]
        issued, refused = issue_all(award=self.award, achievements=wanted, actor=request.user)  # type: ignore[arg-type]
        for reason in refused:
            messages.error(request, str(reason))
        if not issued:
            messages.warning(request, _("Nothing was issued: nobody is ticked who qualifies."))
            return redirect(request.get_full_path())
        said = ngettext("%(count)s certificate issued.", "%(count)s certificates issued.", issued)
        messages.success(request, said % {"count": issued})
        return redirect(reverse("issue_desk:progress", args=[self.award.pk]) + self.query)


class Progress(OneAward):
    """How far the documents have come; to be loaded again."""

    template_name = "certificates/staff/progress.html"

    def here(self) -> list[str]:
        return [str(self.award), _("Progress")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = Certificate.objects.visible_to(self.request.user).filter(award=self.award)
        rows = seen.valid().filter(volunteer__in=people(self.event))
        counted = {row["work"]: row["number"] for row in rows.order_by().values("work").annotate(number=Count("pk"))}
        states = [(state.label, counted.get(state.value, 0)) for state in WorkState]
        open_rows = rows.exclude(work=WorkState.DONE).select_related("volunteer").order_by("pk")[:200]
        total = sum(counted.values())
        done = counted.get(WorkState.DONE.value, 0)
        given = {"states": states, "open_rows": open_rows, "total": total, "done": done, "finished": total == done}
        return {**super().get_context_data(**kwargs), **given}


class OneCertificate(Desk):
    """A decision on one certificate: asked by GET, taken by POST."""

    template_name = "certificates/staff/decision.html"

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
        return {**super().get_context_data(**kwargs), **given}

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            row, said = self.decide(request)
        except Refused as reason:
            messages.error(request, str(reason))
            return redirect(self.back)
        messages.success(request, said)
        return redirect(reverse("certificates_certificate:inspect", args=[row.pk]))

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        """Do it; gives the certificate to show next, and what to say."""
        raise NotImplementedError


class Reissue(OneCertificate):
    """A new certificate from today's facts, in place of this one."""

    template_name = "certificates/staff/reissue.html"
    page_title = gettext_lazy("Reissue")

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        newer = reissue(certificate=self.certificate, actor=request.user)  # type: ignore[arg-type]
        return newer, _("%(new)s was issued in place of %(old)s.") % {"new": newer, "old": self.certificate}


class Revoke(OneCertificate):
    """Withdrawing a certificate, with a reason the public does not see."""

    permission_required = "certificates.revoke_certificate"
    page_title = gettext_lazy("Revoke")

    @cached_property
    def form(self) -> RevokeForm:
        return RevokeForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": self.form, **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def decide(self, request: HttpRequest) -> tuple[Certificate, str]:
        revoke(certificate=self.certificate, actor=request.user, **self.form.cleaned_data)  # type: ignore[arg-type]
        return self.certificate, _("%(serial)s is revoked.") % {"serial": self.certificate}


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
