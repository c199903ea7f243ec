#!/usr/bin/env bash
# What must hold of the source before anything runs: format, clippy, documentation, licences.
set -euo pipefail
cd "$(dirname "$0")/.."

for check in \
    "cargo fmt --all --check" \
    "cargo clippy --workspace --all-targets --quiet -- -D warnings" \
    "env RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --document-private-items --quiet" \
    "cargo deny --offline check licenses bans sources"; do
    started=$SECONDS
    echo "── $check"
    $check
    echo "   $((SECONDS - started)) s"
done
