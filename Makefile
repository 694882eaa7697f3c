# Two commands on a fresh machine with Python 3.11.5 or later and make:
#   make demo   set up, ingest corpus/, answer one real question, write the page
#   make test   set up, then every check that CI runs
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEMO_QUESTION := What does HER2 status mean for Kidney Cancer treatment

.PHONY: demo test setup lint types unit clean
.DEFAULT_GOAL := demo

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11, 5) <= sys.version_info < (3, 13))' || \
		{ echo "citewell needs Python 3.11.5 or later, or 3.12, found $$($(PYTHON) --version); run: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setting up $(VENV) from requirements.lock (about 90 seconds, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: setup
	$(BIN)/citewell ingest corpus --index demo/index
	$(BIN)/citewell ask "$(DEMO_QUESTION)" --index demo/index --out demo/answer.html
	@echo
	@echo "The answer page: $(CURDIR)/demo/answer.html"

test: lint types unit

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/pytest -n 2 --dist worksteal

clean:
	rm -rf $(VENV) demo/index demo/answer.html dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
