"""Small pictures in every layout that is read, and records, for the programs that damage them."""
