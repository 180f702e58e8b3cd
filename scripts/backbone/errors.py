"""What stops a run that cannot be right."""


class Refused(Exception):
    """Something given is missing or not what it should be; the message, one line, names it and says what to do."""
