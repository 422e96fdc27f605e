"""What the gateway makes of what people do, over the socket and over HTTP."""
