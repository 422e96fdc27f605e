"""What the SDK and Bolt may log: that something went wrong, and never with what.

They put whole request bodies, addresses with tickets and server answers into their messages. Only
errors pass, cut to the words before anything of that kind, and the type of the error.
"""

from __future__ import annotations

import logging
import re
from typing import Final

NAME: Final = "nutgraf.slack"

_HARMLESS: Final = re.compile(r"[A-Za-z'’ .,#-]*")


class _Curt(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            return False
        said = _HARMLESS.match(str(record.msg))
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = (said[0].strip() if said else "") + (f": {kind.__name__}" if kind else "")
        record.args = ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def quiet_logger() -> logging.Logger:
    """The logger to hand to the SDK and to Bolt; what they derive from it keeps its filter."""
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.ERROR)
    if not logger.filters:
        logger.addFilter(_Curt())
    return logger
