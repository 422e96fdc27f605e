"""The picture a page gives as its own is an absolute address, and neither a logo nor a counting pixel."""

from __future__ import annotations

import pytest

from tests.test_reading_metadata import ld, meta, read_with

PICTURE = "https://pictures.example/2031/martens.jpg"


@pytest.mark.parametrize(
    "head",
    [
        meta("og:image", PICTURE),
        meta("og:image:secure_url", PICTURE),
        f'<meta name="twitter:image" content="{PICTURE}">',
        f'<meta name="twitter:image:src" content="{PICTURE}">',
        f'<link rel="image_src" href="{PICTURE}">',
        ld(image=PICTURE),
        ld(image=[PICTURE, "https://pictures.example/other.jpg"]),
        ld(image={"@type": "ImageObject", "url": PICTURE, "width": 1200}),
        ld(image=[{"@type": "ImageObject", "contentUrl": PICTURE}]),
    ],
)
def test_the_picture_is_the_one_the_page_gives(head: str) -> None:
    assert read_with(head=head).image == PICTURE


def test_the_first_picture_that_the_page_shares_goes_before_others() -> None:
    head = meta("og:image", PICTURE) + meta("og:image", "https://pictures.example/b.jpg")
    assert read_with(head=ld(image="https://pictures.example/c.jpg") + head).image == PICTURE


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("/martens.jpg", "https://coast.example/martens.jpg"),
        ("//pictures.example/martens.jpg", "https://pictures.example/martens.jpg"),
        ("martens.jpg?w=1200&amp;h=630", "https://coast.example/martens.jpg?w=1200&h=630"),
    ],
)
def test_a_relative_address_is_made_absolute(given: str, address: str) -> None:
    assert read_with(head=meta("og:image", given), url="https://coast.example/lighthouse").image == address


def test_a_relative_address_is_taken_from_the_pages_base() -> None:
    head = '<base href="https://static.coast.example/a/">' + meta("og:image", "martens.jpg")
    assert read_with(head=head).image == "https://static.coast.example/a/martens.jpg"


def test_a_page_without_a_picture_has_none() -> None:
    assert read_with().image is None


@pytest.mark.parametrize(
    "given",
    [
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "javascript:alert(1)",
        "ftp://pictures.example/martens.jpg",
        "http://localhost/martens.jpg",
        "http://[",
        "https://user:secret@pictures.example/martens.jpg",
        "https://pictures.example/" + "a" * 3_000,
        "",
    ],
)
def test_what_others_cannot_load_is_no_picture(given: str) -> None:
    assert read_with(head=meta("og:image", given)).image is None


@pytest.mark.parametrize(
    "name",
    [
        "logo.png",
        "coast-logo.jpg",
        "site_logo_2031.png",
        "placeholder.jpg",
        "default.png",
        "blank.gif",
        "pixel.gif",
        "1x1.gif",
        "no-image.jpg",
        "mark.svg",
    ],
)
def test_a_logo_or_a_placeholder_gives_way_to_a_real_picture(name: str) -> None:
    head = meta("og:image", f"https://pictures.example/{name}")
    assert read_with(head=head).image is None
    assert read_with(head=head + ld(image=PICTURE)).image == PICTURE


@pytest.mark.parametrize(
    "name", ["sites/default/files/martens.jpg", "maxresdefault.jpg", "pixelated-sea.jpg"]
)
def test_a_picture_is_not_refused_for_words_that_mean_something_else(name: str) -> None:
    address = f"https://pictures.example/{name}"
    assert read_with(head=meta("og:image", address)).image == address


def test_an_icon_is_known_by_its_size() -> None:
    head = meta("og:image", "https://pictures.example/a.png")
    assert read_with(head=head + meta("og:image:width", "32") + meta("og:image:height", "32")).image is None
    assert read_with(head=ld(image={"url": PICTURE, "width": 1, "height": 1})).image is None


def test_the_publishers_logo_is_not_the_storys_picture() -> None:
    mark = "https://pictures.example/a1b2.png"
    head = ld(publisher={"name": "Coast Post", "logo": {"url": mark}}) + meta("og:image", mark)
    assert read_with(head=head).image is None
