# Two commands are enough: `make run` and `make test`. `make proof` runs the long ones, `make checks` the quick ones.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r
export PYTHONPATH := backend:.

# The first Python that is 3.11 or newer; PYTHON=... names another.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell $(p) -c 'import sys; print("$(p)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))

# What an installation for the public says of itself; `check --deploy` is held against it.
PUBLIC := TURNOUT_LOCAL_ENV=off TURNOUT_DEMO=0 DATABASE_URL=sqlite:///:memory: EMAIL_URL=smtp://localhost:25 \
  BASE_URL=https://turnout.example.org SECRET_KEY=only-for-these-checks-0123456789-abcdefghijklmnopqrstuvwxyz

.PHONY: run test proof checks lint types templates contract migrations deploy lock messages screenshots lighthouse vendor clean

run: $(VENV)/run.stamp
	@exec $(BIN)/python backend/serve.py

test: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.run

proof: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -q --tb=short --durations=12 -n 2 --dist loadgroup tests/proof
	@$(BIN)/python -m pytest -q --tb=short --durations=12 -m thorough tests/journeys

checks: lint types templates contract migrations deploy

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	@$(BIN)/mypy

templates: $(VENV)/dev.stamp
	@$(BIN)/djlint --lint --check frontend/templates

contract: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-logo

migrations: $(VENV)/dev.stamp
	@$(PUBLIC) $(BIN)/python backend/manage.py makemigrations --check --dry-run

deploy: $(VENV)/dev.stamp
	@$(PUBLIC) $(BIN)/python backend/manage.py check --deploy --fail-level WARNING

# Newest versions of everything: `make lock UPGRADE=--upgrade`.
lock: $(VENV)/dev.stamp
	@$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 $(UPGRADE) \
	  pyproject.toml -o backend/requirements/base.txt > /dev/null
	@$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 $(UPGRADE) \
	  --extra dev pyproject.toml -o backend/requirements/dev.txt > /dev/null

# Gathers what is to be translated into the Spanish catalog, and says what has no translation yet.
messages: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.messages

# Every screen in both themes, on a phone and on a wide screen, into docs/screens: `make screenshots ONLY=mine` for some.
screenshots: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.screens --only "$(ONLY)"

# What Lighthouse says of the main pages; it comes by npm into var/.
lighthouse: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.lighthouse --only "$(ONLY)"

# The files taken from others, by npm, and the pictures of our mark: `make vendor NEWEST=--newest` for new versions.
vendor: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.vendor $(NEWEST)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# --- the locked requirements, installed once and again when they change ---

# The last thing that a new environment gets is pip: one that was interrupted is made again.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "turnout: no Python 3.11 or newer is here; install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "turnout: $(PYTHON) is not Python 3.11 or newer; name another: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/run.stamp: backend/requirements/base.txt | $(BIN)/pip
	@echo "turnout: installing what it needs into $(VENV)"
	@$(INSTALL) $<
	@touch $@

$(VENV)/dev.stamp: backend/requirements/dev.txt | $(VENV)/run.stamp
	@echo "turnout: installing what its tests need into $(VENV)"
	@$(INSTALL) $<
	@touch $@
