"""The interface in English: every word of ours that a person reads in a channel.

A sentence about a problem says what happened and what to do. `{label}` is the host or file that was
asked about.
"""

from __future__ import annotations

from typing import Final

from adapters.base import Action, Lack, Reason

ACTIONS: Final[dict[Action, str]] = {
    Action.SHORTER: "Shorter",
    Action.LONGER: "Longer",
    Action.QUOTES: "All quotes",
    Action.CONTEXT: "Context",
    Action.WHY: "Why this?",
    Action.SHARE: "Share in channel",
    Action.DELETE: "Delete",
}

PROBLEMS: Final[dict[Reason, str]] = {
    Reason.NOT_FOUND: "There is no page at that address on {label} (it answered “not found”). Check the link, or paste the text here.",
    Reason.FORBIDDEN: "{label} does not let me read that page: it wants a sign-in or keeps bots out. Open it yourself and paste the text here.",
    Reason.RATE_LIMITED: "{label} asked me to come back later because of too many requests. Try again in some minutes, or paste the text here.",
    Reason.SITE_FAILED: "{label} answered with an error instead of the page. Try again later, or paste the text here.",
    Reason.TIMED_OUT: "{label} took too long to answer, so I stopped waiting. Try again later, or paste the text here.",
    Reason.UNREACHABLE: "I could not reach {label}. Check the address, or paste the text here.",
    Reason.PRIVATE_ADDRESS: "That link leads to a private network address, which I do not open. Paste the text here, or ask whoever runs me to allow that host.",
    Reason.BAD_LINK: "I can't open that link: I read http and https addresses on their usual ports, without a user name in them. Check the link, or paste the text here.",
    Reason.TOO_MANY_REDIRECTS: "{label} kept sending me from one address to the next. Open the page yourself and paste its final address, or the text, here.",
    Reason.TOO_LARGE: "{label} is too large for me: I read up to {limit}. Paste the part that matters here.",
    Reason.TOO_LONG: "The text of {label} is too long for me: I read up to {limit}. Paste the part that matters here.",
    Reason.NOT_A_PAGE: "{label} is not a page of text that I can read. I read web pages, plain text and HTML files: paste the text here.",
    Reason.NOT_A_FEED: "{label} is not a feed, and I found none that it names. Give me the address of an RSS, Atom or JSON feed.",
    Reason.GONE: "{label} says that this page is gone for good. Check the link, or paste the text here.",
    Reason.NOTHING_TO_READ: "I found no article to read on {label}; it may need a browser or a sign-in to show its text. Open it yourself and paste the text here.",
    Reason.NO_LANGUAGE: "I found no sentences in any language I know in {label}. Send me a link, or a text of some paragraphs.",
    Reason.EMPTY: "There is nothing in {label} to read. Send me a link, a text of some paragraphs, or a text or HTML file.",
    Reason.NOT_ALLOWED: "I have no right to read {label} here. Send me its link or text together with the mention, or choose “Summarise” in the menu of the message.",
    Reason.TOO_HEAVY: "{label} was too heavy to read within my limits, so I stopped. Paste the part that matters here.",
    Reason.INTERNAL: "Something went wrong on my side while I read {label}; it has been logged. Try again, and tell whoever runs me if it stays so.",
}

LACKS: Final[dict[Lack, str]] = {
    Lack.NEEDLESS: "not needed here, where I answer everything anyway",
    Lack.INTENT: "not possible: whoever runs me has to switch on “Message Content Intent” on the Bot page of the developer portal, set DISCORD_MESSAGE_CONTENT=true and start me again",
    Lack.SCOPE: "not possible: my Slack app has not been given the right to read messages in channels; `nutgraf doctor` tells whoever runs me which scopes to add",
    Lack.MEMBERSHIP: "not possible: I am not in this channel, so invite me first",
    Lack.SWITCHED_OFF: "switched off by whoever runs me",
}

TEXTS: Final[dict[str, str]] = {
    "menu": "Summarise",
    "tldr": "Summarise a link or a text, for you alone",
    "tldr hint": "[here] [short|long] a link or a text",
    "tldr here": "Show the answer to everybody in the channel",
    "nutgraf": "What I can do in this channel, and what I do by myself",
    "nutgraf hint": "auto on | auto off | status | help",
    "nutgraf auto on": "Answer the links that are posted in this channel by myself",
    "nutgraf auto off": "Answer only when asked",
    "nutgraf status": "How I can be asked in this channel",
    "nutgraf help": "What to send me",
    "unknown form": "I don't know that. There are `/nutgraf auto on`, `/nutgraf auto off`, `/nutgraf status` and `/nutgraf help`.",
    "automatic on": "From now on I answer the links that are posted in this channel, each in its thread, where the page has {words} words or more and my answer is much shorter. `/nutgraf auto off` ends it.",
    "automatic off": "I no longer answer links in this channel by myself. Ask me with a mention, `/tldr` or the menu of a message.",
    "automatic lacks": "Answering links by myself is {lack}.",
    "status": "In this channel I can be asked by a mention, by `/tldr` and by “Summarise” in the menu of a message.",
    "status reaction": "By a reaction: {state}.",
    "status automatic": "Answering links by myself: {state}.",
    "state yes": "yes",
    "state on": "on; `/nutgraf auto off` ends it",
    "state off": "off; `/nutgraf auto on` switches it on",
    "that message": "that message",
    "not posted": "I could not post the answer: the platform refused it. It has been logged.",
    "not shared": "I could not post here for everybody. Invite me to this channel and press the button again.",
    "pasted text": "Pasted text",
    "the pasted text": "the pasted text",
    "that link": "that link",
    "standard input": "standard input",
    "quotes": "Key quotes",
    "read more": "Source",
    "only you": "Only visible to you",
    "unsure of language": "language unsure",
    "minutes": "{count} min",
    "seconds": "{count} s",
    "reading time": "{source} → {shown}",
    "shorter by": "{percent}% shorter",
    "by": "By {names}",
    "short already": "This is short already ({words} words), so here is all of it.",
    "short paste": "This text is short already ({words} words): there is nothing to leave out.",
    "more links": "I read the first {count} links of a message; not read: {links}.",
    "not changed": "I could not change that message: the platform did not let me. It has been logged.",
    "no longer": "This answer can't be changed any more: I no longer have what it was made from. Send the link again.",
    "not yours": "Only the one who asked, or a moderator, can do that.",
    "gave up": "I tried three times to answer this and failed each time, so I have stopped; it has been logged. Send it again, or paste the text of the page.",
    "nothing to read": "I see no link, file or text to summarise there. Send me a link, a text of some paragraphs, or a text or HTML file.",
    "unknown command": "I don't know `/{command}`. Try `/tldr` followed by a link or a text.",
    "help": (
        "Send me a link, a text of some paragraphs, or a text or HTML file, and I answer in the thread with the "
        "story’s own sentences and its key quotes, word for word.\n"
        "`/tldr` and a link or text: the answer is for you alone, and you can share it. `/tldr here` and a link: for everybody.\n"
        "“Summarise” in the menu of a message: the answer comes in its thread. `/nutgraf status` says what works in this channel.\n"
        "Add `short`, `medium`, `long`, or a number of sentences such as `5 sentences`, to say how much you want."
    ),
    "thread": "Summary",
    "digest thread": "The rest of the digest",
    "shared by": "shared by {name}",
    "shared here": "shared here",
    "file option": "A text, HTML or other file to read",
    "answer there": "The answer is here: {link}",
    "not recorded": "I could not take that down. Please try again in a moment.",
}
