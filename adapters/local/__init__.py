"""The local channel: a room in the database, and a page in the browser to talk in it."""

from adapters.local.gateway import LocalGateway
from adapters.local.poster import LocalPoster
from adapters.local.room import Room
from adapters.local.welcome import welcome

__all__ = ["LocalGateway", "LocalPoster", "Room", "welcome"]
