"""The recipes, grouped by author: constants with their sources, no logic."""
