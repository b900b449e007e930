# Every target does its own set-up: python3, make and a package index are enough.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help install demo test crash year faults wheelhouse fresh audit check bench format lock clean

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
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

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

wheelhouse: install  ## everything for a machine without an index, in dist/
	@rm -rf dist/wheelhouse
	$(BIN)/python -m hatchling build -t wheel -d dist/wheelhouse/wheels
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock -d dist/wheelhouse/wheels
	cp -R --parents deploy docs/operations.md requirements.lock config.example.toml LICENSE README.md README.zh-CN.md SECURITY.md dist/wheelhouse
	cd dist/wheelhouse && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
	tar -C dist -cf dist/shenbao-wheelhouse.tar wheelhouse
	@ls -lh dist/shenbao-wheelhouse.tar

# Needs root, debootstrap and systemd-container; Debian's mirror is that of this machine.
fresh: wheelhouse  ## a new Debian follows docs/operations.md, with a network and without: some minutes
	$(BIN)/python -m pytest -m fresh -q -s -rs tests/fresh
	unshare --net sh -c 'ip link set lo up && exec $(BIN)/python -m pytest -m fresh -q -s -rs tests/fresh'

# Of their own, so that what audits is no part of what is audited.
AUDIT := .audit/bin
# Licences that a programme under GPL-3.0 may be joined with; a part of the name is enough.
LICENCES := Apache;BSD;MIT;ISC;Mozilla Public License 2.0;Python Software Foundation;PSF-2.0;LGPL;Lesser General Public;GPL-3.0;Unlicense;HPND

audit: install requirements-audit.lock  ## known vulnerabilities and licences of what is installed; asks a service
	@test -x $(AUDIT)/python || $(PYTHON) -m venv .audit
	@$(AUDIT)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
	$(AUDIT)/pip-licenses --python $(BIN)/python --order license --partial-match --allow-only "$(LICENCES)" -p $$(sed -n 's/^\([a-z0-9._-]*\)==.*/\1/p' requirements.lock | sort -u)
	@$(AUDIT)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock || { echo "没有通过：上面列出的软件包有已知漏洞，或者没有查到（连不上漏洞库也算没有通过）。 Not passed: a package has a known vulnerability, or could not be looked up."; exit 1; }

bench: install  ## every figure, measured here; writes docs/performance.md
	$(BIN)/python -m bench

format: install  ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs uv on the path; the files it writes name no index address.
PINNED := --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--annotation-style line --custom-compile-command "make lock"
lock:  ## pin every package anew, with hashes; what is installed is what was tested
	uv pip compile $(PINNED) --upgrade --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile $(PINNED) --upgrade --group build --all-extras -c requirements-dev.lock pyproject.toml -o requirements.lock
	uv pip compile $(PINNED) --upgrade --group audit -o requirements-audit.lock

clean:  ## remove what was built
	rm -rf $(VENV) .audit build dist .pytest_cache .mypy_cache .ruff_cache
