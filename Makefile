# Two commands on a fresh machine with Python 3.11.5 or later and make:
#   make demo   set up, ingest corpus/, answer one real question, write the page
#   make test   set up, then every check that CI runs
# And one for whoever changes what pages say:
#   make baselines   run the suites and renew evals/baselines; the commit says why, in what it prints
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEMO_QUESTION := What does HER2 status mean for Kidney Cancer treatment

.PHONY: demo test setup lint types unit baselines clean
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

baselines: setup
	rm -rf demo/baselines
	$(BIN)/citewell ingest corpus --index demo/index
	$(BIN)/citewell eval run evals/suites/reference.yaml --index demo/index --writer extractive --out demo/baselines/reference.jsonl
	$(BIN)/citewell eval run evals/suites/recorded.yaml --index demo/index --writer llm --replay evals/recordings/demo --out demo/baselines/recorded.jsonl
	for name in reference recorded; do \
		$(BIN)/citewell eval score demo/baselines/$$name.jsonl --out demo/baselines/$$name.json > demo/baselines/$$name.txt && \
		$(BIN)/citewell eval baseline demo/baselines/$$name.json --out evals/baselines/$$name.json || exit 1; \
	done

clean:
	rm -rf $(VENV) demo/index demo/answer.html demo/baselines dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
