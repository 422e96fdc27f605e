"""The local channel: a room in the database, and a page in the browser to talk in it."""
