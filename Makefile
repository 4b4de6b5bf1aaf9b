.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
EMULATOR := .portal/emulator-venv

.PHONY: help setup
help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|'

setup: $(VENV)/.ready ## Make the virtual environment and install everything the portal needs

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
TOO_OLD := echo "The portal needs Python 3.11 or newer; set PYTHON=/path/to/python3.11." >&2; exit 1
INSTALL = "$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { $(TOO_OLD); }; "$(PYTHON)" -m infra.local.install

$(VENV)/.ready: requirements-dev.txt
	@$(INSTALL) portal

$(EMULATOR)/.ready: infra/local/requirements.txt
	@$(INSTALL) emulator

.PHONY: messages
messages: $(VENV)/.ready ## Compile the translations
	@$(BIN)/python -m infra.locales

.PHONY: lock
lock: setup ## Write the pinned requirements anew from pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
		--extra files --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
		--extra dev --extra files --output-file requirements-dev.txt pyproject.toml
	$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
		--output-file infra/local/requirements.txt infra/local/requirements.in

.PHONY: site
site: $(VENV)/.ready ## Build the static site into build/site
	$(BIN)/python -m static_site.build --output build/site

.PHONY: texts
texts: $(VENV)/.ready ## Collect the texts of mails, API and site into the catalogs
	$(BIN)/python -m static_site.messages

.PHONY: browser test thorough faults race check
browser: $(VENV)/.ready ## Find or install the Chromium that the browser tests drive
	@$(BIN)/python -m tests.browser.chromium

ON_TWO_CORES := -n 2

test: $(VENV)/.ready $(EMULATOR)/.ready browser messages site ## Run the tests that everybody runs, in 12 minutes on two idle cores
	$(BIN)/python -m pytest -m "not thorough" $(ON_TWO_CORES)

thorough: $(VENV)/.ready $(EMULATOR)/.ready browser messages site ## Run the tests that take long: every language, every fault, races
	$(BIN)/python -m pytest -m thorough $(ON_TWO_CORES)

faults: $(VENV)/.ready $(EMULATOR)/.ready messages ## Inject faults into every command and event at every call of AWS, pairs of faults too; print the figures
	FAULT_PAIRS=150 FAULT_SCENARIOS=200 $(BIN)/python -m pytest tests/faults -m thorough $(ON_TWO_CORES) -q

race: $(VENV)/.ready $(EMULATOR)/.ready messages ## Race sixteen clients ten times through 500 operations; print the figures
	RACES=long $(BIN)/python -m pytest tests/races -n 0 -q

check: $(VENV)/.ready messages ## Run the linters, the types, the import rules and the template's rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m infra.packaging.check

.PHONY: run reset rebuild-statistics package cold-start
run: export RUN_BEGAN := $(shell date +%s)
run: ## Run the portal on this machine (PORT, INBOX_PORT and EMULATOR_PORT choose its ports)
	@$(INSTALL) portal emulator
	@exec $(BIN)/python -m infra.local

reset: $(VENV)/.ready ## Clear everything the portal on this machine holds
	@$(BIN)/python -m infra.local.reset

rebuild-statistics: $(VENV)/.ready ## Count every event anew, in the portal that runs on this machine
	@$(BIN)/python -m infra.local.ops rebuild-statistics

package: $(VENV)/.ready ## Make the template and the packages for AWS in build/package
	$(BIN)/python -m infra.packaging --output build/package

cold-start: $(VENV)/.ready ## Print how long the packaged API takes to import, beside a bare handler
	$(BIN)/python -m infra.packaging --output build/package-here --for-this-machine
	$(BIN)/python -m infra.packaging.cold_start
