"""At most one valid certificate for an achievement, whatever a screen or an action forgot."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from base.dates import today
from certificates.models import Certificate
from tests.factories import AwardFactory, CommitmentFactory, CompletionFactory, EventFactory, VolunteerFactory


@pytest.mark.parametrize("basis", ["completion", "commitment", "event", "hand"])
def test_the_database_itself_keeps_a_second_valid_one_out(db: None, basis: str) -> None:
    """Whatever a screen or an action forgot; once the first is replaced or revoked there is room again."""
    person, award = VolunteerFactory(), AwardFactory()
    rests: dict[str, dict[str, Any]] = {
        "completion": {"completion": CompletionFactory(volunteer=person)},
        "commitment": {"commitment": CommitmentFactory(placement__volunteer=person)},
        "event": {"event": EventFactory()},
        "hand": {"given_for": "Her word"},
    }

    def kept(number: int, **values: Any) -> Certificate:
        own = {"code": f"C{number}", "serial": f"S{number}", "facts": {}, "issued_on": today()}
        return Certificate.objects.create(award=award, volunteer=person, **own, **rests[basis], **values)

    first = kept(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(2)
    kept(3, state="superseded")
    Certificate.objects.filter(pk=first.pk).update(state="revoked")
    kept(4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=first.pk).update(state="valid")
