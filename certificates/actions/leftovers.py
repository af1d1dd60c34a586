"""Documents a worker had written when it died, before their row could name them: they are personal, and nobody's."""

from datetime import timedelta

from django.utils import timezone

from base.storage import private_storage
from certificates.models import Certificate

FOLDER = "certificates"
LEFT_BEHIND = timedelta(hours=1)  # by then their row has named them, or never will


def unnamed() -> list[str]:
    """Stored documents that no certificate has named for an hour."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return []
    files = {f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]}
    files -= set(Certificate.objects.exclude(file="").values_list("file", flat=True))
    before = timezone.now() - LEFT_BEHIND
    return sorted(name for name in files if storage.exists(name) and storage.get_modified_time(name) < before)


def sweep_documents() -> int:
    """Delete them."""
    storage, names = private_storage(), unnamed()
    for name in names:
        storage.delete(name)
    return len(names)
