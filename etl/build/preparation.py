"""Puts the figures ready while the dashboard starts, beside the first visitors, and knows why there are none yet."""

import threading
import time
from pathlib import Path

from etl.build import build as load
from etl.build import freshness
from veerkracht.core import logs, paths
from veerkracht.core.errors import VeerkrachtError


class Preparation:
    """One build of the database, in the background; who comes meanwhile waits for it, by the lock of a build."""

    reason = ""  # why there may be no figures yet, for who asks whether the dashboard is healthy
    is_busy = False

    def start(self) -> None:
        """Begin, when the dashboard builds its own database and it is not there or old."""
        target = paths.database_file()
        if paths.database() == target and not freshness.is_current(target):
            self.reason = "De cijfers worden klaargezet."
            self.is_busy = True
            threading.Thread(target=self._build, args=[target], daemon=True).start()

    def _build(self, target: Path) -> None:
        began = time.perf_counter()
        try:
            load.ensure(target)
        except Exception as error:  # whatever it is: the dashboard goes on with the figures it has
            if not isinstance(error, VeerkrachtError):  # which is in the log
                logs.log_error("De cijfers kunnen niet worden klaargezet", error)
            self.reason = "De cijfers kunnen niet worden klaargezet; zie het logboek."
        else:
            logs.log_event("De cijfers zijn klaargezet", duration_ms=round((time.perf_counter() - began) * 1000))
            self.reason = ""
        self.is_busy = False
