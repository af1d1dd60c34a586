"""What somebody has learnt, with its evidence; trainers credit a module by hand, and withdraw such a credit."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from base.dates import today
from recruitment.models import Volunteer
from training.actions.crediting import GRANT, grant, withdraw
from training.eligibility import lacked
from training.forms.crediting import GrantForm, WithdrawForm
from training.models import Credit
from training.viewsets.screens import PlanningScreen

VIEW = "training.view_credit"


def learnt(request: HttpRequest, volunteer: Volunteer) -> SafeString:
    """On a volunteer's page: the modules still missing, and the way to the credits."""
    if not request.user.has_perm(VIEW):
        return SafeString("")
    context = {
        "volunteer": volunteer,
        "lacked": lacked(volunteer),
        "number": Credit.objects.visible_to(request.user).valid_on().filter(volunteer=volunteer).count(),
        "may_grant": request.user.has_perm(GRANT) and volunteer.user_id != request.user.pk,
    }
    return render_to_string("training/staff/learnt.html", context, request=request)


class CreditScreen(PlanningScreen):
    """A screen about what one person has learnt."""

    header_icon = "user"
    volunteer: Any

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    @property
    def is_self(self) -> bool:
        """Whether somebody looks at their own."""
        return bool(self.volunteer.user_id == self.actor.pk)

    @property
    def list_url(self) -> str:
        """The list of volunteers."""
        return reverse("recruitment_volunteer:index")

    @property
    def credits_url(self) -> str:
        """The person's credits."""
        return reverse("training_credits", args=(self.volunteer.pk,))

    def get_page_subtitle(self) -> str:
        return str(self.volunteer.name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        person = reverse("recruitment_volunteer:inspect", args=(self.volunteer.pk,))
        above = [{"url": self.list_url, "label": _("Volunteers")}, {"url": person, "label": str(self.volunteer)}]
        return [*self.breadcrumbs_items, *above, *self.between(), {"url": "", "label": self.get_page_title()}]

    def show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        """The page with its form."""
        raise NotImplementedError

    def take(self, form: forms.Form, act: Any, said: str, **given: Any) -> HttpResponse:
        """Do what the form asks and lead to the credits, or show in the form why not."""
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            act(actor=self.actor, **given, **form.cleaned_data)
        except PermissionDenied as error:
            form.add_error(None, str(error))
            return self.show(form, status=403)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form, status=422)
        messages.success(self.request, said)
        return redirect(self.credits_url)


class Credits(CreditScreen):
    """A person's credits; for trainers, a form for a further one."""

    permission = VIEW
    template_name = "training/staff/credits.html"
    page_title = gettext_lazy("Training credits")

    @cached_property
    def volunteer(self) -> Volunteer:  # type: ignore[override]
        """The person."""
        return get_object_or_404(Volunteer.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        asked = request.GET.get("module", "")
        return self.show(GrantForm(initial={"module": asked if asked.isdecimal() else None}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(GRANT):
            raise PermissionDenied
        said = _("The module is credited, and what follows from it is reckoned.")
        return self.take(GrantForm(request.POST), grant, said, volunteer=self.volunteer)

    def show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        """The page."""
        rows = Credit.objects.visible_to(self.request.user).filter(volunteer=self.volunteer)
        rows = rows.select_related("module", "granted_by", "withdrawn_by").order_by("-earned_on", "-pk")
        return self.draw(
            status=status,
            volunteer=self.volunteer,
            credits=rows,
            lacked=lacked(self.volunteer),
            today=today(),
            form=form,
            is_self=self.is_self,
            may_grant=self.actor.has_perm(GRANT) and not self.is_self,
        )


class WithdrawCredit(CreditScreen):
    """Asks why a credit is to count no longer, and says what follows."""

    permission = GRANT
    template_name = "training/staff/withdraw_credit.html"
    page_title = gettext_lazy("Withdraw the credit")

    @cached_property
    def credit(self) -> Credit:
        """One that was granted, or brought in: a register keeps its own."""
        rows = Credit.objects.visible_to(self.request.user).by_hand().select_related("volunteer", "module")
        seen = Volunteer.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"], volunteer__in=seen)

    @cached_property
    def volunteer(self) -> Volunteer:  # type: ignore[override]
        """Whose it is."""
        return self.credit.volunteer

    def between(self) -> list[dict[str, Any]]:
        return [{"url": self.credits_url, "label": _("Training credits")}]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if self.credit.withdrawn_at:
            messages.error(request, _("This credit was withdrawn already."))
            return redirect(self.credits_url)
        return self.show(WithdrawForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        said = _("The credit is withdrawn, and what follows from it is reckoned.")
        return self.take(WithdrawForm(request.POST), withdraw, said, credit=self.credit)

    def show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        """The question."""
        return self.draw(
            status=status, credit=self.credit, volunteer=self.volunteer, form=form, back_url=self.credits_url
        )
