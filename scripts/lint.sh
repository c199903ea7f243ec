#!/usr/bin/env bash
# What must hold of the source before anything runs: format, clippy, documentation, licences.
set -euo pipefail
cd "$(dirname "$0")/.."

# The test token kryoptic is a package of its own: same format, licences and sources. Its OpenSSL
# is what `bans` forbids to the rest.
kryoptic="--manifest-path tests/kryoptic/Cargo.toml"
# The fuzz targets are a package of their own too: what they are built of is written down.
host=$(rustc -vV | sed -n 's/^host: //p')

for check in \
    "cargo fmt --all --check" \
    "cargo clippy --workspace --all-targets --quiet -- -D warnings" \
    "env RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --document-private-items --quiet" \
    "cargo fetch --locked --quiet" \
    "cargo deny --offline check licenses bans sources" \
    "cargo fmt --manifest-path fuzz/Cargo.toml --check" \
    "cargo fetch --locked --quiet --manifest-path fuzz/Cargo.toml" \
    "cargo fmt $kryoptic --check" \
    "cargo fetch --locked --quiet --target $host $kryoptic" \
    "cargo deny --offline --locked --target $host $kryoptic --config deny.toml check licenses sources"; do
    started=$SECONDS
    echo "── $check"
    $check
    echo "   $((SECONDS - started)) s"
done
