"""What Nutgraf has to be told to use Discord: the token, and what the operator has switched on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DiscordAccess:
    """`message_content` asks for the privileged intent of that name, which has to be switched on in the
    developer portal first. `reaction` is an emoji, or the name of one of a server's own; None: off."""

    token: str = field(repr=False)
    message_content: bool = False
    api_base_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg/"
    reaction: str | None = "📰"
