"""What an applicant can do with an application, as the status page lists it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from recruitment.actions.deferral import rounds_for
from recruitment.models import Application, Draft, Stage
from recruitment.views.things import Thing, thing, things

__all__ = ["things"]


def at(name: str, draft: Draft) -> str:
    """The address of one of its pages."""
    return reverse(f"recruitment:{name}", args=[draft.role.slug, draft.pk])


@thing(10)
def answer(draft: Draft, application: Application) -> Thing | None:
    """Answering what we asked."""
    if application.stage != Stage.INFORMATION:
        return None
    return Thing(label=_("Answer our question"), href=at("answer", draft), urgent=True)


@thing(20)
def offer(draft: Draft, application: Application) -> Thing | None:
    """Saying yes or no."""
    if application.stage != Stage.OFFERED or application.offer_taken_at:
        return None
    return Thing(label=_("Answer the offer"), href=at("offer", draft), urgent=True)


@thing(40)
def tell(draft: Draft, application: Application) -> Thing | None:
    """Adding something."""
    if application.is_closed:
        return None
    return Thing(
        label=_("Something has changed"),
        href=at("tell", draft),
        hint=_("For example your time, or when you leave Hong Kong. We add it to your application."),
    )


@thing(50)
def contact(draft: Draft, application: Application) -> Thing | None:
    """Correcting name, address and phone."""
    if application.stage == Stage.ACCEPTED:
        return None
    wish = getattr(application, "address_change", None)
    hint = (
        _("We wait until %(email)s is confirmed: open the link we sent there.") % {"email": wish.email} if wish else ""
    )
    return Thing(
        label=_("Correct your name, e-mail address or phone"),
        href=at("contact", draft),
        hint=hint,
        status=_("To be confirmed") if wish else "",
        tone="waiting" if wish else "",
    )


@thing(60)
def defer(draft: Draft, application: Application) -> Thing | None:
    """Another round."""
    if not rounds_for(application).exists():
        return None
    hint = _("Now: %(round)s.") % {"round": application.cohort.name} if application.cohort else ""
    return Thing(label=_("Choose another round"), href=at("defer", draft), hint=hint)


@thing(70)
def copy(draft: Draft, _application: Application) -> Thing | None:
    """Seeing what we hold."""
    hint = _("Everything, with your answers and our mails; to read, print or download.")
    return Thing(label=_("See what we hold about you"), href=at("copy", draft), hint=hint)


@thing(80)
def withdraw(draft: Draft, application: Application) -> Thing | None:
    """Ending it."""
    return None if application.is_closed else Thing(label=_("Withdraw your application"), href=at("withdraw", draft))


@thing(90)
def erase(draft: Draft, _application: Application) -> Thing | None:
    """Having it deleted."""
    return Thing(label=_("Erase your data"), href=at("erase", draft))
