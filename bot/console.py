"""What every command says and how it stops: a sentence on standard error, and an exit code."""

from __future__ import annotations

from typing import NoReturn

import typer
from rich.console import Console

from bot.settings import Settings, SettingsError, read


def say(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(sentence, markup=False, soft_wrap=True)


def stop(sentence: str, code: int) -> NoReturn:
    say(sentence)
    raise typer.Exit(code)


def chosen_settings() -> Settings:
    """The settings; one that is wrong is said, and stops the command."""
    try:
        return read()
    except SettingsError as error:
        stop(str(error), 2)
