# The stack's commands; `python3 dev/stack.py --help` explains them, docs/developers/stack.md too.
PYTHON ?= python3
STACK = $(PYTHON) dev/stack.py
ARGS ?=
JOBS ?= 2

.DEFAULT_GOAL := help
SITE ?= http://127.0.0.1:5050

.PHONY: help demo stop status test test-unit test-long test-pythons lint docs bench load audit a11y-report clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-11s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## the whole site with sample catalogues, from nothing; prints addresses and a login
	@$(STACK) demo

stop: ## end what was started here, and only that
	@$(STACK) stop

status: ## what runs
	@$(STACK) status

test: ## all tests but the long ones; pytest arguments: ARGS="-k feed -x"
	@$(STACK) test --jobs $(JOBS) -- -m "not long" $(ARGS)

test-unit: ## the tests that need no service
	@$(STACK) test-unit -- $(ARGS)

test-long: ## the tests that take minutes
	@$(STACK) test -- -m long $(ARGS)

test-pythons: ## the wheel and its unit tests with each Python from 3.10 to 3.13 that is found
	@$(STACK) test-pythons -- $(ARGS)

lint: ## ruff, ruff format, mypy
	@$(STACK) lint

docs: ## the documentation as pages, links checked: .dev/docs/index.html
	@$(STACK) docs

bench: ## comparison with peers on this machine
	@$(STACK) bench -- $(ARGS)

load: ## requests a second on feed and dataset list, beside a CKAN without us (needs wrk)
	@$(STACK) load -- $(ARGS)

audit: ## known weaknesses of the installed packages (needs the advisories of the package index)
	@$(STACK) audit -- $(ARGS)

a11y-report: ## axe on every page of the running site (SITE=address): .dev/a11y/report.md
	@.dev/venv/bin/python dev/a11y.py $(SITE) .dev/a11y

clean: ## stop and delete databases, indexes and the demo site; installations stay
	@$(STACK) clean
