"""The one error that stylejax raises on purpose."""


class InputError(ValueError):
    """Bad input, said in one line: which argument or file, what is wrong, what to do."""
