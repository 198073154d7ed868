"""What the cases of `forbidden-import` cannot show: options, and that its answer is steady."""

from __future__ import annotations

import random

import pytest

from checks.binding import OptionsInvalid, bind
from checks.finding import Violation
from checks.rules.forbidden_import import ForbiddenImport
from tests.cases import blob, change_of


@pytest.mark.parametrize("value", ["requests", ["requests"], {"to": "requests"}])
def test_the_short_form_is_the_name_alone(value: object) -> None:
    assert bind(ForbiddenImport, value) == ForbiddenImport(to=("requests",))


@pytest.mark.parametrize(
    "value",
    [{}, {"to": []}, {"to": [""]}, {"to": ["/"]}, {"to": "a", "allow": " "}, {"to": "a", "type-only": "x"}],
)
def test_options_under_which_it_could_never_speak_are_refused(value: object) -> None:
    with pytest.raises(OptionsInvalid):
        bind(ForbiddenImport, value)


def test_a_harmless_file_in_front_changes_no_answer() -> None:
    after = {"b.py": blob(b"import requests"), "c.js": blob(b"import 'requests'")}
    alone = list(ForbiddenImport(to=("requests",)).find(change_of({}, after)))
    filled = list(ForbiddenImport(to=("requests",)).find(change_of({}, {**after, "a.py": blob(b"x = 1")})))
    assert alone == filled
    assert len(alone) == 2


def test_the_order_of_entries_changes_no_place() -> None:
    to = ["app/infra/**", "app.infra", "requests", "requests.adapters", "os"]
    change = change_of(
        {"app/infra/db.py": blob(b"")},
        {
            "app/infra/db.py": blob(b""),
            "app/domain/a.py": blob(
                b"import os, requests.adapters\nfrom ..infra import db\nimport app.infra.db\n"
            ),
        },
    )
    places = set()
    for seed in range(10):
        random.Random(seed).shuffle(to)
        found = ForbiddenImport(to=tuple(to)).find(change)
        places.add(tuple((one.line, one.text) for one in found if isinstance(one, Violation)))
    assert len(places) == 1
