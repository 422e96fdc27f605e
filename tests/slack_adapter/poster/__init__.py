"""What the poster leaves standing in Slack, and what it reads there."""
