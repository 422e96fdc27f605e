"""Slack: its payloads and API on one side, the product's own types on the other."""

from adapters.slack.access import SlackAccess
from adapters.slack.gateway import SlackGateway
from adapters.slack.poster import SlackPoster

__all__ = ["SlackAccess", "SlackGateway", "SlackPoster"]
