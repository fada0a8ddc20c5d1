# The stack's commands; `python3 dev/stack.py --help` explains them, docs/developers/stack.md too.
PYTHON ?= python3
STACK = $(PYTHON) dev/stack.py
ARGS ?=

.PHONY: demo stop test test-unit test-long lint bench clean status

demo:
	@$(STACK) demo

stop:
	@$(STACK) stop

test:
	@$(STACK) test -- -m "not long" $(ARGS)

test-unit:
	@$(STACK) test-unit -- $(ARGS)

test-long:
	@$(STACK) test -- -m long $(ARGS)

lint:
	@$(STACK) lint

bench:
	@$(STACK) bench -- $(ARGS)

clean:
	@$(STACK) clean

status:
	@$(STACK) status
