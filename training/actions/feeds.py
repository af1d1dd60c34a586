"""Somebody's private calendar address."""

import uuid

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from training.models import CalendarFeed


def make_feed(*, user: User) -> CalendarFeed:
    """Their address, made where they have none yet."""
    feed, _is_new = CalendarFeed.objects.get_or_create(user=user)
    return feed


@transaction.atomic
def renew_feed(*, user: User) -> CalendarFeed:
    """A new address: the old one is nobody's from now on."""
    feed = make_feed(user=user)
    feed.key = uuid.uuid4()
    feed.save(update_fields=["key"])
    log(feed, "training.calendar.renew", user=user)
    return feed
