# The one list of commands. "make help" prints it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
TO_RUN := fontconfig fonts-noto-cjk fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0
TO_TEST := chromium gettext poppler-utils qpdf
.DEFAULT_GOAL := help
.PHONY: help start test test-long audit bench lint format messages lock install install-tests

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

start: install ## Set up what is missing, then run it (DEMO=0 without the demonstration data)
	@if [ -z "$${DEMO+set}" ] && ! grep -qs '^DEMO=' .env; then export DEMO=1; fi; \
	exec $(BIN)/python manage.py start

test: install-tests ## Prove it: lint, types, both databases, browser (under five minutes)
	@$(BIN)/python -m tests.suite

test-long: install-tests ## The full figures of the promises
	@$(BIN)/python -m tests.suite --long

bench: install-tests ## Measure it on both databases: two tables, and var/bench.json
	@$(BIN)/python -m tests.benchmarks.run
	@$(BIN)/python -m tests.postgres $(BIN)/python -m tests.benchmarks.run public application register applications issuing eligibility

audit: install-tests ## What needs Node or Java: Lighthouse, the Nu HTML checker, veraPDF, another verifier of badges
	@$(BIN)/python -m tests.audit

lint: install-tests ## Style, spelling, types and the order of imports
	@$(BIN)/python -m tests.suite --lint

format: install-tests ## Put code and templates into the one form
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true

messages: install ## Collect the strings to translate, keeping what is translated
	@.ci/packages gettext
	@DEMO=1 $(BIN)/python manage.py makemessages --locale zh_Hant --no-location --no-wrap --no-obsolete --ignore .venv --ignore var --ignore tests
	@sed -i '/^"POT-Creation-Date: /d' site/locale/zh_Hant/LC_MESSAGES/django.po

lock: install ## Renew the locks from pyproject.toml
	@$(PIP) install uv
	@$(BIN)/$(LOCK) --upgrade pyproject.toml --output-file requirements.txt
	@$(BIN)/$(LOCK) --upgrade --group pyproject.toml:dev --constraint requirements.txt --output-file requirements-dev.txt

install: $(VENV)/installed
	@.ci/packages $(TO_RUN)

install-tests: install $(VENV)/installed-tests
	@.ci/packages $(TO_TEST)
	@ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || .ci/packages postgresql || echo "The PostgreSQL in the wheel is used instead."

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or later is needed, and $(PYTHON) is not; name another with PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null || \
	{ rm -rf $(VENV); echo "The folder $(CURDIR)/$(VENV) cannot be made, or python3-venv is missing." >&2; exit 1; }

$(VENV)/installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages (about a minute)."
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-tests: requirements-dev.txt $(VENV)/installed
	@echo "Installing the test tools."
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@
