# Everything from a bare clone with nothing but Python >= 3.10:
#   make demo     six related tables, verified and shown
#   make test     the test suite
PYTHON ?= python3
VENV   ?= .venv
OUT    ?= output
ROWS   ?= 10000
JARS   := .cache/jars
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 $(VENV)/bin/python -m pip install --quiet
BIN    := $(VENV)/bin

.PHONY: demo test test-browser test-slow test-unity test-versions check render format bench clean help
.DEFAULT_GOAL := help

help:
	@echo 'make demo       generate six related tables, verify and show them; then as Delta tables'
	@echo 'make test       run the tests, those in a browser too (make test-browser: only those)'
	@echo 'make test-slow  run the slow tests; make test-unity: those with a real catalog'
	@echo 'make test-versions  check values under every installed Python, lowest and highest packages'
	@echo 'make check      check lint, formatting, types, imports, prose, rendered files, dependencies'
	@echo 'make render     render functions and tables from declarations'
	@echo 'make bench      run the benchmarks and rewrite docs/PERFORMANCE.md (an hour)'
	@echo 'make clean      remove the output of the above'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "$(PYTHON) is older than 3.10; name a newer one: make PYTHON=python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# Installed again only when pyproject.toml has changed; the sources are used where they are.
$(VENV)/.installed-run: pyproject.toml | $(VENV)/bin/python
	@echo 'installing tablewright into $(VENV) ...'
	@$(PIP) -e '.[verify,delta]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo 'installing tablewright and its tools into $(VENV) ...'
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.installed-run

demo: $(VENV)/.installed-run
	$(BIN)/tablewright generate retail --rows $(ROWS) --out $(OUT) --overwrite
	$(BIN)/tablewright verify $(OUT)/retail
	@$(BIN)/python tools/show.py $(OUT)/retail
	$(BIN)/tablewright generate retail --rows $(ROWS) --format delta --out $(OUT)/lakehouse --overwrite
	$(BIN)/tablewright verify $(OUT)/lakehouse --quiet
	@$(BIN)/python tools/lakehouse.py $(OUT)/lakehouse/retail

# The tests write real Delta tables: Spark needs Delta's jars for that.
$(JARS)/delta/complete: tests/support/jars/delta.xml tools/fetch_jars.py | $(VENV)/.installed-dev
	@echo 'fetching the jars of Delta into $(JARS) ...'
	@$(BIN)/python tools/fetch_jars.py tests/support/jars/delta.xml $(JARS)/delta
	@touch $@

test: $(VENV)/.installed-dev $(JARS)/delta/complete
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m 'not slow and not unity'
	$(BIN)/python tools/browser.py

# Reports in the distribution's Chromium, which is installed where that is allowed.
test-browser: $(VENV)/.installed-dev
	$(BIN)/python tools/browser.py

test-slow: $(VENV)/.installed-dev $(JARS)/delta/complete
	$(BIN)/python -m pytest -q -m 'slow and not unity'

# Against the real Unity Catalog server, whose jars Maven fetches; the other tests have its API.
test-unity: $(VENV)/.installed-dev $(JARS)/delta/complete
	$(BIN)/python -m pytest -q -m unity

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src
	$(BIN)/python tools/import_check.py
	$(BIN)/python tools/prose_check.py
	$(BIN)/python tools/render.py --check
	$(BIN)/python tools/dependencies.py --check
	$(BIN)/python tools/audit.py

render: $(VENV)/.installed-dev
	$(BIN)/python tools/render.py

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test-versions:
	$(PYTHON) tools/test_versions.py

bench: $(VENV)/.installed-dev $(JARS)/delta/complete
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.lakehouse
	$(BIN)/python -m benchmarks.spark

clean:
	rm -rf $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -exec rm -rf {} +
