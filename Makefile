# Everything runs in .venv, built from requirements-dev.lock. Only Python 3.11 or newer, git and make are needed.
PYTHON ?= python3
BIN := .venv/bin
# On two cores: the tests of the service wait for it about half of their time.
WORKERS ?= 4
export SEMGREP_ENABLE_VERSION_CHECK = 0
export SEMGREP_SEND_METRICS = off
# Every command of a test would compile all that it loads.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test lint types contracts unit fuzz thorough chaos decisions bench lock clean

install: .venv/installed

.venv/installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The main job end to end, against a local stand-in for GitHub.
demo: install
	$(BIN)/python -m tests.demo

# Two at a time: the tests start as soon as one of the first three is done.
test: install
	$(MAKE) --jobs=2 lint types contracts unit

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports

unit: install
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# 2,000 damaged files of every kind through the checks that read them, and through what finds code inside them.
fuzz: install
	DECISIS_EXAMPLES=2000 $(BIN)/python -m pytest -n 2 -q tests/checks/test_damaged_files.py tests/languages/test_embedded_code.py

# Every order of events, history, moment, attack and literate case, of which `test` takes a share; more than an hour.
thorough: install
	DECISIS_ALL_MOMENTS=1 $(BIN)/python -m pytest -n 2 --dist worksteal -q tests/stories tests/hook tests/adversarial

# 1,000 deliveries on each store while processes are killed at any moment; about a quarter of an hour.
chaos: install
	$(BIN)/python -m tests.chaos

# Every rule of docs/decisions, held to its examples, and what agents are told of them.
decisions: install
	$(BIN)/decisis decisions test
	$(BIN)/decisis sync --check

bench: install
	$(BIN)/python -m benchmarks

# Needs uv; run it after a change of the dependencies in pyproject.toml.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache
