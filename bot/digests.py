"""When digests are due, and what is new in them. Pure: time is an argument, and nothing is read or posted.

A digest comes at an hour of the clocks of its zone, once for each local date. An hour that the clocks
leave out comes as long after midnight as it would have; of one that they repeat the first counts; a date
that a zone left out has none. An hour that was missed by less than `GRACE` is made up for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.base import Digest, Entry, Membership, Reason, Schedule, SharedLink, Sharing
from adapters.links import canonical
from summarizer.model import FeedEntry

GRACE: Final = timedelta(hours=3)
"""A digest whose hour passed while the bot was down is still posted within this."""

FIRST: Final = timedelta(days=1)
"""Of a digest that was never posted, and of a feed that is new to it, only what is no older than this."""

LONGEST: Final = timedelta(days=8)
"""Nothing is new for longer than a digest's longest pause and a day, however long the bot was down; where
it has no hour, for longer than this."""

LATE: Final = timedelta(days=2)
"""How long before it was seen an entry may say that it was published. Feeds list some late; one that
changes all its ids at once lists years of old ones as if they were new."""

UNDATED: Final = 3
"""Of a feed without any dates so many of its first entries count as new when it is first read."""

OVERLAP: Final = timedelta(minutes=15)
"""So much of what the last edition reached over is looked at again, since a feed may have been read in that
very moment. What was shown is known by its keys, so that nothing comes twice."""

_A_DAY: Final = timedelta(days=1)
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)

# ---- when -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """A digest's hour: the local date it belongs to, and the moment."""

    digest: int
    day: date
    at: datetime
    anew: str = ""

    @property
    def event(self) -> str:
        """What makes it happen once: the digest and the local date; and where somebody set its hour on that
        very date, `anew`, that too: whoever moves the hour to later that day means that day."""
        return f"digest/{self.digest}/{self.day.isoformat()}{self.anew}"


def due(schedules: Mapping[int, Schedule], now: datetime) -> list[Turn]:
    """The digests, by id, whose hour has come and is not past for longer than `GRACE`. The same turn comes
    again as long as that: whoever records it makes it one."""
    found = []
    for digest, schedule in schedules.items():
        zone = _zone(schedule.zone)
        today = now.astimezone(zone).date()
        for day in (today - _A_DAY, today):
            at = _moment(schedule, zone, day)
            if at <= now < at + GRACE and (turn := _turn(digest, schedule, zone, day, at)):
                found.append(turn)
    return found


def next_turn(digest: int, schedule: Schedule, now: datetime) -> Turn | None:
    """The next one after `now`."""
    zone = _zone(schedule.zone)
    today = now.astimezone(zone).date()
    # eight days hold each day of the week, and a ninth what a left out date may cost
    for day in (today + number * _A_DAY for number in range(-1, 9)):
        at = _moment(schedule, zone, day)
        if at > now and (turn := _turn(digest, schedule, zone, day, at)):
            return turn
    return None


def _turn(digest: int, schedule: Schedule, zone: tzinfo, day: date, at: datetime) -> Turn | None:
    """The turn of a local date, whose moment is `at`; None where it has none."""
    if day.weekday() not in schedule.days or at < schedule.since:
        return None
    shifted = at.astimezone(zone).date() != day
    if shifted and at == _moment(schedule, zone, day + _A_DAY):
        return None  # the zone left this date out
    set_today = schedule.since.astimezone(zone).date() == day
    return Turn(digest, day, at, f"/{schedule.since.astimezone(UTC):%H%M%S}" if set_today else "")


def _moment(schedule: Schedule, zone: tzinfo, day: date) -> datetime:
    return datetime.combine(day, schedule.hour, zone).astimezone(UTC)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC  # it was known when it was chosen; better at another hour than never


def local_day(schedule: Schedule | None, now: datetime) -> date:
    """The date on the clocks of a digest's zone."""
    return now.astimezone(_zone(schedule.zone) if schedule else UTC).date()


# ---- what a reading of a feed brings -----------------------------------------------------------


def key_of(entry: FeedEntry) -> str:
    """What tells an entry from the others of its feed, whatever is edited in it."""
    if entry.id:
        key = entry.id
    elif entry.link:
        _, mark, spot = entry.link.partition("#")  # which a page is not known by, but an entry is
        key = canonical(entry.link) + mark + spot
    else:
        key = entry.title or entry.content or ""
    return key if len(key) <= 200 else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def is_first(listed: Sequence[FeedEntry], known: Collection[str], before: datetime | None) -> bool:
    """Whether a feed is read as if for the first time: where it never was, and where it has changed all its
    ids, so that it lists as unknown what is older than its last reading. One that was empty, or has only
    new entries after a long time, is no such."""
    if before is None:
        return True
    return not known and any(one.published is None or one.published < before for one in listed)


def entries_of(
    feed: int, listed: Sequence[FeedEntry], known: Iterable[str], now: datetime, first: bool
) -> list[Entry]:
    """What is to be kept of a feed that was read `now`; `first` where it never was before. What is `known`
    keeps its own dates."""
    before = set(known)
    moments = _moments(listed, now, first)
    pages = Counter(page_key(entry.link) for entry in listed if entry.link)
    return [
        Entry(
            feed,
            key,
            replace(entry, alone=not entry.link or pages[page_key(entry.link)] == 1),
            moment,
            now,
            first and key not in before,
        )
        for entry, moment in zip(listed, moments, strict=True)
        for key in (key_of(entry),)
    ]


def _moments(listed: Sequence[FeedEntry], now: datetime, first: bool) -> list[datetime]:
    """When each became news. One without a date became so when it is seen first; in a feed that was never
    read before, where the feed gives its others dates, with the next of these, since feeds go back in time."""
    dates = [min(entry.published, now) if entry.published else None for entry in listed]
    if not first:
        return [one or now for one in dates]
    if not any(dates):
        return [now if index < UNDATED else _LONG_AGO for index in range(len(dates))]
    last = next(one for one in reversed(dates) if one)
    moments: list[datetime] = []
    for one in reversed(dates):
        last = one or last
        moments.append(last)
    return moments[::-1]


# ---- what is new ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """What is new was seen first after `seen`, and became news after `oldest`."""

    seen: datetime
    oldest: datetime


def window(digest: Digest, last: datetime | None, now: datetime) -> Window:
    """What is new in a digest whose last edition reached to `last`. One that was never posted (None) begins
    with what is no older than a day, and one that is taken up again with a day before that."""
    if last is None:
        start = max(now - FIRST, digest.fresh - FIRST)
        return Window(start, start)
    last = min(last, now)  # a clock may have been set back
    bound = max(now - _longest_pause(digest.schedule), digest.fresh - FIRST)
    return Window(max(last - OVERLAP, bound), max(last - LATE, bound))


def _longest_pause(schedule: Schedule | None) -> timedelta:
    """The longest time between two hours of a digest, and a day."""
    if schedule is None or not schedule.days:
        return LONGEST
    following = (*schedule.days[1:], schedule.days[0] + 7)
    return timedelta(days=1 + max(later - day for day, later in zip(schedule.days, following, strict=True)))


def is_news(entry: Entry, new: Window, added: datetime) -> bool:
    """Whether an entry is new in a digest that has its feed since `added`. A feed begins with its last day,
    too: where it is new to the digest, and where it was never read before."""
    oldest = max(new.oldest, added - FIRST)
    return entry.moment > (max(oldest, entry.seen - FIRST) if entry.first else oldest)


@dataclass(frozen=True, slots=True)
class Story:
    """What one entry of a digest is about. `keys` are all that it is known by, so that it is shown once;
    `outlet` is the title of the feed that it came from."""

    keys: frozenset[str]
    at: datetime
    link: str | None = None
    entry: FeedEntry | None = None
    outlet: str | None = None
    sharings: tuple[SharedLink, ...] = ()


def page_key(url: str) -> str:
    """The same for all addresses of one page that differ in scheme, www. or a slash at the end."""
    return "page:" + canonical(url).partition("://")[2].removeprefix("www.").rstrip("/")


def _keys(entry: Entry) -> frozenset[str]:
    """An entry is known by its page, too, unless others of its feed lead there: changes of a page that lists
    them, incidents of a site that has one page."""
    own = f"entry:{entry.feed}:{entry.key}"
    link = entry.entry.link
    return frozenset((own, page_key(link))) if link and entry.entry.alone else frozenset((own,))


def stories(
    entries: Iterable[Entry], titles: Mapping[int, str | None], links: Iterable[SharedLink]
) -> list[Story]:
    """The stories, most recent first, each page once. `titles` are those of the feeds. Who shares a page
    that a feed has is named beside it, and each person once."""
    of_feeds = (
        Story(_keys(one), one.moment, one.entry.link, one.entry, titles.get(one.feed)) for one in entries
    )
    posted = (Story(frozenset((page_key(one.url),)), one.at, one.url, sharings=(one,)) for one in links)
    return merged((*of_feeds, *posted))


def merged(found: Iterable[Story]) -> list[Story]:
    """Stories that share a key made one, most recent first."""
    by_key: dict[str, Story] = {}
    for one in found:
        story = one
        for same in {id(by_key[key]): by_key[key] for key in one.keys if key in by_key}.values():
            story = _joined(same, story)
        by_key.update(dict.fromkeys(story.keys, story))
    once = {id(story): story for story in by_key.values()}
    return sorted(once.values(), key=lambda one: one.at, reverse=True)


def _joined(one: Story, other: Story) -> Story:
    sharings = {link.person.id: link for link in (*other.sharings, *one.sharings)}
    first = one if one.entry is not None or other.entry is None else other
    return replace(
        first,
        keys=one.keys | other.keys,
        at=max(one.at, other.at),
        link=first.link or one.link or other.link,
        sharings=tuple(sorted(sharings.values(), key=lambda link: link.at)),
    )


def sharings_of(story: Story, names: Mapping[str, str]) -> tuple[Sharing, ...]:
    return tuple(Sharing(names.get(one.person.id, ""), one.link) for one in story.sharings)


# ---- what does not come -----------------------------------------------------------------------

_LASTING: Final = frozenset(Reason) - {
    Reason.TIMED_OUT,
    Reason.UNREACHABLE,
    Reason.SITE_FAILED,
    Reason.RATE_LIMITED,
    Reason.INTERNAL,
}
"""What does not pass by itself within a day or so."""

TELL_AGAIN: Final = timedelta(days=7)


def is_in_trouble(member: Membership, now: datetime) -> bool:
    """Whether a feed's entries are missing from a digest: for a reason that lasts, or for a day."""
    feed = member.feed
    if feed.problem is None:
        return False
    return feed.problem in _LASTING or now - max(feed.read or member.added, member.added) > FIRST


def is_to_be_told(member: Membership, now: datetime) -> bool:
    """Whether whoever added the feed is to hear that it can't be read: once, and again only where it was
    read well since and broke anew."""
    if not is_in_trouble(member, now):
        return False
    if member.told is None:
        return True
    read = member.feed.read
    return read is not None and read > member.told and now - member.told > TELL_AGAIN


# ---- when a feed is read again ----------------------------------------------------------------

SHORTEST_PACE: Final = timedelta(minutes=15)
LONGEST_PACE: Final = timedelta(days=1)


def read_again(usual: timedelta, *wishes: timedelta | None) -> timedelta:
    """After how long a feed that was read well is read again: as it wishes itself, but no sooner than is
    usual for us, and within a day."""
    return min(max(usual, SHORTEST_PACE, *(one for one in wishes if one is not None)), LONGEST_PACE)


def try_again(usual: timedelta, failures: int) -> timedelta:
    """After how long a feed that failed so often in a row is tried again: twice as long each time, up to
    a day."""
    doubled: int = 2 ** min(failures - 1, 10)
    return min(max(usual, SHORTEST_PACE) * doubled, LONGEST_PACE)
