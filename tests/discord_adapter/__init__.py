"""The Discord adapter against a stand-in for Discord: `gateway` is the way in, `poster` the way out."""
