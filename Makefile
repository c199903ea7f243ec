# The tasks of this project. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo demo-down test test-pq bench bench-scale soak lint fmt clean

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## bring up a lab and tell the whole story: issue, check, revoke, check again
	@scripts/demo.sh up

demo-down: ## end the demonstration's lab
	@scripts/demo.sh down

test: ## install what the tests need and run all of them
	@scripts/install-tools.sh test
	@scripts/test.sh

test-pq: ## the part of `make test` that runs on the post-quantum software token kryoptic
	@scripts/install-tools.sh pq
	@scripts/test.sh -E 'binary(kryoptic) | test(/post_quantum::/) | test(kryoptic)'

bench: ## measure, print the figures, write bench/results.json
	@scripts/install-tools.sh demo
	@scripts/bench.sh

bench-scale: ## the same with ten million certificates: half an hour, 25 GB below TMPDIR
	@scripts/install-tools.sh demo
	@SCALE=10m scripts/bench.sh

soak: ## the long version of the crash and load tests
	@scripts/install-tools.sh test
	@scripts/test.sh --profile soak --run-ignored ignored-only -E 'test(/(^|::)soak_/)'

lint: ## format, clippy, documentation and licences, as CI checks them
	@scripts/lint.sh

fmt: ## format the code
	@cargo fmt --all

clean: ## remove what was built, and the demonstration's lab if it is stopped
	@scripts/demo.sh forget
	@cargo clean --quiet
