import math
import socket

import pytest

from bot.metrics import MetricsRefused, NoMetrics, serve_metrics
from tests.metrics_page import fetched, free_port

STAGES = {"waiting": 0.2, "answering": 0.04}


def test_what_is_told_is_served() -> None:
    port = free_port()
    with serve_metrics("127.0.0.1", port, queue=lambda: 3, snapshot_age_s=lambda: 60.0) as metrics:
        metrics.question("private", answered=True, stages_s=STAGES)
        metrics.question("group", answered=False, stages_s=STAGES)
        metrics.question("group", answered=False, stages_s=STAGES)
        metrics.update("message")
        metrics.telegram_error("flood")
        metrics.telegram_retry()
        found = fetched(port)

    assert found['incident_bot_questions_total{answered="true",kind="private"}'] == 1
    assert found['incident_bot_questions_total{answered="false",kind="group"}'] == 2
    assert found['incident_bot_question_seconds_count{stage="waiting"}'] == 3
    assert found['incident_bot_question_seconds_sum{stage="answering"}'] == pytest.approx(0.12)
    assert found['incident_bot_question_seconds_bucket{le="0.05",stage="answering"}'] == 3
    assert found["incident_bot_queue"] == 3
    assert found["incident_bot_snapshot_age_seconds"] == 60
    assert found['incident_bot_updates_total{kind="message"}'] == 1
    assert found['incident_bot_telegram_errors_total{kind="flood"}'] == 1
    assert found["incident_bot_telegram_retries_total"] == 1
    assert found["process_resident_memory_bytes"] > 0


def test_the_port_is_free_again_afterwards_and_counts_begin_anew() -> None:
    port = free_port()
    for _ in range(2):
        with serve_metrics("127.0.0.1", port, queue=lambda: 0, snapshot_age_s=lambda: math.nan) as metrics:
            metrics.telegram_retry()
            found = fetched(port)

        assert found["incident_bot_telegram_retries_total"] == 1
        assert math.isnan(found["incident_bot_snapshot_age_seconds"])


def test_without_a_port_nobody_counts() -> None:
    with serve_metrics("127.0.0.1", None, queue=lambda: 0, snapshot_age_s=lambda: 0.0) as metrics:
        assert isinstance(metrics, NoMetrics)


def test_a_port_that_is_taken_is_told_with_its_settings() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with (
            pytest.raises(
                MetricsRefused, match=rf"on 127\.0\.0\.1, port {port} \(.*in use\): set METRICS_HOST and METR"
            ),
            serve_metrics("127.0.0.1", port, queue=lambda: 0, snapshot_age_s=lambda: 0.0),
        ):
            pass
