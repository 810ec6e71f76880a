"""What is counted and timed, for Prometheus to fetch; no label holds an id or a text.

The only import of prometheus_client. Where things happen they are told to a `Metrics` that is handed in; without a port
that is `NoMetrics`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from index.errors import IncidentError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histogram: a search takes some 50 ms, a queue up to half a minute."""


class MetricsRefused(IncidentError):
    """The metrics cannot be served."""


class Metrics(Protocol):
    """Takes what happens; none of it blocks or fails. Safe in several threads."""

    def question(self, kind: str, *, answered: bool, stages_s: Mapping[str, float]) -> None:
        """A question from a kind of chat has got its reply; `stages_s` has seconds by stage."""
        ...

    def update(self, kind: str) -> None:
        """An update has come."""
        ...

    def telegram_error(self, kind: str) -> None:
        """A call of Telegram has failed."""
        ...

    def telegram_retry(self) -> None:
        """A call of Telegram is made again."""
        ...


class NoMetrics:
    """Nobody counts."""

    def question(self, kind: str, *, answered: bool, stages_s: Mapping[str, float]) -> None:
        """Do nothing."""

    def update(self, kind: str) -> None:
        """Do nothing."""

    def telegram_error(self, kind: str) -> None:
        """Do nothing."""

    def telegram_retry(self) -> None:
        """Do nothing."""


class PrometheusMetrics:
    """Counts in `registry`; `queue` and `snapshot_age_s` are asked in another thread, whenever metrics are fetched."""

    def __init__(
        self, registry: "CollectorRegistry", *, queue: Callable[[], int], snapshot_age_s: Callable[[], float]
    ) -> None:
        from prometheus_client import Counter, Gauge, Histogram

        self._questions = Counter(
            "incident_bot_questions", "Questions that got a reply", ("kind", "answered"), registry=registry
        )
        self._seconds = Histogram(
            "incident_bot_question_seconds", "Of a question, by stage", ("stage",), registry=registry, buckets=SECONDS
        )
        self._updates = Counter("incident_bot_updates", "Updates from Telegram", ("kind",), registry=registry)
        self._errors = Counter("incident_bot_telegram_errors", "Failed calls", ("kind",), registry=registry)
        self._retries = Counter("incident_bot_telegram_retries", "Calls made again", registry=registry)
        waiting = Gauge("incident_bot_queue", "Questions that wait for the search", registry=registry)
        waiting.set_function(queue)
        age = Gauge("incident_bot_snapshot_age_seconds", "Since the current index was made", registry=registry)
        age.set_function(snapshot_age_s)

    def question(self, kind: str, *, answered: bool, stages_s: Mapping[str, float]) -> None:
        """As `Metrics.question`."""
        self._questions.labels(kind, str(answered).lower()).inc()
        for stage, seconds in stages_s.items():
            self._seconds.labels(stage).observe(seconds)

    def update(self, kind: str) -> None:
        """As `Metrics.update`."""
        self._updates.labels(kind).inc()

    def telegram_error(self, kind: str) -> None:
        """As `Metrics.telegram_error`."""
        self._errors.labels(kind).inc()

    def telegram_retry(self) -> None:
        """As `Metrics.telegram_retry`."""
        self._retries.inc()


@contextmanager
def serve_metrics(
    host: str, port: int | None, *, queue: Callable[[], int], snapshot_age_s: Callable[[], float]
) -> Iterator[Metrics]:
    """Serve metrics at http://host:port/metrics, with those of the process, while the block lasts; without a port none.

    Raises MetricsRefused where the port cannot be taken.
    """
    if port is None:
        yield NoMetrics()
        return
    from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server

    registry = CollectorRegistry()
    metrics = PrometheusMetrics(registry, queue=queue, snapshot_age_s=snapshot_age_s)
    ProcessCollector(registry=registry)
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as exc:
        reason = exc.strerror or exc
        raise MetricsRefused(
            f"metrics cannot be served on {host}, port {port} ({reason}): set METRICS_HOST and METRICS_PORT to others"
        ) from exc
    try:
        yield metrics
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
