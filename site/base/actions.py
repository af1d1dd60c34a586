"""Writing down who runs this copy."""

from pathlib import Path

from django.core.files import File
from django.db import transaction

from base.models import Organisation


@transaction.atomic
def describe_organisation(*, logo: str = "", **texts: str) -> Organisation:
    """Enter or change the organisation; ``logo`` is the path of a file, empty for none."""
    row = Organisation.current()
    for name, value in texts.items():
        setattr(row, name, value)
    row.full_clean(exclude=["logo"], validate_unique=False, validate_constraints=False)
    if logo:
        path = Path(logo).expanduser()
        with path.open("rb") as content:
            row.logo.save(path.name, File(content), save=False)
    row.save()
    return row
