#!/usr/bin/env bash
# Measures, prints the figures and writes bench/results.json.
set -euo pipefail
cd "$(dirname "$0")/.."

# The programs are measured as they are released.
cargo build --release --quiet --workspace --bins
exec cargo bench --quiet --package sceau-tests --bench figures
