# The same few commands for people and for CI. Each makes .venv by itself when it is missing or older than the lock.
PYTHON ?= python3
BIN := .venv/bin
# deepeval brings a pytest plugin of its own, for its own runs; warnings are errors in ours.
PYTEST := $(BIN)/python -m pytest -W error -p no:deepeval -n 2 --dist loadfile -q

.PHONY: run test test-all check mlflow lock clean

run: .venv/run.stamp ## Start the page on the demo warehouse
	$(BIN)/streamlit run app.py

test: .venv/test.stamp ## The tests that need nothing but Python
	$(PYTEST) -m "not long and not browser"

test-all: check test ## All tests: the browser's and the long ones too
	$(PYTEST) -m "long or browser"

check: .venv/test.stamp ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

mlflow: .venv/run.stamp ## MLflow's own page on the local traces
	MLFLOW_DISABLE_TELEMETRY=true $(BIN)/mlflow server --backend-store-uri sqlite:///$${CANDOR_HOME:-.candor}/mlflow.db --host 127.0.0.1 --port 5000

lock: ## Write the requirement files anew from pyproject.toml (needs uv)
	.ci/lock

clean: ## Everything that was made, the state directory too
	rm -rf .venv .candor .mypy_cache .ruff_cache .pytest_cache .hypothesis .deepeval build

.venv/run.stamp: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@
