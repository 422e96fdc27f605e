"""What whoever runs Nutgraf may set: read once, in `bot.__main__`, and handed on as plain values.

A setting is the environment variable NUTGRAF_ and the field's name in capitals, or a line of `.env` in
the working folder; the environment wins. What belongs to Slack or Discord has the name that is usual
there, without NUTGRAF_. A field's description ends the sentence “it has to be …”.
A secret is a `SecretStr` and is never repeated, not in a message either. Every setting stands in
.env.example with its default, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

from summarizer.model import Length

PREFIX: Final = "NUTGRAF_"
DOTENV: Final = Path(".env")


def _listed(given: Any) -> Any:
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given


def _lowered(given: Any) -> Any:
    return given.strip().lower() if isinstance(given, str) else given


def _with_scheme(url: SecretStr) -> SecretStr:
    if "://" not in url.get_secret_value():
        raise ValueError("no scheme")
    return url


def _with_http(url: str) -> str:
    return _with(url, "http://", "https://")


def _with_ws(url: str) -> str:
    return _with(url, "ws://", "wss://")


def _with(url: str, *schemes: str) -> str:
    parts = urlsplit(url)  # raises ValueError for brackets and ports that are none
    if not url.lower().startswith(schemes) or any(char.isspace() for char in url):
        raise ValueError("another scheme")
    if not parts.hostname or parts.port == 0:
        raise ValueError("no host or port")
    return url


def _with_sentences(length: Length) -> Length:
    if length is Length.HEADLINE:
        raise ValueError("nothing to summarise")
    return length


def _stripped(secret: SecretStr) -> SecretStr:
    return SecretStr(secret.get_secret_value().strip())


AnyCase = BeforeValidator(_lowered)
Secret = Annotated[SecretStr, AfterValidator(_stripped)]
Address = Annotated[str, AfterValidator(_with_http)]
_TOKEN: Final = "a token as the platform gave it"  # noqa: S105 - no token


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=DOTENV,
        env_file_encoding="utf-8-sig",  # some editors put a byte order mark in front
        env_ignore_empty=True,
        extra="ignore",  # `.env` may hold other programs' variables; `unknown` looks at ours
        frozen=True,
    )

    # Where it listens and what it keeps
    host: Annotated[str, Field(pattern=r"^[^\s/]+$", description="an address or name of this machine")] = (
        "127.0.0.1"
    )
    port: Annotated[
        int, Field(ge=0, le=65535, description="a whole number from 0 to 65535 (0 picks a free port)")
    ] = 8080
    database_url: Annotated[
        SecretStr, AfterValidator(_with_scheme), Field(description="an address such as sqlite:///nutgraf.db")
    ] = SecretStr("sqlite:///nutgraf.db")
    cache_minutes: Annotated[
        int, Field(ge=0, le=525_600, description="a whole number of minutes from 0 to 525600")
    ] = 60

    # What it fetches and reads
    fetch_allow: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(description="hosts, host:port or address ranges with commas between"),
    ] = ()
    fetch_seconds: Annotated[
        float, Field(gt=0, le=300, description="a number of seconds above 0 and up to 300")
    ] = 15
    max_page_bytes: Annotated[
        int, Field(ge=2**16, le=2**27, description="a whole number of bytes from 65536 to 134217728")
    ] = 16 * 2**20
    max_text_chars: Annotated[
        int, Field(ge=1_000, le=10**8, description="a whole number of characters from 1000 to 100000000")
    ] = 1_000_000
    max_links: Annotated[int, Field(ge=1, le=50, description="a whole number from 1 to 50")] = 5

    # What the answer is like
    length: Annotated[
        Length, AnyCase, AfterValidator(_with_sentences), Field(description="short, medium or long")
    ] = Length.MEDIUM
    ranker: Annotated[
        Literal[
            "learned",
            "early-central",
            "lexrank",
            "textrank",
            "luhn",
            "lsa",
            "kl",
            "sumbasic",
            "reduction",
            "lead",
        ],
        AnyCase,
        Field(
            description="learned, early-central, lexrank, textrank, luhn, lsa, kl, sumbasic, reduction or lead"
        ),
    ] = "learned"

    automatic_words: Annotated[
        int, Field(ge=0, le=10**6, description="a whole number of words from 0 to 1000000")
    ] = 250
    automatic_percent: Annotated[
        int, Field(ge=1, le=100, description="a whole number of percent from 1 to 100")
    ] = 30

    # Digests
    feed_minutes: Annotated[
        int, Field(ge=15, le=1_440, description="a whole number of minutes from 15 to 1440")
    ] = 60

    # Slack
    slack_bot_token: Annotated[Secret | None, Field(alias="SLACK_BOT_TOKEN", description=_TOKEN)] = None
    slack_app_token: Annotated[Secret | None, Field(alias="SLACK_APP_TOKEN", description=_TOKEN)] = None
    slack_signing_secret: Annotated[
        Secret | None, Field(alias="SLACK_SIGNING_SECRET", description=_TOKEN)
    ] = None
    slack_http_host: Annotated[
        str,
        Field(
            alias="SLACK_HTTP_HOST", pattern=r"^[^\s/]+$", description="an address or name of this machine"
        ),
    ] = "127.0.0.1"
    slack_http_port: Annotated[
        int, Field(alias="SLACK_HTTP_PORT", ge=0, le=65535, description="a whole number from 0 to 65535")
    ] = 3000
    slack_reaction: Annotated[
        str,
        AnyCase,
        Field(
            alias="SLACK_REACTION",
            pattern=r"^:?[a-z0-9_+'-]+(::skin-tone-[2-6])?:?$",
            description="the name of an emoji, such as newspaper, or off",
        ),
    ] = "newspaper"
    slack_api_base_url: Annotated[
        Address, Field(alias="SLACK_API_BASE_URL", description="an http or https address")
    ] = "https://slack.com/api/"

    # Discord
    discord_token: Annotated[Secret | None, Field(alias="DISCORD_TOKEN", description=_TOKEN)] = None
    discord_message_content: Annotated[
        bool, Field(alias="DISCORD_MESSAGE_CONTENT", description="true or false")
    ] = False
    discord_reaction: Annotated[
        str,
        Field(
            alias="DISCORD_REACTION",
            pattern=r"^\S{1,100}$",
            description="an emoji such as 📰, the name of a custom one, or off",
        ),
    ] = "📰"
    discord_api_base_url: Annotated[
        Address, Field(alias="DISCORD_API_BASE_URL", description="an http or https address")
    ] = "https://discord.com/api/v10"
    discord_gateway_url: Annotated[
        str, AfterValidator(_with_ws), Field(alias="DISCORD_GATEWAY_URL", description="a ws or wss address")
    ] = "wss://gateway.discord.gg/"

    # The processes that read
    workers: Annotated[int, Field(ge=1, le=64, description="a whole number from 1 to 64")] = 2
    worker_seconds: Annotated[
        float, Field(gt=0, le=600, description="a number of seconds above 0 and up to 600")
    ] = 20
    worker_cpu_seconds: Annotated[
        int, Field(ge=1, le=600, description="a whole number of seconds from 1 to 600")
    ] = 10
    worker_memory_mb: Annotated[  # an idle worker has some 300 MB of address space
        int, Field(ge=512, le=65_536, description="a whole number of megabytes from 512 to 65536")
    ] = 1024

    # What it logs
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        AnyCase,
        Field(description="debug, info, warning or error"),
    ] = "info"
    log_format: Annotated[Literal["console", "json"], AnyCase, Field(description="console or json")] = (
        "console"
    )


VARIABLES: Final = {
    field.alias or PREFIX + name.upper(): name for name, field in Settings.model_fields.items()
}
"""The variables that are read, each with its field."""


def secrets(chosen: Settings) -> list[str]:
    """Everything that nobody may read, in a log least of all."""
    given = (getattr(chosen, name) for name in Settings.model_fields)
    return [one.get_secret_value() for one in given if isinstance(one, SecretStr)]


class SettingsError(Exception):
    """Settings that can't be used; each of `sentences` says of one what was given and what is wanted."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def read() -> Settings:
    """The settings of this process and its working folder; raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): detail["input"] for detail in error.errors()}
        raise SettingsError(*(_sentence(name, given) for name, given in wrong.items())) from None
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"{DOTENV} can't be read ({cause}); it has to be a readable text file.") from None


def _sentence(at: str, given: object) -> str:
    """`at` is a field's name, or the variable where that has a name of its own."""
    name = VARIABLES.get(at, at)
    field = Settings.model_fields[name]
    secret = "SecretStr" in repr(field.annotation)
    shown = "is wrong (not shown, it may hold a secret)" if secret else f"is “{given}”"
    return f"{field.alias or PREFIX + name.upper()} {shown}; it has to be {field.description}."


def unknown(environ: Mapping[str, str], dotenv: Path = DOTENV) -> list[str]:
    """One sentence for each NUTGRAF_ variable that nothing reads, as a typing error leaves it; and for
    each of Slack's or Discord's, which other programs have too, that is nearly one of ours."""
    given = {name.upper() for name in (*environ, *DotEnvSettingsSource(Settings, env_file=dotenv).env_vars)}
    strange = sorted(name for name in given - VARIABLES.keys() if name.startswith((PREFIX, *_PLATFORMS)))
    return [sentence for name in strange if (sentence := _warning(name))]


_PLATFORMS: Final = ("SLACK_", "DISCORD_")


def _warning(name: str) -> str:
    prefix = next(one for one in (PREFIX, *_PLATFORMS) if name.startswith(one))
    known = [one.removeprefix(prefix) for one in VARIABLES if one.startswith(prefix)]
    meant = get_close_matches(name.removeprefix(prefix), known, n=1)
    if not meant and prefix in _PLATFORMS:
        return ""
    guess = f"; perhaps {prefix}{meant[0]} is meant" if meant else ", see .env.example for those there are"
    return f"{name} is not a setting and changes nothing{guess}."
