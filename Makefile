# Youju. `make ask` and `make test` do all their own set-up on a fresh machine (Python 3.11+).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
QUESTION ?= 示范区何时获批？
# What `make eval` insists on; see docs/evaluation.md for every figure that can be named.
GATES ?= --gate "accuracy>=0.9" --gate "citation_validity>=1" --gate "citation_precision>=0.9"
# Extra arguments for pip, such as an index that carries CPU builds of torch.
PIP_ARGS ?=

.PHONY: ask ui eval test approve lint format clean

# Index the shipped sample articles and answer a question with its citation.
ask: $(READY)
	@YOUJU_DATA_DIR=$${YOUJU_DATA_DIR:-.youju} $(BIN)/youju ask "$(QUESTION)"

# Open the chat page.
ui: $(READY)
	@YOUJU_DATA_DIR=$${YOUJU_DATA_DIR:-.youju} $(BIN)/youju ui

# Evaluate on the shipped questions; fails when a gate is missed.
eval: $(READY)
	@YOUJU_DATA_DIR=$${YOUJU_DATA_DIR:-.youju} $(BIN)/youju eval $(GATES)

# Two processes, whole files each: servers and browsers are started once a file's process.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# After a change of the page's looks that is meant: keep the new ones, then look at them.
approve: $(VENV)/.dev
	YOUJU_DEV_APPROVE=1 $(BIN)/python -m pytest -q tests/ui/test_browser_looks.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m vulture

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# torch is installed first and pinned to the CPU build (constraints.txt): an open range would
# pull several gigabytes of CUDA packages.
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (a few minutes, once) …"
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) -c constraints.txt torch -e .
	@touch $(READY)

$(VENV)/.dev: $(READY)
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) -c constraints.txt -e ".[dev,mcp]"
	@touch $(VENV)/.dev

clean:
	rm -rf $(VENV) .youju .pytest_cache .mypy_cache .ruff_cache build *.egg-info
