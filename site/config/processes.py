"""The long-running parts of the product: the web server, the worker, the clock."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker
from gunicorn.app.base import BaseApplication

from config.supervisor import Child

GIVES_WAY = 5  # a third of the processor where somebody waits for a page meanwhile
TASKS_PER_WORKER = 500  # a document renderer's memory grows over hundreds of documents


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told what it needs by us and not by its command line."""

    def load_config(self) -> None:
        options = {
            "bind": f"{settings.HOST}:{settings.PORT}",
            "workers": settings.WEB_WORKERS,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "control_socket_disable": True,
            "graceful_timeout": 10,
            "timeout": 60,
            "loglevel": "warning",
            "proc_name": "volunteers-web",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from config.wsgi import application  # noqa: PLC0415 - runs the system checks

        connections.close_all()
        return application


def web() -> None:
    Web().run()


def worker() -> None:
    """Does what waits in the queue ``work``; ends after many tasks and is started afresh."""
    from django.utils.crypto import get_random_string  # noqa: PLC0415 - a name per process, so made in it

    os.nice(GIVES_WAY)
    running = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=False,
        backend_name="work",
        startup_delay=False,
        max_tasks=TASKS_PER_WORKER,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    running.configure_signals()
    running.run()


def clock() -> None:
    call_command("tick", loop=True)


def children() -> list[Child]:
    """All of them."""
    return [Child("web server", web), Child("worker", worker), Child("clock", clock)]
