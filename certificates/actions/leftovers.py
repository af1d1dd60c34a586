"""Files that no row names: documents a worker had written when it died, pictures of signatures that were typed into an
award and never saved with it. They are personal, and nobody's.
"""

from datetime import timedelta

from django.utils import timezone

from base.storage import private_storage
from certificates.models import Award, AwardVersion, Certificate

LEFT_BEHIND = timedelta(hours=1)  # by then their row has named them, or never will


def unnamed() -> list[str]:
    """Stored documents that no certificate, and pictures of signatures that no award, has named for an hour."""
    return [*_left("certificates", _documents()), *_left("signatures", _signatures())]


def _documents() -> set[str]:
    return set(Certificate.objects.exclude(file="").values_list("file", flat=True))


def _signatures() -> set[str]:
    """Those printed now, in earlier versions, or on a certificate whose document may still be made."""
    now = Award.objects.values_list("signature", flat=True)
    before = AwardVersion.objects.values_list("words__signatory__signature", flat=True)
    frozen = Certificate.objects.values_list("facts__signatory__signature", flat=True)
    return set().union(*(rows.order_by().distinct() for rows in (now, before, frozen)))


def _left(folder: str, named: set[str]) -> list[str]:
    storage = private_storage()
    if not storage.exists(folder):
        return []
    files = {f"{folder}/{name}" for name in storage.listdir(folder)[1]} - named
    before = timezone.now() - LEFT_BEHIND
    return sorted(name for name in files if storage.exists(name) and storage.get_modified_time(name) < before)


def sweep_documents() -> int:
    """Delete them."""
    storage, names = private_storage(), unnamed()
    for name in names:
        storage.delete(name)
    return len(names)
