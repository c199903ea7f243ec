#!/usr/bin/env bash
# Builds the programs and runs the tests. Arguments go to `cargo nextest run`.
set -euo pipefail
cd "$(dirname "$0")/.."

# The stories run the programs as they are, so these are built first; kryoptic takes minutes, once.
scripts/kryoptic.sh >/dev/null
cargo build --workspace --bins --quiet
cargo test --workspace --doc --quiet
exec cargo nextest run --workspace --no-fail-fast "$@"
