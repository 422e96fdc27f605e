"""What the local channel's server refuses by its headers alone."""

from __future__ import annotations

import pytest

from adapters.local.guard import host_problem, origin_problem

OURS = {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "localhost.:80", "[::1]:8080", "[::1]", "127.0.0.1"],
)
def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert host_problem(host, "127.0.0.1") is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5:8080",
        "user@localhost",
        "localhost/evil",
        "local host",
        "[::1",
        "",
        None,
    ],
)
def test_any_other_name_is_refused_with_a_reason(host: str | None) -> None:
    problem = host_problem(host, "127.0.0.1")
    assert problem is not None
    assert problem.endswith(".")
    assert "<" not in problem


def test_a_name_the_operator_chose_is_answered() -> None:
    assert host_problem("news.lan:8080", "news.lan") is None


def test_bound_to_every_address_it_answers_to_addresses_but_not_to_names() -> None:
    """A name can be pointed here by whoever owns it; an address can't."""
    for bound in ("0.0.0.0", "::"):
        assert host_problem("192.168.1.5:8080", bound) is None
        assert host_problem("[fd00::5]:8080", bound) is None
        assert host_problem("evil.example", bound) is not None


def test_our_own_page_may_send() -> None:
    assert origin_problem(OURS) is None
    assert origin_problem({"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"}) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "null"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_anybody_else_may_not(changed: dict[str, str]) -> None:
    assert origin_problem(OURS | changed) is not None


def test_a_request_that_says_nothing_of_where_it_comes_from_is_refused() -> None:
    assert origin_problem({"Host": "127.0.0.1:8080"}) is not None
