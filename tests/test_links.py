"""Links in what a person wrote, and the form under which a page is kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.links import canonical, find_links, without_links
from tests.growth import growth


def urls(text: str) -> list[str]:
    return [link.url for link in find_links(text)]


# ---- where a link begins and ends -------------------------------------------------------------

ADDRESS = "https://news.example/2026/bridge"


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        f"Look: {ADDRESS}.",
        f"{ADDRESS}, I think",
        f"Really {ADDRESS}?!",
        f"({ADDRESS})",
        f"[see {ADDRESS}]",
        f"(it’s here: {ADDRESS}).",
        f"“{ADDRESS}”",
        f"'{ADDRESS}'",
        f'"{ADDRESS}"',
        f"«{ADDRESS}»",
        f"„{ADDRESS}“",
        f"`{ADDRESS}`",
        f"**{ADDRESS}** and _{ADDRESS}_",
        f"{ADDRESS}…",
        f"<{ADDRESS}>",
        f"<{ADDRESS}|The bridge, closed>",
        f"<{ADDRESS}|{ADDRESS}>",
        f"[The bridge]({ADDRESS})",
        f"[{ADDRESS}]({ADDRESS})",
        f'[The bridge]({ADDRESS} "closed")',
        f"![A picture]({ADDRESS})",
        f"[The bridge](<{ADDRESS}>)",
        f"line one\n{ADDRESS}\r\nline three",
        f"\u200b{ADDRESS}\u200b",
        f"\u202a{ADDRESS}\u202c",
        f"{ADDRESS}\x00",
        f"橋の記事は{ADDRESS}。今日読んだ。",
        f"（{ADDRESS}）です",
        f"「{ADDRESS}」",
        f"<{ADDRESS} and more",
        f"{ADDRESS}|",
        f"](({ADDRESS}",
    ],
)
def test_what_stands_around_an_address_is_not_its(text: str) -> None:
    assert urls(text) == [ADDRESS]


@pytest.mark.parametrize(
    "address",
    [
        "https://wiki.example/Bridge_(Orford)",
        "https://wiki.example/Bridge_(Orford)_(old)?a=[1]",
        "https://wiki.example/Ω/მხარე/橋",
        "https://news.example/a,b;c:d!e*f'g~h.html",
        "https://news.example/?q=a%20b&r=c+d#part-2",
        "https://[2001:db8::1]:8080/x",
        "http://127.0.0.1:8080",
        "HTTPS://NEWS.EXAMPLE/",
        "https://archive.example/2026/https://news.example/bridge",
    ],
)
@pytest.mark.parametrize("around", ["{}", "see {}.", "({})", "<{}>", "<{}|label>", "[label]({})", "“{}”"])
def test_an_address_keeps_what_is_its_own(address: str, around: str) -> None:
    assert urls(around.format(address)) == [address]


def test_inside_angle_brackets_even_quotation_marks_belong_to_it() -> None:
    assert urls("<https://news.example/“closed”.|The bridge>") == ["https://news.example/“closed”."]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.news.example", "https://www.news.example"),
        ("see (www.news.example/bridge).", "https://www.news.example/bridge"),
        ("<www.news.example|news>", "https://www.news.example"),
        ("WWW.News.example", "https://WWW.News.example"),
    ],
)
def test_www_stands_for_https(text: str, address: str) -> None:
    assert urls(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no link at all",
        "http://",
        "https:// and more",
        "http://…",
        "<http://>",
        "www.",
        "www.x",
        "www. example",
        "someone@www.example.org",
        "ftp://news.example",
        "mailto:a@news.example",
        "javascript:alert(1)",
        "news.example/bridge",
    ],
)
def test_what_is_no_address_is_no_link(text: str) -> None:
    assert urls(text) == []


def test_several_links_come_in_order_whatever_their_form() -> None:
    text = "www.a.example then <https://b.example/|b>, [c](https://c.example) and https://d.example."
    assert urls(text) == [
        "https://www.a.example",
        "https://b.example/",
        "https://c.example",
        "https://d.example",
    ]


def test_a_picture_inside_a_link_is_another_link() -> None:
    assert urls("[![p](https://a.example/p.png)](https://a.example/)") == [
        "https://a.example/p.png",
        "https://a.example/",
    ]


def test_the_same_page_comes_once_as_it_was_first_written() -> None:
    text = "https://a.example/x?utm_source=chat https://A.example:443/x#part https://a.example/x"
    assert urls(text) == ["https://a.example/x?utm_source=chat"]


def test_a_link_knows_where_it_stands_with_its_label() -> None:
    text = "See [the bridge](https://a.example/(x)) and <https://b.example|b>!"
    assert [link.span.of(text) for link in find_links(text)] == [
        "[the bridge](https://a.example/(x))",
        "<https://b.example|b>",
    ]


def test_a_label_ends_with_its_line() -> None:
    text = "[a note\nhttps is safe](https://a.example/)"
    assert [link.span.of(text) for link in find_links(text)] == ["https://a.example/"]


def test_without_links_nothing_of_any_link_is_left() -> None:
    text = (
        "long [short](https://a.example/short) and <https://a.example/short|short> https://a.example/short ok"
    )
    assert without_links(text).split() == ["long", "and", "ok"]


# ---- the canonical form -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTPS://News.Example/Bridge", "https://news.example/Bridge"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("http://news.example:443/a", "http://news.example:443/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a#part-2", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&utm_medium=y", "https://news.example/a"),
        ("https://news.example/a?fbclid=1&id=7&gclid=2", "https://news.example/a?id=7"),
        ("https://news.example/a?UTM_Source=x&b=1", "https://news.example/a?b=1"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
        (" https://news.example/a ", "https://news.example/a"),
    ],
)
def test_what_does_not_change_the_page_is_dropped(written: str, kept: str) -> None:
    assert canonical(written) == kept


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/?b=2&a=1&b=1",
        "https://news.example/?empty=&flag&a=b=c",
        "https://news.example/?q=caf%E9+%C3%A9%20x",
        "https://news.example/a//b/../c",
        "https://news.example/utm_source=x",
        "https://news.example/?utm=1&source=2&sid=3",
    ],
)
def test_what_may_change_the_page_stays_as_it_was_written(address: str) -> None:
    assert canonical(address) == address


def test_taking_a_parameter_out_leaves_the_others_as_they_were() -> None:
    """Decoding %E9 and %E8 as UTF-8 would make one page of two."""
    first, second = (canonical(f"https://news.example/?q=%E{n}+x%20y&utm_source=chat") for n in (8, 9))
    assert first == "https://news.example/?q=%E8+x%20y"
    assert first != second


def test_paths_that_differ_by_case_or_a_slash_are_different_pages() -> None:
    assert len({canonical(f"https://news.example/{path}") for path in ("a", "A", "a/")}) == 3


@pytest.mark.parametrize(
    "odd", ["", "http://", "not a link", "https://[::1", "https://a:port/", "mailto:a@b.c"]
)
def test_what_cannot_be_read_comes_back_as_it_is(odd: str) -> None:
    assert canonical(odd) == odd


# ---- any text at all --------------------------------------------------------------------------

PIECES = ["http://", "https://", "www.", "a.example", "](", "[", "(", ")", "]", "<", ">", "|", "\n", ":", "/", "?", "#", "%", "@", "&utm_x=", "\ud800"]  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(), max_size=3))).map("".join)


@given(TEXT)
@settings(deadline=None, max_examples=500)
def test_links_stand_in_the_text_in_order_and_apart(text: str) -> None:
    links = find_links(text)
    at = 0
    for link in links:
        assert link.span.start >= at
        at = link.span.end
        assert link.url.removeprefix("https://") in link.span.of(text)
    assert at <= len(text)
    assert len(without_links(text)) <= 2 * len(text) + 1


@given(TEXT)
@settings(deadline=None, max_examples=500)
def test_the_canonical_form_has_itself_for_canonical_form(text: str) -> None:
    for link in find_links(f"https://{text} {text}"):
        assert canonical(canonical(link.url)) == canonical(link.url)


HOSTILE = [
    "[", "](", "((", "<http://", "<http://\n", "<http://a|", "[](http://a)", "](http://", "http://a(", "http://a)",
    "[](http://(", "http://a](", "[](www.a.b)", "www.a", "(www.a.b", " www.a-", "<www.a.b|",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert growth(find_links, lambda size: piece * (size // len(piece)), small=12_000) < 24
    assert growth(without_links, lambda size: piece * (size // len(piece)), small=12_000) < 24


@pytest.mark.parametrize("tail", [")", ".", "]", "(.", ")]"])
def test_so_it_does_with_a_long_tail_of_punctuation(tail: str) -> None:
    assert growth(find_links, lambda size: "http://a" + tail * (size // len(tail)), small=12_000) < 24


def test_so_it_does_with_many_different_links() -> None:
    def mixed(size: int) -> str:
        return "".join(f"http://a{n}.b www.c{n}.d/x " for n in range(size // 30))

    assert growth(find_links, mixed, small=12_000) < 24
