"""The shared core: a source in, a Document and its Summary out, values both.

Nothing here reads a file but packaged data, opens a socket or knows of a platform. `core.summarise` is
the one call that a worker process makes for a source; importing `model` and `words` alone costs little,
so that the bot's own process can use them.
"""
