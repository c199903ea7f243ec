#!/bin/sh
# Makes the requests beside this script with OpenSSL 3, GnuTLS certtool, Java keytool and a
# SoftHSM token behind OpenSSL's pkcs11 engine. The keys are thrown away. Needs: openssl,
# gnutls-bin, a JDK, softhsm2, opensc, libengine-pkcs11-openssl, python3 with cryptography 50.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
latin='/C=TD/SN=Ngaré Bessan/GN=Zénaïde/serialNumber=IDCTD-0001/CN=Zénaïde Ngaré Bessan'
arabic='/C=DZ/SN=بن علي/GN=فاطمة الزهراء/serialNumber=IDCDZ-0002/CN=فاطمة الزهراء بن علي'
export LC_ALL=C.UTF-8

key() { # name, openssl genpkey options
    name=$1 && shift
    openssl genpkey -quiet "$@" -out "$name.key" 2>/dev/null || openssl genpkey "$@" -out "$name.key" 2>/dev/null
}
key rsa3072 -algorithm RSA -pkeyopt rsa_keygen_bits:3072
key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
key p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
key ed25519 -algorithm ED25519

# OpenSSL: PEM, PEM after text, DER, RSA-PSS.
request() { openssl req -new -utf8 -nameopt utf8 "$@"; }
for kind in rsa3072 p256 p384 p521 ed25519; do
    request -key $kind.key -subj "$latin" -out "$here/openssl-$kind.pem"
done
request -key p384.key -subj "$arabic" -out "$here/openssl-arabic.pem"
request -key p256.key -subj "$latin" -text -out "$here/openssl-text.pem"
request -key p256.key -subj "$latin" -outform DER -out "$here/openssl-p256.der"
request -key rsa3072.key -subj "$arabic" -sha384 -sigopt rsa_padding_mode:pss \
    -sigopt rsa_pss_saltlen:digest -out "$here/openssl-pss.pem"
request -key p521.key -subj "$latin" -sha512 -out "$here/openssl-p521-sha512.pem"
request -key rsa3072.key -subj "$latin" -sha512 -out "$here/openssl-rsa3072-sha512.pem"
# Keys for PSS only: with any parameters, and with those of SHA-384.
key pss-free -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:3072
key pss-sha384 -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:4096 -pkeyopt rsa_pss_keygen_md:sha384 \
    -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48
for kind in pss-free pss-sha384; do
    request -key $kind.key -subj "$latin" -sha384 -sigopt rsa_pss_saltlen:digest \
        -out "$here/openssl-$kind.pem"
done
sed 's/$/\r/' "$here/openssl-p256.pem" > "$here/openssl-crlf.pem"
cat > wishes.cnf <<'CNF'
[wishes]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
extendedKeyUsage = serverAuth,OCSPSigning
subjectAltName = DNS:elsewhere.example
[req]
distinguished_name = none
[none]
CNF
request -config wishes.cnf -reqexts wishes -key p256.key -subj "$latin" \
    -out "$here/openssl-wishes.pem"

# GnuTLS: certtool writes text before the block.
cat > latin.cfg <<'CFG'
country = TD
surname = "Ngaré Bessan"
given_name = "Zénaïde"
serial = 1
cn = "Zénaïde Ngaré Bessan"
CFG
cat > arabic.cfg <<'CFG'
country = DZ
cn = "فاطمة الزهراء بن علي"
CFG
for kind in rsa3072 p256 p384 ed25519; do
    certtool --generate-request --load-privkey $kind.key --template latin.cfg \
        --outfile "$here/certtool-$kind.pem" 2>/dev/null
done
certtool --generate-request --load-privkey p256.key --template arabic.cfg \
    --outfile "$here/certtool-arabic.pem" 2>/dev/null

# Java: "NEW CERTIFICATE REQUEST".
java_request() { # name, subject, keytool options
    name=$1 subject=$2 && shift 2
    keytool -genkeypair -keystore $name.p12 -storepass changeit -alias a -dname "$subject" "$@" 2>/dev/null
    keytool -certreq -keystore $name.p12 -storepass changeit -alias a -file "$here/keytool-$name.pem" 2>/dev/null
}
JAVA_TOOL_OPTIONS=-Dfile.encoding=UTF-8 && export JAVA_TOOL_OPTIONS
person='CN=Zénaïde Ngaré Bessan, OU=Préfecture, O=ANATS, C=TD'
java_request rsa3072 "$person" -keyalg RSA -keysize 3072
java_request p256 "$person" -keyalg EC -groupname secp256r1
java_request p384 "$person" -keyalg EC -groupname secp384r1
java_request ed25519 "$person" -keyalg Ed25519
java_request arabic 'CN=فاطمة الزهراء بن علي, C=DZ' -keyalg EC -groupname secp256r1

# A PKCS#11 token: SoftHSM behind OpenSSL's engine.
module=/usr/lib/softhsm/libsofthsm2.so
mkdir tokens
printf 'directories.tokendir = %s/tokens\n' "$work" > softhsm2.conf
SOFTHSM2_CONF=$work/softhsm2.conf && export SOFTHSM2_CONF
softhsm2-util --init-token --free --label csr --so-pin 12345678 --pin 1234 >/dev/null
token_request() { # name, key type, id, subject
    pkcs11-tool --module $module --token-label csr --login --pin 1234 --keypairgen \
        --key-type "$2" --id "$3" --label "$1" >/dev/null 2>&1
    PKCS11_MODULE_PATH=$module openssl req -new -utf8 -engine pkcs11 -keyform engine \
        -key "pkcs11:token=csr;id=%$3;type=private;pin-value=1234" -subj "$4" \
        -out "$here/token-$1.pem" 2>/dev/null
}
token_request rsa3072 rsa:3072 01 "$latin"
token_request p256 EC:secp256r1 02 "$arabic"
token_request p384 EC:secp384r1 03 "$latin"

# Requests that must be refused.
for bits in 1024 2048; do
    key rsa$bits -algorithm RSA -pkeyopt rsa_keygen_bits:$bits
    request -key rsa$bits.key -subj "$latin" -out "$here/bad-rsa$bits.pem"
done
key exponent3 -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_keygen_pubexp:3
request -key exponent3.key -subj "$latin" -out "$here/bad-exponent3.pem"
# A key for PSS whose salt is shorter than its hash.
key pss-salt -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_pss_keygen_md:sha256 \
    -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:20
request -key pss-salt.key -subj "$latin" -sha256 -sigopt rsa_pss_saltlen:20 \
    -out "$here/bad-pss-salt.pem"
# Moduli that can be factored: primes of the Infineon library, primes that are neighbours.
python3 - <<'PY'
import secrets
def is_prime(n):
    if any(n % p == 0 for p in range(3, 2000, 2)): return False
    d, r = n - 1, 0
    while d % 2 == 0: d, r = d // 2, r + 1
    for _ in range(20):
        x = pow(secrets.randbelow(n - 3) + 2, d, n)
        if x in (1, n - 1): continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1: break
        else: return False
    return True
def write(name, p, q):
    n, e = p * q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    fields = [0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
    lines = [f"f{i}=INTEGER:0x{value:x}" for i, value in enumerate(fields)]
    open(name + ".cnf", "w").write("asn1=SEQUENCE:key\n[key]\n" + "\n".join(lines) + "\n")
primes = [p for p in range(2, 702) if all(p % d for d in range(2, p))]
m = 1
for p in primes: m *= p
def infineon():
    while True:
        k = secrets.randbits(1536 - m.bit_length()) | 3 << 1534 - m.bit_length()
        p = k * m + pow(65537, secrets.randbits(200), m)
        if p.bit_length() == 1536 and is_prime(p): return p
write("roca", infineon(), infineon())
p = secrets.randbits(1536) | 3 << 1534 | 1
while not is_prime(p): p += 2
q = p + (1 << 770)
while not is_prime(q): q += 2
write("close-primes", q, p)
PY
for bad in roca close-primes; do
    openssl asn1parse -genconf $bad.cnf -noout -out $bad.der
    openssl rsa -inform DER -in $bad.der -out $bad.key 2>/dev/null
    request -key $bad.key -subj "$latin" -out "$here/bad-$bad.pem"
done
request -key rsa3072.key -subj "$latin" -sha1 -out "$here/bad-sha1.pem"
request -key p256.key -subj "$latin" -sha1 -out "$here/bad-ecdsa-sha1.pem"
request -key rsa3072.key -subj "$latin" -md5 -out "$here/bad-md5.pem"
key secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
request -key secp256k1.key -subj "$latin" -out "$here/bad-secp256k1.pem"
key explicit -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit
request -key explicit.key -subj "$latin" -out "$here/bad-explicit.pem"
openssl ec -in p256.key -conv_form compressed -out compressed.key 2>/dev/null
request -key compressed.key -subj "$latin" -out "$here/bad-compressed.pem"
key ed448 -algorithm ED448
request -key ed448.key -subj "$latin" -out "$here/bad-ed448.pem"
cat "$here/openssl-p256.pem" "$here/openssl-p384.pem" > "$here/bad-two-blocks.pem"
cp p256.key "$here/bad-private-key.pem"
python3 - "$here" <<'PY'
import base64, sys
here = sys.argv[1]
def write(name, octets):
    text = base64.encodebytes(octets).decode()
    open(f"{here}/bad-{name}.pem", "w").write(
        f"-----BEGIN CERTIFICATE REQUEST-----\n{text}-----END CERTIFICATE REQUEST-----\n")
good = open(f"{here}/openssl-p256.der", "rb").read()
flipped = bytearray(good); flipped[-1] ^= 1
write("signature", bytes(flipped))
subject = bytearray(good); subject[subject.index(b"IDCTD-0001") + 9] ^= 1
write("other-subject", bytes(subject))
point = bytearray(good); at = good.index(bytes.fromhex("03420004")) + 4 + 63; point[at] ^= 1
write("off-curve", bytes(point))
PY

# ML-DSA, good and bad: OpenSSL 3.5 or newer, behind Python's cryptography.
python3 "$here/ml_dsa.py" "$here"
