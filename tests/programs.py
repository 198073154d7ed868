"""Programs that the service starts, forked from a Python that has loaded them already.

A service that was forked (`tests.forking`) starts others by `sys.executable`. There it finds a script that
hands its words, environment, folder and standard streams to a process which is one such program but for the
last step: that forks, does it, and the script ends as the fork ended. A script that is killed takes its fork
with it. Every other program is started as ever.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

MODULE = "bot.confined.server"
"""The program, `main` of a module, that is loaded once; it runs with one thread until then."""

MOST_BYTES = 1 << 20
"""Bytes of words, environment and folder."""

_SCRIPT = """#!{python} -IS
import json, os, socket, sys
if sys.argv[1:3] != ["-m", {module!r}]:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
server.connect({path!r})
order = json.dumps([sys.argv[3:], dict(os.environ), os.getcwd()]).encode()
socket.send_fds(server, [order], [0, 1, 2])
for stream in (0, 1):
    os.close(stream)
answer = server.recv(16)
os._exit(int(answer) if answer else 70)
"""


@cache
def executable() -> str:
    """Path of the script that stands for Python, made and with its server started when first needed."""
    folder = Path(tempfile.mkdtemp(prefix="decisis-programs-"))
    path, script = folder / "orders", folder / "python"
    script.write_text(_SCRIPT.format(python=sys.executable, module=MODULE, path=str(path)))
    script.chmod(0o700)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.programs", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)
    return str(script)


class Server:
    """Forks a program for each script.

    Args:
        listener: where scripts connect.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._ready = selectors.DefaultSelector()
        for each in (0, self._woken, listener):
            self._ready.register(each, selectors.EVENT_READ)
        self._forks: dict[socket.socket, int] = {}

    def run(self) -> None:
        """Fork until the input ends."""
        while True:
            for key, _ in self._ready.select():
                if key.fileobj == 0:
                    return
                if key.fileobj == self._woken:
                    os.read(self._woken, 4_096)
                    self._reap()
                elif key.fileobj is self._listener:
                    self._begin(self._listener.accept()[0])
                elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._forks:
                    os.kill(self._forks[key.fileobj], signal.SIGKILL)  # its script is gone
                    self._ready.unregister(key.fileobj)

    def _begin(self, script: socket.socket) -> None:
        order, streams, _, _ = socket.recv_fds(script, MOST_BYTES, 3)
        if not order:  # the script was killed before it said anything
            script.close()
            return
        words, environment, folder = json.loads(order)
        number = os.fork()
        if number == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for own in (self._listener, script, *self._forks):
                own.close()
            _be_one(words, environment, folder, streams)
        for stream in streams:
            os.close(stream)
        self._forks[script] = number
        self._ready.register(script, selectors.EVENT_READ)

    def _reap(self) -> None:
        while self._forks:
            number, status = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                return
            script = next(each for each, fork in self._forks.items() if fork == number)
            del self._forks[script]
            with suppress(KeyError):
                self._ready.unregister(script)
            with suppress(OSError):
                script.send(str(os.waitstatus_to_exitcode(status) & 0xFF).encode())
            script.close()


def _be_one(
    words: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]
) -> NoReturn:
    code = 70
    try:
        os.setsid()
        for target, stream in enumerate(streams):
            os.dup2(stream, target)
            os.close(stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = [MODULE, *words]
        import_module(MODULE).main()
        sys.stdout.flush()
        code = 0
    except BaseException:  # noqa: BLE001 - as the interpreter does at the end of a program
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> None:
    """Fork until the input ends; the argument is the path of the socket."""
    import_module(MODULE)._get_ready()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(sys.argv[1])
        listener.listen(64)
        gc.collect()
        gc.freeze()
        print("ready", flush=True)
        Server(listener).run()
    shutil.rmtree(Path(sys.argv[1]).parent)


if __name__ == "__main__":
    main()
