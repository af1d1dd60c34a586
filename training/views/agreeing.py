"""The staff's page on which other terms are agreed with a volunteer who has not signed yet."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from recruitment.actions.pipeline import MOVE
from recruitment.forms.staff import AgreedForm
from recruitment.models import Placement
from training.actions.commitment import agree_terms, forbid_self
from training.models import Commitment


@permission_required(MOVE, raise_exception=True)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on other hours or months: for whoever may accept, about somebody else's running placement."""
    rows = Placement.objects.visible_to(request.user).filter(ends_on=None, role__months__gt=0)
    placement = get_object_or_404(rows.select_related("volunteer", "role"), pk=pk)
    back_url = reverse("recruitment_volunteer:inspect", args=(placement.volunteer_id,))
    forbid_self(request.user, placement.volunteer)  # type: ignore[arg-type]
    if Commitment.objects.filter(placement=placement).exists():
        messages.error(request, _("The commitment is signed already: what was signed stays."))
        return redirect(back_url)
    now = {"agreed_hours": placement.agreed_hours, "agreed_months": placement.agreed_months}
    form = AgreedForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid() and _agreed(request, placement, form):
        messages.success(request, _("Agreed. Their commitment page offers these terms now."))
        return redirect(back_url)
    return render(request, "training/staff/agree.html", _context(placement, form, back_url))


def _agreed(request: HttpRequest, placement: Placement, form: AgreedForm) -> bool:
    """Whether it was done; otherwise the form says why not."""
    try:
        agree_terms(
            placement=placement,
            agreed=form.agreed(),
            reason=form.cleaned_data["reason"],
            actor=request.user,  # type: ignore[arg-type]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _context(placement: Placement, form: AgreedForm, back_url: str) -> dict[str, object]:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("recruitment_volunteer:index"), "label": _("Volunteers")},
        {"url": back_url, "label": str(placement.volunteer)},
        {"url": "", "label": _("Agree on other terms")},
    ]
    return {
        "placement": placement,
        "form": form,
        "back_url": back_url,
        "page_title": _("Agree on other terms"),
        "header_title": _("Agree on other terms"),
        "header_icon": "user",
        "breadcrumbs_items": crumbs,
    }
