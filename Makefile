# Everything runs in .venv, made here on first use and again when pyproject.toml changes.
PYTHON ?= python3
READY := .venv/.ready
CATALOGS := $(patsubst %.po,%.mo,$(wildcard thuis_tui/language/catalogs/*/LC_MESSAGES/*.po))
ENVIRONMENT := $(READY) $(CATALOGS)

.PHONY: demo test soak check look bench clean

demo: $(ENVIRONMENT) ; .venv/bin/thuis demo

test: $(ENVIRONMENT) ; .venv/bin/pytest -n 3 --dist worksteal

soak: $(ENVIRONMENT) ; .venv/bin/pytest -n 3 -m soak

check: $(ENVIRONMENT) ; .ci/run checks

look: $(ENVIRONMENT) ; .venv/bin/python -m tests.shots build/pictures

bench: $(ENVIRONMENT) ; .venv/bin/python -m benchmarks

clean: ; rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml hatch_build.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "thuis needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/install_venv
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	touch $@

%.mo: %.po | $(READY) ; .venv/bin/python -m thuis_tui.language.catalogs compile
