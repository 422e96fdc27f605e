"""The response_urls: a way to write that a command, a shortcut or a press hands out.

Five uses in thirty minutes. What goes through one needs no scope and no membership; for a press it replaces
the pressed message unless told not to, as Slack does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tests.slack_server.arguments import Arguments, content, with_block_ids
from tests.slack_server.blocks import Json
from tests.slack_server.methods import Tell, Told
from tests.slack_server.workspace import Channel, Message, Refusal, Workspace

USES: Final = 5
LIFE: Final = timedelta(minutes=30)

_KNOWN: Final = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "unfurl_links",
        "unfurl_media",
        "thread_ts",
        "metadata",
        "mrkdwn",
    }
)


@dataclass(slots=True)
class Hook:
    """One response_url. `pressed` is the message under the button, for a press."""

    channel: Channel
    user: str
    made: datetime
    pressed: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class Hooks:
    workspace: Workspace
    by_path: dict[str, Hook] = field(default_factory=dict)

    def hand_out(self, kind: str, channel: Channel, user: str, pressed: Message | None = None) -> str:
        """A new address; `kind` is what stands in it, "commands", "actions" or "app"."""
        number = self.workspace.number()
        path = f"/{kind}/{self.workspace.team_id}/{number}/secret{number:08d}"
        self.by_path[path] = Hook(channel, user, self.workspace.clock(), pressed)
        return self.workspace.origin + path

    def use(self, path: str, given: Json, tell: Tell) -> None:
        """Does what was posted to an address; raises `Refusal`."""
        hook = self.by_path.get(path)
        if hook is None:
            raise Refusal("no_service")
        if self.workspace.clock() - hook.made >= LIFE:
            raise Refusal("expired_url")
        if hook.uses >= USES:
            raise Refusal("used_url")
        if unknown := given.keys() - _KNOWN:
            raise Refusal("invalid_payload", unknown=sorted(unknown))
        if hook.channel.archived:
            raise Refusal("channel_is_archived")
        arguments = Arguments(given)
        if arguments.flag("delete_original"):
            self._delete(hook, tell)
        elif arguments.flag("replace_original", default=hook.pressed is not None):
            self._replace(hook, arguments, tell)
        else:
            self._post(hook, arguments, tell)
        hook.uses += 1

    def _delete(self, hook: Hook, tell: Tell) -> None:
        message = _pressed(hook)
        if message.only_for:
            hook.channel.ephemerals.remove(message)
        else:
            del hook.channel.messages[message.ts]
            tell(Told("deleted", hook.channel, message))

    def _replace(self, hook: Hook, arguments: Arguments, tell: Tell) -> None:
        message = _pressed(hook)
        said = content(arguments, together=False)
        message.text = said.text
        message.blocks = with_block_ids(said.blocks or [], self.workspace.number())
        self.workspace.notice(message, unfurls=False)
        if not message.only_for:
            message.edited = self.workspace.next_ts()
            tell(Told("changed", hook.channel, message))

    def _post(self, hook: Hook, arguments: Arguments, tell: Tell) -> None:
        said = content(arguments, together=False)
        kind = arguments.text("response_type") or "ephemeral"
        if kind not in ("ephemeral", "in_channel"):
            raise Refusal("invalid_response_type")
        own = self.workspace
        message = Message(
            own.next_ts(),
            hook.channel.id,
            own.bot_user,
            said.text,
            own.bot_id,
            own.app_id,
            arguments.text("thread_ts") or None,
            blocks=with_block_ids(said.blocks or [], own.number()),
            only_for=hook.user if kind == "ephemeral" else None,
        )
        silent = arguments.says_no("unfurl_links") and arguments.says_no("unfurl_media")
        own.notice(message, unfurls=not silent and kind == "in_channel")
        if message.only_for:
            hook.channel.ephemerals.append(message)
        else:
            hook.channel.messages[message.ts] = message
            tell(Told("posted", hook.channel, message))


def _pressed(hook: Hook) -> Message:
    """The message under the button, if it is there still."""
    message = hook.pressed
    if message is None:
        raise Refusal("cant_update_message")
    if message.only_for and message in hook.channel.ephemerals:
        return message
    if not message.only_for and message.ts in hook.channel.messages:
        return message
    raise Refusal("message_not_found")
