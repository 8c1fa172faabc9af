"""The three kinds of error that a user of the dashboard or the ETL can fix; anything else is a bug."""


class VeerkrachtError(Exception):
    """Something outside the code is wrong. The message says, in Dutch, what, where and what to do."""


class CatalogError(VeerkrachtError):
    """`indicators.yaml` has mistakes; the message lists all of them with their place in the file."""


class SourceError(VeerkrachtError):
    """A publisher, a snapshot or a file did not have the expected content."""


class DataError(VeerkrachtError):
    """The figures contradict each other or the database; nothing was replaced."""
