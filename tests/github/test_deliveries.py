"""Deliveries that were lost."""

from __future__ import annotations

from pytest_httpx import HTTPXMock

from bot.github.app import App
from bot.github.deliveries import MOST_ATTEMPTS, Deliveries
from tests.github.conftest import API

LIST = f"{API}/app/hook/deliveries"


def test_an_event_counts_as_lost_only_if_no_attempt_arrived(app: App, httpx_mock: HTTPXMock) -> None:
    first = [
        {"id": 9, "guid": "a", "status_code": 202, "redelivery": True},
        {"id": 8, "guid": "b", "status_code": 502},
        {"id": 7, "guid": "a", "status_code": 0},
    ]
    httpx_mock.add_response(
        url=f"{LIST}?per_page=100", json=first, headers={"link": f'<{LIST}?cursor=v1_5>; rel="next"'}
    )
    httpx_mock.add_response(
        url=f"{LIST}?per_page=100&cursor=v1_5", json=[{"id": 4, "guid": "c", "status_code": 0}]
    )
    with app.client() as client:
        assert Deliveries(client).lost() == [4, 8]


def test_what_was_refused_often_is_refused_for_good(app: App, httpx_mock: HTTPXMock) -> None:
    attempts = [{"id": number, "guid": "a", "status_code": 500} for number in range(MOST_ATTEMPTS)]
    httpx_mock.add_response(url=f"{LIST}?per_page=100", json=attempts)
    with app.client() as client:
        assert Deliveries(client).lost() == []


def test_a_delivery_is_asked_for_again(app: App, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(method="POST", url=f"{LIST}/4/attempts", json={}, status_code=202)
    with app.client() as client:
        Deliveries(client).redeliver(4)
