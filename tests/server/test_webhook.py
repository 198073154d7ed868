"""What a delivery must be before anybody believes it, and what is done with one that is."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.server.engine import Database
from bot.server.engine.tables import DELIVERIES, NEWEST
from tests.server.conftest import SECRET, signed

BODY = json.dumps(
    {
        "action": "opened",
        "number": 5,
        "repository": {"id": 42, "full_name": "acme/shop"},
        "installation": {"id": 7},
    }
).encode()


def rows(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(sa.select(DELIVERIES).order_by(DELIVERIES.c.guid)))


def claims(database: Database) -> dict[str, str]:
    with database.engine.connect() as connection:
        return {row.key: row.delivery for row in connection.execute(sa.select(NEWEST))}


async def post(web: httpx.AsyncClient, body: bytes, headers: Any) -> httpx.Response:
    return await web.post("/webhook", content=body, headers=headers)


async def test_a_genuine_delivery_is_stored_and_acknowledged(
    web: httpx.AsyncClient, database: Database
) -> None:
    answer = await post(web, BODY, signed(BODY))
    assert answer.status_code == 202
    (row,) = rows(database)
    assert (row.guid, row.event, row.body, row.flag) == ("guid-1", "pull_request", BODY, "")
    assert claims(database) == {"42#5": "guid-1"}


def _forgeries(body: bytes, chance: random.Random) -> list[list[tuple[str, bytes]]]:
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    sha1 = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    other = hmac.new(b"x" * 32, body, hashlib.sha256).hexdigest()
    empty = hmac.new(b"", body, hashlib.sha256).hexdigest()
    name = "x-hub-signature-256"
    values = [
        f"sha256={other}",
        f"sha256={empty}",
        f"sha256={digest[:-1]}",
        f"sha256={digest}0",
        f"sha256={digest.upper()}",
        f"SHA256={digest}",
        digest,
        f"sha1={sha1}",
        f"sha256= {digest}",
        "sha256=",
        "",
        "é" * chance.randrange(1, 80),
        "sha256=" + chr(0x661) * 64,
    ]
    forged = [[(name, value.encode())] for value in values]
    forged.append([])
    forged.append([("x-hub-signature", f"sha1={sha1}".encode())])
    forged.append([(name, f"sha256={digest}".encode()), (name, f"sha256={digest}".encode())])
    forged.append([(name, f"sha256={other}".encode()), (name, f"sha256={digest}".encode())])
    forged.append([(name, bytes(chance.randrange(128, 256) for _ in range(71)))])
    return forged


@pytest.mark.threat("A1", "A2")
async def test_a_forged_delivery_is_refused_without_a_word_and_without_a_trace(
    web: httpx.AsyncClient, database: Database
) -> None:
    chance = random.Random(20261120)
    count = 0
    for _ in range(30):
        body = chance.randbytes(chance.randrange(0, 2_000))
        for forged in _forgeries(body, chance):
            headers: list[tuple[bytes, bytes]] = [
                (b"x-github-delivery", b"guid-1"),
                (b"x-github-event", b"pull_request"),
                *((name.encode(), value) for name, value in forged),
            ]
            answer = await post(web, body, headers)
            assert answer.status_code == 401, forged
            assert answer.content == b""
            count += 1
    assert count > 500
    assert rows(database) == []


@pytest.mark.threat("A1")
async def test_one_changed_byte_anywhere_makes_it_a_forgery(
    web: httpx.AsyncClient, database: Database
) -> None:
    for place in range(len(BODY)):
        altered = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        assert (await post(web, altered, signed(BODY))).status_code == 401
    assert rows(database) == []


@pytest.mark.threat("A3")
async def test_a_body_that_is_too_large_is_cut_off(web: httpx.AsyncClient, database: Database) -> None:
    sent = 0

    async def chunks() -> Any:
        nonlocal sent
        while True:
            sent += 1_000_000
            yield bytes(1_000_000)

    answer = await web.post("/webhook", content=chunks())
    assert answer.status_code == 413
    assert sent <= 28_000_000
    announced = await web.post("/webhook", content=b"x", headers={"content-length": "26000001"})
    assert announced.status_code == 413
    assert rows(database) == []


async def test_a_payload_as_large_as_github_sends_is_taken(
    web: httpx.AsyncClient, database: Database
) -> None:
    body = BODY[:-1] + b', "pad": "' + b"x" * 25_000_000 + b'"}'
    assert (await post(web, body, signed(body))).status_code == 202
    assert claims(database) == {"42#5": "guid-1"}


@pytest.mark.threat("A4")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"number": ' + b"9" * 5_000 + b"}",
        b'{"number": "\\ud800", "repository": {"id": 1}}',
        b'{"number": NaN}',
        BODY.replace(b'"number": 5', b'"number": ' + b"9" * 5_000),
        BODY.replace(b'"number": 5', b'"number": -5'),
        BODY.replace(b'"number": 5', b'"number": 5e400'),
        BODY.replace(b'"id": 42', b'"id": {"id": 42}'),
        BODY.replace(b"acme/shop", b"\\ud800"),
        BODY.replace(b"acme/shop", b"acme/shop\\u0000"),
        BODY.replace(b"acme/shop", b"../../etc"),
        BODY.replace(b'"installation": {"id": 7}', b'"installation": null'),
        b"payload=" + BODY,
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_a_signed_body_that_does_not_read_is_kept_flagged_and_everything_is_looked_at(
    web: httpx.AsyncClient, database: Database, body: bytes
) -> None:
    assert (await post(web, body, signed(body))).status_code == 202
    (row,) = rows(database)
    assert row.body == body
    assert row.flag.startswith("not understood")
    assert set(claims(database)) in ({"all"}, {"42"})


@pytest.mark.threat("A4")
async def test_a_body_with_a_key_twice_is_read_and_leads_to_one_of_both(
    web: httpx.AsyncClient, database: Database
) -> None:
    body = BODY[:-1] + b', "number": 6}'
    assert (await post(web, body, signed(body))).status_code == 202
    assert set(claims(database)) == {"42#6"}


async def test_an_event_that_we_do_not_know_is_kept_and_ignored(
    web: httpx.AsyncClient, database: Database
) -> None:
    for event in ("star", "brand_new_event", "check_run"):
        body = json.dumps({"action": "created", "event": event, **json.loads(BODY), "check_run": {}}).encode()
        assert (await post(web, body, signed(body, f"guid-{event}", event))).status_code == 202
    assert len(rows(database)) == 3
    assert claims(database) == {}


@pytest.mark.threat("A5")
async def test_the_same_delivery_a_thousand_times_is_one(web: httpx.AsyncClient, database: Database) -> None:
    for _ in range(1_000):
        assert (await post(web, BODY, signed(BODY))).status_code == 202
    assert len(rows(database)) == 1


@pytest.mark.threat("A5")
async def test_another_body_under_the_same_guid_is_kept_too_and_flagged(
    web: httpx.AsyncClient, database: Database
) -> None:
    other = BODY.replace(b'"number": 5', b'"number": 6')
    for body in (BODY, other, other):
        assert (await post(web, body, signed(body))).status_code == 202
    found = rows(database)
    assert {row.body for row in found} == {BODY, other}
    assert [row.flag for row in found if row.body == other] == ["another body under a known GUID"]
    assert set(claims(database)) == {"42#5", "42#6"}
    assert len(set(claims(database).values())) == 2


@pytest.mark.threat("A10")
@pytest.mark.parametrize("header", ["x-github-delivery", "x-github-event"])
@pytest.mark.parametrize(
    "value",
    [b"", b" ", b"a\rb", b"a\nb", b"a\x00b", b"a;b", b"a'b", b"a/b", b"a\x1bb", b"\xff", b"a" * 101, b"a b"],
)
async def test_a_header_that_could_break_out_is_refused(
    web: httpx.AsyncClient, database: Database, header: str, value: bytes
) -> None:
    headers = {name.encode(): text.encode() for name, text in signed(BODY).items()} | {header.encode(): value}
    assert (await post(web, BODY, list(headers.items()))).status_code == 400
    assert rows(database) == []


async def test_health_and_readiness_are_told(web: httpx.AsyncClient) -> None:
    assert (await web.get("/healthz")).json() == {"status": "ok"}
    answer = await web.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "database": {"ok": True}})


async def test_nothing_else_is_served(web: httpx.AsyncClient) -> None:
    for path in ("/", "/docs", "/openapi.json", "/redoc", "/webhook"):
        assert (await web.get(path)).status_code in (404, 405)
