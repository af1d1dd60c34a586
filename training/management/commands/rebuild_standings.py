"""``manage.py rebuild_standings``: reckon every stored answer on eligibility anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from recruitment.models import Placement
from training.actions.standing import rebuild


class Command(BaseCommand):
    help = "Reckons the standing of every casework placement anew, from the facts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        started, total = time.monotonic(), Placement.objects.casework().count()

        def progress(done: int) -> None:
            self.stdout.write(f"\r{done} of {total}", ending="")

        number = rebuild(progress=progress)
        self.stdout.write(f"\r{number} standings in {time.monotonic() - started:.1f} s.")
