# make run    install what the app needs and serve it on http://localhost:8501
# make test   install what the tests need, a browser included, and run every check
# make demo   fill an empty store with 200 invented patients, then serve it
# make help   the rest

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
PORT ?= 8501
ADDRESS ?= 127.0.0.1
SERVE = $(BIN)/python -m uvicorn screening_app:app --host $(ADDRESS) --port $(PORT) --no-server-header --ws-max-size 1048576 --ws-per-message-deflate false --log-level warning

.PHONY: help run test demo check lint bench browser validators validate lock pictures sheets gallery gallery-accept schema clean

help:
	@grep -E '^# make' Makefile | sed 's/^# /  /'
	@echo "  make check  check the questionnaire, the rule book and its cases"
	@echo "  make lint   ruff and mypy"
	@echo "  make bench  the benchmarks"
	@echo "  make validate  show every document of the gallery to qpdf, pdfinfo, pdffonts and PDFBox's preflight (installs them, as root on Debian)"
	@echo "  make lock   pin requirements.in and requirements-dev.in anew"
	@echo "  make pictures make docs/pictures anew, and build/drawings.html with every drawing"
	@echo "  make sheets   every page of the form as pictures, in build/sheets"
	@echo "  make gallery  every page of the documents of fifteen patients, beside the accepted ones, in build/gallery"
	@echo "  make gallery-accept  accept those pages, and make docs/documents anew"
	@echo "  make schema write questions.schema.json anew"
	@echo "  make clean  remove what was installed and built (never data/)"

$(BIN)/python:
	@echo "== Making the virtual environment ($(VENV))"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "== Installing what the app needs (a minute or two, the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "== Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.run
	@echo "== Serving. Patients: http://localhost:$(PORT)   Clinic: http://localhost:$(PORT)/clinic   Stop with Ctrl-C"
	@echo "   No account yet? In another terminal: $(BIN)/python screening_cli.py account add NAME"
	@$(SERVE)

demo: $(VENV)/.run
	@echo "== Filling data/ with 200 invented patients"
	@$(BIN)/python screening_cli.py demo
	@$(MAKE) --no-print-directory run

browser: $(VENV)/.dev
	@$(BIN)/python tests/browser/install.py

validators: $(VENV)/.dev
	@$(BIN)/python -m tests.pdf.validators install

validate: $(VENV)/.dev
	@$(BIN)/python -m tests.pdf.validators

test: browser validators
	@$(MAKE) --no-print-directory lint check
	@echo "== Tests, a file at a time on each core"
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev
	@echo "== ruff and mypy"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && $(BIN)/mypy

check: $(VENV)/.run
	@echo "== The questionnaire, the rule book and its cases"
	@$(BIN)/python screening_cli.py check

bench: $(BENCH)/.bench
	@for name in assess population pdf server browser; do echo "== benchmarks/$$name.py"; $(BENCH)/bin/python benchmarks/$$name.py || exit 1; done

$(BENCH)/.bench: requirements-dev.txt benchmarks/requirements.in
	@echo "== Installing the peers ($(BENCH))"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.in
	@touch $@

lock: $(VENV)/.dev
	@$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-header --upgrade -o requirements.txt requirements.in
	@$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-header --upgrade -o requirements-dev.txt requirements-dev.in

pictures: browser
	@$(BIN)/python -m tests.browser.pictures
	@$(BIN)/python -m pictures.contact_sheet questions.json build/drawings.html

sheets: browser
	@$(BIN)/python -m tests.browser.contact_sheet

gallery: $(VENV)/.dev
	@$(BIN)/python -m tests.pdf.gallery_show

gallery-accept: $(VENV)/.dev
	@$(BIN)/python -m tests.pdf.gallery_show accept

schema: $(VENV)/.run
	@$(BIN)/python screening_cli.py schema

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build
