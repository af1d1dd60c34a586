"""Writing an application for somebody who tells it by telephone, or gave it on paper."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruitment.actions.drafts import publish_form
from recruitment.actions.pipeline import MOVE
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Draft, Role


def may_enter(actor: User) -> bool:
    """Whether this person may enter applications: those who may move them."""
    return actor.has_perm(MOVE)


@transaction.atomic
def begin(*, role: Role, actor: User, started_with: str, language: str) -> Draft:
    """Begin an application that ``actor`` writes for somebody, whose mails will be in ``language``.

    The same ``started_with`` again is the same draft. Raises NotAllowed or NotPossible.
    """
    if not may_enter(actor):
        raise NotAllowed(_("Recruiters and administrators can enter applications."))
    if not role.is_open:
        raise NotPossible(_("This role takes no applications at the moment."))
    form = publish_form(role=role)
    try:
        with transaction.atomic():
            return Draft.objects.create(
                role=role, form=form, started_with=started_with, language=language, entered_by=actor
            )
    except IntegrityError:
        return Draft.objects.select_related("role", "form").get(started_with=started_with, entered_by=actor)
