"""The Slack adapter against a stand-in for Slack: `gateway` is the way in, `poster` the way out."""
