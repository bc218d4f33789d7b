# Everything that is done here by hand is one of these targets; `make help` lists them.
# Works with GNU make 3.81 and bash 3.2: long recipes are scripts in tools/.
SHELL := bash
export PATH := $(CURDIR)/.tools/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run test wasm demo fmt fmt-check lint bench soak fuzz tools country-file

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: ## Build everything and serve the designer at http://127.0.0.1:8080 (LISTEN=ADDR:PORT for elsewhere)
	@tools/run.sh

test: ## Install what the tests need and run every suite
	@tools/test.sh

wasm: ## Build the npm package into wasm/dist
	@tools/install-tools.sh
	@tools/build-wasm.sh

demo: wasm ## Build the designer page into web-demo/dist
	@tools/build-demo.sh

fmt: ## Format the Rust code
	cargo fmt --all

fmt-check: ## Fail if the Rust code is not formatted
	cargo fmt --all --check

lint: ## clippy over all targets, tsc over both TypeScript projects
	@tools/lint.sh

bench: ## Run the benchmarks and print their figures
	@tools/bench.sh

soak: ## Run the long campaigns (ROUNDS=N for shorter or longer ones)
	@tools/soak.sh

fuzz: ## Fuzz the engine, every target for an hour (SECONDS_EACH=N for shorter or longer)
	@tools/fuzz.sh

country-file: ## Install a free file that tells visitors' countries, as data/country.mmdb
	@tools/install-country-file.sh

tools: ## Install the pinned build tools into .tools/bin
	@tools/install-tools.sh
