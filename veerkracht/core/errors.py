"""The kinds of error that a user of the dashboard or the ETL can fix; anything else is a bug."""


class VeerkrachtError(Exception):
    """Something outside the code is wrong. The message says, in Dutch, what, where and what to do."""


class CatalogError(VeerkrachtError):
    """`indicators.yaml` or `programma.yaml` has mistakes; the message lists all of them with their place."""


class SourceError(VeerkrachtError):
    """A publisher, a snapshot or a file did not have the expected content."""


class DataError(VeerkrachtError):
    """The figures contradict each other or the database; nothing was replaced."""


class RefusedError(VeerkrachtError):
    """An API request for something that does not exist, with the HTTP status for that."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
