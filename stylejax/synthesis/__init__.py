"""A picture from an objective: starts, the loop, and what is built of it."""
