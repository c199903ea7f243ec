# Sourced by the other scripts: speaking to the user in English or French.
# shellcheck shell=bash

case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    fr*) french=1 ;;
    *) french= ;;
esac

# tell ENGLISH FRENCH: one of the two, to standard error.
tell() {
    if [ -n "$french" ]; then printf '%s\n' "$2" >&2; else printf '%s\n' "$1" >&2; fi
}

# fail ENGLISH FRENCH: says it and ends the script.
fail() {
    tell "error: $1" "erreur : $2"
    exit 1
}
