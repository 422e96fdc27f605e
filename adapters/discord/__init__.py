"""Discord: the gateway that hears, the poster that writes, and what joins them to it."""
