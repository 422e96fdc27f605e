"""Slack: its payloads and API on one side, the product's own types on the other."""
