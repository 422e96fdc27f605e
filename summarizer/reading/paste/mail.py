"""A mail or a thread of mails: which lines are head, courtesy and signature, and which are earlier mail.

Two rules it keeps. It takes a head, an attribution or a separator to make a text a mail; marks of
quotation alone are Markdown, and the article's own. And the newest message is what is read, unless it
says next to nothing, such as “FYI”: then so is the next one that says something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from summarizer.model import BlockKind
from summarizer.reading.paste import mail_words as words
from summarizer.reading.paste.lines import SPACE, Line, without_marker
from summarizer.reading.prose import columns, ends_like_sentence
from summarizer.words import count_words

_LABEL: Final = re.compile(
    r"[*_]{0,2}([^\W\d_][^:：*\n]{0,25}?)\s?[*_]{0,2}[:：][*_]{0,2}(?=\s|$|[^\x00-\x7f])"
)
_FIELD: Final = re.compile(r"[A-Z][\w-]{1,40}:(?:\s|$)")
_OPENS: Final = re.compile(
    r"(?:on|am|le|el|em|il|op|den|på|à|w dniu|dnia|dne|pe|vào|в|\d|[^\W\d_]{2,12}[.,] ?\d)(?!\w{3})",
    re.IGNORECASE,
)
_SENDER: Final = re.compile(rf"[^<>@\n]{{1,60}}<{words.ADDRESS.pattern}>(?:\s.{{0,60}})?")
_SENT: Final = re.compile(
    rf"[^\n]{{1,80}}{words.CLOCK.pattern}[^<>\n]{{1,120}}<{words.ADDRESS.pattern}>\s?[:：]"
)
"""When and who, without a word for writing: so Russian and Japanese web mail."""
_TO_WHOM: Final = re.compile(r"(?:to|an|à|para|aan|til|till|do|кому)\s\S.{0,60}")
_NAME: Final = re.compile(r"[^\W\d_][\w'’-]{0,20}\.?(?: [^\W\d_][\w'’-]{0,20}\.?){0,2}")
_LONGEST_UNCASED: Final = 4  # letters of a name in a script without capitals
_POSTSCRIPT: Final = re.compile(r"p\.?\s?p?\.?s\b", re.IGNORECASE)

ENOUGH: Final = 15
"""Words; a message of fewer is read together with the one that it answers or sends on."""
_SHORT_TOP: Final = 150
"""Words over the first sign of an earlier mail. More than that without any sign of being a mail itself are
an article that has a mail in it."""
_ATTRIBUTION_LINES: Final = 3
_HEAD_LINES: Final = 60
_GREETINGS: Final = 3  # whom, with what words, from whom, as in Japanese
_LETTER_LINES: Final = 3  # greeting, words, closing
_TELLING_LINES: Final = 6
"""Lines within which a head that begins with a label has a second one of another kind."""
_SIGNATURE_LINES: Final = 12
_SIGNATURE_COLUMNS: Final = 75

_Key = tuple[int, int, int]  # part, depth of quotation, head within that depth


@dataclass(slots=True)
class _Sorted:
    """What was found out of each line: its message, whether it is furniture; and where the subjects stand."""

    keys: list[_Key]
    furniture: list[bool]
    subjects: dict[int, int] = field(default_factory=dict)  # line → where its words begin
    first_sign: int | None = None  # the first line that is a head, an attribution or a separator
    sure: bool = False  # whether one of them could be nothing else
    web: bool = False  # whether it is a conversation as web mail shows it, the newest message last


def as_mail(text: str, lines: Sequence[Line]) -> list[Line] | None:
    """The lines with their kinds where `text` is a mail or a thread of mails, None where it is not."""
    found = _sorted(text, lines)
    if found.first_sign is None:
        return None
    closed = [
        _call_courtesies(text, lines, members, found.furniture) for members in _messages(found).values()
    ]
    deep = any(depth > 1 for _, depth, _ in found.keys)
    if not (found.sure or deep or any(closed)) or not (deep or _is_message(text, lines, found)):
        return None
    return list(_marked(text, lines, found))


def as_letter(text: str, lines: Sequence[Line]) -> list[Line] | None:
    """The lines with greeting, closing and signature called furniture; None where no greeting begins the
    text or no closing ends it."""
    furniture = [line.kind is BlockKind.FURNITURE for line in lines]
    members = [i for i, line in enumerate(lines) if line.kind is not BlockKind.FURNITURE]
    if len(members) < _LETTER_LINES:
        return None
    greeting = _words(text, lines[members[0]])
    if greeting[-1] not in ",:，：" or not _greets(greeting):
        return None
    if not _call_courtesies(text, lines, members, furniture) or all(furniture):
        return None
    return [
        replace(line, kind=BlockKind.FURNITURE, start=line.marked) if out else line
        for line, out in zip(lines, furniture, strict=True)
    ]


# ---- heads, attributions, separators ------------------------------------------------------------


def _sorted(text: str, lines: Sequence[Line]) -> _Sorted:
    found = _Sorted([(0, 0, 0)] * len(lines), [False] * len(lines))
    depths = [_depth(text, line) for line in lines]
    part = 0
    heads: dict[int, int] = {}
    said = False  # whether the message at hand has words of its own
    i = 0
    while i < len(lines):
        depth = depths[i]
        length, parts = _sign(text, lines, depths, i, found)
        if length:
            found.first_sign = i if found.first_sign is None else found.first_sign
            if parts and depth == 0 and said:
                part, said, heads = part + 1, False, {}
            elif parts and depth:
                heads[depth] = heads.get(depth, 0) + 1
        else:
            said = said or depth == 0
        for at in range(i, i + (length or 1)):
            found.keys[at] = (part, depths[at], heads.get(depths[at], 0))
            found.furniture[at] = bool(length) or lines[at].kind is BlockKind.FURNITURE
        i += length or 1
    return found


def _sign(
    text: str, lines: Sequence[Line], depths: Sequence[int], at: int, found: _Sorted
) -> tuple[int, bool]:
    """How many lines from `at` on are the sign of a message, 0 if none; and whether another message begins
    below it at the same depth."""
    if lines[at].kind not in (None, BlockKind.BLOCK_QUOTE):
        return 0, False
    line = _words(text, lines[at])
    if (line[0] in "-–—_" or line[-1] in ":：") and words.SEPARATOR.fullmatch(line):
        found.sure = True
        return 1, True
    length = _head(text, lines, depths, at, found)
    if length:
        found.sure = True
        return length, True
    ending = any(text[one.end - 1] in ":：" for one in lines[at : at + _ATTRIBUTION_LINES])
    length = _attribution(text, lines, depths, at, found) if ending else 0
    if length:
        below = at + length
        return length, below >= len(lines) or depths[below] <= depths[at]
    return 0, False


def _depth(text: str, line: Line) -> int:
    return text.count(">", line.marked, line.start) if line.kind is BlockKind.BLOCK_QUOTE else 0


def _words(text: str, line: Line) -> str:
    return text[line.start : min(line.end, line.start + words.LONGEST)]


def _role(line: str) -> str | None:
    label = _LABEL.match(line)
    if label is None:
        return None
    folded = "_".join(label[1].lower().split())
    for role, known in (
        ("from", words.FROM),
        ("when", words.WHEN),
        ("subject", words.SUBJECT),
        ("to", words.TO),
    ):
        if folded in known:
            return role
    return None


def _head(text: str, lines: Sequence[Line], depths: Sequence[int], at: int, found: _Sorted) -> int:
    """How many lines from `at` on are the head of a mail; 0 if they are none."""
    first = _words(text, lines[at])
    if ":" not in first and "：" not in first and "<" not in first:
        return 0
    if _role(first) is None and not (at == 0 and _FIELD.match(first)):
        length = _sender(text, lines, depths, at)
        found.web = found.web or (length > 0 and depths[at] == 0)
        return length
    roles: dict[str, int] = {}
    addressed = False
    end = at
    for i in range(at, min(len(lines), at + _HEAD_LINES)):
        line = _words(text, lines[i])
        role = _role(line)
        apart = lines[i].group - lines[i - 1].group if i > at else 0
        if (
            depths[i] != depths[at]
            or apart > 1
            or (apart and role is None)
            or (role in roles and role != "to")
        ):
            break
        named = role is not None or _FIELD.match(line)
        if not named and not (lines[i].indent > lines[at].indent or line[-1] in ",;>" or line[0] in "<;"):
            break
        if role is not None:
            roles.setdefault(role, i)
        if i - at == _TELLING_LINES and len(roles) == 1:
            break
        addressed = addressed or words.ADDRESS.search(line) is not None
        end = i + 1
    whole = "from" in roles and len(roles) > 1 and ("subject" in roles or addressed)
    if not whole and not {"subject", "to", "when"} <= roles.keys():
        return 0
    if "subject" in roles:
        line = _words(text, lines[roles["subject"]])
        label = _LABEL.match(line)
        begins = label.end() if label else 0
        begins += len(line[begins:]) - len(line[begins:].lstrip(SPACE))
        answered = words.ANSWERED.match(line, begins)
        begins = answered.end() if answered else begins
        if line[begins:].strip(SPACE):
            found.subjects[roles["subject"]] = lines[roles["subject"]].start + begins
    return end - at


def _sender(text: str, lines: Sequence[Line], depths: Sequence[int], at: int) -> int:
    """As _head, of what web mail shows: the sender with an address, then when, or to whom."""
    first = _words(text, lines[at])
    if "<" not in first or not _SENDER.fullmatch(first):
        return 0
    for i in range(at + 1, min(len(lines), at + 3)):
        line = _words(text, lines[i])
        if depths[i] != depths[at] or lines[i].group - lines[i - 1].group > 1:
            break
        if _TO_WHOM.fullmatch(line) or _role(line) == "to":
            return i + 1 - at
        if not (words.CLOCK.search(line) and len(line) <= 60):
            break
    return 0


def _attribution(text: str, lines: Sequence[Line], depths: Sequence[int], at: int, found: _Sorted) -> int:
    """How many lines from `at` on say that somebody wrote what comes next; 0 if none do.

    An address makes sure of it, and so does the time of day, though with marks of quotation or a date.
    """
    joined = ""
    for i in range(at, min(len(lines), at + _ATTRIBUTION_LINES)):
        if i > at and (lines[i].group != lines[at].group or depths[i] != depths[at]):
            break
        line = _words(text, lines[i])
        joined = f"{joined} {line}" if joined else line
        if len(joined) > words.LONGEST:
            break
        if line[-1] in ":：" and (words.ATTRIBUTION.fullmatch(joined) or _SENT.fullmatch(joined)):
            if i > at and not _OPENS.match(joined):
                break
            later = [_words(text, one) for one in lines[at + 1 : i + 1]]
            if any(_OPENS.match(one) and not one[0].isdigit() for one in later):
                break  # it begins only there
            quoted = i + 1 < len(lines) and depths[i + 1] > depths[at]
            timed = words.CLOCK.search(joined) and _OPENS.match(joined)
            sure = words.ADDRESS.search(joined) or (timed and (quoted or words.DATE.search(joined)))
            found.sure = found.sure or bool(sure)
            return i + 1 - at if quoted or sure else 0
    return 0


# ---- courtesies ---------------------------------------------------------------------------------


def _greets(line: str) -> bool:
    if words.GREETING.fullmatch(line) is None:
        return False
    return line[-1] in ",!:，！：、。" or line.count(" ") < words.GREETING_WORDS


def _call_courtesies(text: str, lines: Sequence[Line], members: Sequence[int], furniture: list[bool]) -> bool:
    """Calls the greeting, closing, signature and small print among the lines `members` of one message
    furniture; whether there is a greeting and something that closes it, or a signature."""
    left = [i for i in members if not furniture[i]]
    _call_small_print(text, lines, left, furniture)
    left = [i for i in left if not furniture[i]]
    for i in left[:_GREETINGS]:
        if not _greets(_words(text, lines[i])):
            break
        furniture[i] = True
    closed = False
    for at, i in enumerate(left):
        line = _words(text, lines[i])
        if line in ("--", "—", "-- "):
            for rest in left[at:]:
                furniture[rest] = True
            return True
        if words.SENT_FROM.match(line) and len(line) <= 2 * words.CLOSING_LONGEST:
            furniture[i] = closed = True
        elif at and len(line) <= words.CLOSING_LONGEST and words.CLOSING.fullmatch(line):
            end = _signed(text, lines, left, at + 1)
            if end == len(left) or _is_prose(text, lines[left[end]]):
                for rest in left[at:end]:
                    furniture[rest] = True
                closed = True
    said = [i for i in left if not furniture[i]]
    if len(said) > 1 and _is_name_below(text, lines[said[-2]], lines[said[-1]]):
        furniture[said[-1]] = True
    return closed


def _is_name_below(text: str, above: Line, line: Line) -> bool:
    """Whether a line is nothing but a name below what somebody says."""
    apart = above.group != line.group or ends_like_sentence(text[above.start : above.end])
    name = _words(text, line)
    if not apart or line.kind is not None or _NAME.fullmatch(name) is None:
        return False
    return (
        name.istitle() or name.isupper() or (name.lower() == name.upper() and len(name) <= _LONGEST_UNCASED)
    )


def _signed(text: str, lines: Sequence[Line], left: Sequence[int], at: int) -> int:
    """Where the signature ends whose closing stands before `at`."""
    end = at
    while end < len(left) and end - at < _SIGNATURE_LINES:
        line = lines[left[end]]
        if line.kind not in (None, BlockKind.BLOCK_QUOTE, BlockKind.TABLE) or _is_prose(text, line):
            break
        end += 1
    return end


def _is_prose(text: str, line: Line) -> bool:
    words_of_it = _words(text, line)
    if _POSTSCRIPT.match(words_of_it) or columns(words_of_it) > _SIGNATURE_COLUMNS:
        return True
    return ends_like_sentence(words_of_it) and count_words(words_of_it) > words.GREETING_WORDS


def _call_small_print(text: str, lines: Sequence[Line], left: Sequence[int], furniture: list[bool]) -> None:
    at = 0
    while at < len(left):
        end = at + 1
        while end < len(left) and lines[left[end]].group == lines[left[at]].group:
            end += 1
        opening = " ".join(_words(text, lines[i]) for i in left[at : min(end, at + 8)])[: words.LONGEST]
        if words.DISCLAIMER.match(opening):
            for i in left[at:end]:
                furniture[i] = True
        at = end


# ---- what is read -------------------------------------------------------------------------------


def _messages(found: _Sorted) -> dict[_Key, list[int]]:
    members: dict[_Key, list[int]] = {}
    for i, key in enumerate(found.keys):
        members.setdefault(key, []).append(i)
    return dict(sorted(members.items()))


def _said(text: str, lines: Sequence[Line], members: Sequence[int], furniture: Sequence[bool]) -> int:
    """The words of a message; beyond what matters it is not counted on."""
    count = 0
    for i in members:
        if not furniture[i]:
            line = lines[i]
            count += count_words(text[line.start : min(line.end, line.start + 10 * _SHORT_TOP)])
        if count > _SHORT_TOP:
            break
    return count


def _is_message(text: str, lines: Sequence[Line], found: _Sorted) -> bool:
    """Whether what stands over the first sign is a message, and no article."""
    above = [i for i in range(found.first_sign or 0) if found.keys[i][:2] == (0, 0)]
    courteous = any(found.furniture[i] for i in above)
    return courteous or _said(text, lines, above, found.furniture) <= _SHORT_TOP


def _marked(text: str, lines: Sequence[Line], found: _Sorted) -> Iterator[Line]:
    messages = _messages(found)
    numbers = {key: number for number, key in enumerate(messages)}
    read: set[_Key] = set()
    said = 0
    for key, members in messages.items():
        if found.web and key[1]:
            continue
        read.add(key)
        said += _said(text, lines, members, found.furniture)
        if said >= ENOUGH and not found.web:
            break
    subject = min((i for i in found.subjects if found.keys[i] in read), default=None)
    for i, line in enumerate(lines):
        key = found.keys[i]
        message = numbers[key]
        if found.furniture[i]:
            whole = replace(line, kind=BlockKind.FURNITURE, message=message)
            if i != subject:
                yield whole
                continue
            begins = found.subjects[i]
            yield replace(whole, end=len(text[:begins].rstrip(SPACE)))
            yield replace(line, start=begins, kind=BlockKind.HEADING, message=message)
        elif key not in read:
            yield replace(line, kind=BlockKind.EARLIER_MAIL, message=message)
        elif key[1]:
            bare = Line(line.start, line.end, line.group, line.indent, None, None, line.start, None, message)
            yield without_marker(bare, text[line.start : line.end])
        else:
            yield replace(line, message=message)
