#!/usr/bin/env bash
# Installs what the demonstration or the tests need and this machine lacks.
#
# Usage: scripts/install-tools.sh demo|test|pq
#
# `pq` is the part of `test` that the tests on kryoptic need.
#
# Says first what is missing. When all is there it does nothing and needs no network. Made for
# Debian 12; elsewhere it names what is missing and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/tell.sh

# One line a tool: how to see that it is there, and the Debian package that brings it.
demo_tools='
command:cc gcc
command:make make
command:openssl openssl
command:certtool gnutls-bin
command:pkcs11-tool opensc
command:softhsm2-util softhsm2
softhsm libsofthsm2
command:curl curl
command:jq jq
file:/etc/ssl/certs/ca-certificates.crt ca-certificates
'
# Kryoptic is built with an OpenSSL of its own (perl) and bindings made from its headers (clang).
pq_tools="$demo_tools
perl perl
libclang libclang-dev
ensurepip python3-venv
"
test_tools="$pq_tools
command:keytool default-jre-headless
command:strace strace
fuse fuse3
command:faketime faketime
engine libengine-pkcs11-openssl
command:p11-kit p11-kit
command:zstd zstd
command:systemd-analyze systemd
command:age age
p11-client p11-kit-modules
server postgresql
command:pg_dump postgresql-client
"
judges=tests/judges/requirements.txt
venv=.venv

main() {
    case "${1:-}" in
        demo) packages "$demo_tools" ;;
        test)
            packages "$test_tools"
            cargo_tool cargo-nextest
            cargo_tool cargo-deny
            linter
            ;;
        pq)
            packages "$pq_tools"
            cargo_tool cargo-nextest
            linter
            ;;
        *)
            tell "usage: $0 demo|test|pq" "utilisation : $0 demo|test|pq"
            exit 2
            ;;
    esac
}

# packages TABLE: installs the Debian packages of the tools that are not there.
packages() {
    local probe package missing=()
    while read -r probe package; do
        [ -z "$probe" ] || present "$probe" || missing+=("$package")
    done <<<"$1"
    [ ${#missing[@]} -gt 0 ] || return 0
    tell "Missing Debian packages: ${missing[*]}" "Paquets Debian manquants : ${missing[*]}"
    command -v apt-get >/dev/null || fail \
        "there is no apt-get here; install the equivalent of these packages and start again" \
        "apt-get est absent ; installez l'équivalent de ces paquets puis recommencez"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo)
        may_sudo || fail "they cannot be installed without root; ask an administrator to run: apt-get install ${missing[*]}" \
            "leur installation exige root ; demandez à un administrateur : apt-get install ${missing[*]}"
    fi
    tell "Installing them now with apt-get." "Installation avec apt-get."
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    case " ${missing[*]} " in *" postgresql "*) no_cluster "${as_root[@]}" ;; esac
    { "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2 ||
        fail "apt-get could not install: ${missing[*]}" \
            "apt-get n'a pas pu installer : ${missing[*]}"
}

# no_cluster SUDO…: the tests start servers of their own; Debian's package would make one more and
# keep it running. Who wants it later calls pg_createcluster.
no_cluster() {
    local settings=/etc/postgresql-common/createcluster.conf
    [ -e "$settings" ] || {
        "$@" mkdir -p "${settings%/*}" &&
            echo 'create_main_cluster = false' | "$@" tee "$settings" >/dev/null
    } || fail "$settings cannot be written" "$settings ne peut pas être écrit"
}

may_sudo() {
    command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo true; }; }
}

# present PROBE: whether what the probe looks for is on this machine.
present() {
    case "$1" in
        command:*) command -v "${1#command:}" >/dev/null ;;
        file:*) [ -e "${1#file:}" ] ;;
        softhsm) found "${SCEAU_SOFTHSM_MODULE:-}" /usr/lib/softhsm/libsofthsm2.so \
            /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so \
            /usr/lib64/pkcs11/libsofthsm2.so ;;
        # Root mounts by itself.
        fuse) { [ "$(id -u)" = 0 ] && [ -e /dev/fuse ]; } || command -v fusermount3 >/dev/null ;;
        engine) found /usr/lib/*/engines-3/pkcs11.so /usr/lib/*/engines-1.1/pkcs11.so ;;
        server) found /usr/lib/postgresql/*/bin/initdb || command -v initdb >/dev/null ;;
        p11-client) found /usr/lib/*/pkcs11/p11-kit-client.so /usr/lib64/pkcs11/p11-kit-client.so ;;
        perl) command -v perl >/dev/null && perl -MFindBin -MIPC::Cmd -e 1 2>/dev/null ;;
        libclang) found /usr/lib/llvm-*/lib/libclang.so /usr/lib64/libclang.so ;;
        ensurepip) command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        *) return 1 ;;
    esac
}

found() {
    local path
    for path in "$@"; do
        [ -z "$path" ] || [ ! -e "$path" ] || return 0
    done
    return 1
}

# cargo_tool NAME: a cargo subcommand, built once into cargo's own folder.
cargo_tool() {
    command -v cargo >/dev/null || fail "cargo is missing; install Rust (https://rustup.rs)" \
        "cargo est absent ; installez Rust (https://rustup.rs)"
    if ! command -v "$1" >/dev/null && [ ! -x "${CARGO_HOME:-$HOME/.cargo}/bin/$1" ]; then
        tell "Missing: $1. Building it with cargo; this takes some minutes, once." \
            "Manquant : $1. Construction avec cargo ; quelques minutes, une seule fois."
        cargo install --locked --quiet "$1" ||
            fail "cargo could not install $1" "cargo n'a pas pu installer $1"
    fi
}

# pkilint judges certificates, CRLs and OCSP answers; it pins old versions, so it lives apart.
# The pyca/cryptography that it brings knows post-quantum signatures.
linter() {
    cmp --silent "$judges" "$venv/requirements.txt" && return
    local version
    version=$(sed -n 's/^pkilint==//p' "$judges")
    tell "Missing: pkilint $version. Installing it from PyPI into $venv." \
        "Manquant : pkilint $version. Installation depuis PyPI dans $venv."
    rm -rf "$venv"
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --requirement "$judges"; } >&2 ||
        fail "pkilint could not be installed" "pkilint n'a pas pu être installé"
    cp "$judges" "$venv/requirements.txt"
}

main "$@"
