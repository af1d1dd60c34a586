"""Until when an offered place is kept."""

from datetime import date, timedelta

OFFER_DAYS = 14
CUT_OFF_DAYS = 3


def offer_until(begins_on: date, day: date) -> date | None:
    """The last day to answer an offer made on a day: a fortnight, or half of what is left before the cut-off.

    None from the cut-off on, three days before an event begins: then staff phone.
    """
    left = (begins_on - day).days - CUT_OFF_DAYS
    return None if left < 1 else day + timedelta(days=min(OFFER_DAYS, (left + 1) // 2))
