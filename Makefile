# Salon's commands: `make help` lists them. Each prepares what it needs.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Options of the server, or of the benchmark: make run ARGS="--port 7000", make bench ARGS="--settings chaines"
ARGS ?=
# Options of a release: everything but the tag, and the commit on which CI has run the suite.
DRY ?=
TESTED ?=

CATALOGUES := $(wildcard src/salon/locale/*/LC_MESSAGES/salon.po)
COMPILED := $(CATALOGUES:.po=.mo)
NODE := $(VENV)/node/bin/node
SYSTEM_TESTS := $(wildcard tests/system/test_*.py)
# The unit tests that start programs, fill a disk, make long answers or try many examples are left to `make test`.
QUICK := tests/unit -m 'not hypothesis' $(addprefix --ignore=tests/unit/,storage test_cli.py wire/dialects/test_long_answers.py)

.PHONY: help run web clean unit fix lint test pytest web-check web-test coverage fuzz system-packages bench bench-history bench-logins bench-page docs site \
	screenshots locale locale-extract changelog release
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# A comment after `##` explains a target; `##@` begins a group of targets.
help:
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

##@ Use it

# Without a registry there is no page, but there is a server, which says so.
run: $(VENV)/.runtime $(COMPILED) ## start the server; make run ARGS="--port 7000"
	@$(MAKE) --no-print-directory web || true
	@exec $(VENV)/bin/salon serve $(ARGS)

# The page that browsers show, built from web/ into the package; the digest of its sources is the stamp.
PAGE := src/salon/web.sha256
web: $(PAGE) ## build the page of web/ into the package
	@:

clean: ## remove what the other targets made, but not your data
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(COMPILED) \
		web/node_modules web/generated src/salon/web $(PAGE)
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

##@ Change it

unit: $(VENV)/.development $(COMPILED) ## the quick unit tests, in half a minute
	$(PY) -m pytest $(QUICK) -n 2 -q

fix: $(VENV)/.development ## correct style, catalogues and reference by tools
	$(VENV)/bin/ruff check --fix --exit-zero .
	$(VENV)/bin/ruff format .
	$(PY) tools/catalogue.py
	@$(MAKE) --no-print-directory locale docs

lint: $(VENV)/.development $(COMPILED) web-check ## ruff, mypy, import-linter, svelte-check
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# The commit is noted if the tree is clean: `make release` asks for it.
test: system-packages ## all that CI runs: lint, pytest, web-test
	@$(MAKE) --no-print-directory lint pytest web-test
	@[ -n "$$(git status --porcelain 2>&1)" ] || git rev-parse HEAD >$(VENV)/.tested

# Two files of the system tests run at a time: most of their time, they wait for real clients and servers.
FAST := -m pytest tests --ignore=tests/system --ignore=tests/fuzz -n 2
pytest: $(VENV)/.development $(VENV)/lounge/.made $(COMPILED) web ## all tests of the server
	$(PY) $(FAST)
	$(PY) -m pytest tests/fuzz -n 2
ifneq ($(SYSTEM_TESTS),)
	$(PY) -m pytest tests/system -n 2 --dist loadfile
endif

# What the system tests run against; where it may not be installed, it is named and the tests that need it fail.
system-packages:
	@tools/system-packages irssi:irssi weechat:weechat-curses tmux:tmux nc:netcat-openbsd openssl:openssl gcc:gcc strace:strace \
		ip:iproute2 chromium:chromium chromedriver:chromium-driver systemd-analyze:systemd

$(PAGE): $(shell find web -name node_modules -prune -o -type f -print) $(CATALOGUES) hatch_build.py \
		| $(VENV)/.runtime $(NODE)
	@$(PY) hatch_build.py page

web-check: $(PAGE)
	@cd web && PATH=$(abspath $(dir $(NODE))):$$PATH npm run --silent check

web-test: $(PAGE) ## the page's own tests
	@cd web && PATH=$(abspath $(dir $(NODE))):$$PATH npm run --silent test

# How much of the code the tests reach is held by a floor, in pyproject.toml. Counting takes three times as long,
# so it is for each night; random conversations do not count.
coverage: $(VENV)/.development $(COMPILED) web ## which lines the tests reach: build/coverage/index.html
	$(PY) $(FAST) --cov --cov-report=term:skip-covered --cov-report=html

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
fuzz: $(VENV)/.development $(COMPILED) ## random conversations; SALON_SEED=... repeats a run
	SALON_SEED=$${SALON_SEED:-$$(date +%s)} $(PY) -m pytest tests/fuzz tests/model tests/unit/core -n 2

bench: $(VENV)/.development ## measure speed (bench/README.md)
	$(PY) bench/run.py $(ARGS)

bench-history: $(VENV)/.development ## measure history and search over a million messages
	$(PY) bench/history.py $(ARGS)

# How the page scrolls and grows: takes Chromium.
bench-logins: $(VENV)/.development ## measure logins and accounts
	$(PY) bench/logins.py $(ARGS)

bench-page: $(VENV)/.development web ## measure how the page scrolls and grows
	@tools/system-packages chromium:chromium
	$(PY) bench/page.py $(ARGS)

##@ Write and publish

docs: $(VENV)/.development ## rebuild the pages of the reference
	$(PY) tools/reference.py

# The documentation as a site, in build/site/html, with every link checked. Its tools have an environment of their own.
site: $(VENV)/site/.made ## build the documentation as a site, and check its links
	$(VENV)/site/bin/python tools/site_pages.py

$(VENV)/site/.made: tools/site-requirements.txt | $(VENV)/.made
	$(PYTHON) -m venv $(VENV)/site
	$(VENV)/site/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	@touch $@

# The pictures of the page: they take Chromium.
screenshots: $(VENV)/.development web ## take the pictures of the page again
	@tools/system-packages chromium:chromium
	$(PY) tools/screenshots.py

locale: $(COMPILED) ## compile the catalogues

locale-extract: $(VENV)/.development ## bring the catalogues in step with the code
	$(PY) tools/catalogue.py

$(COMPILED): $(CATALOGUES) hatch_build.py | $(VENV)/.runtime
	$(PY) hatch_build.py

changelog: $(VENV)/.development ## move the entries of changelog.d under this version
	$(PY) tools/changelog.py

release: $(VENV)/.development web ## check, build, try and tag this version (DRY=1: no tag)
	$(PY) tools/release.py $(if $(DRY),--dry) $(if $(TESTED),--tested=$(TESTED))

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
