"""A page on loopback that sends the browser to GitHub with the manifest, and hears it come back with a code.

Who does not know the page's own address, which is random, sees neither the manifest nor the state; who does
not know the state is not heard. Other names of this machine are refused, so that no page elsewhere can ask.
"""

from __future__ import annotations

import html
import json
import queue
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_HOST = "127.0.0.1"
_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
_READ_SECONDS = 10
_RETURN = "/created"
_FORM = """\
<!doctype html><html lang="en"><meta charset="utf-8"><title>Register Decisis</title>
<h1>Register Decisis</h1>
<p>GitHub shows you the App's name, which you may change, and asks you to confirm.</p>
<form action="{action}" method="post"><input type="hidden" name="manifest" value="{manifest}">
<button>Go to GitHub</button></form></html>
"""
_TEXT = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Decisis</title><p>{}</p></html>\n'

ManifestFor = Callable[[str], Mapping[str, Any]]
"""Gives the manifest by the address to which GitHub sends the browser back."""


class Page:
    """The page while it is open.

    Attributes:
        url: where the browser begins.
    """

    def __init__(self, server: _Server) -> None:
        self.url = f"http://{server.name}{server.start}"
        self._codes = server.codes

    def code(self, seconds: float) -> str | None:
        """The code that GitHub sent, `None` if none came in time.

        Args:
            seconds: how long to wait.
        """
        try:
            return self._codes.get(timeout=seconds)
        except queue.Empty:
            return None


@contextmanager
def opened(register_url: str, manifest_for: ManifestFor) -> Iterator[Page]:
    """Serve the page.

    Args:
        register_url: page of GitHub that takes a manifest.
        manifest_for: gives the manifest.
    """
    with _Server(register_url, manifest_for) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="registering", daemon=True)
        thread.start()
        try:
            yield Page(server)
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, register_url: str, manifest_for: ManifestFor) -> None:
        super().__init__((_HOST, 0), _Handler)
        self.name = f"{_HOST}:{self.server_address[1]}"
        self.start, self.state = f"/{secrets.token_urlsafe(24)}", secrets.token_urlsafe(32)
        self.codes: queue.Queue[str] = queue.Queue(maxsize=1)
        origin = urlsplit(register_url)
        self.policy = (
            f"default-src 'none'; form-action {origin.scheme}://{origin.netloc}; frame-ancestors 'none'"
        )
        self.form = _FORM.format(
            action=html.escape(f"{register_url}?state={self.state}"),
            manifest=html.escape(json.dumps(manifest_for(f"http://{self.name}{_RETURN}"))),
        )


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _READ_SECONDS

    def do_GET(self) -> None:
        """Give the form to who knows the address, and take the code from who knows the state."""
        parts = urlsplit(self.path)
        if self.headers.get("host") != self.server.name:
            self._say(HTTPStatus.FORBIDDEN, "This page goes by another name.")
        elif compare_digest(parts.path.encode(), self.server.start.encode()):
            self._send(HTTPStatus.OK, self.server.form)
        elif parts.path == _RETURN:
            self._take(parse_qs(parts.query))
        else:
            self._say(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def _take(self, query: Mapping[str, list[str]]) -> None:
        state, code = query.get("state", [""])[0], query.get("code", [""])[0]
        if not compare_digest(state.encode(errors="replace"), self.server.state.encode()):
            self._say(HTTPStatus.FORBIDDEN, "This is no answer to what Decisis asked GitHub.")
        elif not _CODE.fullmatch(code):
            self._say(HTTPStatus.BAD_REQUEST, "GitHub sent no code. Go back and confirm again.")
        else:
            try:
                self.server.codes.put_nowait(code)
            except queue.Full:
                self._say(HTTPStatus.CONFLICT, "A code is here already.")
            else:
                self._say(HTTPStatus.OK, "Done. Go back to your terminal, which says what comes next.")

    def _say(self, status: HTTPStatus, text: str) -> None:
        self._send(status, _TEXT.format(text))

    def _send(self, status: HTTPStatus, page: str) -> None:
        body = page.encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", self.server.policy),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the standard library
        """Nothing is logged: a line of the request would show the code."""
