#!/usr/bin/env bash
# Measures, prints the figures and writes bench/results.json.
#
# Usage: [SCALE=10m] scripts/bench.sh [FIGURE…]: those whose names begin so, or all.
set -euo pipefail
cd "$(dirname "$0")/.."

# The programs are measured as they are released.
cargo build --release --quiet --workspace --bins
exec cargo bench --quiet --package sceau-tests --bench figures -- "$@"
