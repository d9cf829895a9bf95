"""pandas and Arrow are not part of the simulator."""
