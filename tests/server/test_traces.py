"""Traces as a collector gets them: a real receiver of OTLP over HTTP, and the service as a process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.errors import UserError
from bot.server.tracing import Untraced, tracing
from tests.server.conftest import environment, signed, start, until
from tests.server.test_webhook import BODY


class Collector:
    """Takes spans."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    collector.services |= {
                        each.value.string_value
                        for each in resource.resource.attributes
                        if each.key == "service.name"
                    }
                    for scope in resource.scope_spans:
                        collector.spans.extend(scope.spans)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def collector() -> Iterator[Collector]:
    opened = Collector()
    yield opened
    opened.close()


def attributes(span: Span) -> dict[str, str]:
    return {each.key: each.value.string_value for each in span.attributes}


def test_a_delivery_and_what_it_brings_about_are_one_trace(collector: Collector, tmp_path: Path) -> None:
    variables = environment(
        tmp_path / "data", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_SCHEDULE_DELAY="100"
    )
    service = start(variables, tmp_path / "log")
    try:
        httpx.post(service.url + "/webhook", content=BODY, headers=signed(BODY, "t1"), trust_env=False)

        def of_delivery() -> dict[str, Span]:
            return {
                span.name: span
                for span in collector.spans
                if attributes(span).get("decisis.delivery") == "t1"
            }

        until(lambda: {"delivery", "job review"} <= of_delivery().keys())
        found = of_delivery()
        root, job = found["delivery"], found["job review"]
        assert (job.trace_id, job.parent_span_id) == (root.trace_id, root.span_id)
        assert root.parent_span_id == b""
        assert attributes(root)["decisis.event"] == "pull_request"
        assert attributes(job)["decisis.pull"] == "acme/shop#5"
        (read,) = [span for span in collector.spans if span.parent_span_id == job.span_id]
        assert (read.name, read.trace_id) == ("read", root.trace_id)
        assert collector.services == {"decisis"}
        assert service.stop() == 0
    finally:
        service.kill()
    rounds = [span for span in collector.spans if span.name == "job round"]
    (first,) = (span for span in rounds if span.parent_span_id == b"")
    assert {span.trace_id for span in rounds} == {first.trace_id}
    assert first.trace_id != root.trace_id


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_nothing_is_traced_unless_it_is_asked_for(environ: dict[str, str]) -> None:
    assert isinstance(tracing(environ), Untraced)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.server.open_telemetry", None)
    with pytest.raises(UserError, match=r"pip install 'decisis\[otel\]'"):
        tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"})
