# Each target sets up what it needs: Python 3.11 or later is enough (Java and Maven too, for what runs on a real Flink).
SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.stamp-dev
DOCS_READY := .venv/.stamp-docs

.DEFAULT_GOAL := help
.PHONY: fuzz conformance help demo test lint format bench docs clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

demo: $(READY) ## the main job on samples/: lint, MaxCompute DDL, a job that runs
	@tools/demo.sh

test: $(READY) ## all tests, those on a real Flink too where Java and Maven are there
	@$(BIN)/python -m pytest --real-flink -rs

lint: $(READY) ## ruff and the type checker
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(READY) ## lay the code out and sort its imports
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(READY) ## what lint costs in CPU time, beside other linters
	@$(BIN)/python tools/bench.py

docs: $(DOCS_READY) ## the pages of docs/, into build/docs; fails on a broken link
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "build/docs/index.html"

conformance: $(READY) ## what real Flink and MaxCompute say against what we say, where their answers are at hand
	@$(BIN)/python tools/conformance.py

fuzz: $(READY) ## broken SQL by the 100,000: no exception, no hang, no place outside of the text
	@$(BIN)/python tools/fuzz.py

clean: ## remove everything that these targets made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist tools/flink/target
	find flinkmc tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# PYTHON=/path/to/python chooses one; else the first that runs and is recent enough.
$(READY): pyproject.toml constraints.txt
	@set -eu; \
	for python in $${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 python}; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "make: no Python 3.11 or later found. Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo "Setting up .venv with $$found ($$("$$found" -V))"; \
	  if ! "$$found" -m venv --clear .venv; then \
	    echo "make: '$$found -m venv' failed. On Debian and Ubuntu it needs the package python3-venv." >&2; exit 1; \
	  fi; \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'; \
	touch $@

$(DOCS_READY): $(READY) constraints-docs.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -c constraints-docs.txt -e '.[docs]'
	@touch $@
