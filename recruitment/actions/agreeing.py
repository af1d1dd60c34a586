"""Other terms than the role's, agreed with one volunteer: hours a week and months."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from recruitment.actions.refusals import NotPossible
from recruitment.models import Placement

HOURS_MOST, MONTHS_MOST = 40, 60


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What was agreed; ``None`` where the role's own terms stand."""

    hours: int | None = None
    months: int | None = None

    def __bool__(self) -> bool:
        return self.hours is not None or self.months is not None


@transaction.atomic
def agree(*, placement: Placement, agreed: Agreed, reason: str, actor: User) -> None:
    """Keep what was agreed with a volunteer, and why; nothing at all brings the role's own terms back.

    Raises NotPossible without a reason, beyond what anybody can promise, or once the placement has ended.
    """
    if not reason.strip():
        raise NotPossible(_("Say why other terms are agreed."))
    if not (1 <= (agreed.hours or 1) <= HOURS_MOST and 1 <= (agreed.months or 1) <= MONTHS_MOST):
        raise NotPossible(
            _("Agree on 1 to %(hours)s hours a week and 1 to %(months)s months.")
            % {"hours": HOURS_MOST, "months": MONTHS_MOST}
        )
    columns = {"agreed_hours": agreed.hours, "agreed_months": agreed.months, "agreed_reason": reason.strip()[:200]}
    if not Placement.objects.filter(pk=placement.pk, ends_on=None).update(**columns):
        raise NotPossible(_("This placement has ended already."))
    placement.refresh_from_db(fields=list(columns))
    data = {"hours": agreed.hours, "months": agreed.months}
    log(instance=placement, action="recruitment.terms_agreed", user=actor, data=data)
