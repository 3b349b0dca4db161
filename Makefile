# The recipes that people and CI share. `make` alone lists them.

export STACK_PORT   ?= 4570
export SANDBOX_PORT ?= 4571
export WATCH_PORT   ?= 4572
export HOURS        ?= 6
SOAK_CASES          ?= 1000000
SOAK_DAYS           ?= 1000
FUNCTION            ?= scale-streams
EVENT               ?= events/scheduled.json
MEASURED            := scale-streams scale-clusters scale-consumers config-api hello-world
# make has a variable of this name itself
GET :=

TOOLS  := .local/tools/bin
PYTHON := PYTHONPATH=tests $(TOOLS)/python -B

.DEFAULT_GOAL := help
.PHONY: help run up play down status api invoke test format lint unit soak mutants replay vectors conformance conformance-check template end-to-end bench clean tools

help: ## List the recipes
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name does; do printf '%-12s %s\n' "$$name" "$$does"; done
	@echo; echo "Ports: STACK_PORT=$(STACK_PORT) SANDBOX_PORT=$(SANDBOX_PORT) WATCH_PORT=$(WATCH_PORT)"

run: tools ## Start everything, replay the last HOURS, then live until Ctrl-C
	@$(PYTHON) -m local.run

up: tools ## Start the local stack in the background, deployed and ticking
	@$(PYTHON) -m local.up

play: tools ## Replay the last HOURS through the deployed functions
	@$(PYTHON) -m local.play

down: tools ## Stop what `make up` started
	@$(PYTHON) -m local.down

status: tools ## Say what runs, and where
	@$(PYTHON) -m local.status

api: tools ## Ask the API: GET=/v1/targets, DELETE=path, or PUT=path FILE=policy.yaml
	@$(PYTHON) -m local.ask $(if $(GET),GET '$(GET)',$(if $(PUT),PUT '$(PUT)' '$(FILE)',$(if $(DELETE),DELETE '$(DELETE)',)))

invoke: tools ## Run FUNCTION from its sources on EVENT, a file of events/ or now
	@$(PYTHON) -m local.invoke '$(FUNCTION)' '$(EVENT)'

test: format lint unit conformance-check template end-to-end ## Everything that CI checks

format: ## Is the code formatted?
	@cargo fmt --all --check

lint: ## What clippy says; and the pure crates build where there is nothing to reach
	cargo clippy --workspace --all-targets --locked -- --deny warnings
	@if rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null | xargs ls >/dev/null 2>&1; then cargo build --package decision --package pricing --package simulation --target wasm32-unknown-unknown --locked; else echo "wasm32-unknown-unknown is not installed: the pure crates are held by clippy and tests/structure.rs alone"; fi

unit: ## Every test in Rust
	cargo test --workspace --locked

soak: ## SOAK_DAYS days of a stream, and properties SOAK_CASES times each; SEED=n: one life alone
	$(if $(SEED),,AUXO_CASES=$(SOAK_CASES) cargo test --locked --package auxo-tests --test properties --test expressions --test schema)
	AUXO_STREAM_DAYS=$(if $(SEED),2,$(SOAK_DAYS)) AUXO_SEED=$(SEED) cargo test --profile replay --locked --package auxo-tests --test soak -- --nocapture

mutants: ## Mutation testing of what decides; needs cargo-mutants
	@cargo mutants --version >/dev/null 2>&1 || { echo "cargo-mutants is missing: cargo install --locked cargo-mutants"; exit 1; }
	cargo mutants --package decision $(foreach part,rules/** guards/** combine.rs combine/** decide.rs,--file 'shared/decision/src/$(part)') --output .local --minimum-test-timeout 30 --cargo-arg=--lib

vectors: ## What the predecessors decided, and what Auxo says: counts by file and kind; DIR=folder for others
	@cargo run --quiet --locked --package auxo-vectors -- $(if $(DIR),'$(DIR)',)

conformance: tools ## Play the sandbox and kinesis-local the same requests, and write docs/conformance.md
	@$(PYTHON) -m conformance.report

conformance-check: tools ## Is docs/conformance.md what comes of them? Needs npm
	@$(PYTHON) -m unittest discover --start-directory tests/conformance --top-level-directory tests

template: tools ## Is the template right?
	@$(PYTHON) -m unittest discover --start-directory tests/template --top-level-directory tests

end-to-end: tools ## Tests on a deployed stack of their own
	@$(PYTHON) -m unittest discover --start-directory tests/end_to_end --top-level-directory tests

replay: ## What a policy would have done: TRACE=file [POLICY=file] [OUT=file] [QUOTA=10|none]
	@test -n '$(TRACE)' || { echo "TRACE=file is missing: a CSV file with minute,shards"; exit 1; }
	@cargo run --quiet --profile replay --locked --package replay -- '$(TRACE)' $(if $(POLICY),--policy '$(POLICY)') $(if $(OUT),--out '$(OUT)') $(if $(QUOTA),--quota '$(QUOTA)')

bench: tools ## Sizes and times, as docs/performance.md tells them
	@for format in binary zip; do PATH="$(CURDIR)/$(TOOLS):$$PATH" cargo lambda build --release --output-format $$format --lambda-dir .local/bench $(MEASURED:%=--package %) || exit 1; done
	@cargo run --release --locked --package bench-decide
	@cargo run --release --locked --package bench -- --built .local/bench

clean: down ## Remove what was built and brought in
	rm -rf .local .aws-sam target

tools:
	@command -v python3 >/dev/null || { echo "python3 is missing: apt-get install python3 python3-venv, or your system's like of it."; exit 1; }
	@python3 -B tests/local/tools.py
