"""A strict stand-in for Slack on a loopback port."""

from tests.slack_server.delivery import Delivery
from tests.slack_server.server import SIGN_IN, START, Called, Clock, Said, SlackServer
from tests.slack_server.workspace import (
    ALL_SCOPES,
    EVENTS,
    LEAST_SCOPES,
    Channel,
    Message,
    StoredFile,
    User,
    Workspace,
)

__all__ = [
    "ALL_SCOPES",
    "EVENTS",
    "LEAST_SCOPES",
    "SIGN_IN",
    "START",
    "Called",
    "Channel",
    "Clock",
    "Delivery",
    "Message",
    "Said",
    "SlackServer",
    "StoredFile",
    "User",
    "Workspace",
]
