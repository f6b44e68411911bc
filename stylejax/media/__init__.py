"""Files to arrays and back, and what is done to a picture outside the optimization."""
