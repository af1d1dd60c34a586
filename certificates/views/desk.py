"""The issue desk: choose, see who qualifies and why, issue, watch it happen."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from base.dates import on, today
from base.work import WorkState
from certificates.actions import issue, issue_all, renew_all, sort_out
from certificates.actions.beforehand import SortedOut, check_page
from certificates.actions.issuing import is_oneself
from certificates.eligibility import Achievement, Candidate, Given, dry_run, people
from certificates.forms import ByHandForm
from certificates.models import PAUSED, Award, Certificate, CertificateQuerySet
from certificates.rules import Refused, changed_places
from recruitment.models import Volunteer
from training.models import Event, Session

ISSUE = "certificates.issue_certificate"
MOST = 20  # people shown of those a search finds
RENEWED_AT_ONCE = 50  # each is laid out once before the old one is given up
MANY = 200  # rows shown of a list that is worked off


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


def under_way(seen: CertificateQuerySet) -> list[dict[str, Any]]:
    """The awards whose documents are not all made yet: how many wait, are paused, or could not be made."""
    unfinished = seen.valid().exclude(work=WorkState.DONE).staged().order_by("award")
    paused, failed = Q(stage=PAUSED), Q(stage=WorkState.FAILED)
    sums = {"held": Count("pk", filter=paused), "failed": Count("pk", filter=failed)}
    counted = unfinished.values("award").annotate(waiting=Count("pk", filter=~paused & ~failed), **sums)
    awards = Award.objects.in_bulk()
    return [{**row, "award": awards[row["award"]]} for row in counted]


def trainings() -> dict[str, Any]:
    """The events to choose from, with their first day: those that have begun, the latest first, then what comes."""
    takes_place = ~Q(sessions__state=Session.State.CANCELLED)
    rows: Any = Event.objects.annotate(begins=Min("sessions__starts_at", filter=takes_place)).order_by("begins", "pk")
    past: list[Event] = []
    to_come: list[Event] = []
    for event in rows:
        event.begins_on = on(event.begins) if event.begins else None
        (past if event.begins and event.begins <= timezone.now() else to_come).append(event)
    past.reverse()
    groups = [(_("Has begun"), past), (_("Still to come"), to_come)]
    return {"trainings": groups, "latest": past[0] if past else None}


class Choose(Desk):
    """Where to begin: with an award, a weekend or one person; and what waits for a decision."""

    template_name = "certificates/staff/choose.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Issue desk")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = Certificate.objects.visible_to(self.request.user)
        given = {
            "awards": Award.objects.visible_to(self.request.user).select_related("role"),
            "shaky": seen.shaky().count(),
            "under_way": under_way(seen),
        }
        return {**super().get_context_data(**kwargs), **given, **trainings()}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        award, event = (request.GET.get(name, "") for name in ("award", "event"))
        if award.isdecimal():
            query = f"?{urlencode({'event': event})}" if event else ""
            return redirect(reverse("issue_desk:review", args=[int(award)]) + query)
        if event.isdecimal():
            return redirect("issue_desk:event", int(event))
        if "award" in request.GET:
            messages.warning(request, _("Choose an award, or a training, or both."))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Find a person; what is typed stands in no address."""
        asked = request.POST.get("who", "").replace("\0", "").strip()  # PostgreSQL keeps no text with that in it
        rows = Volunteer.objects.filter(Q(name__icontains=asked) | Q(name_other__icontains=asked))
        found = list(rows.order_by("name", "pk")[: MOST + 1]) if asked else []
        if len(found) == 1:
            return redirect("issue_desk:person", found[0].pk)
        given = {"asked": asked, "found": found[:MOST], "more": len(found) > MOST, "searched": True}
        return self.render_to_response({**self.get_context_data(), **given})


class OneEvent(Desk):
    """One training event: how each award stands among its people."""

    template_name = "certificates/staff/event.html"

    @cached_property
    def event(self) -> Event:
        return get_object_or_404(Event.objects.select_related("cohort"), pk=self.kwargs["event"])

    def here(self) -> list[str]:
        return [self.event.title]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        awards = Award.objects.visible_to(self.request.user).exclude(kind=Award.Kind.OTHER).select_related("role")
        rows = [(award, dry_run(award, self.event)) for award in awards if award.event_kind in {"", self.event.kind}]
        return {**super().get_context_data(**kwargs), "event": self.event, "days": self.event.days(), "rows": rows}


class OnePerson(Desk):
    """One person: what they have, what they could be issued, what they lack; and what is given by hand."""

    template_name = "certificates/staff/person.html"

    @cached_property
    def person(self) -> Volunteer:
        return get_object_or_404(Volunteer, pk=self.kwargs["person"])

    @cached_property
    def form(self) -> ByHandForm:
        return ByHandForm(self.request.POST if self.request.method == "POST" else None)

    def here(self) -> list[str]:
        return [self.person.name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        awards = Award.objects.visible_to(self.request.user).select_related("role")
        rows = [(award, dry_run(award, person=self.person)) for award in awards if award.kind != Award.Kind.OTHER]
        earlier = Certificate.objects.visible_to(self.request.user).filter(volunteer=self.person)
        given = {
            "person": self.person,
            "own": is_oneself(self.person, self.request.user),
            "rows": rows,
            "earlier": earlier.select_related("award"),
            "form": self.form,
            "without_address": [] if self.person.email or self.person.erased_on else [self.person],
        }
        return {**super().get_context_data(**kwargs), **given}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give an award by hand."""
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        given = self.form.cleaned_data
        award, achievement = given["award"], Given(self.person, given["reason"])
        try:
            check_page(award=award, achievement=achievement)
            row = issue(award=award, achievement=achievement, actor=request.user, attach=given["attach"])  # type: ignore[arg-type]
        except Refused as reason:
            messages.error(request, str(reason))
            return self.get(request, *args, **kwargs)  # what was typed stays
        messages.success(request, _("%(serial)s is issued.") % {"serial": row})
        return redirect("certificates_certificate:inspect", row.pk)


class Flagged(Desk):
    """Certificates whose basis a correction took away: each waits for a decision."""

    template_name = "certificates/staff/flagged.html"

    def here(self) -> list[str]:
        return [_("To decide")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Certificate.objects.visible_to(self.request.user).shaky().select_related("award")
        return {**super().get_context_data(**kwargs), "rows": rows[:MANY]}


class OneAward(Desk):
    """A screen about one award and, where chosen, the people of one event or one person."""

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

    @cached_property
    def person(self) -> Volunteer | None:
        chosen = self.request.GET.get("person", "")
        if not chosen:
            return None
        if not chosen.isdecimal():
            raise Http404
        return get_object_or_404(Volunteer, pk=chosen)

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as an address carries it."""
        rows = {"event": self.event, "person": self.person}
        return {name: row.pk for name, row in rows.items() if row}

    @property
    def people_query(self) -> str:
        """The people that were chosen, to be carried along."""
        given = OneAward.chosen(self)
        return f"?{urlencode(given)}" if given else ""

    @property
    def query(self) -> str:
        """All that was chosen, to be carried along."""
        given = self.chosen()
        return f"?{urlencode(given)}" if given else ""

    @property
    def rows(self) -> CertificateQuerySet:
        """The valid certificates of the award among the people looked at."""
        seen = Certificate.objects.visible_to(self.request.user).valid()
        mine = seen.filter(award=self.award, volunteer__in=people(self.event, self.person))
        return mine.filter(event=self.event) if self.event and self.award.kind == Award.Kind.EVENT else mine

    def here(self) -> list[str]:
        return [str(self.award)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = {"award": self.award, "event": self.event, "person": self.person}
        given = {**chosen, "query": self.query, "people_query": self.people_query}
        return {**super().get_context_data(**kwargs), **given}


class Review(OneAward):
    """The dry run: who would get one and why, whose name stands in the way, who has one, who does not qualify yet."""

    template_name = "certificates/staff/review.html"

    def sort_out(self, found: list[Candidate]) -> SortedOut:
        """Those who can be issued to by the person who asks, and those who cannot."""
        return sort_out(award=self.award, found=found, actor=self.request.user)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = dry_run(self.award, self.event, self.person)
        ready, fallen = self.sort_out(found.ready), self.sort_out(found.fallen)
        offered = [row.volunteer for row in ready.clear]
        return {
            **super().get_context_data(**kwargs),
            "ready": ready,
            "fallen": fallen,
            "turned": [who for who in offered if changed_places(who.name, who.name_other)],
            "stopped": [*ready.stopped, *fallen.stopped],
            "without_address": [row.volunteer for row in (*ready.clear, *fallen.clear) if not row.volunteer.email],
            "have": found.have,
            "expired": found.expired[:RENEWED_AT_ONCE],
            "all_expired": len(found.expired),
            "qualify": ready.total + len(ready.stopped),
            "not_yet": found.not_yet,
        }

    def ticked(self) -> list[Achievement]:
        """What is ticked and, as it stands now, qualifies; where one was taken back it is ticked to be issued again."""
        found, wanted = dry_run(self.award, self.event, self.person), []
        for name, rows in (("achievement", found.ready), ("again", found.fallen)):
            chosen = set(self.request.POST.getlist(name))
            picked = [row for row in rows if row.achievement and str(row.achievement.pk) in chosen]
            wanted += [row.achievement for row in self.sort_out(picked).clear if row.achievement]
        return wanted

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Issue to those who are ticked and, as it stands now, qualify; or renew what expired."""
        if "renew" in request.POST:
            return self.renewed(request)
        wanted = self.ticked()
        attach = request.POST.get("attach") == "1"
        issued, refused = issue_all(award=self.award, achievements=wanted, actor=request.user, attach=attach)  # type: ignore[arg-type]
        for reason in refused:
            messages.error(request, str(reason))
        if not issued:
            messages.warning(request, self.why_nothing(request))
            return redirect(request.get_full_path())
        said = ngettext("%(count)s certificate issued.", "%(count)s certificates issued.", issued)
        messages.success(request, said % {"count": issued})
        return self.watch()

    def why_nothing(self, request: HttpRequest) -> str:
        """Why nothing was issued: perhaps a colleague did, since this page was loaded."""
        chosen = {*request.POST.getlist("achievement"), *request.POST.getlist("again")}
        have = dry_run(self.award, self.event, self.person).have
        if chosen & {str(row.achievement.pk) for row in have if row.achievement}:
            return _("Nothing was issued: those ticked have theirs already.")
        return _("Nothing was issued: nobody is ticked who qualifies.")

    def watch(self) -> HttpResponse:
        """On to the documents of today."""
        chosen = urlencode({**self.chosen(), "issued": today().isoformat()})
        return redirect(f"{reverse('issue_desk:progress', args=[self.award.pk])}?{chosen}")

    def renewed(self, request: HttpRequest) -> HttpResponse:
        """Renew those that are ticked among the expired."""
        chosen = set(request.POST.getlist("certificate"))
        expired = (row.certificate for row in dry_run(self.award, self.event, self.person).expired)
        wanted = [row for row in expired if row and str(row.pk) in chosen][:RENEWED_AT_ONCE]
        renewed, refused = renew_all(certificates=wanted, actor=request.user)  # type: ignore[arg-type]
        for reason in refused:
            messages.error(request, str(reason))
        if not renewed:
            messages.warning(request, _("Nothing was renewed."))
            return redirect(request.get_full_path())
        said = ngettext("%(count)s certificate renewed.", "%(count)s certificates renewed.", renewed)
        messages.success(request, said % {"count": renewed})
        return self.watch()
