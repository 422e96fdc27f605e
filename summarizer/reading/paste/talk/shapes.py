"""The shapes in which a transcript says who speaks, and when: one pattern a shape, matched against a line
without the white space around it and against no more than `LONGEST` characters of it.

A shape `above` its words fills a line; any other stands in front of them. `who` is the name, `from` where
what is shown begins (the time in front of a name goes). What is no name is for labels.py to find out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 160
"""Characters of a line that are looked at; a label is shorter."""

_CLOCK: Final = r"(?:오전|오후|上午|下午|午前|午後)?\s?(?<!\d)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,3})?)?(?!\d)(?:\s?(?:[ap]\.?\s?m\b\.?|uhr))?"
_MONTH: Final = (
    r"(?:jan|ene|gen|f[eé]b|f[eé]v|mar|mär|mrz|maa|apr|avr|abr|ma[iyj]|mag|jun|juin|giu|jul|juil|lug|aug|août|ago|se[pt]|o[ck]t|out|nov|de[cz]|d[éi]c|"
    r"янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,8}\.?"
)
_WEEKDAY: Final = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mo|di|mi|fr|sa|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lun|mié|jue|vie|sáb|dom)\.?"
)
_NAMED_DAY: Final = (
    r"today|yesterday|heute|gestern|hoy|ayer|aujourd[’']hui|hier|oggi|ieri|hoje|ontem|vandaag|gisteren|i ?dag|i ?går|"
    r"dzisiaj|dziś|wczoraj|сегодня|вчера|今天|昨天|今日|昨日|오늘|어제"
)
_DATE: Final = (
    rf"(?:{_NAMED_DAY}|\d{{1,4}}[./-]\s?\d{{1,2}}[./-]\s?\d{{0,4}}\.?|(?:{_WEEKDAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de )?{_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)"
    rf"(?:,? (?:de )?\d{{4}})?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|{_WEEKDAY})"
)
_AT: Final = r"(?:,|\s{1,9}(?:at|um|à|a las|alle|às|om|kl\.?|o|в|,))?"
WHEN: Final = rf"(?:{_DATE}{_AT}\s{{0,9}})?{_CLOCK}"
_DAY_OR_WHEN: Final = rf"(?:{WHEN}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}})"
_STATUS: Final = r"(?::[\w+-]{1,30}:\s{0,9})?"
"""Slack's emoji for what somebody is at, between name and time."""
_NAME: Final = r"[^\s:：<>\[\](){}|][^:：<>\[\]{}|\n]{0,38}?"
_APP: Final = r"(?:\s?(?:APP|BOT|✓ ?APP|WORKFLOW)\b)?"

_DASH: Final = r"[—–-]"


@dataclass(frozen=True, slots=True)
class Shape:
    """`timed` says that a clock stands in it, which hardly anything but talk has in that place; `loose`
    that schedules and verses are numbered alike. `system` is how a line without a name begins that a program
    wrote."""

    name: str
    pattern: re.Pattern[str]
    above: bool = False
    timed: bool = True
    loose: bool = False
    system: re.Pattern[str] | None = None


def _shape(
    name: str,
    pattern: str,
    *,
    above: bool = False,
    timed: bool = True,
    loose: bool = False,
    system: str | None = None,
) -> Shape:
    programs = None if system is None else re.compile(system, re.IGNORECASE)
    return Shape(name, re.compile(pattern, re.IGNORECASE), above, timed, loose, programs)


SHAPES: Final = (
    _shape(
        "irc",
        rf"(?:\[?{WHEN}\]?\s{{0,9}})?(?P<from><\s?[@+%~&!]?(?P<who>[^\s<>][^<>\n]{{0,38}})>)\s{{1,9}}(?=\S)",
        timed=False,
        system=rf"(?:\[?{WHEN}\]?\s|(?:-!-|\*{{3}}|-->|<--|<->|=-=|—>|←|→)\s)",
    ),
    _shape("cue", r"(?P<from><v(?:\.[\w.]{1,20})?\s{1,9}(?P<who>[^<>\n]{1,40})>)\s{0,9}(?=\S)", timed=False),
    _shape(
        "messenger", rf"\[{WHEN}\]\s{{0,9}}(?P<from>(?P<who>{_NAME})\s?[:：])\s{{0,9}}", system=rf"\[{WHEN}\]"
    ),
    _shape(
        "export",
        rf"{WHEN}\s{{1,9}}{_DASH}\s{{1,9}}(?P<from>(?P<who>{_NAME})\s?[:：])(?:\s{{1,9}}|$)",
        system=rf"{WHEN}\s{{1,9}}{_DASH}\s",
    ),
    _shape(
        "meeting",
        rf"{WHEN}\s{{1,9}}(?:from\s{{1,9}})?(?P<from>(?!(?:uhr|h|[ap]m)\b)(?P<who>{_NAME})(?:\s{{1,9}}to\s{{1,9}}{_NAME})?\s?[:：])\s{{0,9}}(?!\d)",
    ),
    _shape("bracketed", rf"(?P<from>(?P<who>{_NAME})\s{{1,9}}[(\[]{WHEN}[)\]]\s?[:：])(?:\s{{1,9}}|$)"),
    _shape("dash above", rf"(?P<who>{_NAME}){_APP}\s{{1,9}}{_DASH}\s{{1,9}}{_DAY_OR_WHEN}$", above=True),
    _shape("brackets above", rf"(?P<who>{_NAME}),?\s{{1,9}}[(\[]{WHEN}[)\]]$", above=True),
    _shape("time above", rf"\[{WHEN}\]\s{{0,9}}(?P<who>{_NAME})$", above=True),
    _shape("name in brackets above", rf"\[(?P<who>{_NAME})\]\s{{1,9}}{WHEN}$", above=True),
    _shape(
        "spaced above",
        rf"(?P<who>{_NAME}){_APP}(?:\s{{2,9}}|\t|\s{{1,9}}(?={_NAMED_DAY})){WHEN}$",
        above=True,
    ),
    _shape("above", rf"(?P<who>{_NAME}){_APP},?\s{{1,9}}{WHEN}$", above=True, loose=True),
    _shape("bold", r"(?P<from>\*\*(?P<who>[^\s*:][^*:\n]{0,38}):?\*\*:?)\s{0,9}(?=\S|$)", timed=False),
    _shape(
        "label",
        r"(?P<from>(?P<who>#?[^\W\d_][^:：<>\[\]{}|\n\"“”„«»?!;]{0,48}?|#[^\W\d_]\w{0,30}#)\s?[:：])(?:\s{1,9}|$|(?<=：))",
        timed=False,
    ),
    _shape("letter", r"(?P<from>(?P<who>(?-i:[QAF]))[.)])\s{1,9}(?=\S)", timed=False),
)
"""In order of how much they say; the first that fits most of a text wins."""

APART: Final = _shape("apart", r"(?P<who>(?!))", above=True)
"""A name in one line and the time in the next: labels.py looks for the two together."""
BADGE: Final = re.compile(r"(?:[—–-]|APP|BOT|WORKFLOW)")
"""What may stand between the two."""

ACTION: Final = re.compile(
    rf"(?:\[?{WHEN}\]?\s{{0,9}})?\*\s{{1,9}}(?P<who>[^\s*]{{1,38}})\s{{1,9}}\S", re.IGNORECASE
)

PHONE: Final = re.compile(r"\+?\d[\d\s().-]{5,20}\d")
"""By which a messenger calls who is not in the address book."""

LONE_TIME: Final = re.compile(
    rf"(?:{_DASH}\s{{0,9}})?{_STATUS}\[?{WHEN}\]?(?:\s?\(edited\))?$", re.IGNORECASE
)
"""The time of a message in a line of its own."""

CUE: Final = re.compile(
    r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{3}\s{1,9}-->\s{1,9}(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{3}(?:\s|$)"
)
"""The line of a subtitle that says from when to when it is shown."""

CUE_NOTE: Final = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
CUE_TURN: Final = re.compile(r"(?:[-–—]|>>)|<v\b|[^:：\n]{1,40}[:：]\s")
"""A line of a cue with which another begins to speak."""
BEGINNING: Final = re.compile(r"(?:0?0:)?0?0[:.]\d\d")
"""The first time of a recording."""

SYSTEM: Final = re.compile(
    r"(?:joined|left) (?:#\S{1,40}|the (?:channel|conversation|meeting|chat|group|server))\.?(?: along with .{1,40})?"
    r"|was added to #.{1,40}|set the channel (?:topic|description|purpose).{0,40}|(?:renamed|archived) the channel.{0,40}"
    r"|pinned a message.{0,40}|started a (?:call|thread|huddle).{0,40}"
    r"|.{1,40}\s(?:has )?(?:joined|left) (?:the (?:channel|conversation|chat|group|meeting|room|call|server)|#\S{1,40})\.?"
    r"|\d{1,4} (?:repl(?:y|ies)|antwort(?:en)?|réponses?|respuestas?|rispost[ae]|respostas?)\b.{0,40}"
    r"|last reply .{1,40}|view (?:thread|newer replies)|(?:new|neu|nouveau|nuevo)(?: messages?)?|also sent to the channel|replied to a thread:?.{0,40}"
    r"|\(?(?:edited|bearbeitet|modifié|editado|modificato)\)?|(?:[:+\w-]{1,30}:\s?)?\d{1,3}|:[\w+-]{1,30}:|\[?(?:image|photo|file|video|audio|gif|attachment)\]?"
    r"|[\w .()-]{1,40}\.(?:png|jpe?g|gif|pdf|mp4|mov|heic|docx?|xlsx?|zip)"
    rf"|{_DASH}{{0,10}}\s?(?:{_NAMED_DAY}|(?:{_WEEKDAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?:,? \d{{4}})?)\s?{_DASH}{{0,10}}",
    re.IGNORECASE,
)
"""What a program puts between the messages of a chat: who came and went, days, replies, attachments."""

OMITTED: Final = re.compile(
    r"[<(\[]?(?:(?:media|image|video|audio|sticker|gif|document|contact card|file|photo)\s(?:omitted|removed)|"
    r"(?:medien|bild|video|audio|sticker|dokument|gif) (?:ausgeschlossen|weggelassen)|(?:multimedia|imagen|audio|video|sticker) omitid[oa]s?|"
    r"(?:médias?|image|vidéo|audio) omise?s?|(?:mídia|imagem|áudio|vídeo|figurinha) (?:oculta|ocultad[oa]|omitid[oa])|media omessi|"
    r"(?:this|diese|you deleted this) (?:message was deleted|nachricht wurde gelöscht|message)|null)[>)\]]?\.?",
    re.IGNORECASE,
)
"""What an export writes in the place of a picture or of a message that was taken back."""

FIELDS: Final = frozenset(
    "note notes warning caution tip tips hint info error errors debug trace fatal critical notice update updated todo fixme important example "
    "examples answer_key date time when where what who why how place location venue address phone tel fax email e-mail mail web website url link links "
    "price cost fee title name names author authors subject topic status type version size source sources summary abstract description keywords "
    "category tags language age sex gender born died key value input output result results pros cons pro contra ingredients method serves step "
    "before after then now do don't dont from to cc bcc re sent hours open closed monday tuesday wednesday thursday friday saturday sunday "
    "mon tue wed thu fri sat sun hinweis achtung fehler warnung datum zeit ort wann wo was preis titel autor quelle telefon adresse betreff status "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag vorteile nachteile beispiel zutaten attention exemple remarque lieu prix titre auteur "
    "lundi mardi mercredi jeudi vendredi samedi dimanche nota ejemplo fecha hora lugar precio título autor lunes martes miércoles jueves viernes "
    "sábado domingo data ora luogo prezzo titolo autore esempio http https ftp chapter section part figure table page item question_type "
    "photo image picture video foto bild credit action actions decision decisions issue risk objective goal problem solution reason expected actual "
    "claim evidence verdict rating score winner loser home away total uhr first second third kernel systemd sshd cron main server client worker root strengths weaknesses opportunities threats".replace(
        "_", " "
    ).split()
)
"""Labels that are the names of fields and no one's."""
