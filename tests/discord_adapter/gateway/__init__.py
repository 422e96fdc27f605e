"""What the gateway makes of what people do, and how it comes through bad connections."""
