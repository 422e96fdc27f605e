"""What stands on the wire: the objects of Discord's API, with the fields that it always sends."""

from __future__ import annotations

from datetime import datetime

from tests.discord_server.model import (
    Attachment,
    Channel,
    Flag,
    Guild,
    Interaction,
    Json,
    Kind,
    Member,
    Message,
    Right,
    Role,
    User,
    rights_of,
)

JOINED = "2024-03-01T10:00:00.000000+00:00"


def time_of(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="microseconds")


def user(one: User) -> Json:
    shown: Json = {
        "id": str(one.id),
        "username": one.name.lower().replace(" ", "."),
        "discriminator": "0",
        "global_name": None if one.bot else one.name,
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
    }
    return shown | ({"bot": True} if one.bot else {})


def member(one: Member) -> Json:
    """Without its user, as it stands beside one."""
    return {
        "roles": [str(role) for role in one.roles],
        "nick": one.nick,
        "avatar": None,
        "premium_since": None,
        "joined_at": JOINED,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role(one: Role) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.rights)),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 0,
        "managed": one.managed,
        "mentionable": False,
        "flags": 0,
    }


def channel(one: Channel) -> Json:
    shown: Json = {
        "id": str(one.id),
        "type": int(one.kind),
        "flags": 0,
        "last_message_id": str(max(one.messages)) if one.messages else None,
    }
    if one.recipient is not None:
        return shown | {"recipients": [user(one.recipient)]}
    assert one.guild is not None
    shown |= {
        "name": one.name,
        "guild_id": str(one.guild.id),
        "parent_id": str(one.parent.id) if one.parent else None,
        "rate_limit_per_user": 0,
    }
    if one.is_thread:
        count = len(one.messages)
        return shown | {
            "owner_id": str(one.owner),
            "message_count": count,
            "total_message_sent": count,
            "member_count": 1,
            "thread_metadata": {
                "archived": one.archived,
                "archive_timestamp": time_of(one.created),
                "auto_archive_duration": one.archive_after,
                "locked": one.locked,
                "create_timestamp": time_of(one.created),
            },
        }
    return shown | {
        "position": 0,
        "nsfw": False,
        "topic": None,
        "permission_overwrites": [
            {
                "id": str(whose),
                "type": 0 if whose in one.guild.roles else 1,
                "allow": str(int(overwrite.allow)),
                "deny": str(int(overwrite.deny)),
            }
            for whose, overwrite in one.overwrites.items()
        ],
    }


def partial_channel(one: Channel, asker: User) -> Json:
    """The channel of an interaction, with what the asker may do there."""
    shown = channel(one)
    shown.pop("permission_overwrites", None)
    return shown | ({"permissions": str(int(rights_of(asker.id, one)))} if one.guild else {})


def guild(one: Guild, channels: list[Channel] | None = None) -> Json:
    """With its channels and threads where they are given, as GUILD_CREATE has it."""
    shown: Json = {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner),
        "roles": [role(each) for each in one.roles.values()],
        "icon": None,
        "emojis": [],
        "stickers": [],
        "features": [],
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "system_channel_flags": 0,
        "premium_progress_bar_enabled": False,
        "description": None,
        "banner": None,
        "splash": None,
        "discovery_splash": None,
        "vanity_url_code": None,
        "public_updates_channel_id": None,
        "rules_channel_id": None,
        "system_channel_id": None,
        "application_id": None,
        "afk_channel_id": None,
    }
    if channels is None:
        return shown
    return shown | {
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "channels": [channel(each) for each in channels if not each.is_thread],
        "threads": [channel(each) for each in channels if each.is_thread and not each.archived],
        "members": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(one: Attachment) -> Json:
    return {
        "id": str(one.id),
        "filename": one.name,
        "size": one.size,
        "url": one.url,
        "proxy_url": one.url,
        "content_type": one.media_type,
        "content_scan_version": 0,
    }


def message(one: Message, *, content: bool = True, nested: bool = True) -> Json:
    """`content` is False for a reader who has no right to what people wrote."""
    mentions = [user(each) for each in one.mentions]
    shown: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "type": int(one.kind),
        "author": user(one.author),
        "content": one.content if content else "",
        "embeds": one.embeds if content and not one.flags & Flag.SUPPRESS_EMBEDS else [],
        "components": one.components if content else [],
        "attachments": [attachment(each) for each in one.attachments] if content else [],
        "timestamp": time_of(one.at),
        "edited_timestamp": time_of(one.edited),
        "flags": int(one.flags),
        "tts": False,
        "pinned": False,
        "mention_everyone": False,
        "mentions": mentions,
        "mention_roles": [],
    }
    if one.refers is not None:
        place, referred = one.refers
        shown["message_reference"] = {"type": 0, "channel_id": str(place), "message_id": str(referred)}
        if one.channel.guild is not None:
            shown["message_reference"]["guild_id"] = str(one.channel.guild.id)
    if one.thread is not None and nested:
        shown["thread"] = channel(one.thread)
    if one.interaction is not None:
        shown |= {"webhook_id": str(one.author.id), "application_id": str(one.author.id)}
        shown["interaction_metadata"] = {
            "id": str(one.interaction.id),
            "type": one.interaction.kind,
            "user": user(one.interaction.user),
            "authorizing_integration_owners": {},
        }
    return shown


def interaction(one: Interaction, application: int, bot: User, message_shown: Json | None) -> Json:
    """INTERACTION_CREATE. In a guild it carries the member, elsewhere the user alone."""
    place = one.channel.guild
    shown: Json = {
        "id": str(one.id),
        "application_id": str(application),
        "type": one.kind,
        "token": one.token,
        "version": 1,
        "data": one.data,
        "channel_id": str(one.channel.id),
        "channel": partial_channel(one.channel, one.user),
        "locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10_485_760,
        "context": 1 if one.channel.kind is Kind.DM else 0,
        "authorizing_integration_owners": {},
    }
    owners: Json = shown["authorizing_integration_owners"]
    if one.user_installed_only:
        owners["1"] = str(one.user.id)
    else:
        owners["0"] = str(place.id) if place else "0"
    if place is None:
        shown["user"] = user(one.user)
        rights = Right.ATTACH_FILES | Right.EMBED_LINKS | Right.MENTION_EVERYONE
    else:
        shown["guild_id"] = str(place.id)
        shown["guild_locale"] = "en-US"
        shown["guild"] = {"id": str(place.id), "locale": "en-US", "features": []}
        shown["member"] = member(place.members[one.user.id]) | {
            "user": user(one.user),
            "permissions": str(int(rights_of(one.user.id, one.channel))),
        }
        rights = (
            rights_of(bot.id, one.channel) if bot.id in place.members else rights_of(one.user.id, one.channel)
        )
    shown["app_permissions"] = str(int(rights))
    if message_shown is not None:
        shown["message"] = message_shown
    return shown
