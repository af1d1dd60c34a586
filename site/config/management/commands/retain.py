"""``manage.py retain``: delete what was kept long enough. Says counts only."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.retention import RULES

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Delete personal data that has outlived its time. Run every night; --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many rows, delete nothing")

    def handle(self, *, dry_run: bool = False, verbosity: int = 1, **_options: Any) -> None:
        for rule in RULES:
            count = rule.due() if dry_run else rule.apply()
            verb = "to delete" if dry_run else "deleted"
            logger.info("%s: %s %s", rule.key, count, verb)
            if verbosity:
                self.stdout.write(f"{rule.key}: {count} {verb}")
