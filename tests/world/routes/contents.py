"""Contents and git objects."""

from __future__ import annotations

import base64
from typing import Any

from tests.world.core import Core
from tests.world.errors import Refused, not_found
from tests.world.objects import MissingObject
from tests.world.render import repositories as render
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import Repository, node_id

READ = {"contents": "read"}
MAX_JSON_BYTES = 1_000_000
MAX_RAW_BYTES = 100_000_000
TYPES = {"040000": "dir", "120000": "symlink", "160000": "submodule"}


def _resolve(call: Call, revision: str, kind: str = "commit") -> str:
    try:
        return call.core.objects(call.repository).resolve(revision, kind)
    except MissingObject:
        raise not_found() from None


def _entries(
    core: Core, made: Repository, tree: str, *paths: str, recursive: bool = False
) -> list[dict[str, Any]]:
    flags = ["-r", "-t"] if recursive else []
    raw = core.objects(made).run("ls-tree", "-z", "-l", *flags, tree, "--", *paths).decode(errors="replace")
    found = []
    for line in raw.split("\0")[:-1]:
        meta, path = line.split("\t", 1)
        mode, kind, sha, size = meta.split()
        entry: dict[str, Any] = {"path": path, "mode": mode, "type": kind, "sha": sha}
        if kind != "commit":
            entry["url"] = f"{render.url(core, made)}/git/{kind}s/{sha}"
        found.append(entry | ({"size": int(size)} if kind == "blob" else {}))
    return found


def _item(call: Call, commit: str, path: str, entry: dict[str, Any]) -> dict[str, Any]:
    made = call.repository
    own = f"{render.url(call.core, made)}/contents/{path}?ref={commit}"
    kind = TYPES.get(entry["mode"], "file")
    page = f"{render.html_url(call.core, made)}/{'tree' if kind == 'dir' else 'blob'}/{commit}/{path}"
    git = entry.get("url")
    return {
        "type": kind,
        "size": entry.get("size", 0),
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry["sha"],
        "url": own,
        "html_url": page,
        "git_url": git,
        "download_url": f"{render.html_url(call.core, made)}/raw/{commit}/{path}" if kind != "dir" else None,
        "_links": {"self": own, "git": git, "html": page},
    }


@route("GET", "/repos/{owner}/{repo}/contents/{path}", READ)
def contents(call: Call) -> Reply:
    path = call.params["path"].strip("/")
    commit = _resolve(call, call.query.get("ref", f"refs/heads/{call.repository.default_branch}"))
    found = _entries(call.core, call.repository, commit, path)
    if not found:
        raise not_found()
    entry = found[0]
    if entry["type"] == "tree":
        inside = _entries(call.core, call.repository, entry["sha"])
        return Reply.of(200, [_item(call, commit, f"{path}/{one['path']}", one) for one in inside])
    item = _item(call, commit, path, entry)
    if entry["type"] == "commit":
        return Reply.of(200, item | {"submodule_git_url": "", "download_url": None})
    return _file(call, item)


def _file(call: Call, item: dict[str, Any]) -> Reply:
    if item["size"] > MAX_RAW_BYTES:
        error = {"resource": "Blob", "field": "data", "code": "too_large"}
        raise Refused(403, "This API returns blobs up to 100 MB in size.", [error])
    data = call.core.objects(call.repository).blob(item["sha"])
    if "raw" in call.headers.get("accept", ""):
        return Reply(200, data, {"content-type": "application/vnd.github.raw+json; charset=utf-8"})
    if item["type"] == "symlink":
        return Reply.of(200, item | {"target": data.decode(errors="replace")})
    if item["size"] > MAX_JSON_BYTES:
        return Reply.of(200, item | {"content": "", "encoding": "none"})
    return Reply.of(200, item | {"content": base64.encodebytes(data).decode(), "encoding": "base64"})


@route("GET", "/repos/{owner}/{repo}/git/blobs/{file_sha}", READ)
def blob(call: Call) -> Reply:
    sha = _resolve(call, call.params["file_sha"], "blob")
    data = call.core.objects(call.repository).blob(sha)
    shown = {
        "sha": sha,
        "node_id": node_id("B", int(sha[:12], 16)),
        "size": len(data),
        "url": f"{render.url(call.core, call.repository)}/git/blobs/{sha}",
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
    }
    return Reply.of(200, shown)


@route("GET", "/repos/{owner}/{repo}/git/trees/{tree_sha}", READ)
def tree(call: Call) -> Reply:
    sha = _resolve(call, call.params["tree_sha"], "tree")
    entries = _entries(call.core, call.repository, sha, recursive="recursive" in call.query)
    own = f"{render.url(call.core, call.repository)}/git/trees/{sha}"
    return Reply.of(200, {"sha": sha, "url": own, "tree": entries, "truncated": False})


@route("GET", "/repos/{owner}/{repo}/git/commits/{commit_sha}", READ)
def git_commit(call: Call) -> Reply:
    data = call.core.objects(call.repository).read_commit(_resolve(call, call.params["commit_sha"]))
    return Reply.of(200, render.git_commit(call.core, call.repository, data))


@route("GET", "/repos/{owner}/{repo}/git/ref/{ref}", READ)
def git_ref(call: Call) -> Reply:
    name = f"refs/{call.params['ref']}"
    sha, own = _resolve(call, name), render.url(call.core, call.repository)
    target = {"type": "commit", "sha": sha, "url": f"{own}/git/commits/{sha}"}
    shown = {
        "ref": name,
        "node_id": node_id("REF", int(sha[:12], 16)),
        "url": f"{own}/git/{name}",
        "object": target,
    }
    return Reply.of(200, shown)


@route("GET", "/repos/{owner}/{repo}/commits/{ref}", READ)
def commit(call: Call) -> Reply:
    objects = call.core.objects(call.repository)
    try:
        sha = objects.resolve(call.params["ref"])
    except MissingObject:
        raise Refused(422, f"No commit found for SHA: {call.params['ref']}") from None
    return Reply.of(200, render.commit(call.core, call.repository, objects.read_commit(sha)))
