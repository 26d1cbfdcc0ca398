"""The one kind of error that people see: what was expected, what came, in one sentence."""


class Refused(Exception):
    """Something cannot be used; the message is a whole sentence for people."""
