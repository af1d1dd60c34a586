"""What a list of the staff's costs."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def asked_for_one_and_three(client: Client, address: str, make: Callable[[], Any]) -> tuple[int, int]:
    """How many queries the list asks with one row and with three; ``make`` makes a row."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    make()
    asked()  # what is asked once in a process is asked now
    one = asked()
    make()
    make()
    return one, asked()
