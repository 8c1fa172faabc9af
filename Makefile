# Linux and macOS; the README has the same commands for Windows.
PYTHON ?= python3
BIN := .venv/bin
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate

# Python keeps what it compiled, also in an image that says otherwise: else every worker rewrites the asserts of all tests
unexport PYTHONDONTWRITEBYTECODE

.PHONY: app dev test quick accept thorough check format lint types etl screenshots benchmark municipalities soak one-visitor lock hashes audit clean

app: .venv/.app            ## install and open the dashboard; GEMEENTE=Heerlen: that of another municipality
	$(if $(GEMEENTE),$(BIN)/python -m etl nieuw --gemeente "$(GEMEENTE)" || [ $$? -eq 3 ])
	$(BIN)/python -m streamlit run asgi.py --server.headless false --logger.hideWelcomeMessage true

dev: .venv/.app            ## open the dashboard so that an edit shows at once and an error with its traceback
	$(BIN)/python -m streamlit run asgi.py --server.fileWatcherType auto --server.runOnSave true \
		--client.showErrorDetails full --logger.enableRich true

full: .venv/.dev           ## open the dashboard with every source loaded, on figures that are invented and say so
	$(BIN)/python -m tests.full --server.headless false --logger.hideWelcomeMessage true

test: .venv/.dev           ## install and pass the tests
	$(BIN)/python -m pytest

quick: .venv/.dev          ## the daily loop: tests without a server, browser, other programs or random inputs, and no slow ones
	$(BIN)/python -m pytest --durations 5 --durations-min 1 -m "not (slow or fuzz or browser or server or outside)"

accept: .venv/.dev         ## take changed sentences and numbers of figures as right; look at the difference before you commit
	$(BIN)/python -m pytest -n 0 --accept tests/topics/test_sentence_forms.py tests/etl/build/test_build.py
	git diff --stat -- tests

thorough: .venv/.dev       ## try eight times as many random inputs and moments of breaking off
	VEERKRACHT_THOROUGH=1 $(BIN)/python -m pytest -m fuzz

check: .venv/.dev          ## format, lint, types and tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

format: .venv/.dev         ## put the code in the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

etl: .venv/.app            ## fetch, build and check
	$(BIN)/python -m etl

screenshots: .venv/.dev    ## make the pictures of the README again (needs Chromium)
	$(BIN)/python docs/make_screenshots.py

benchmark: .venv/.dev      ## measure, as ratios to a reference in the same run
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/nationwide.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/workbench.py
	$(BIN)/python benchmarks/open_data.py

municipalities: .venv/.dev   ## build every municipality of the country offline, one after the other, and list what fails: half an hour
	$(BIN)/python benchmarks/municipalities.py

soak: .venv/.dev           ## fifty visitors for ten minutes while the database is replaced, then a kill: writes docs/soak.md
	$(BIN)/python benchmarks/soak.py

one-visitor: .venv/.dev    ## twenty visitors while one client does its worst, in four minutes: writes docs/one-visitor.md
	$(BIN)/python benchmarks/one_visitor.py

lock:                      ## pin the newest of what requirements.txt brings along, by version and by the hash of each file
	: > constraints.txt
	$(MAKE) hashes

hashes:                    ## the same, with the versions of constraints.txt
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	.venv-lock/bin/$(COMPILE) requirements.txt -o constraints.txt
	.venv-lock/bin/$(COMPILE) --generate-hashes requirements.txt -o requirements.lock
	rm -rf .venv-lock

audit:                     ## ask a database outside for known vulnerabilities; fails when it gives no answer
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	.venv-audit/bin/pip-audit --strict --disable-pip --no-deps -r constraints.txt
	rm -rf .venv-audit

clean:                     ## remove what can be made again
	rm -rf .venv .venv-* data/*.duckdb data/*.lock

.venv/.app: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

.venv/.dev: .venv/.app requirements.txt constraints.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
