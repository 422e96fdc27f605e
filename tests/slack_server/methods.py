"""The methods of the Web API: what each needs, refuses and does.

A method is a function of the workspace and its arguments; `call` finds it, after token and scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.slack_server.arguments import UPDATE_TEXT, Arguments, content, with_block_ids
from tests.slack_server.blocks import Json
from tests.slack_server.workspace import HISTORY, READ, Channel, Message, Refusal, Workspace


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened by a call, which the app may hear of as an event."""

    kind: str  # "posted", "changed" or "deleted"
    channel: Channel
    message: Message


Tell = Callable[[Told], None]
Method = Callable[[Workspace, Arguments, Tell], Json]


def call(workspace: Workspace, name: str, arguments: Arguments, token: str, tell: Tell) -> Json:
    """The answer; raises `Refusal`."""
    if name not in _METHODS:
        raise Refusal("unknown_method", req_method=name)
    method, scope = _METHODS[name]
    if not token:
        raise Refusal("not_authed")
    if token not in (workspace.bot_token, workspace.app_token):
        raise Refusal("invalid_auth")
    app_level = name == "apps.connections.open"
    if (token == workspace.app_token) != app_level and name != "auth.test":
        raise Refusal("not_allowed_token_type")
    if token == workspace.app_token and name == "auth.test":
        return {"ok": True, "app_name": "nutgraf", "app_id": workspace.app_id}
    if scope is not None:
        need(workspace.app_scopes if app_level else workspace.scopes, scope)
    return {"ok": True} | method(workspace, arguments, tell)


def need(scopes: set[str], scope: str) -> None:
    if scope not in scopes:
        raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(scopes)))


def takes_json(name: str) -> bool:
    """Whether the method reads a JSON body; those that only read want a form or a query."""
    return name.startswith(("chat.", "reactions.", "apps.", "auth.")) or name == "conversations.open"


# ---- writing ---------------------------------------------------------------------------------------


def writable(workspace: Workspace, named: str) -> Channel:
    """The channel, if the bot may post there by its token."""
    channel = workspace.channel_named(named)
    if not workspace.is_in(channel):
        if channel.kind != "public":
            raise Refusal("channel_not_found")
        if "chat:write.public" not in workspace.scopes:
            raise Refusal("not_in_channel")
    if channel.archived:
        raise Refusal("is_archived")
    return channel


def _addressed(workspace: Workspace, named: str) -> Channel:
    """Where a post goes: a person's id opens the direct conversation with them. No other method takes such
    an id, and no bot can be written to."""
    user = workspace.users.get(named)
    if user is None:
        return writable(workspace, named)
    if user.bot_id is not None:
        raise Refusal("channel_not_found")
    return workspace.direct(named)


def _root(channel: Channel, arguments: Arguments) -> str | None:
    thread = arguments.text("thread_ts")
    if not thread:
        return None
    root = channel.messages.get(thread)
    if root is None:
        raise Refusal("thread_not_found")
    if root.thread_ts not in (None, root.ts):
        raise Refusal("cannot_reply_to_message")
    return thread


def _post(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = _addressed(workspace, arguments.needed("channel"))
    said = content(arguments)
    message = Message(
        workspace.next_ts(),
        channel.id,
        workspace.bot_user,
        said.text,
        workspace.bot_id,
        workspace.app_id,
        _root(channel, arguments),
        blocks=with_block_ids(said.blocks or [], workspace.number()),
        metadata=said.metadata or None,
        link_names=arguments.flag("link_names") or arguments.text("parse") == "full",
    )
    silent = arguments.says_no("unfurl_links") and arguments.says_no("unfurl_media")
    workspace.notice(message, unfurls=not silent)
    channel.messages[message.ts] = message
    tell(Told("posted", channel, message))
    return {"channel": channel.id, "ts": message.ts, "message": workspace.message_object(message)}


def _post_ephemeral(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = writable(workspace, arguments.needed("channel"))
    if not workspace.is_in(channel):
        raise Refusal("not_in_channel")
    user = arguments.needed("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    said = content(arguments, together=False)
    message = Message(
        workspace.next_ts(),
        channel.id,
        workspace.bot_user,
        said.text,
        workspace.bot_id,
        workspace.app_id,
        arguments.text("thread_ts") or None,
        blocks=with_block_ids(said.blocks or [], workspace.number()),
        only_for=user,
    )
    workspace.notice(message, unfurls=False)
    channel.ephemerals.append(message)
    return {"message_ts": message.ts}


def _own(workspace: Workspace, arguments: Arguments, denial: str) -> tuple[Channel, Message]:
    channel = writable(workspace, arguments.needed("channel"))
    message = channel.messages.get(arguments.needed("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if not workspace.is_own(message):
        raise Refusal(denial)
    return channel, message


def _update(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel, message = _own(workspace, arguments, "cant_update_message")
    said = content(arguments, text_limit=UPDATE_TEXT)
    message.text = said.text
    if said.blocks is not None:
        message.blocks = with_block_ids(said.blocks, workspace.number())
    if said.metadata is not None:
        message.metadata = said.metadata or None
    message.edited = workspace.next_ts()
    message.link_names = arguments.flag("link_names") or arguments.text("parse") == "full"
    workspace.notice(message, unfurls=False)
    tell(Told("changed", channel, message))
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": workspace.message_object(message),
    }


def _delete(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel, message = _own(workspace, arguments, "cant_delete_message")
    del channel.messages[message.ts]
    tell(Told("deleted", channel, message))
    return {"channel": channel.id, "ts": message.ts}


def _react(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = workspace.channel_named(arguments.needed("channel"))
    if not workspace.is_in(channel):
        raise Refusal("not_in_channel" if channel.kind == "public" else "channel_not_found")
    message = channel.messages.get(arguments.needed("timestamp"))
    if message is None:
        raise Refusal("message_not_found")
    name = arguments.needed("name")
    if not name.replace("_", "").replace("-", "").replace("+", "").isalnum():
        raise Refusal("invalid_name")
    people = message.reactions.setdefault(name, set())
    if workspace.bot_user in people:
        raise Refusal("already_reacted")
    people.add(workspace.bot_user)
    return {}


def _unreact(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = workspace.channel_named(arguments.needed("channel"))
    message = channel.messages.get(arguments.needed("timestamp"))
    if message is None:
        raise Refusal("message_not_found")
    people = message.reactions.get(arguments.needed("name"), set())
    if workspace.bot_user not in people:
        raise Refusal("no_reaction")
    people.remove(workspace.bot_user)
    return {}


# ---- reading ---------------------------------------------------------------------------------------


def _readable(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = workspace.channel_named(arguments.needed("channel"))
    need(workspace.scopes, HISTORY[channel.kind])
    if not workspace.is_in(channel):
        raise Refusal("not_in_channel" if channel.kind == "public" else "channel_not_found")
    return channel


def _within(messages: list[Message], arguments: Arguments) -> list[Message]:
    oldest, latest = arguments.text("oldest") or "0", arguments.text("latest")
    inclusive = arguments.flag("inclusive")

    def fits(message: Message) -> bool:
        at = float(message.ts)
        after = at > float(oldest) or (inclusive and at == float(oldest))
        before = not latest or at < float(latest) or (inclusive and at == float(latest))
        return after and before

    try:
        return [message for message in messages if fits(message)]
    except ValueError:
        raise Refusal("invalid_ts_oldest") from None


def _page(workspace: Workspace, messages: list[Message], arguments: Arguments, most: int) -> Json:
    try:
        at = int(arguments.text("cursor") or 0)
    except ValueError:
        raise Refusal("invalid_cursor") from None
    limit = arguments.number("limit", 100)
    if not 0 < limit <= most:
        raise Refusal("invalid_limit")
    metadata = arguments.flag("include_all_metadata")
    shown = messages[at : at + limit]
    more = at + limit < len(messages)
    answer: Json = {
        "messages": [workspace.message_object(message, metadata=metadata) for message in shown],
        "has_more": more,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": str(at + limit)}
    return answer


def _history(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = _readable(workspace, arguments)
    messages = [one for _, one in sorted(channel.messages.items(), reverse=True)]
    top = [one for one in messages if one.thread_ts in (None, one.ts)]
    return _page(workspace, _within(top, arguments), arguments, 999)


def _replies(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = _readable(workspace, arguments)
    message = channel.messages.get(arguments.needed("ts"))
    if message is None:
        raise Refusal("thread_not_found")
    if message.thread_ts not in (None, message.ts):
        return _page(workspace, [message], arguments, 1000)
    root, *replies = channel.thread(message.ts)
    return _page(workspace, [root, *_within(replies, arguments)], arguments, 1000)


def _channel_info(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = workspace.channel_named(arguments.needed("channel"))
    need(workspace.scopes, READ[channel.kind])
    if channel.kind != "public" and not workspace.is_in(channel):
        raise Refusal("channel_not_found")
    value: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": False,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_member": workspace.is_in(channel),
        "context_team_id": workspace.team_id,
    }
    return {"channel": value}


def _open(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    users = arguments.needed("users").split(",")
    if any(user not in workspace.users for user in users):
        raise Refusal("user_not_found")
    if len(users) > 1:
        need(workspace.scopes, "mpim:write")
    return {"channel": {"id": workspace.direct(users[0]).id}}


def _user_info(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    user = workspace.users.get(arguments.needed("user"))
    if user is None:
        raise Refusal("user_not_found")
    value = {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "is_bot": user.bot_id is not None,
        "is_admin": False,
        "is_owner": False,
        "deleted": False,
        "profile": {"display_name": user.display_name, "real_name": user.real_name},
    }
    return {"user": value}


def _file_info(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    file = workspace.files.get(arguments.needed("file"))
    if file is None:
        raise Refusal("file_not_found")
    return {"file": workspace.file_object(file)}


def _bot_info(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    wanted = arguments.text("bot") or workspace.bot_id
    for user in workspace.users.values():
        if user.bot_id == wanted:
            return {"bot": {"id": wanted, "app_id": user.app_id, "user_id": user.id, "name": user.name}}
    raise Refusal("bot_not_found")


def _permalink(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    channel = workspace.channel_named(arguments.needed("channel"))
    ts = arguments.needed("message_ts")
    message = channel.messages.get(ts)
    if message is None:
        raise Refusal("message_not_found")
    link = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.thread_ts not in (None, ts):
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _who(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": workspace.users[workspace.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def _connect(workspace: Workspace, arguments: Arguments, tell: Tell) -> Json:
    """The address itself is the server's to give."""
    return {}


_METHODS: Final[dict[str, tuple[Method, str | None]]] = {
    "auth.test": (_who, None),
    "apps.connections.open": (_connect, "connections:write"),
    "chat.postMessage": (_post, "chat:write"),
    "chat.postEphemeral": (_post_ephemeral, "chat:write"),
    "chat.update": (_update, "chat:write"),
    "chat.delete": (_delete, "chat:write"),
    "chat.getPermalink": (_permalink, None),
    "conversations.history": (_history, None),
    "conversations.replies": (_replies, None),
    "conversations.info": (_channel_info, None),
    "conversations.open": (_open, "im:write"),
    "users.info": (_user_info, "users:read"),
    "files.info": (_file_info, "files:read"),
    "reactions.add": (_react, "reactions:write"),
    "reactions.remove": (_unreact, "reactions:write"),
    "bots.info": (_bot_info, "users:read"),
}
