"""The staff's screens of awards and certificates."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import registry as log_actions

from accounts.models import User
from accounts.visibility import VisibleEdit, VisibleIndex, VisibleInspect, VisibleModelViewSet
from base.work import WorkState
from certificates.actions import save_award, would_fail_again
from certificates.actions.awards import Overwritten
from certificates.actions.issuing import is_oneself
from certificates.actions.versions import Difference, history, theirs
from certificates.forms.award import AwardForm
from certificates.models import EXPIRED, Award, Certificate, CertificateQuerySet
from certificates.rules import WHAT_HELPS, Refused

VALIDITY = gettext_lazy(
    "Empty: it states for good what was done. One of training never holds longer than the training it rests on."
)


def signed_in(request: HttpRequest) -> User:
    """Who asks: the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


class AddAward(generic.CreateView):  # type: ignore[misc]
    """A new award."""

    template_name = "certificates/staff/award.html"

    def save_instance(self) -> Award:
        return save_award(award=self.form.save(commit=False), actor=signed_in(self.request))


class EditAward(VisibleEdit):
    """A changed award; issued certificates keep their words."""

    template_name = "certificates/staff/award.html"

    overwritten: tuple[Difference, ...] = ()

    def save_instance(self) -> Award:
        seen = self.form.cleaned_data["seen"]
        return save_award(award=self.form.save(commit=False), actor=signed_in(self.request), seen=seen)

    def form_valid(self, form: AwardForm) -> HttpResponse:
        """Kept, unless a colleague changed it or issued the first one while this was typed: then that stays, and is
        shown beside what is theirs.
        """
        try:
            response: HttpResponse = super().form_valid(form)
        except Refused as reason:
            if isinstance(reason, Overwritten):
                self.overwritten = tuple(theirs(form.instance, reason.now))
                form.go_on_from(reason.now)
            form.instance.signature = Award.objects.get(pk=form.instance.pk).signature  # a chosen picture is not kept
            form.add_error(None, str(reason))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)  # type: ignore[no-any-return]
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"versions": history(self.object), "overwritten": self.overwritten}
        return {**super().get_context_data(**kwargs), **more}


class AwardViewSet(VisibleModelViewSet):
    """What can be certified, and the words of it."""

    model = Award
    name = "certificates_award"
    url_prefix = "awards"
    icon = "success"
    menu_label = gettext_lazy("Awards")
    index_template_name = "certificates/staff/awards.html"
    screens = ("index", "add", "edit", "history")
    add_view_class = AddAward
    edit_view_class = EditAward
    list_display = ("title_en", "title_zh", "kind", "role", "version")
    edit_handler = ObjectList(
        [
            *(FieldPanel(name) for name in ("key", "kind", "event_kind", "role")),
            FieldPanel("validity_months", help_text=VALIDITY),
            MultiFieldPanel([FieldPanel("title_en"), FieldPanel("text_en")], heading=gettext_lazy("In English")),
            MultiFieldPanel([FieldPanel("title_zh"), FieldPanel("text_zh")], heading=gettext_lazy("In Chinese")),
            MultiFieldPanel(
                [
                    FieldPanel("signatory_name"),
                    FieldPanel("signatory_title_en"),
                    FieldPanel("signatory_title_zh"),
                    FieldPanel("signature_image"),
                    FieldPanel("without_signature"),
                ],
                heading=gettext_lazy("Signatory"),
            ),
        ],
        base_form_class=AwardForm,
    )


class StandingColumn(Column):  # type: ignore[misc]
    """What the certificate is worth, and whether its document is there."""

    cell_template_name = "certificates/staff/standing.html"


class IssuedColumn(Column):  # type: ignore[misc]
    """The day it was issued, written out."""

    cell_template_name = "certificates/staff/issued.html"


class NameColumn(TitleColumn):  # type: ignore[misc]
    """The serial number as the link, the name as printed beneath."""

    cell_template_name = "certificates/staff/name.html"


class CertificateFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """By award, by what they are worth today, and by progress."""

    standing = ChoiceFilter(
        label=gettext_lazy("State"),
        method="of_standing",
        choices=[*Certificate.State.choices, (EXPIRED, gettext_lazy("Expired"))],
    )

    class Meta:
        model = Certificate
        fields = ("award", "standing", "work")

    def of_standing(self, rows: CertificateQuerySet, _name: str, standing: str) -> CertificateQuerySet:
        return rows.of_standing(standing)


class CertificateIndex(VisibleIndex):
    """All certificates, the latest first."""

    default_ordering: Any = ("-issued_on", "-pk")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("award", "volunteer")

    def search_queryset(self, queryset: Any) -> Any:
        if not (asked := (self.search_query or "").strip()):
            return queryset
        plain = asked.replace("-", "").replace(" ", "").upper()
        person = Q(volunteer__name__icontains=asked) | Q(volunteer__name_other__icontains=asked)
        return queryset.filter(person | Q(serial__icontains=asked) | Q(code=plain))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            NameColumn("serial", label=_("Certificate"), sort_key="serial", get_url=self.get_inspect_url),
            Column("award", label=_("Award")),
            IssuedColumn("issued_on", label=_("Issued on"), sort_key="issued_on"),
            StandingColumn("standing", label=_("State")),
        ]


class InspectCertificate(VisibleInspect):
    """One certificate: what it says, what became of it, what can be done."""

    template_name = "certificates/staff/certificate.html"
    page_title = gettext_lazy("Certificate")
    header_icon = "check"

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: Certificate = self.object
        return {
            **super().get_context_data(**kwargs),
            "certificate": row,
            "modules": [{**module, "on": date.fromisoformat(module["on"])} for module in row.facts.get("modules", [])],
            "own": is_oneself(row.volunteer, self.request.user),
            "shaky": Certificate.objects.shaky().filter(pk=row.pk).exists(),
            "newer": getattr(row, "superseded_by", None),
            "record": log_actions.get_logs_for_instance(row).select_related("user").order_by("-timestamp", "-pk"),
            "deciders": self.deciders(row),
            "what_helps": WHAT_HELPS if row.standing == "valid" and would_fail_again(row) else "",
            **self.decisions(row),
        }

    def deciders(self, row: Certificate) -> str:
        """Who decides what the person who asks may not."""
        if row.state != Certificate.State.VALID or self.request.user.has_perm("certificates.revoke_certificate"):
            return ""
        return _("An administrator revokes a certificate, lets it expire or lets it stand.")

    def decisions(self, row: Certificate) -> dict[str, bool]:
        """What the person who asks may decide about it now."""
        user = self.request.user
        open_to = row.state == Certificate.State.VALID and not is_oneself(row.volunteer, user)
        issue = open_to and user.has_perm("certificates.issue_certificate")
        revoke = open_to and user.has_perm("certificates.revoke_certificate")
        running = row.standing == "valid"
        return {
            "may_reissue": issue and running,
            "may_retry": issue and running and row.work == WorkState.FAILED and not would_fail_again(row),
            "may_renew": issue and bool(row.award.validity_months),
            "may_revoke": revoke,
            "may_expire": revoke and running and row.work == WorkState.DONE,
        }


class CertificateViewSet(VisibleModelViewSet):
    """Certificates are issued at the desk; here they are found, read, downloaded and decided on."""

    model = Certificate
    name = "certificates_certificate"
    url_prefix = "certificates"
    icon = "check"
    menu_label = gettext_lazy("Certificates")
    screens = ("index", "inspect")
    inspect_view_enabled = True
    index_view_class = CertificateIndex
    inspect_view_class = InspectCertificate
    filterset_class = CertificateFilterSet
    search_fields = ("serial",)
    search_backend_name = None
    form_fields = ()


class DeskItem(MenuItem):  # type: ignore[misc]
    """The issue desk in the menu, for those who may issue."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm("certificates.issue_certificate"))


class CertificatesGroup(ModelViewSetGroup):  # type: ignore[misc]
    """The menu of certificates."""

    menu_label = gettext_lazy("Certificates")
    menu_icon = "check"
    menu_order = 130
    items = (CertificateViewSet, AwardViewSet)

    def get_submenu_items(self) -> list[Any]:
        desk = DeskItem(_("Issue desk"), reverse("issue_desk:choose"), name="issue-desk", icon_name="edit", order=1)
        return [desk, *super().get_submenu_items()]
