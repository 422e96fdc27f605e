"""The first message of an empty channel: how to try it, and one example worked by the real thing.

The message is posted under a key of its own and the example asked for under an event of its own, so
that a start after a crash between the two does what is left and no start does anything twice.
"""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Final

from adapters.base import Accept, Ask, Message, Person, Reply, Way
from adapters.local.room import CHANNEL, Room, Upload

_KEY: Final = "welcome"
_PERSON: Final = Person("nutgraf-example", "Nutgraf")
_WORDS: Final = """\
Welcome. I read a story and answer with its own sentences and its key quotes, word for word, in the language it is written in. This channel is yours to try it in; nothing leaves this machine but the fetch of the page itself.
• Paste a link or the text of an article: the answer comes in the thread of your message.
• Drop a file here: text, HTML, PDF, Word or PowerPoint.
• Type `/tldr` and a link or a text: you alone see the answer, and can share it.
• Add `30s`, `20%`, `5 sentences` or `headline` to say how much you want, and `about:prices` to say about what.
• Type `/digest add` and a feed or a site, then `/digest at 08:30 Europe/Berlin`: what is new there comes here each day at that time.
• In a thread, write `@nutgraf` to have me read what the thread is about.
• Or open the menu ⋯ of any message and choose Summarise.
Here is an example: a story from a town that does not exist, and below it what I make of it."""


async def welcome(room: Room, accept: Accept, now: datetime) -> None:
    """Opens an empty channel; does nothing in one where people have spoken already."""
    entry = await room.posted(_KEY)
    if entry is None:
        if await room.last():
            return
        body = files("adapters.local").joinpath("example.html").read_bytes()
        article = Upload("chain-ferry.html", "text/html", body, link="/example")
        entry = await room.post(Reply(text=_WORDS), _KEY, uploads=[article], at=now)
    if entry.gone or len(await room.thread(entry.id)) > 1:
        return
    # The words of the message are ours; what is to be read is the file alone.
    target = Message(id=str(entry.id), text="", files=entry.files, bot=True, at=entry.at)
    await accept(Ask(event=_KEY, way=Way.MENU, place=CHANNEL, person=_PERSON, at=now, target=target))
