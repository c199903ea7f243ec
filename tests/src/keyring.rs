//! Keys and requests of each kind, made by OpenSSL once and kept beside what is built: to make
//! RSA keys takes longer than all that is then asked of them.

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
    /// What stands after `genpkey -algorithm`.
    generate: &'static str,
    /// The digest of the request's signature; Ed25519 has its own.
    digest: &'static str,
}

/// All kinds that TS 119 312 and the tables of profiles know.
pub const KINDS: [KeyKind; 7] = [
    KeyKind {
        name: "p256",
        word: "p256",
        generate: "EC -pkeyopt ec_paramgen_curve:P-256",
        digest: "-sha256",
    },
    KeyKind {
        name: "p384",
        word: "p384",
        generate: "EC -pkeyopt ec_paramgen_curve:P-384",
        digest: "-sha384",
    },
    KeyKind {
        name: "p521",
        word: "p521",
        generate: "EC -pkeyopt ec_paramgen_curve:P-521",
        digest: "-sha512",
    },
    KeyKind {
        name: "rsa3072",
        word: "rsa",
        generate: "RSA -pkeyopt rsa_keygen_bits:3072",
        digest: "-sha256",
    },
    KeyKind {
        name: "rsa4096",
        word: "rsa",
        generate: "RSA -pkeyopt rsa_keygen_bits:4096",
        digest: "-sha384",
    },
    KeyKind {
        name: "rsa3072-pss",
        word: "rsa-pss",
        generate: "RSA-PSS -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_pss_keygen_md:sha256 \
            -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32",
        digest: "-sha256",
    },
    KeyKind {
        name: "ed25519",
        word: "ed25519",
        generate: "ED25519",
        digest: "-sha512",
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
            let key = self.key(owner);
            let draft = csr.with_extension("draft");
            let generate = ["genpkey", "-algorithm"].into_iter();
            let generate = generate.chain(self.generate.split_whitespace());
            let _key = Run::of(tool("openssl").args(generate).arg("-out").arg(&key)).succeeds();
            let ask = [
                "req",
                "-new",
                "-subj",
                "/CN=whoever asks",
                self.digest,
                "-key",
            ];
            let mut ask_for = tool("openssl");
            let _csr = Run::of(ask_for.args(ask).arg(&key).arg("-out").arg(&draft)).succeeds();
            fs::rename(draft, &csr).unwrap();
        }
        csr
    }

    /// The private key of [`Self::request`].
    #[must_use]
    pub fn key(&self, owner: &str) -> PathBuf {
        folder().join(format!("{owner}-{}.key", self.name))
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
