# Salon's commands. `make run` starts the server, `make test` runs all that CI runs; both prepare what they need.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Options of the server, or of the benchmark: make run ARGS="--port 7000", make bench ARGS="--settings chaines"
ARGS ?=

CATALOGUES := $(wildcard src/salon/locale/*/LC_MESSAGES/salon.po)
COMPILED := $(CATALOGUES:.po=.mo)
NODE := $(VENV)/node/bin/node
SYSTEM_TESTS := $(wildcard tests/system/test_*.py)

.PHONY: run test lint pytest web web-check web-test fuzz system-packages bench bench-page docs site screenshots locale locale-extract clean
.DELETE_ON_ERROR:

# Without a registry there is no page, but there is a server, which says so.
run: $(VENV)/.runtime $(COMPILED)
	@$(MAKE) --no-print-directory web || true
	@exec $(VENV)/bin/salon serve $(ARGS)

test: system-packages
	@$(MAKE) --no-print-directory lint pytest web-test

lint: $(VENV)/.development $(COMPILED) web-check
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# How much of the code the tests reach is held by a floor, in pyproject.toml; random conversations do not count.
# Tests that use the whole machine, with real clients and faults, run alone; the others share it.
pytest: $(VENV)/.development $(VENV)/lounge/.made $(COMPILED) web
	$(PY) -m pytest tests --ignore=tests/system --ignore=tests/fuzz -n 2 --cov --cov-report=term:skip-covered
	$(PY) -m pytest tests/fuzz -n 2
ifneq ($(SYSTEM_TESTS),)
	$(PY) -m pytest tests/system
endif

# What the system tests run against; where it may not be installed, it is named and the tests that need it fail.
system-packages:
	@tools/system-packages irssi:irssi weechat:weechat-curses tmux:tmux nc:netcat-openbsd openssl:openssl gcc:gcc strace:strace \
		ip:iproute2 chromium:chromium chromedriver:chromium-driver systemd-analyze:systemd

# The page that browsers show, built from web/ into the package; the digest of its sources is the stamp.
PAGE := src/salon/web.sha256
web: $(PAGE)
	@:

$(PAGE): $(shell find web -name node_modules -prune -o -type f -print) $(CATALOGUES) hatch_build.py \
		| $(VENV)/.runtime $(NODE)
	@$(PY) hatch_build.py page

web-check: $(PAGE)
	@cd web && PATH=$(abspath $(dir $(NODE))):$$PATH npm run --silent check

web-test: $(PAGE)
	@cd web && PATH=$(abspath $(dir $(NODE))):$$PATH npm run --silent test

# A Node.js that is new enough, for the page and for The Lounge: this machine's, or one from PyPI.
$(NODE): | $(VENV)/.runtime
	@$(PY) hatch_build.py node

# The Lounge, for its system test.
LOUNGE := $(VENV)/lounge
$(LOUNGE)/.made: tests/system/lounge/package.json tests/system/lounge/package-lock.json | $(NODE)
	mkdir -p $(LOUNGE)
	cp $^ $(LOUNGE)
	cd $(LOUNGE) && ../node/bin/node ../node/bin/npm ci \
		--ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error
	@touch $@

# As CI every night: conversations that nobody has seen yet. SALON_SEED has those of another run again.
fuzz: $(VENV)/.development $(COMPILED)
	SALON_SEED=$${SALON_SEED:-$$(date +%s)} $(PY) -m pytest tests/fuzz tests/model tests/unit/core -n 2

bench: $(VENV)/.development
	$(PY) bench/run.py $(ARGS)

# How the page scrolls and grows: takes Chromium.
bench-page: $(VENV)/.development web
	@tools/system-packages chromium:chromium
	$(PY) bench/page.py $(ARGS)

docs: $(VENV)/.development
	$(PY) tools/reference.py

# The documentation as a site, in build/site/html, with every link checked. Its tools have an environment of their own.
site: $(VENV)/site/.made
	$(VENV)/site/bin/python tools/site_pages.py

$(VENV)/site/.made: tools/site-requirements.txt | $(VENV)/.made
	$(PYTHON) -m venv $(VENV)/site
	$(VENV)/site/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	@touch $@

# The pictures of the page: they take Chromium.
screenshots: $(VENV)/.development web
	@tools/system-packages chromium:chromium
	$(PY) tools/screenshots.py

locale: $(COMPILED)

locale-extract: $(VENV)/.development
	$(PY) tools/catalogue.py

$(COMPILED): $(CATALOGUES) hatch_build.py | $(VENV)/.runtime
	$(PY) hatch_build.py

clean:
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(COMPILED) \
		web/node_modules web/generated src/salon/web $(PAGE)
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

# The stamps make the second run quick. The build's own tools are installed first, in the exact versions of
# constraints.txt, because a build that isolates itself would choose its own.
$(VENV)/.runtime: constraints.txt pyproject.toml hatch_build.py | $(VENV)/.made
	$(PIP) install -c constraints.txt hatchling babel brotli
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
