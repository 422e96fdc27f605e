# `make run` is all a user needs, `make check` all a contributor does; CONTRIBUTING.md says more.
# PYTHON=python3.12 chooses the Python that .venv is made with, ARGS="…" goes to the command.

.DEFAULT_GOAL := help
.PHONY: help run install test check floors bench lock format clean

python := .venv/bin/python

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing and serve the local channel in the browser
	@tools/install run
	@.venv/bin/nutgraf run $(ARGS)

install: ## bring .venv to what the locks say, with everything the tests need
	@tools/install dev

test: install ## run the tests
	$(python) -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: install ## what CI checks: format, lint, layers, types, tests
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	.venv/bin/lint-imports
	$(python) -m mypy
	$(python) -m pytest --numprocesses auto --dist worksteal $(ARGS)

floors: install ## hold quality on the evaluation data to its floors, where that data is at hand
	$(python) -m bench.floors $(ARGS)

bench: install ## measure what the README's figures come from
	$(python) -m bench $(ARGS)

lock: ## write the locks from pyproject.toml; ARGS=--upgrade takes the newest versions
	tools/lock $(ARGS)

format: install ## format the code and mend what the linter can
	$(python) -m ruff format .
	$(python) -m ruff check --fix .

clean: ## remove .venv and every cache; the database stays
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
