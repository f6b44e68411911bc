"""Many pictures in one program."""
