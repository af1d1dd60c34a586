"""What logs may tell of a request: where it went, never what somebody searched for there or by which secret."""

import logging
import re

# Beneath these an address is a secret: a code, a link to one's own application, a private calendar.
SECRET = re.compile("(/(?:verify|resume|confirm|reference|calendar|reminders)/).+")


class WithoutSecrets(logging.Filter):
    """Cuts addresses at their question mark, as staff's searches hold names, and where a secret would begin."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_shortened(said) if isinstance(said, str) else said for said in record.args)
        return True


def _shortened(address: str) -> str:
    return SECRET.sub(r"\1…", address.partition("?")[0])
