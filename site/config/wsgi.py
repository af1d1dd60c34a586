"""The web process. Failing system checks stop it: gunicorn alone would answer with them failing."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
call_command("check", databases=["default"])
