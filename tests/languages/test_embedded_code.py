"""Code inside other files: every line of a piece leads back to its own line, whatever the file looks like."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

import json
import os
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.embedded.finding import pieces_of
from checks.source import Source
from checks.values.node import Unreadable

EXAMPLES = int(os.environ.get("DECISIS_EXAMPLES", "100"))
HOSTS = {
    "a.ipynb": '{"cells": [{"cell_type": "code", "source": ["%%time\\n", "!ls \\\\\\n", " -l\\n", "x = 1"]}]}\n',
    "Makefile": 'all: b; echo $$x\n\t@python3 -c "import os; \\\n\tos.x()"\nb:\n\t-sh -c \'python -c "1"\'\n',
    "Dockerfile": 'FROM a\nRUN --mount=type=x python <<EOF && \\\n ls\nx = 1\nEOF\nCMD ["python", "-c", "1\\n2"]\n'
    "COPY <<A /x.py\ny = 2\nA\nRUN <<B\n#!/usr/bin/env python3\nz\nB\n",
    "run.sh": "python - <<-'E'\n\tx\n\tE\ncat <<E >a.py\n$X ${Y} $(z)\nE\nnode -e $'a\\nb'\npython3 <<< \"x\ny\"\n",
    "package.json": '{"scripts": {"a": "node -e \\"x()\\"", "b": "python -c 1\\n2"}}\n',
}
SPICES = (
    *(
        "\n",
        "\\\n",
        "'",
        '"',
        "`",
        "$(",
        "${",
        "<<E",
        "EOF",
        "[",
        "%%",
        "!",
        "\t",
        "#",
        "-c ",
        "\r\n",
        ";",
        "é",
    ),
)
_PLAIN = st.characters(codec="utf-8", exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029%!?")
_CODE = st.text(_PLAIN, max_size=40)
_CELLS = st.lists(st.lists(_CODE, min_size=1, max_size=4), min_size=1, max_size=4)


@pytest.mark.parametrize("path", HOSTS)
def test_pieces_of_a_damaged_file_have_lines_of_the_file(path: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
    @given(seed=st.integers(0, 2**64 - 1))
    def holds(seed: int) -> None:
        random, text = Random(seed), HOSTS[path]
        for _ in range(random.randint(0, 4)):
            at, end = sorted(random.randint(0, len(text)) for _ in range(2))
            text = text[:at] + random.choice((*SPICES, text[at:end])) + text[random.choice((at, end)) :]
        source = Source(text.encode("utf-8"))
        try:
            pieces = pieces_of(path, source)
        except Unreadable:
            assert path.endswith(".ipynb")
            return
        for piece in pieces:
            assert len(piece.lines) == piece.text.count("\n") + 1, piece
            assert all(1 <= line <= len(source.lines) for line in piece.lines), piece

    holds()


@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@given(cells=_CELLS, indent=st.sampled_from([None, 1]))
def test_a_notebook_is_read_as_its_kernel_reads_it(cells: list[list[str]], indent: int | None) -> None:
    sources = ["\n".join(cell).split("\n") for cell in cells]
    kept = [[line + "\n" for line in lines[:-1]] + lines[-1:] for lines in sources]
    notebook = {"cells": [{"cell_type": "code", "source": lines} for lines in kept], "nbformat": 4}
    text = json.dumps(notebook, indent=indent)
    (piece,) = pieces_of("a.ipynb", Source(text.encode()))
    assert piece.text.split("\n") == [line for lines in sources for line in lines]
    for line, number in zip(piece.text.split("\n"), piece.lines, strict=True):
        assert not line or json.dumps(line)[1:-1] in text.split("\n")[number - 1]


def test_a_magic_with_nothing_below_it_moves_no_line() -> None:
    cells = [{"cell_type": "code", "source": source} for source in (["%%time"], ["x = 1"])]
    text = json.dumps({"cells": cells}, indent=1)
    (piece,) = pieces_of("a.ipynb", Source(text.encode()))
    assert piece.text == "x = 1"
    assert "x = 1" in text.split("\n")[piece.lines[0] - 1]


@pytest.mark.parametrize("path", ["Makefile", "Dockerfile", "run.sh"])
@pytest.mark.parametrize(
    "word", ["a", "python -c ", "<<E ", "a:b;", "sh -x ", '"', "sh -c '", "<<< ", "python -c $("]
)
def test_no_line_keeps_the_reader_busy(path: str, word: str) -> None:
    before = {"Makefile": "\t", "Dockerfile": "RUN "}.get(path, "")
    begun = time.process_time()
    try:
        pieces_of(path, Source(f"{before}{word * (60_000 // len(word))}\n".encode()))
    except Unreadable:
        assert word in ("python -c $(", "<<< ")
    assert time.process_time() - begun < 2.0
