# Every target does its own set-up: python3, make and a package index are enough.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help install demo test crash year faults check bench format lock clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# The stamp is newer than the lock and the metadata as long as nothing needs installing.
$(VENV)/.installed: requirements-dev.lock pyproject.toml
	@echo "正在安装依赖（首次约 1 分钟）… installing the pinned packages (about a minute, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

install: $(VENV)/.installed  ## virtual environment with the pinned packages

demo: install  ## the whole product on this machine, no account needed
	@$(BIN)/shenbao demo

test: install  ## all tests
	$(BIN)/python -m pytest -n 3 --dist loadfile

crash: install  ## kill -9 at every step, broken servers, a full disk: some minutes
	$(BIN)/python -m pytest -m crash -q -s

check: install  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

year: install  ## a simulated year of reminders, killed every week, counted: some minutes
	$(BIN)/python -m bench.year

faults: install  ## doctor names each of some 90 injected faults
	$(BIN)/python -m pytest tests/doctor -q

bench: install  ## every figure, measured here; writes docs/performance.md
	$(BIN)/python -m bench

format: install  ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs uv on the path; the files it writes name no index address.
lock:  ## pin every package anew, with hashes
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --upgrade --group build pyproject.toml -o requirements.lock --custom-compile-command "make lock"
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --upgrade --group dev pyproject.toml -o requirements-dev.lock --custom-compile-command "make lock"

clean:  ## remove what was built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
