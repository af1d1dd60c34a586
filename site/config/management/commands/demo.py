"""``manage.py demo``: fill an empty copy with invented people, or a filled one with very many of them."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from base.dates import today
from config.demonstration import NoDemonstration, build, check_allowed
from config.demonstration.calendar import bring_weekend
from config.demonstration.crowds import add_applications
from config.demonstration.scale import add_volunteers

BAR = 30


class Command(BaseCommand):
    help = "Loads the demonstration once, never over existing data; with --scale or --applications, many rows more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, metavar="N", default=0, help="add N volunteers with their histories")
        parser.add_argument("--weekend-today", action="store_true", help="let the next training weekend be today")
        parser.add_argument("--applications", type=int, metavar="N", default=0, help="add N applications")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            if options["weekend_today"]:
                self.bring_weekend()
            else:
                self.fill(options["scale"], options["applications"])
        except NoDemonstration as error:
            message = "Demonstration mode is off: set DEMO=1 to load invented people and accounts with known passwords."
            raise CommandError(message) from error
        self.stdout.write(f"Done in {time.monotonic() - started:.1f} s.")

    def bring_weekend(self) -> None:
        """The register can be kept on the day itself: let that be today."""
        check_allowed()
        weekend = bring_weekend(today())
        self.stdout.write(f"{weekend} is today." if weekend else "No training weekend is planned.")

    def fill(self, volunteers: int, applications: int) -> None:
        """The demonstration itself unless there is something already, then what was asked for beside it."""
        call_command("createcachetable", verbosity=0)  # publishing pages clears what is cached
        made = build(tell=lambda part: self.stdout.write(f"  {part}"))
        self.stdout.write(
            "The demonstration is loaded." if made else "There is data already: the demonstration is left out."
        )
        if volunteers:
            add_volunteers(volunteers, progress=self.progress)
        if applications:
            add_applications(applications, progress=self.progress)

    def progress(self, what: str, done: int, total: int) -> None:
        """A bar that grows on one line."""
        full = BAR * done // max(total, 1)
        self.stdout.write(f"\r  {what:<12} {'█' * full}{'░' * (BAR - full)} {done:>9,} of {total:,}", ending="")
        self.stdout.flush()
        if done >= total:
            self.stdout.write("")
