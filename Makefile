# The developer's menu; every target sets up what it needs.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Nothing is kept outside the folder, so a home that is missing or read-only is no obstacle.
export UV_CACHE_DIR ?= $(CURDIR)/.venv/cache/uv
export PIP_CACHE_DIR ?= $(CURDIR)/.venv/cache/pip

run: setup  ## load the pilot if the graph is empty, print explained partners, serve the pages
	$(BIN)/heli run

setup: .venv/runtime-ready  ## create .venv and install by hash; afterwards .venv/bin/heli works

test: .venv/development-ready  ## the whole suite: random order, parallel, offline
	$(BIN)/python -m pytest

lint: .venv/development-ready  ## style, types, floors
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/development-ready  ## measured ratios against named peers
	$(BIN)/python bench/planted.py
	$(BIN)/python bench/evaluation.py
	$(BIN)/python bench/learned.py
	$(BIN)/python bench/recommend.py
	$(BIN)/python bench/kernels.py
	$(BIN)/python bench/growth.py
	$(BIN)/python bench/policy.py
	$(BIN)/python bench/decisions.py

peers: .venv/development-ready  ## install what the benches and evaluations compare with
	$(BIN)/uv pip install -q --python $(BIN)/python --group peers

dictionary: .venv/runtime-ready  ## write the data dictionary in the README anew from the kinds
	$(BIN)/python -c 'from pathlib import Path; from graph.dictionary import placed_in; p = Path("README.md"); p.write_text(placed_in(p.read_text("utf-8")), "utf-8")'

lock:  ## write both hashed locks anew; with UPGRADE=--upgrade to the newest versions
	$(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes --no-header --prerelease=if-necessary-or-explicit -o requirements.lock $(UPGRADE)
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --generate-hashes --no-header --prerelease=if-necessary-or-explicit -o requirements-dev.lock $(UPGRADE)

.venv/bin/uv: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; set PYTHON=...") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $$($(BIN)/pip --version >/dev/null 2>&1 || echo --clear) .venv || { echo "Could not create .venv: install python3-venv (apt install python3-venv) and repeat."; exit 1; }
	awk '/^uv==/ {on=1; print; next} /^[^ ]/ {on=0} on' requirements.lock > .venv/uv.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
	touch $@

.venv/runtime-ready: .venv/bin/uv requirements.lock pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'from service.cli.running import read_modules; read_modules()'  # once, not at every start
	touch $@

.venv/development-ready: .venv/runtime-ready requirements-dev.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	touch $@

.PHONY: run setup test lint bench peers dictionary lock
