"""What recruitment tells the rooms after it."""

from django.dispatch import Signal

# Sent on commit with ``placement``. Training offers a place and reckons the standing; `tick` catches up.
placement_opened = Signal()
placement_ended = Signal()

# Sent with ``kept`` and ``other``, two volunteers of one person, in the transaction that makes them one and before
# ``other`` is deleted: a room moves what it keeps of ``other``, or raises Refused with words, and nothing happens.
volunteers_merged = Signal()

# Sent with ``volunteer`` in the transaction that erases a person: a room lets go of what it wrote about them. Dates and
# numbers may stay, words may not.
volunteer_erased = Signal()
