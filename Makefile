# From a fresh clone with only python3 and make: `make up` runs Candor, `make test` runs its tests.

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := api apikeys bench config incidents monitoring ops statuspage tests web webhooks

# The newest Python that every dependency has wheels for; `make up PYTHON=/path/to/python3.12` overrides it.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& $$p -c 'import ensurepip, venv' 2>/dev/null; then echo $$p; break; fi; done)

# The tests start many processes. Where no bytecode may lie beside the sources it is kept in .venv, or
# each of them would compile everything again.
KEEPING := $(if $(PYTHONDONTWRITEBYTECODE),PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/$(VENV)/bytecode")

.DEFAULT_GOAL := help
.PHONY: help up test test-sqlite test-postgres check bench fmt lint types migrations messages screenshots lock

help:
	@echo "make up      run Candor on http://127.0.0.1:8000 (PORT=9000 changes the port)"
	@echo "make test    run the tests"
	@echo "make check   format, lint, types, import contracts, migrations and the tests"
	@echo "make bench   run the benchmarks"

up: $(VENV)/run.stamp
	$(if $(PORT),CANDOR_PORT=$(PORT) )exec $(BIN)/python manage.py up

test: test-sqlite test-postgres

test-sqlite: $(VENV)/dev.stamp
	$(KEEPING) $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

test-postgres: $(VENV)/dev.stamp
	$(KEEPING) $(BIN)/python -m tests.on_postgres

check: lint types migrations test

fmt: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(VENV)/dev.stamp
	$(BIN)/mypy

migrations: $(VENV)/dev.stamp
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run

# Compiles the translations; needs msgfmt of GNU gettext. The result is committed.
messages: $(BIN)/python
	$(BIN)/python manage.py compilemessages --ignore $(VENV)

# Takes the pictures of docs/img anew; needs Chromium. The result is committed.
screenshots: $(VENV)/dev.stamp
	$(BIN)/python -m tests.gallery $(ARGS)

bench: $(VENV)/dev.stamp
	@for file in bench/*.py; do \
		case $$file in */__init__.py|*/workbench.py) continue;; esac; \
		echo "== $$file"; $(BIN)/python $$file || exit 1; \
	done

# Rewrites the locks; needs uv.
lock:
	cd requirements && for name in run dev; do \
		uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			--quiet $(LOCKARGS) $$name.in -o $$name.txt || exit 1; \
	done
	! grep -n '://' requirements/*.txt

$(VENV)/run.stamp: requirements/run.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@touch $@

# The development lock holds all of the other one.
$(VENV)/dev.stamp: requirements/dev.txt requirements/run.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $(VENV)/run.stamp $@

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		for p in python3.13 python3.12 python3.11 python3; do \
			if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
				echo "$$p is there, but it cannot create virtual environments." >&2; \
				echo "Install the package for it, for example: apt install $$($$p -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])') (or python3-venv)" >&2; \
				exit 1; \
			fi; \
		done; \
		echo "Candor needs Python 3.11, 3.12 or 3.13, and none was found. Install one, for example: apt install python3 python3-venv" >&2; \
		echo "Elsewhere than on the PATH? make up PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) could not create a virtual environment. Install the package for it, for example: apt install python3-venv" >&2; exit 1; }
