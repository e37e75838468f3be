# Everything a person types. Only make and python3 (3.11 or newer, with venv) are needed for run and test.
PYTHON ?= python3
VENV := .venv/bin/python
ARGS ?=
# Nothing from outside slips into the embedded default.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL -u EMAIL_URL
UV_LOCK := uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.PHONY: run test test-all lint bench lock

run:
	@$(PYTHON) .ci/install.py requirements.txt
	@SCOUTING_PRODUCTION=$${SCOUTING_PRODUCTION:-0} exec $(VENV) manage.py up --with-parent

test:
	@$(PYTHON) .ci/install.py requirements-dev.txt
	@$(EMBEDDED) $(VENV) -m pytest -n auto $(ARGS)

test-all:
	@$(PYTHON) .ci/install.py requirements-dev.txt
	@$(VENV) -m tests.servers --chromium $(VENV) -m pytest -n auto --dist loadgroup --everything $(ARGS)

lint:
	@$(PYTHON) .ci/install.py requirements-dev.txt
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@.venv/bin/lint-imports --no-logo
	@! grep -nE '://|^-' requirements.txt requirements-dev.txt

bench:
	@$(PYTHON) .ci/install.py requirements-dev.txt
	@$(VENV) -m tests.servers --durable $(VENV) -m tests.bench $(ARGS)

lock:
	@$(UV_LOCK) -o requirements.txt
	@$(UV_LOCK) --group dev -c requirements.txt -o requirements-dev.txt
