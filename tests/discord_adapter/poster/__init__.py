"""What the poster leaves standing in Discord, and what it reads there."""
