"""``manage.py start``: everything, in one process that watches over the others."""

import socket
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import OperationalError, connection, connections

from config import first, prepare
from config.processes import children
from config.supervisor import Supervisor

SOON = 30.0  # seconds the web server has to answer


class Command(BaseCommand):
    help = "Put everything in order, then run the web server, the worker and the clock until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, **_options: Any) -> None:
        self._ground()
        prepare.translations()
        try:
            self.check(databases=["default"])
        except SystemCheckError as error:
            raise CommandError(str(error)) from None
        self._reach()
        prepare.database(self._say)
        prepare.seed()
        self._content()
        prepare.static_files(self._say)
        connections.close_all()
        supervisor = Supervisor(children(), self._say)
        supervisor.start()
        if self._answers(supervisor):
            self._welcome()
        elif not supervisor.stopping:
            self._say(f"The web server does not answer after {SOON:.0f} seconds: what is above may say why.")
        supervisor.watch()
        self._say("Stopped.")

    def _ground(self) -> None:
        """A port to listen on, or one line that says it cannot be had."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                message = (
                    f"Port {settings.PORT} on {settings.HOST} cannot be used ({error.strerror}): set PORT to another."
                )
                raise CommandError(message) from error

    def _reach(self) -> None:
        """A database that answers, or one line that says why not."""
        try:
            connection.ensure_connection()
        except OperationalError as error:
            message = f"The database does not answer: {' '.join(str(error).split())}"
            raise CommandError(message) from error

    def _content(self) -> None:
        if not settings.DEMO:
            first.set_up()
            return
        from config.demonstration import empty  # noqa: PLC0415 - not loaded where there is none

        if empty():
            self._say("Making the demonstration data.")
            call_command("demo", stdout=self.stdout)

    def _answers(self, supervisor: Supervisor) -> bool:
        deadline = time.monotonic() + SOON
        host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104 - compared, not bound
        while time.monotonic() < deadline and not supervisor.stopping:
            try:
                socket.create_connection((host, settings.PORT), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def _welcome(self) -> None:
        self._say(f"\n  {settings.SITE_URL}/\n  {settings.SITE_URL}/admin/ for staff\n")
        if settings.DEMO:
            self._accounts()
        self._say(f"Data in {settings.DATA_DIR}, rows in {connection.display_name}. Ctrl-C stops it.")

    def _accounts(self) -> None:
        from config.demonstration import ACCOUNTS  # noqa: PLC0415 - not loaded where there is none

        self._say("  This is a demonstration: its people are invented.")
        for account in ACCOUNTS:
            way = f"password {account.password}" if account.password else "a code, to be read in the outbox (Mail)"
            self._say(f"  {account.who!s:20} {account.email:26} {way}")
        self._say("")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
