"""``manage.py tick``: everything periodic."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from config.rounds import go_round

EVERY = 30.0  # seconds


class Command(BaseCommand):
    help = "Take up work that was left behind, let time pass for stored answers, note that the clock is alive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on, every 30 seconds")

    def handle(self, *, loop: bool = False, **_options: Any) -> None:
        failed = go_round()
        while loop:
            close_old_connections()
            time.sleep(EVERY)
            failed = go_round()
        if failed:
            message = f"These rounds failed: {', '.join(failed)}."
            raise CommandError(message)
