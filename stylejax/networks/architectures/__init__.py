"""Graphs of layers, one family a file."""
