"""Builds the database in the background while the dashboard starts, and says why there are no figures yet."""

import threading
import time
from pathlib import Path

from etl.build import freshness
from veerkracht.core import logs, paths
from veerkracht.core.errors import VeerkrachtError


class Preparation:
    """One build of the database in the background; visitors meanwhile wait for it, by the lock of a build."""

    reason = ""  # for a health check: why there may be no figures yet
    is_busy = False

    def start(self) -> None:
        """Start the build, when the dashboard builds its own database and that is not current."""
        target = paths.database_file()
        if paths.database() == target and freshness.is_due(target):
            self.reason = "De cijfers worden klaargezet."
            self.is_busy = True
            self._thread = threading.Thread(target=self._build, args=[target], daemon=True)
            self._thread.start()

    def _build(self, target: Path) -> None:
        from etl.build import build  # imports only for a build: 36 MB in a server that builds nothing

        began = time.perf_counter()
        try:
            build.ensure(target)
        except Exception as error:  # any error: the dashboard continues with its current figures
            if not isinstance(error, VeerkrachtError):  # which is in the log
                logs.log_error("De cijfers kunnen niet worden klaargezet", error)
            self.reason = "De cijfers kunnen niet worden klaargezet; zie het logboek."
        else:
            logs.log_event("De cijfers zijn klaargezet", duration_ms=round((time.perf_counter() - began) * 1000))
            self.reason = ""
        self.is_busy = False
