"""What is read from the environment and `.env`, what is said when it is wrong, and .env.example."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final, get_args

import pytest
from pydantic import ValidationError

from bot.settings import DOTENV, VARIABLES, Settings, SettingsError, read, unknown
from summarizer.model import Length
from summarizer.ranking import DEFAULT_RANKER, RANKERS

EXAMPLE: Final = Path(__file__).parent.parent / ".env.example"
LINE: Final = re.compile(r"^#((?:NUTGRAF|SLACK|DISCORD)_\w+)=(.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and an environment without settings."""
    for name in os.environ:
        if name.upper().startswith(("NUTGRAF_", "SLACK_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sentences() -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        read()
    return error.value.sentences


# ---- where settings come from -----------------------------------------------------------------


def test_nothing_has_to_be_set() -> None:
    settings = read()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database_url.get_secret_value() == "sqlite:///nutgraf.db"
    assert settings.fetch_allow == ()
    assert settings.length is Length.MEDIUM


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_PORT", "0")
    assert read().port == 0


def test_a_setting_is_read_from_dotenv_in_the_working_folder() -> None:
    DOTENV.write_text("NUTGRAF_PORT=9000\nSLACK_BOT_TOKEN=of-somebody-else\n")
    assert read().port == 9000


def test_a_byte_order_mark_does_not_hide_the_first_setting_of_dotenv() -> None:
    DOTENV.write_text("NUTGRAF_PORT=9000\n", encoding="utf-8-sig")
    assert read().port == 9000


def test_the_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch) -> None:
    DOTENV.write_text("NUTGRAF_PORT=9000\n")
    monkeypatch.setenv("NUTGRAF_PORT", "9001")
    assert read().port == 9001


def test_an_empty_variable_is_one_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_PORT", "")
    assert read().port == 8080


@pytest.mark.parametrize(
    "given", ["a.example,b.example:81,10.0.0.0/8", " a.example  b.example:81, 10.0.0.0/8,"]
)
def test_hosts_are_listed_with_commas_or_spaces(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_FETCH_ALLOW", given)
    assert read().fetch_allow == ("a.example", "b.example:81", "10.0.0.0/8")


def test_a_choice_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_LENGTH", "Long")
    monkeypatch.setenv("NUTGRAF_LOG_LEVEL", "WARNING")
    settings = read()
    assert (settings.length, settings.log_level) == (Length.LONG, "warning")


def test_the_headline_alone_is_no_usual_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_LENGTH", "headline")
    with pytest.raises(SettingsError, match="short, medium or long"):
        read()


def test_settings_do_not_change_once_read() -> None:
    settings = read()
    with pytest.raises(ValidationError):
        settings.port = 1


def test_tokens_are_read_under_the_platforms_own_names_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", " xoxb-1-secret\n")
    DOTENV.write_text("DISCORD_TOKEN=hidden.too\nDISCORD_MESSAGE_CONTENT=true\n")
    settings = read()
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-secret"
    assert settings.discord_message_content is True
    assert "secret" not in repr(settings).replace("signing_secret", "")
    assert "hidden" not in repr(settings)


def test_the_rankers_to_choose_from_are_those_of_the_core() -> None:
    assert set(get_args(Settings.model_fields["ranker"].annotation)) == set(RANKERS)
    assert read().ranker == DEFAULT_RANKER


# ---- what is said when one is wrong -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("NUTGRAF_PORT", "eighty", "a whole number from 0 to 65535 (0 picks a free port)"),
        ("NUTGRAF_PORT", "65536", "a whole number from 0 to 65535 (0 picks a free port)"),
        ("NUTGRAF_FETCH_SECONDS", "0", "a number of seconds above 0 and up to 300"),
        ("NUTGRAF_FETCH_SECONDS", "inf", "a number of seconds above 0 and up to 300"),
        ("NUTGRAF_WORKERS", "2.5", "a whole number from 1 to 64"),
        ("NUTGRAF_LENGTH", "huge", "short, medium or long"),
        (
            "NUTGRAF_RANKER",
            "random",
            "learned, early-central, lexrank, textrank, luhn, lsa, kl, sumbasic, reduction or lead",
        ),
        ("NUTGRAF_HOST", "http://0.0.0.0", "an address or name of this machine"),
        ("SLACK_API_BASE_URL", "slack.com", "an http or https address"),
        ("DISCORD_GATEWAY_URL", "https://gateway.example", "a ws or wss address"),
        ("DISCORD_GATEWAY_URL", "wss://gateway.example:999999/", "a ws or wss address"),
        ("SLACK_API_BASE_URL", "https://", "an http or https address"),
        ("DISCORD_MESSAGE_CONTENT", "perhaps", "true or false"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_wanted(
    name: str, given: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, given)
    assert sentences() == (f"{name} is “{given}”; it has to be {wanted}.",)


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_PORT", "eighty")
    monkeypatch.setenv("NUTGRAF_LOG_FORMAT", "xml")
    assert [sentence.split()[0] for sentence in sentences()] == ["NUTGRAF_PORT", "NUTGRAF_LOG_FORMAT"]


def test_a_wrong_secret_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_DATABASE_URL", "nutgraf:hunter2@db.example")
    (sentence,) = sentences()
    assert sentence.startswith("NUTGRAF_DATABASE_URL is wrong")
    assert "hunter2" not in sentence


def test_settings_can_be_printed_without_telling_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_DATABASE_URL", "postgresql://nutgraf:hunter2@db.example/nutgraf")
    assert "hunter2" not in repr(read())


def test_a_dotenv_that_is_no_text_is_named() -> None:
    DOTENV.write_bytes(b"NUTGRAF_PORT=\xff\xfe\n")
    assert sentences() == (".env can't be read (it is not UTF-8); it has to be a readable text file.",)


def test_every_setting_says_what_it_has_to_be() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


# ---- variables that nothing reads -------------------------------------------------------------


def test_a_misspelt_variable_is_named_with_the_one_meant() -> None:
    assert unknown({"NUTGRAF_PROT": "9000"}) == [
        "NUTGRAF_PROT is not a setting and changes nothing; perhaps NUTGRAF_PORT is meant."
    ]


def test_a_misspelt_variable_is_found_in_dotenv_too() -> None:
    DOTENV.write_text("NUTGRAF_WORKER=4\n")
    assert unknown({}) == [
        "NUTGRAF_WORKER is not a setting and changes nothing; perhaps NUTGRAF_WORKERS is meant."
    ]


def test_a_variable_like_no_other_points_to_the_list() -> None:
    (sentence,) = unknown({"NUTGRAF_XYZZY": "1"})
    assert (
        sentence
        == "NUTGRAF_XYZZY is not a setting and changes nothing, see .env.example for those there are."
    )


def test_a_misspelt_variable_of_a_platform_is_named_and_a_strange_one_left_to_others() -> None:
    assert unknown({"SLACK_BOT_TOKN": "x", "SLACK_WEBHOOK_FOR_ALERTS": "y"}) == [
        "SLACK_BOT_TOKN is not a setting and changes nothing; perhaps SLACK_BOT_TOKEN is meant."
    ]


def test_known_variables_and_those_of_others_are_not_warned_of() -> None:
    assert unknown(dict.fromkeys(VARIABLES, "1") | {"PATH": "/bin", "nutgraf_port": "1"}) == []


# ---- .env.example -----------------------------------------------------------------------------


def test_the_example_holds_every_setting_once_and_no_other() -> None:
    names = [name for name, _ in LINE.findall(EXAMPLE.read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(VARIABLES)


def test_each_default_in_the_example_is_the_one_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = dict(LINE.findall(EXAMPLE.read_text(encoding="utf-8")))
    for name, value in stated.items():
        monkeypatch.setenv(name, value)
    settings = read()
    for field in VARIABLES.values():
        assert getattr(settings, field) == Settings.model_fields[field].default, field
    # An empty value would be read as one not set, and any default would pass.
    for name in (name for name, value in stated.items() if not value):
        assert Settings.model_fields[VARIABLES[name]].default in ((), None), name


def test_copied_as_it_is_the_example_changes_nothing() -> None:
    DOTENV.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert read() == Settings.model_construct()
    assert unknown({}) == []


def test_every_setting_of_the_example_is_explained_in_a_sentence() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if LINE.match(line):
            assert re.fullmatch(r"# .*\.", lines[number - 1]), line
