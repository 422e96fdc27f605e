"""What every implementation of a port keeps to: a class of tests a port, to be inherited with a fixture."""
