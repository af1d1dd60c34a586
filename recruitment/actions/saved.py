"""Views of the list that somebody keeps."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruitment.actions.refusals import NotPossible
from recruitment.models import SavedFilter

MOST, LONGEST = 30, 1000  # filters of one person; characters of a query


@transaction.atomic
def save_filter(*, user: User, name: str, query: str) -> SavedFilter:
    """Keep a view under a name; the same name again keeps the new view instead. Raises NotPossible."""
    name = _named(name)
    if not query or len(query) > LONGEST:
        raise NotPossible(_("Choose filters first, and not too many of them."))
    mine = SavedFilter.objects.visible_to(user)
    if mine.exclude(name=name).count() >= MOST:
        raise NotPossible(_("You keep very many filters: delete one first."))
    return SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})[0]


def rename_filter(*, saved: SavedFilter, name: str) -> None:
    """Call it otherwise. Raises NotPossible where another one has that name."""
    name = _named(name)
    try:
        with transaction.atomic():
            SavedFilter.objects.filter(pk=saved.pk).update(name=name)
    except IntegrityError as error:
        raise NotPossible(_("Another of your filters has this name.")) from error


def delete_filter(*, saved: SavedFilter) -> None:
    """Keep it no longer."""
    SavedFilter.objects.filter(pk=saved.pk).delete()


def _named(name: str) -> str:
    if not (plain := " ".join(name.replace("\0", " ").split())[:60]):
        raise NotPossible(_("Give it a name."))
    return plain
