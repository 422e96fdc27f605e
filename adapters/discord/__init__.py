"""Discord: the gateway that hears, the poster that writes, and what joins them to it."""

from adapters.discord.access import DiscordAccess
from adapters.discord.gateway import DiscordGateway
from adapters.discord.poster import DiscordPoster

__all__ = ["DiscordAccess", "DiscordGateway", "DiscordPoster"]
