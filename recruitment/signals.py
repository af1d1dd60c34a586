"""What recruitment tells the rooms after it."""

from django.dispatch import Signal

# Sent on commit with ``placement``. Training offers a place and reckons the standing; `tick` catches up.
placement_opened = Signal()
placement_ended = Signal()
