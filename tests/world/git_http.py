"""git over HTTP: the smart protocol for fetching, with the installation token as password.

Partial clone and fetching any object by its full id are allowed, as on GitHub. Whoever may write contents may
push; what comes of that is seen by git alone, no event follows.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from tests.world.auth import identify
from tests.world.core import Core
from tests.world.errors import Refused
from tests.world.faults import Faults, Planned
from tests.world.objects import environment
from tests.world.permissions import allows
from tests.world.record import Handled
from tests.world.replies import Reply
from tests.world.state import Repository

PATH = re.compile(
    r"/(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/(?P<service>info/refs|git-upload-pack|git-receive-pack)"
)
CHALLENGE = {"www-authenticate": 'Basic realm="GitHub"', "content-type": "text/plain"}
NEEDS = {"git-upload-pack": {"contents": "read"}, "git-receive-pack": {"contents": "write"}}
CHUNK = 65_536


@dataclass
class Transfer:
    """What is sent: the status line, and the pack as it is made; `half` cuts it."""

    reply: Reply
    command: list[str] | None = None
    stdin: bytes = b""
    protocol: str = ""
    prefix: bytes = b""
    half: bool = False


def wanted(path: str) -> bool:
    """Whether a path is git's."""
    return PATH.fullmatch(path) is not None


def answer(
    core: Core, faults: Faults, path: str, query: Mapping[str, str], headers: Mapping[str, str], raw: bytes
) -> Transfer:
    """Decide on one request; the pack itself is made outside the lock."""
    found = PATH.fullmatch(path)
    assert found is not None
    where = f"/{found['owner']}/{found['name']}.git"
    sender = "anonymous"
    with core.step():
        plan = faults.take("GIT", where)
        try:
            if plan and plan.effect == "before":
                transfer = _struck(plan)
            else:
                transfer, sender = _transfer(core, found, query, headers, raw)
                if plan:
                    transfer.half = True
        except Refused as refused:
            transfer = Transfer(Reply(refused.status, refused.message.encode(), CHALLENGE | refused.headers))
        name = type(plan.fault).__name__ if plan else ""
        operation = f"GIT {found['service']}"
        core.record.requests.append(
            Handled("GIT", where, operation, transfer.reply.status, False, name, "contents=read", sender)
        )
    return transfer


def _struck(plan: Planned) -> Transfer:
    return Transfer(plan.fault.strike(None))


def _transfer(
    core: Core, found: re.Match[str], query: Mapping[str, str], headers: Mapping[str, str], raw: bytes
) -> tuple[Transfer, str]:
    repository = core.repository(found["owner"], found["name"])
    service = query.get("service", found["service"].removeprefix("info/refs"))
    if service not in NEEDS:
        raise Refused(403, "Please upgrade your git client.")
    sender = _allowed(core, repository, headers, service)
    command = ["git", service.removeprefix("git-"), "--stateless-rpc"]
    if service == "git-upload-pack":
        command.append("--strict")
    prefix = b""
    if found["service"] == "info/refs":
        command.append("--http-backend-info-refs")
        line = f"# service={service}\n"
        prefix = f"{len(line) + 4:04x}{line}0000".encode()
    kind = "advertisement" if prefix else "result"
    reply = Reply(200, b"", {"content-type": f"application/x-{service}-{kind}", "cache-control": "no-cache"})
    if headers.get("content-encoding") == "gzip":
        raw = zlib.decompress(raw, zlib.MAX_WBITS | 16)
    transfer = Transfer(
        reply, [*command, str(repository.git_dir)], raw, headers.get("git-protocol", ""), prefix
    )
    return transfer, sender


def _allowed(core: Core, repository: Repository, headers: Mapping[str, str], service: str) -> str:
    principal, need = identify(core, headers), NEEDS[service]
    if principal.kind == "anonymous":
        if repository.private or need["contents"] == "write":
            raise Refused(401, "Authentication required")
        return "anonymous"
    if principal.token is None or not principal.covers(repository):
        raise Refused(404, "Repository not found.")
    if not allows(principal.token.permissions, need):
        raise Refused(
            403,
            "Resource not accessible by integration",
            headers={"x-accepted-github-permissions": f"contents={need['contents']}"},
        )
    return f"installation {principal.installation.id}"


async def stream(transfer: Transfer) -> AsyncIterator[bytes]:
    """The bytes that git prints; every one of them unless the transfer is to be cut."""
    assert transfer.command is not None
    if transfer.prefix:
        yield transfer.prefix
    process = await asyncio.create_subprocess_exec(
        *transfer.command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment() | {"GIT_PROTOCOL": transfer.protocol},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    feeding = asyncio.create_task(_feed(process.stdin, transfer.stdin))
    try:
        while chunk := await process.stdout.read(CHUNK):
            if transfer.half:
                yield chunk[: len(chunk) // 2]
                break
            yield chunk
    finally:
        feeding.cancel()
        if process.returncode is None and transfer.half:
            process.kill()
        await process.wait()


async def _feed(pipe: asyncio.StreamWriter, data: bytes) -> None:
    try:
        pipe.write(data)
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        return  # git stopped reading, which is its right
