"""The local channel's server, by a real client over loopback."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.base import Action, Misconfigured, Place, Private, Reply, Way
from adapters.local import page, server
from adapters.local.form import FILE_BYTES, FILES, TEXT_BYTES, file_name
from tests.browser.answering import ANSWER
from tests.browser.channel import Channel, serving

GENERAL = Place("local", "local", "general")


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncIterator[Channel]:
    async with serving(tmp_path / "channel.db") as open_channel:
        yield open_channel


@dataclass
class Browser:
    """One person: a cookie jar, and the headers that a browser sends from our page."""

    session: aiohttp.ClientSession
    url: str
    sent: int = 0

    def event(self) -> str:
        self.sent += 1
        return f"event-{self.sent:08}"

    async def get(self, path: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
        async with self.session.get(self.url + path, headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers

    async def post(self, path: str, **sent: Any) -> tuple[int, Any]:
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"} | sent.pop("headers", {})
        async with self.session.post(self.url + path, headers=headers, **sent) as answer:
            return answer.status, await answer.json()

    async def say(
        self,
        text: str,
        *,
        thread: int | None = None,
        event: str | None = None,
        files: tuple[tuple[str, str, bytes], ...] = (),
        **more: Any,
    ) -> tuple[int, Any]:
        form = aiohttp.FormData()
        form.add_field("event", event or self.event())
        form.add_field("thread", "" if thread is None else str(thread))
        form.add_field("text", BytesIO(text.encode()), filename="text", content_type="text/plain")
        for name, media_type, body in files:
            form.add_field("file", BytesIO(body), filename=name, content_type=media_type)
        return await self.post("/messages", data=form, **more)


@asynccontextmanager
async def browsing(channel: Channel, known: bool = True) -> AsyncIterator[Browser]:
    # a jar of its own that keeps cookies for an address, too
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        browser = Browser(session, channel.url)
        if known:
            await browser.get("/")
        yield browser


@pytest.fixture
async def ada(channel: Channel) -> AsyncIterator[Browser]:
    async with browsing(channel) as browser:
        yield browser


@pytest.fixture
async def ben(channel: Channel) -> AsyncIterator[Browser]:
    async with browsing(channel) as browser:
        yield browser


@dataclass
class Stream:
    content: aiohttp.StreamReader

    async def next(self) -> tuple[str, dict[str, Any], str | None]:
        """Event, data and id of what comes next."""
        fields: dict[str, str] = {}
        while True:
            line = (await asyncio.wait_for(self.content.readline(), 10)).decode().rstrip("\n")
            if not line and fields:
                return fields["event"], json.loads(fields["data"]), fields.get("id")
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value

    async def messages(self, count: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while len(found) < count:
            event, data, _ = await self.next()
            if event == "message":
                found.append(data)
        return found


@asynccontextmanager
async def listening(browser: Browser, after: int = 0, last: int | None = None) -> AsyncIterator[Stream]:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    async with browser.session.get(f"{browser.url}/events?after={after}", headers=headers) as answer:
        assert answer.content_type == "text/event-stream"
        yield Stream(answer.content)


# ---- messages and what they ask -----------------------------------------------------------------


async def test_a_message_is_kept_recorded_and_answered_in_its_thread(channel: Channel, ada: Browser) -> None:
    async with listening(ada) as stream:
        status, said = await ada.say("https://a.example/x")
        mine, answer = await stream.messages(2)
    assert status == 200
    assert said["message"] == mine
    assert (mine["mine"], mine["root"]) == (True, None)
    assert (answer["bot"], answer["root"]) == (True, mine["id"])
    [ask] = channel.service.asks
    assert (ask.way, ask.text, ask.place, ask.target) == (Way.MENTION, "https://a.example/x", GENERAL, None)
    assert ask.message is not None
    assert ask.message.id == str(mine["id"])
    assert ask.message.person == ask.person


async def test_a_mention_in_a_thread_means_what_the_thread_is_about(channel: Channel, ada: Browser) -> None:
    _, root = await ada.say("https://a.example/x")
    await ada.say("@nutgraf short", thread=root["message"]["id"])
    ask = channel.service.asks[1]
    assert (ask.way, ask.text) == (Way.MENTION, "short")
    assert ask.place == GENERAL.in_thread(str(root["message"]["id"]))
    assert ask.target is not None
    assert ask.target.text == "https://a.example/x"


async def test_a_link_under_an_answer_is_a_reply_to_the_bot(channel: Channel, ada: Browser) -> None:
    async with listening(ada) as stream:
        _, root = await ada.say("https://a.example/x")
        _, answer = await stream.messages(2)
    await ada.say("https://a.example/y", thread=root["message"]["id"])
    ask = channel.service.asks[1]
    assert ask.way is Way.REPLY
    assert ask.target is not None
    assert (ask.target.id, ask.target.bot) == (str(answer["id"]), True)


async def test_talk_in_a_thread_is_kept_and_asks_nothing(channel: Channel, ada: Browser) -> None:
    _, root = await ada.say("https://a.example/x")
    status, said = await ada.say("Well found!", thread=root["message"]["id"])
    assert (status, said["message"]["root"]) == (200, root["message"]["id"])
    assert len(channel.service.asks) == 1


async def test_a_message_sent_again_is_the_same_message(channel: Channel, ada: Browser) -> None:
    """When the answer to it was lost on the way, say."""
    _, first = await ada.say("https://a.example/x", event="the-same-event")
    _, again = await ada.say("https://a.example/x", event="the-same-event")
    assert again["message"]["id"] == first["message"]["id"]
    assert len(channel.service.asks) == 1


async def test_two_people_may_use_the_same_event(channel: Channel, ada: Browser, ben: Browser) -> None:
    _, first = await ada.say("one", event="the-same-event")
    _, second = await ben.say("two", event="the-same-event")
    assert first["message"]["id"] != second["message"]["id"]


async def test_what_could_not_be_recorded_is_said_and_sent_again_it_is(
    channel: Channel, ada: Browser
) -> None:
    channel.service.broken = True
    status, said = await ada.say("https://a.example/x", event="the-same-event")
    assert status == 503
    assert "database" not in said["problem"]
    channel.service.broken = False
    status, _ = await ada.say("https://a.example/x", event="the-same-event")
    assert status == 200
    assert len(channel.service.asks) == 1
    roots = await channel.room.channel()
    assert [entry.text for entry in roots] == ["https://a.example/x"]


async def test_a_slash_command_is_no_message_and_is_answered_to_its_person(
    channel: Channel, ada: Browser, ben: Browser
) -> None:
    async with listening(ada) as hers, listening(ben) as his:
        status, said = await ada.say("/tldr https://a.example/x")
        [answer] = await hers.messages(1)
        await ada.say("for everybody")
        [next_he_hears] = await his.messages(1)
    assert (status, said) == (200, {"message": None})
    assert "Only visible to you" in answer["html"]
    assert "for everybody" in next_he_hears["html"]
    ask = channel.service.asks[0]
    assert (ask.way, ask.command, ask.text) == (Way.COMMAND, "tldr", "https://a.example/x")
    assert (ask.message, ask.target) == (None, None)
    _, his_page, _ = await ben.get("/")
    _, her_page, _ = await ada.get("/")
    assert "Only visible to you" in her_page
    assert "Only visible to you" not in his_page


async def test_a_command_works_in_a_thread_too(channel: Channel, ada: Browser) -> None:
    _, root = await ada.say("https://a.example/x")
    await ada.say("/tldr https://a.example/y", thread=root["message"]["id"])
    assert channel.service.asks[1].place == GENERAL.in_thread(str(root["message"]["id"]))


async def test_the_menu_means_the_message_it_stands_on(channel: Channel, ada: Browser, ben: Browser) -> None:
    _, root = await ada.say("https://a.example/x")
    number = root["message"]["id"]
    status, _ = await ben.post("/summarise", json={"event": ben.event(), "message": number})
    ask = channel.service.asks[1]
    assert (status, ask.way, ask.message) == (200, Way.MENU, None)
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == (str(number), "https://a.example/x")


async def test_a_button_tells_which_answer_it_stands_under(channel: Channel, ada: Browser) -> None:
    posted = await channel.poster.post(GENERAL, ANSWER, "key-7")
    sent = {"event": ada.event(), "message": int(posted.id), "action": "shorter"}
    status, _ = await ada.post("/press", json=sent)
    await ada.post("/press", json=sent)
    [pressed] = channel.service.presses
    assert status == 200
    assert (pressed.action, pressed.reply, pressed.posted) == (Action.SHORTER, "key-7", posted)


async def test_a_button_that_is_not_there_can_not_be_pressed(
    channel: Channel, ada: Browser, ben: Browser
) -> None:
    _, said = await ada.say("hello")
    entries = await channel.room.channel()
    ada_id = entries[0].person.id if entries[0].person else ""
    private = await channel.poster.post(
        Place("local", "local", "general", private=Private(ada_id)), ANSWER, "private"
    )
    public = await channel.poster.post(GENERAL, ANSWER, "public")
    for browser, message, action, expected in (
        (ben, int(private.id), "shorter", 404),
        (ada, int(private.id), "shorter", 200),
        (ben, int(public.id), "share", 409),
        (ben, int(public.id), "burn", 409),
        (ben, said["message"]["id"], "shorter", 409),
        (ben, 999, "shorter", 404),
        (ben, "1", "shorter", 404),
        (ben, True, "shorter", 404),
        (ben, 10**30, "shorter", 404),
    ):
        sent = {"event": browser.event(), "message": message, "action": action}
        status, answer = await browser.post("/press", json=sent)
        assert status == expected
        assert expected == 200 or answer["problem"].endswith(".")
    assert [one.reply for one in channel.service.presses] == ["private"]


# ---- bounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   \n\t "])
async def test_nothing_is_not_a_message(channel: Channel, ada: Browser, text: str) -> None:
    status, said = await ada.say(text)
    assert status == 422
    assert said["problem"].count(".") == 1
    assert await channel.room.channel() == []


async def test_a_paste_of_five_megabytes_is_kept_as_a_file_to_the_letter(
    channel: Channel, ada: Browser
) -> None:
    paste = "Zeile mit Umlauten: äöü.\r\n" * 190_000
    assert len(paste.encode()) > 5_000_000
    status, said = await ada.say(paste)
    assert status == 200
    assert "paste.txt" in said["message"]["html"]
    [ask] = channel.service.asks
    assert ask.message is not None
    [file] = ask.message.files
    assert (ask.text, file.name, file.media_type) == ("", "paste.txt", "text/plain")
    assert await channel.poster.download(file, 10_000_000) == paste.encode()


async def test_the_mention_is_no_part_of_a_long_paste(channel: Channel, ada: Browser) -> None:
    await ada.say("@nutgraf " + "Long. " * 10_000)
    [ask] = channel.service.asks
    assert ask.message is not None
    body = await channel.poster.download(ask.message.files[0], 10_000_000)
    assert body.startswith(b"Long. Long.")


async def test_a_text_past_the_bound_is_refused_with_a_sentence(channel: Channel, ada: Browser) -> None:
    status, said = await ada.say("x" * (TEXT_BYTES + 1))
    assert (status, "too long" in said["problem"]) == (413, True)
    assert channel.service.accepted == []


async def test_a_file_past_the_bound_is_refused_by_name(ada: Browser) -> None:
    status, said = await ada.say("", files=(("big.pdf", "application/pdf", b"x" * (FILE_BYTES + 1)),))
    assert (status, "big.pdf is too large" in said["problem"]) == (413, True)


async def test_more_files_than_go_with_a_message_are_refused(ada: Browser) -> None:
    many = tuple((f"{n}.txt", "text/plain", b"x") for n in range(FILES + 1))
    status, said = await ada.say("", files=many)
    assert (status, "too many files" in said["problem"]) == (413, True)
    status, _ = await ada.say("these", files=many[:FILES])
    assert status == 200


async def test_a_file_does_not_go_with_a_command(channel: Channel, ada: Browser) -> None:
    status, said = await ada.say("/tldr", files=(("a.txt", "text/plain", b"x"),))
    assert (status, "/tldr" in said["problem"]) == (422, True)
    assert channel.service.accepted == []


async def test_a_command_takes_no_more_text_than_a_message(channel: Channel, ada: Browser) -> None:
    status, said = await ada.say("/tldr " + "word " * 9_000)
    assert (status, "40,000" in said["problem"]) == (413, True)
    assert channel.service.accepted == []


@pytest.mark.parametrize("thread", [999, "x"])
async def test_a_thread_that_is_not_there_is_said(ada: Browser, thread: Any) -> None:
    status, said = await ada.say("hello", thread=thread)
    assert (status, "thread" in said["problem"]) == (404, True)


async def test_what_is_no_form_is_refused_in_words(ada: Browser) -> None:
    broken = [
        {"data": b"text=hello", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"data": b"--x\r\nnothing", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"data": b"nothing", "headers": {"Content-Type": "multipart/form-data"}},
    ]
    for one in broken:
        status, said = await ada.post("/messages", **one)
        assert status in (400, 415)
        assert "Traceback" not in said["problem"]
    for body in (b"[]", b"{", b"\xff", b'"' + b"x" * 20_000 + b'"'):
        status, _ = await ada.post("/press", data=body)
        assert status in (400, 413)


async def test_a_message_without_a_proper_event_is_refused(ada: Browser) -> None:
    status, _ = await ada.say("hello", event="../../x")
    assert status == 400


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\notes.txt", "notes.txt"),
        ("in\u202evoice\u0000\n.txt", "invoice.txt"),
        ("Ünïcode 文.txt", "Ünïcode 文.txt"),
        ("", "file"),
        ("/", "file"),
        ("x" * 300 + ".html", "x" * 100 + ".html"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


# ---- the stream ---------------------------------------------------------------------------------


async def test_a_stream_taken_up_again_brings_what_was_missed_and_no_more(
    channel: Channel, ada: Browser
) -> None:
    async with listening(ada) as stream:
        await channel.room.post(Reply(text="one"), "k1")
        [one] = await stream.messages(1)
    await channel.room.post(Reply(text="two"), "k2")
    async with listening(ada, after=one["seq"]) as stream:
        [two] = await stream.messages(1)
    assert "two" in two["html"]
    async with listening(ada, last=two["seq"]) as stream:
        await channel.room.post(Reply(text="three"), "k3")
        [three] = await stream.messages(1)
    assert "three" in three["html"]


async def test_a_missed_deletion_is_told_too(channel: Channel, ada: Browser) -> None:
    entry = await channel.room.post(Reply(text="first words"), "k1")
    await channel.room.remove(entry.id)
    async with listening(ada, after=entry.seq) as stream:
        [gone] = await stream.messages(1)
    assert (gone["id"], gone["gone"]) == (entry.id, True)
    assert "first words" not in gone["html"]


async def test_that_an_answer_is_being_made_is_told_and_taken_back(channel: Channel, ada: Browser) -> None:
    channel.service.gate.clear()
    async with listening(ada) as stream:
        await ada.say("https://a.example/x")
        seen: list[tuple[str, dict[str, Any], str | None]] = []
        while not seen or seen[-1][0] != "busy":
            seen.append(await stream.next())
        busy = seen[-1][1]
        channel.service.gate.set()
        while seen[-1][0] != "idle":
            seen.append(await stream.next())
    assert busy["root"] == seen[1][1]["id"]
    assert [event for event, _, _ in seen] == ["hello", "message", "busy", "message", "idle"]
    assert seen[-1][1] == {"key": busy["key"]}


async def test_a_quiet_stream_gives_a_sign_of_life(
    channel: Channel, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "BEAT_SECONDS", 0.0)
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.01)
    async with listening(ada) as stream:
        assert (await stream.next())[0] == "hello"
        assert (await stream.next())[0] == "beat"


async def test_what_another_process_posts_is_seen(
    channel: Channel, ada: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.02)
    async with listening(ada) as stream, serving(tmp_path / "channel.db") as other:
        await other.room.post(Reply(text="from elsewhere"), "k")
        [message] = await stream.messages(1)
    assert "from elsewhere" in message["html"]


# ---- who, and from where ------------------------------------------------------------------------


async def test_nobody_learns_what_would_let_them_be_another(
    channel: Channel, ada: Browser, ben: Browser
) -> None:
    await ada.say("hello")
    [cookie] = [cookie.value for cookie in ada.session.cookie_jar]
    [entry] = await channel.room.channel()
    _, text, _ = await ben.get("/")
    assert entry.person is not None
    assert cookie not in text
    assert entry.person.id not in text
    assert cookie != entry.person.id
    assert page.person_name(entry.person.id) in text
    _, hers, _ = await ada.get("/")
    assert ">You</h2>" in hers


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(channel: Channel) -> None:
    async with browsing(channel, known=False) as browser:
        _, _, headers = await browser.get("/")
        cookie = headers["Set-Cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        _, _, headers = await browser.get("/")
        assert "Set-Cookie" not in headers


async def test_a_link_from_elsewhere_makes_nobody_somebody_else(channel: Channel) -> None:
    """A strict cookie does not come along then, and must not be replaced."""
    async with browsing(channel, known=False) as browser:
        _, text, headers = await browser.get("/", **{"Sec-Fetch-Site": "cross-site"})
        assert "Set-Cookie" not in headers
        assert 'http-equiv="refresh"' in text


async def test_without_the_cookie_nothing_is_told_and_nothing_taken(channel: Channel) -> None:
    async with browsing(channel, known=False) as browser:
        status, said = await browser.say("hello")
        assert (status, "cookies" in said["problem"]) == (403, True)
        for path in ("/events", "/threads"):
            status, _, _ = await browser.get(path)
            assert status == 403
    assert await channel.room.channel() == []


async def test_a_page_of_another_site_can_not_speak_here(channel: Channel, ada: Browser) -> None:
    status, said = await ada.say("hello", headers={"Origin": "http://evil.example"})
    assert (status, "another site" in said["problem"]) == (403, True)
    status, _ = await ada.say("hello", headers={"Sec-Fetch-Site": "cross-site"})
    assert status == 403
    assert await channel.room.channel() == []


async def test_a_name_pointed_here_by_another_is_not_answered(ada: Browser) -> None:
    for path in ("/", "/events", "/static/page.js", "/example"):
        status, text, _ = await ada.get(path, Host="evil.example")
        assert status == 403
        assert "evil.example" in text


async def test_every_answer_says_how_little_a_browser_may_do_with_it(channel: Channel, ada: Browser) -> None:
    for path in ("/", "/example", "/static/page.css", "/nowhere", "/files/none"):
        _, _, headers = await ada.get(path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_holds_no_script_or_style_of_its_own(ada: Browser) -> None:
    for path in ("/", "/example"):
        _, text, _ = await ada.get(path)
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text


async def test_a_file_opens_as_plain_text_or_is_saved(channel: Channel, ada: Browser) -> None:
    await ada.say(
        "files",
        files=(
            ("page.html", "text/html", b"<script>alert(1)</script>"),
            ("old.txt", "text/plain", b"caf\xe9"),
            ('a"; x="b.svg', "image/svg+xml", b"<svg onload='alert(1)'/>"),
            ("odd.bin", "no type at all", b"\x00"),
        ),
    )
    [entry] = await channel.room.channel()
    types = []
    for file in entry.files:
        assert file.link is not None
        async with ada.session.get(channel.url + file.link) as answer:
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            types.append((answer.headers["Content-Type"], answer.headers.get("Content-Disposition")))
    assert types[:2] == [("text/plain; charset=utf-8", None), ("text/plain", None)]
    assert [kind for kind, _ in types[2:]] == ["application/octet-stream"] * 2
    assert all(how is not None and how.startswith('attachment; filename="') for _, how in types[2:])
    assert all(how is not None and how.count('"') == 2 for _, how in types[2:])


async def test_what_goes_wrong_inside_stays_inside(
    channel: Channel, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(channel.room, "say", fail)
    status, said = await ada.say("hello")
    assert status == 500
    assert "secret" not in json.dumps(said)
    monkeypatch.setattr(channel.room, "recent", fail)
    status, text, _ = await ada.get("/")
    assert status == 500
    assert "secret" not in text


# ---- the page, and where it is served -----------------------------------------------------------


async def test_earlier_threads_come_when_they_are_asked_for(
    channel: Channel, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "THREADS_AT_ONCE", 2)
    ids = [(await channel.room.post(Reply(text=f"post {n}"), f"k{n}")).id for n in range(5)]
    _, text, _ = await ada.get("/")
    assert "post 4" in text
    assert "post 2" not in text
    assert '<button type="button" id="earlier">' in text
    _, answer, _ = await ada.get(f"/threads?before={ids[3]}")
    earlier = json.loads(answer)
    assert ("post 2" in earlier["html"], "post 0" in earlier["html"], earlier["earlier"]) == (
        True,
        False,
        True,
    )
    _, answer, _ = await ada.get(f"/threads?before={ids[1]}")
    assert json.loads(answer)["earlier"] is False


async def test_earlier_threads_come_down_to_that_of_a_message(
    channel: Channel, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "THREADS_AT_ONCE", 2)
    ids = [(await channel.room.post(Reply(text=f"post {n}"), f"k{n}")).id for n in range(8)]
    reply = await channel.room.post(Reply(text="an answer"), "r", root=ids[1])
    await channel.room.remove(ids[4])
    await ada.get("/")
    _, answer, _ = await ada.get(f"/threads?before={ids[6]}&to={reply.id}")
    earlier = json.loads(answer)
    assert [n for n in range(8) if f"post {n}" in earlier["html"]] == [1, 2, 3, 5]
    assert "an answer" in earlier["html"]
    assert earlier["earlier"] is True
    _, answer, _ = await ada.get(f"/threads?before={ids[6]}&to={ids[0]}")
    assert json.loads(answer)["earlier"] is False


async def test_the_way_to_a_message_that_one_may_not_see_is_not_found(channel: Channel, ada: Browser) -> None:
    await ada.get("/")
    hers = await channel.room.post(Reply(text="for her alone"), "k1", private_to="somebody else")
    gone = await channel.room.post(Reply(text="said in vain"), "k2")
    await channel.room.remove(gone.id)
    for message in (hers.id, gone.id, gone.id + 1, "", "x", "9" * 40):
        status, text, _ = await ada.get(f"/threads?before={gone.id + 9}&to={message}")
        assert status == 404
        assert "for her alone" not in text


async def test_static_files_are_asked_for_again_but_sent_once(ada: Browser) -> None:
    status, _, headers = await ada.get("/static/page.css")
    assert (status, headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    status, text, _ = await ada.get("/static/page.css", **{"If-None-Match": headers["ETag"]})
    assert (status, text) == (304, "")
    for path in ("/static/..%2fpage.html", "/static/nothing.js", "/static/"):
        status, _, _ = await ada.get(path)
        assert status == 404


async def test_a_port_that_is_taken_gives_way_to_a_free_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        async with serving(tmp_path / "channel.db", port=taken) as channel, browsing(channel) as browser:
            assert channel.gateway.asked_port == taken
            assert channel.gateway.port not in (None, 0, taken)
            status, _, _ = await browser.get("/")
            assert status == 200


async def test_a_host_that_is_not_here_is_an_error_and_no_other_port(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="assign requested address"):
        async with serving(tmp_path / "channel.db", host="192.0.2.1"):
            pass


async def test_bound_to_every_address_the_url_is_one_to_open(tmp_path: Path) -> None:
    async with serving(tmp_path / "channel.db", host="0.0.0.0") as channel, browsing(channel) as browser:
        assert channel.url.startswith("http://127.0.0.1:")
        assert (await browser.get("/"))[0] == 200


async def test_a_stop_ends_the_streams_at_once_and_the_port_is_free_again(tmp_path: Path) -> None:
    async with serving(tmp_path / "channel.db") as channel:
        browser_stack = browsing(channel)
        browser = await browser_stack.__aenter__()
        answer = await browser.session.get(f"{channel.url}/events")
        port = channel.gateway.port
        assert port is not None
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 2
    await answer.read()
    await browser_stack.__aexit__(None, None, None)
    async with serving(tmp_path / "channel.db", port=port) as again:
        assert again.gateway.port == port
