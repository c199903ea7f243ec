#!/usr/bin/env bash
# Builds kryoptic once: the software token with PKCS#11 3.2 and post-quantum keys, which the
# tests use beside SoftHSM.
#
# Usage: scripts/kryoptic.sh
#
# Says what it does and prints the module's path. As long as tests/kryoptic and the compiler are
# those of the last build it does nothing and needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/tell.sh

package=tests/kryoptic
built=${CARGO_TARGET_DIR:-target}/kryoptic
module=$built/release/libsceau_kryoptic.so

main() {
    local inputs
    inputs=$(state)
    if [ ! -e "$module" ] || [ "$inputs" != "$(cat "$built/inputs" 2>/dev/null)" ]; then
        build
        printf '%s\n' "$inputs" >"$built/inputs"
    fi
    realpath "$module"
}

# What the module is made of: file by file, and the compiler.
state() {
    find "$package" -type f -exec sha256sum {} + | sort -k 2
    rustc --version
}

build() {
    tell "Building kryoptic, the post-quantum software token of the tests, with an OpenSSL of its own: about four minutes on two processors, once." \
        "Construction de kryoptic, le jeton logiciel post-quantique des tests, avec son propre OpenSSL : environ quatre minutes sur deux processeurs, une seule fois."
    local started=$SECONDS
    cargo build --release --locked --quiet --lib --examples --manifest-path "$package/Cargo.toml" \
        --target-dir "$built" >&2 ||
        fail "kryoptic could not be built; \`scripts/install-tools.sh pq\` installs what it needs" \
            "kryoptic n'a pas pu être construit ; \`scripts/install-tools.sh pq\` installe ce qu'il lui faut"
    tell "kryoptic is built, in $((SECONDS - started)) s: $module" \
        "kryoptic est construit, en $((SECONDS - started)) s : $module"
}

main
