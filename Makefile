# One word per task; `make` alone lists them.

FLEET ?= fleets/west-texas-hybrid/site.yaml
PYTEST_FLAGS ?=
PIP_FLAGS ?=
VENV  := .venv
BIN   := $(VENV)/bin
# Stamps: a task installs again only when pyproject.toml changed.
RUN   := $(VENV)/.installed
DEV   := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help solve test check check-fleets lint types layers docs docs-check floors site golden bench bench-small battery fuzz examples fmt clean

help: ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
	  while IFS= read -r line; do printf '  make %-10s %s\n' "$${line%%:*}" "$${line##*\#\# }"; done

solve: $(RUN) ## solve a fleet and print its plan (FLEET=path/to/site.yaml)
	$(BIN)/fleetopt solve $(FLEET)

test: $(DEV) ## run all tests (PYTEST_FLAGS='-n 2 -k money')
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

check: lint types layers docs-check site ## lint, types, layers, freshness of the docs, their site

check-fleets: $(RUN) ## hold every shipped fleet to its expected.json
	$(BIN)/fleetopt check fleets

lint: $(DEV) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## mypy --strict
	$(BIN)/mypy

layers: $(DEV) ## imports point downward only
	$(BIN)/lint-imports

docs-check: $(DEV) ## are the generated pages what the code says?
	$(BIN)/python -m docs.generate --check

docs: $(DEV) ## write the generated pages anew
	$(BIN)/python -m docs.generate

floors: ## run the tests on the oldest releases allowed (.ci/floors.txt)
	@$(MAKE) --no-print-directory test VENV=.venv-floors PIP_FLAGS='-c .ci/floors.txt'

site: $(DEV) ## build the site of the docs into site/, failing on dead links
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --clean

golden: $(DEV) ## write the golden text of every constraint family anew; read the difference
	FLEETOPT_WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/formulation/test_golden.py

bench: $(DEV) ## seconds and megabytes of fleets of every size, and the same fleets in other tools
	$(BIN)/python -m benchmarks.suite

bench-small: $(DEV) ## a case of every kind, other tools included: do all come to the same optimum?
	$(BIN)/python -m benchmarks.suite --check small

battery: $(DEV) ## every solver on the same programs, as a table
	$(BIN)/python -m tests.solvers.battery

CASES ?= 2000
SEED  ?= 1
fuzz: $(DEV) ## long random runs: solvers against each other, files against the reader (CASES, SEED)
	$(BIN)/python -m tests.solvers.fuzz --cases $(CASES) --seed $(SEED)
	$(BIN)/python -m tests.fuzz_reader --cases $(CASES) --seed $(SEED)

examples: $(RUN) ## solve every example, run every example script, validate every fleet
	@set -e; for fleet in examples/*/site.yaml; do \
	  echo "== fleetopt solve $$fleet"; $(BIN)/fleetopt solve --quiet "$$fleet"; \
	done
	@set -e; for script in $$(find examples -name '*.py' | sort); do \
	  echo "== $$script"; $(BIN)/python -W error "$$script"; \
	done
	$(BIN)/fleetopt validate $$(find fleets examples -name site.yaml | sort)

fmt: $(DEV) ## format the code and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) .venv-floors build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The newest Python that really runs (a name on the PATH may be an empty shim), is at least 3.11
# and can make a virtual environment. PYTHON=path overrides.
$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	       >/dev/null 2>&1; then \
	    echo "$$("$$python" --version) -> $(VENV)"; exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "make: fleetopt needs Python 3.11 or newer with its venv module." >&2; \
	echo "      Tried: $(strip $(PYTHON) python3.13 python3.12 python3.11 python3)." >&2; \
	echo "      Install one (Debian, Ubuntu: apt install python3.11 python3.11-venv)" >&2; \
	echo "      or name one: make solve PYTHON=/path/to/python3" >&2; \
	exit 1

$(RUN): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -e .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -e '.[dev]'
	@touch $@ $(RUN)
