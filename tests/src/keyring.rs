//! Keys and requests of each kind, made by OpenSSL once and kept beside what is built: to make
//! RSA keys takes longer than all that is then asked of them. ML-DSA takes a newer OpenSSL than
//! hosts have, the one behind `tests/judges/newer_openssl.py`.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::pkilint::python;
use crate::run::{Run, tool};

/// A kind of key that a subject may have.
#[derive(Clone, Copy, Debug)]
pub struct KeyKind {
    /// Its name here.
    pub name: &'static str,
    /// The word of profiles that covers it.
    pub word: &'static str,
    maker: Maker,
}

/// Who makes a key and its request.
#[derive(Clone, Copy, Debug)]
enum Maker {
    /// What stands after `genpkey -algorithm`, and the digest of the request's signature;
    /// Ed25519 has its own.
    OpenSsl(&'static str, &'static str),
    /// `newer_openssl.py`, under the name of the kind.
    Python,
}

/// All kinds that TS 119 312 and the tables of profiles know.
pub const KINDS: [KeyKind; 10] = [
    KeyKind {
        name: "p256",
        word: "p256",
        maker: Maker::OpenSsl("EC -pkeyopt ec_paramgen_curve:P-256", "-sha256"),
    },
    KeyKind {
        name: "p384",
        word: "p384",
        maker: Maker::OpenSsl("EC -pkeyopt ec_paramgen_curve:P-384", "-sha384"),
    },
    KeyKind {
        name: "p521",
        word: "p521",
        maker: Maker::OpenSsl("EC -pkeyopt ec_paramgen_curve:P-521", "-sha512"),
    },
    KeyKind {
        name: "rsa3072",
        word: "rsa",
        maker: Maker::OpenSsl("RSA -pkeyopt rsa_keygen_bits:3072", "-sha256"),
    },
    KeyKind {
        name: "rsa4096",
        word: "rsa",
        maker: Maker::OpenSsl("RSA -pkeyopt rsa_keygen_bits:4096", "-sha384"),
    },
    KeyKind {
        name: "rsa3072-pss",
        word: "rsa-pss",
        maker: Maker::OpenSsl(
            "RSA-PSS -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_pss_keygen_md:sha256 \
            -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32",
            "-sha256",
        ),
    },
    KeyKind {
        name: "ed25519",
        word: "ed25519",
        maker: Maker::OpenSsl("ED25519", "-sha512"),
    },
    KeyKind {
        name: "ml-dsa-44",
        word: "ml-dsa-44",
        maker: Maker::Python,
    },
    KeyKind {
        name: "ml-dsa-65",
        word: "ml-dsa-65",
        maker: Maker::Python,
    },
    KeyKind {
        name: "ml-dsa-87",
        word: "ml-dsa-87",
        maker: Maker::Python,
    },
];

impl KeyKind {
    /// A request for the key of this kind that `owner` has.
    #[must_use]
    pub fn request(&self, owner: &str) -> PathBuf {
        let folder = folder();
        let csr = folder.join(format!("{owner}-{}.csr", self.name));
        // Stories run side by side: the first makes the key, the others wait for it.
        let lock = File::create(csr.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        if !csr.exists() {
            let draft = csr.with_extension("draft");
            self.make(&self.key(owner), &draft);
            fs::rename(draft, &csr).unwrap();
        }
        csr
    }

    /// Whether the host's OpenSSL and GnuTLS know such keys.
    #[must_use]
    pub fn is_widely_known(&self) -> bool {
        matches!(self.maker, Maker::OpenSsl(..))
    }

    /// The private key of [`Self::request`].
    #[must_use]
    pub fn key(&self, owner: &str) -> PathBuf {
        folder().join(format!("{owner}-{}.key", self.name))
    }

    fn make(&self, key: &Path, csr: &Path) {
        let (generate, digest) = match self.maker {
            Maker::OpenSsl(generate, digest) => (generate, digest),
            Maker::Python => {
                let mut make = python("newer_openssl.py");
                make.args(["make", self.name]).arg(key).arg(csr);
                let _made = Run::of(&mut make).succeeds();
                return;
            }
        };
        let generate = ["genpkey", "-algorithm"]
            .into_iter()
            .chain(generate.split_whitespace());
        let _key = Run::of(tool("openssl").args(generate).arg("-out").arg(key)).succeeds();
        let ask = ["req", "-new", "-subj", "/CN=whoever asks", digest, "-key"];
        let mut ask_for = tool("openssl");
        let _csr = Run::of(ask_for.args(ask).arg(key).arg("-out").arg(csr)).succeeds();
    }
}

/// A request for a key that must be refused (CRT-17), of a kind of `tests/judges/weak_keys.py`.
#[must_use]
pub fn weak_request(kind: &str) -> PathBuf {
    let folder = folder().join("weak");
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    if !folder.exists() {
        let draft = folder.with_extension("draft");
        fs::create_dir_all(&draft).unwrap();
        let _made = Run::of(python("weak_keys.py").arg(&draft)).succeeds();
        fs::rename(draft, &folder).unwrap();
    }
    folder.join(format!("{kind}.csr"))
}

/// Below the folder of what is built; `make clean` takes it away.
fn folder() -> PathBuf {
    let test = env::current_exe().unwrap();
    let folder = test.ancestors().nth(3).map(Path::to_owned).unwrap();
    let folder = folder.join("tmp/keyring");
    fs::create_dir_all(&folder).unwrap();
    folder
}
