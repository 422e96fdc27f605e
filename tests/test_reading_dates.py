"""A date as it is written becomes ISO 8601, as exact as it was; what is doubtful is none."""

from __future__ import annotations

import pytest

from summarizer.reading.metadata.dates import stated


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("2031-05-03", None, "2031-05-03"),
        ("2031-5-3T23:57:00", None, "2031-05-03T23:57:00"),
        ("2031-05-03T10:15:00.123Z", None, "2031-05-03T10:15:00+00:00"),
        ("2031-05-03T10:15:00+0200", None, "2031-05-03T10:15:00+02:00"),
        ("2031-05-03 10:15 +02:00", None, "2031-05-03T10:15+02:00"),
        ("2031-05", None, "2031-05"),
        ("20310503", None, "2031-05-03"),
        ("20310503T101500Z", None, "2031-05-03T10:15:00+00:00"),
        ("2031/05/03", None, "2031-05-03"),
        ("Sat, 03 May 2031 10:15:00 GMT", None, "2031-05-03T10:15:00+00:00"),
        ("03.05.2031", None, "2031-05-03"),
        ("3. 5. 2031 | 10:15 Uhr", "de", "2031-05-03T10:15"),
        ("25/12/2031", "en", "2031-12-25"),
        ("12/25/2031", "en", "2031-12-25"),
        ("05/06/2031", "fr", "2031-06-05"),
        ("May 3, 2031", "en", "2031-05-03"),
        ("Published: 3rd of May 2031 at 4:05 pm", "en", "2031-05-03T16:05"),
        ("3. Dezember 2031", "de", "2031-12-03"),
        ("1er août 2031", "fr", "2031-08-01"),
        ("3 de mayo de 2031", "es", "2031-05-03"),
        ("3 de março de 2031", "pt", "2031-03-03"),
        ("3 maggio 2031", "it", "2031-05-03"),
        ("3 мая 2031 г., 10:15", "ru", "2031-05-03T10:15"),
        ("3 maja 2031", "pl", "2031-05-03"),
        ("2031年5月3日", "ja", "2031-05-03"),
        ("2031년 5월 3일", "ko", "2031-05-03"),
        ("3 de mayo de 2031", "en", "2031-05-03"),
        ("3.5.31", "de", "2031-05-03"),
        ("le 03.05.31 à 10:15", "fr", "2031-05-03"),
        ("2031-05-03T10:15:00-0330", None, "2031-05-03T10:15:00-03:30"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_was_said(text: str, language: str | None, written: str) -> None:
    assert stated(text, language) == written


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("05/06/2031", "en"),
        ("2031-02-30", None),
        ("2031-13-01", None),
        ("31.11.2031", "de"),
        ("May 2031", "en"),
        ("2031", None),
        ("3 Foo 2031", "en"),
        ("two days ago", "en"),
        ("1234567890", None),
        ("Mo-Su 08:00-20:00", None),
        ("PT15M", None),
        ("", None),
        ("3.5.31", "en"),
        ("31.5.12", "zh"),
        ("version 3.5.31.2", "de"),
        ("1970-01-01", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("-001-11-30T00:00:00+00:00", None),
        ("Sat, 03 May 9999 10:15:00 GMT", None),
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(text: str, language: str | None) -> None:
    assert stated(text, language) is None


def test_an_hour_that_no_clock_shows_is_left_out() -> None:
    assert stated("2031-05-03T25:61") == "2031-05-03"


def test_an_offset_that_no_clock_has_is_left_out() -> None:
    assert stated("2031-05-03T10:15:00+99:30") == "2031-05-03T10:15:00"
    assert stated("Sat, 03 May 2031 10:15:00 +9999") == "2031-05-03T10:15:00"


def test_the_first_of_two_dates_is_meant() -> None:
    assert stated("3 May 2031, updated 2031-05-04") == "2031-05-03"
