//! What the parent asks of its worker in a survey, one short piece of work at a time.

use serde::{Deserialize, Serialize};

use crate::survey::facts::Misuse;

/// One piece of a survey.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Probe<'a> {
    /// The module and its slots; no login needed. Answer: `facts::Library`.
    Library,
    /// Whether a crash of the worker may write its memory to disk, and whether it can open a
    /// network socket. Answer: two bools.
    Leaks,
    /// The mechanisms that we use. Answer: a list of `facts::Mechanism`.
    Mechanisms,
    /// Whether a second session is logged in. Answer: a bool.
    SharedLogin,
    /// Makes the key pair that later probes use. Answer: [`Made`].
    Make { algorithm: &'a str, label: &'a str },
    /// Signs once with that pair: `octets` are a digest or the message, as the algorithm wants.
    /// Answer: [`Signed`].
    Sign {
        algorithm: &'a str,
        octets: &'a [u8],
    },
    /// Signs without pause. Answer: `facts::Rate`.
    Rate {
        algorithm: &'a str,
        octets: &'a [u8],
        sessions: u64,
        millis: u64,
    },
    /// How the token takes one attribute. Answer: `facts::Attribute`.
    Attribute {
        algorithm: &'a str,
        label: &'a str,
        name: &'a str,
    },
    /// Opens sessions. Answer: `facts::Sessions`.
    Sessions { most: u64 },
    /// Uses the token wrongly, with the pair that was made. Answer: `facts::Reaction`.
    Misuse { misuse: Misuse, octets: &'a [u8] },
    /// Destroys that pair. Answer: nothing.
    Discard,
    /// C_Finalize and C_Initialize. Answer: `facts::Restart`.
    Restart,
    /// Destroys token objects with this label, which no other object has. Answer: how many are
    /// still there, as u64.
    Sweep { label: &'a str },
}

/// A key pair of the survey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Made {
    /// Whether it consists of token objects.
    pub(crate) on_token: bool,
    pub(crate) took_us: u64,
    /// DER SubjectPublicKeyInfo.
    pub(crate) public_key: Vec<u8>,
}

/// A signature of the survey.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Signed {
    pub(crate) took_us: u64,
    pub(crate) signature: Vec<u8>,
}

/// The names of the attributes of a private key that matter (HSM-01, HSM-02).
pub(crate) const ATTRIBUTES: [&str; 14] = [
    "CKA_PRIVATE",
    "CKA_SENSITIVE",
    "CKA_EXTRACTABLE",
    "CKA_ALWAYS_SENSITIVE",
    "CKA_NEVER_EXTRACTABLE",
    "CKA_LOCAL",
    "CKA_MODIFIABLE",
    "CKA_COPYABLE",
    "CKA_SIGN",
    "CKA_SIGN_RECOVER",
    "CKA_DECRYPT",
    "CKA_UNWRAP",
    "CKA_DERIVE",
    "CKA_ALLOWED_MECHANISMS",
];
