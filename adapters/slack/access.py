"""What it takes to be in one Slack workspace: tokens and addresses, as the operator set them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """With an app token Slack is listened to by websocket; else, with a signing secret, Slack posts to
    `http_host`:`http_port` (0 picks a free port). `reaction` is an emoji's name, None where it is off."""

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_base_url: str = "https://slack.com/api/"
    http_host: str = "127.0.0.1"
    http_port: int = 3000
    reaction: str | None = "newspaper"
