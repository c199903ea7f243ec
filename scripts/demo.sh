#!/usr/bin/env bash
# The whole story of a certificate, told step by step on a practice authority.
#
# Usage: scripts/demo.sh up|down|forget
#
# The lab is in ./lab, or where SCEAU_LAB says. `up` leaves it running, also when it ran before.
# The programs are built, unless SCEAU_PROGRAMS names the folder in which they are.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/tell.sh

lab=${SCEAU_LAB:-lab}
sceau=${SCEAU_PROGRAMS:-${CARGO_TARGET_DIR:-target}/release}/sceau
papers=$lab/demo
step=0

main() {
    case "${1:-}" in
        up) story ;;
        down) [ ! -x "$sceau" ] || [ ! -e "$lab/lab.json" ] || "$sceau" lab down --dir "$lab" ;;
        forget) forget ;;
        *)
            tell "usage: $0 up|down|forget" "utilisation : $0 up|down|forget"
            exit 2
            ;;
    esac
}

story() {
    scripts/install-tools.sh demo
    build
    bring_up
    citizen
    agency
    ask
    revoke
    ask_again
    audit
    farewell
}

build() {
    [ -z "${SCEAU_PROGRAMS:-}" ] || return 0
    scene "Building the programs, sceau and sceau-ocsp first of all (some minutes the first time)." \
        "Construction des programmes, sceau et sceau-ocsp en premier lieu (quelques minutes la première fois)."
    # All of them: the worker that loads the token's module is a program of its own.
    run cargo build --release --quiet --workspace --bins
}

bring_up() {
    scene "A practice authority of Chad: keys in a PKCS#11 token, a root, five issuers, a responder." \
        "Une autorité d'exercice du Tchad : clés dans un jeton PKCS#11, une racine, cinq émetteurs, un répondeur."
    run "$sceau" lab up --dir "$lab"
    rm -rf "$papers"
    mkdir -p "$papers"
    "$sceau" lab env --dir "$lab" >"$papers/env.json"
    config=$(of .config)
    root=$(of .trust_anchor)
    citizens=$(of .issuers.citizens.certificate)
    agencies=$(of '.issuers["agency-tls"].certificate')
    # Where certificates point elsewhere, the responder still listens here.
    base=$(of '.listen // (.issuers.citizens.crl | sub("/crl/.*"; ""))')
}

citizen() {
    scene "Aïcha makes her key with OpenSSL, on her own machine; only her request travels." \
        "Aïcha crée sa clé avec OpenSSL, sur sa machine ; seule sa demande voyage."
    run openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 \
        -keyout "$papers/aicha.key" -subj "/CN=Aïcha Ngaré-Bessan" -out "$papers/aicha.csr"
    scene "The authority issues: the profile decides what the certificate says, not the request." \
        "L'autorité émet : c'est le profil qui décide du contenu, pas la demande."
    run "$sceau" --config "$config" cert issue --issuer citizens --profile citizen-signature \
        --csr "$papers/aicha.csr" --out "$papers/aicha.pem" \
        --subject "C=TD,SN=Ngaré-Bessan,GN=Aïcha,serialNumber=IDCTD-7F001234,CN=Aïcha Ngaré-Bessan"
}

agency() {
    scene "A ministry makes a key for its server with GnuTLS." \
        "Un ministère crée une clé pour son serveur avec GnuTLS."
    run certtool --generate-privkey --key-type ecdsa --curve secp384r1 \
        --outfile "$papers/server.key"
    printf 'cn = "guichet.finances.td"\n' >"$papers/server.template"
    run certtool --generate-request --load-privkey "$papers/server.key" \
        --template "$papers/server.template" --outfile "$papers/server.csr"
    scene "It gets a TLS certificate, with its name in Arabic script." \
        "Il reçoit un certificat TLS, avec son nom en écriture arabe."
    run "$sceau" --config "$config" cert issue --issuer agency-tls --profile agency-tls-server \
        --csr "$papers/server.csr" --out "$papers/server.pem" --san dns:guichet.finances.td \
        --subject "C=TD,O=وزارة المالية,organizationIdentifier=NTRTD-0042,CN=guichet.finances.td"
}

ask() {
    scene "OpenSSL judges both chains by its strictest rules." \
        "OpenSSL juge les deux chaînes selon ses règles les plus strictes."
    run openssl verify -x509_strict -policy_check -CAfile "$root" -untrusted "$citizens" \
        "$papers/aicha.pem"
    run openssl verify -x509_strict -policy_check -CAfile "$root" -untrusted "$agencies" \
        "$papers/server.pem"
    scene "It asks the responder for their status (OCSP)." \
        "Il demande leur statut au répondeur (OCSP)."
    ask_ocsp citizens "$citizens" aicha
    ask_ocsp agency-tls "$agencies" server
    scene "And it checks Aïcha's certificate against the certificate revocation lists (CRL)." \
        "Et il contrôle le certificat d'Aïcha avec les listes des certificats révoqués (LCR)."
    fetch_lists
    run openssl verify -crl_check_all -CRLfile "$papers/lists.pem" -CAfile "$root" \
        -untrusted "$citizens" "$papers/aicha.pem"
}

revoke() {
    local serial
    serial=$(openssl x509 -in "$papers/aicha.pem" -noout -serial)
    scene "Aïcha's phone is stolen. Her certificate is revoked, for ever." \
        "Le téléphone d'Aïcha est volé. Son certificat est révoqué, définitivement."
    run "$sceau" --config "$config" cert revoke --issuer citizens "${serial#serial=}" \
        --reason keyCompromise --yes
}

ask_again() {
    scene "The responder knows at once; a new list tells those who are offline." \
        "Le répondeur le sait aussitôt ; une nouvelle liste le dit à ceux qui sont hors ligne."
    ask_ocsp citizens "$citizens" aicha
    run "$sceau" --config "$config" crl publish --issuer citizens
    sleep 1 # the responder looks for new lists a few times a second
    fetch_lists
    refused openssl verify -nameopt utf8 -crl_check_all -CRLfile "$papers/lists.pem" -CAfile "$root" \
        -untrusted "$citizens" "$papers/aicha.pem"
    scene "A serial number that was never issued is unknown, never good." \
        "Un numéro de série jamais émis est inconnu, jamais bon."
    run openssl ocsp -issuer "$citizens" -serial 0x41414141414141414141414141414141ff \
        -CAfile "$root" -url "$base/ocsp/$(of .issuers.citizens.generation)"
}

audit() {
    scene "Each of these acts is a leaf of the audit log's Merkle tree, which is whole." \
        "Chacun de ces actes est une feuille de l'arbre de Merkle du journal d'audit, qui est intact."
    run "$sceau" --config "$config" audit verify
}

farewell() {
    printf '\n'
    tell "The lab is running. What to try next:" "Le laboratoire est en marche. À essayer ensuite :"
    cat <<NEXT

  export SCEAU_CONFIG=$config
  $sceau cert list
  $sceau audit list
  $sceau cert show --issuer agency-tls $(openssl x509 -in "$papers/server.pem" -noout -serial | cut -d= -f2 | tr A-F a-f)
  $sceau --lang fr cert issue --help
  curl -s $base/health

NEXT
    tell "\`make demo-down\` ends it; the folder $lab stays. The manual is docs/manual.en.md." \
        "\`make demo-down\` l'arrête ; le dossier $lab reste. Le manuel est docs/manuel.fr.md."
}

forget() {
    if [ -e "$lab/lab.json" ]; then
        if [ -x "$sceau" ] && "$sceau" --quiet lab status --dir "$lab" >/dev/null 2>&1; then
            fail "the lab in $lab runs; stop it with \`make demo-down\` first" \
                "le laboratoire dans $lab est en marche ; arrêtez-le d'abord avec \`make demo-down\`"
        fi
        rm -rf "$lab"
    fi
}

# of FILTER: a value of the lab's environment.
of() {
    jq -r "$1" "$papers/env.json"
}

# ask_ocsp LINE ISSUER NAME: what OpenSSL learns from the responder.
ask_ocsp() {
    run openssl ocsp -issuer "$2" -cert "$papers/$3.pem" -CAfile "$root" \
        -url "$base/ocsp/$(of ".issuers[\"$1\"].generation")"
}

# The lists of the citizens' issuer and of the root, from where certificates point.
fetch_lists() {
    local line
    : >"$papers/lists.pem"
    for line in citizens root; do
        run curl -sS --fail -o "$papers/$line.crl" "$base/crl/$(of ".issuers.$line.generation").crl"
        openssl crl -inform DER -in "$papers/$line.crl" >>"$papers/lists.pem"
    done
}

# scene ENGLISH FRENCH: what comes next.
scene() {
    step=$((step + 1))
    if [ -n "$french" ]; then set -- "$2"; else set -- "$1"; fi
    printf '\n%s%d. %s%s\n' "$bold" "$step" "$1" "$plain"
}

# run COMMAND…: shows a command as one would type it, runs it, sets its words apart.
run() {
    show "$@"
    if ! "$@" >"$said" 2>&1; then
        sed 's/^/    /' "$said"
        fail "this step failed" "cette étape a échoué"
    fi
    sed 's/^/    /' "$said"
}

# refused COMMAND…: the same for a command that must fail.
refused() {
    show "$@"
    if "$@" >"$said" 2>&1; then
        fail "this was to be refused" "ceci devait être refusé"
    fi
    sed 's/^/    /' "$said"
}

show() {
    local word line='  $'
    for word in "$@"; do
        case "$word" in
            *[!A-Za-z0-9_./:=,@%+-]*) line="$line '$word'" ;;
            *) line="$line $word" ;;
        esac
    done
    printf '%s%s%s\n' "$dim" "$line" "$plain"
}

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
else
    bold='' dim='' plain=''
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
main "$@"
