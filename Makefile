# Youju. `make ask` and `make test` do all their own set-up on a fresh machine (Python 3.11+).
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each release/set_up.py --check >/dev/null 2>&1 && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
QUESTION ?= 示范区何时获批？
# What `make eval` insists on; see docs/evaluation.md for every figure that can be named.
GATES ?= --gate "accuracy>=0.9" --gate "citation_validity>=1" --gate "citation_precision>=0.95"
# Extra arguments for pip, such as an index that carries CPU builds of torch.
PIP_ARGS ?=

.PHONY: ask ui eval test test-all approve pictures lint docs wheel format clean

# Index the shipped sample articles and answer a question with its citation.
ask: $(READY)
	@YOUJU_DATA_DIR=$${YOUJU_DATA_DIR:-.youju} $(BIN)/youju ask "$(QUESTION)"

# Open the chat page.
ui: $(READY)
	@YOUJU_DATA_DIR=$${YOUJU_DATA_DIR:-.youju} $(BIN)/youju ui

# Evaluate on the shipped questions; fails when a gate is missed.
eval: $(READY)
	@YOUJU_DATA_DIR=$${YOUJU_DATA_DIR:-.youju} $(BIN)/youju eval $(GATES)

# The quick ones. Two processes, whole files each: servers are started once a file's process.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

# The rest too: browsers, killed processes, hostile files, the index again on PostgreSQL, and whatever
# takes long (tests/slow.toml).
test-all: test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m slow

# After a change of the page's looks that is meant: keep the new ones, then look at them.
approve: $(VENV)/.dev
	YOUJU_DEV_APPROVE=1 $(BIN)/python -m pytest -q tests/ui/test_browser_looks.py

# The pictures of docs/, taken of the page over the samples; then look at them.
pictures: $(VENV)/.dev
	$(BIN)/python -m benchmarks.pictures

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy examples deploy
	$(BIN)/python -m vulture

# The documentation as a site in site/, in Chinese and English; fails on a warning or a broken link.
docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --clean
	$(BIN)/python -m release.links site

# Source archive, wheel and the list of its parts in dist/.
wheel: $(VENV)/.dev
	$(BIN)/python -m release.wheel
	$(BIN)/python -m release.parts --to dist/youju.cdx.json

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# release/set_up.py says what it will download, and takes the CPU build of torch where there is one.
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(or $(PYTHON),python3) release/set_up.py --check
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python release/set_up.py $(PIP_ARGS) -e .
	@touch $(READY)

$(VENV)/.dev: $(READY)
	@$(BIN)/python release/set_up.py $(PIP_ARGS) -e ".[dev,mcp,frameworks,docs]"
	@touch $(VENV)/.dev

clean:
	rm -rf $(VENV) .youju .pytest_cache .mypy_cache .ruff_cache build dist site *.egg-info
