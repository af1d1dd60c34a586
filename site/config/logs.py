"""What logs may tell of a request: where it went, never what somebody searched for there."""

import logging


class WithoutQuery(logging.Filter):
    """Cuts addresses at their question mark: staff's searches hold names."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(said.partition("?")[0] if isinstance(said, str) else said for said in record.args)
        return True
