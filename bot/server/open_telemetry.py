"""Traces by OpenTelemetry, sent by OTLP over HTTP.

The id of a trace is made of GitHub's id of the delivery. So what a delivery brings about is one trace,
whichever process does it and however often one was started anew, and nothing has to be stored for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision

from bot import __version__
from bot.server.job import Job, Kind

_FLUSH_MS = 3_000

_ROOT: ContextVar[str] = ContextVar("root", default="")


class _Ids(IdGenerator):
    """Random ids, and those that follow from the name of a root while one begins."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_span_id(self) -> int:
        """Of a root, the one that its children know."""
        return _span_id(_ROOT.get()) if _ROOT.get() else self._random.generate_span_id()

    def generate_trace_id(self) -> int:
        """Likewise."""
        return _trace_id(_ROOT.get()) if _ROOT.get() else self._random.generate_trace_id()


def _digest(root: str) -> bytes:
    return hashlib.sha256(f"decisis {root}".encode()).digest()


def _trace_id(root: str) -> int:
    return int.from_bytes(_digest(root)[:16]) or 1


def _span_id(root: str) -> int:
    return int.from_bytes(_digest(root)[16:24]) or 1


@dataclass(frozen=True)
class _Span:
    """A job, see `bot.server.tracing.Span`."""

    tracer: trace.Tracer
    span: trace.Span

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        with self.tracer.start_as_current_span(name):
            yield

    def told(self, ids: Mapping[str, str]) -> None:
        self.span.set_attributes({f"decisis.{name}": value for name, value in ids.items()})


class OpenTelemetry:
    """Sends spans to where OpenTelemetry's own variables say, see `bot.server.tracing.Tracing`."""

    def __init__(self) -> None:
        resource = Resource.create({"service.version": __version__})
        if str(resource.attributes["service.name"]).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": "decisis"}))
        self._provider = TracerProvider(resource=resource, id_generator=_Ids(), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("decisis", __version__)

    @contextmanager
    def delivery(self, guid: str, event: str) -> Iterator[None]:
        """A delivery while it is stored."""
        attributes = {"decisis.delivery": guid, "decisis.event": event}
        with self._root("delivery", guid, attributes, trace.SpanKind.SERVER):
            yield

    @contextmanager
    def job(self, job: Job, ids: Mapping[str, str]) -> Iterator[_Span]:
        """A job while it is done."""
        attributes = {f"decisis.{name}": value for name, value in ids.items()}
        name = f"job {job.kind.value}"
        if job.kind is Kind.ROUND and job.delivery == job.origin:
            with self._root(name, job.origin, attributes, trace.SpanKind.INTERNAL) as span:
                yield _Span(self._tracer, span)
            return
        with self._tracer.start_as_current_span(
            name, self._below(job.origin), trace.SpanKind.CONSUMER, attributes
        ) as span:
            yield _Span(self._tracer, span)

    def close(self) -> None:
        """Send what is left, for three seconds at most."""
        self._provider.force_flush(_FLUSH_MS)
        self._provider.shutdown()

    @contextmanager
    def _root(
        self, name: str, root: str, attributes: Mapping[str, str], kind: trace.SpanKind
    ) -> Iterator[trace.Span]:
        token = _ROOT.set(root)
        try:
            span = self._tracer.start_span(name, Context(), kind, attributes)
        finally:
            _ROOT.reset(token)
        with trace.use_span(span, end_on_exit=True):
            yield span

    def _below(self, root: str) -> Context:
        """The context of what the span of a root has brought about, kept or left out as that one was."""
        number = _trace_id(root)
        is_kept = self._provider.sampler.should_sample(None, number, "delivery").decision
        flags = trace.TraceFlags(trace.TraceFlags.SAMPLED if is_kept is Decision.RECORD_AND_SAMPLE else 0)
        parent = trace.SpanContext(number, _span_id(root), is_remote=True, trace_flags=flags)
        return trace.set_span_in_context(trace.NonRecordingSpan(parent), Context())
