"""Planning recruitment rounds."""

from collections.abc import Mapping

from django.db import transaction

from recruitment.models import Cohort, Demand


@transaction.atomic
def want(*, cohort: Cohort, numbers: Mapping[int, int]) -> None:
    """State how many people a round wants, by role; roles not named are not sought."""
    cohort.demands.exclude(role__in=numbers).delete()
    for role, wanted in numbers.items():
        Demand.objects.update_or_create(cohort=cohort, role_id=role, defaults={"wanted": wanted})
