"""Situations that went wrong for users of this project or of its peers, each made anew, and what is right."""
