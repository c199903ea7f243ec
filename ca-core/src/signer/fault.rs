//! Why a token did not do as asked, and what an edge needs to tell it in its own languages.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::random::RandomError;

/// Why it did not, as exactly as token, module and operating system tell it. The words are
/// English; an edge that speaks other languages goes by the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenFault {
    /// A function of the module did not return CKR_OK.
    #[error("{function}: {value}")]
    Returned {
        /// The function, for example `C_Sign`.
        function: String,
        /// Its return value by the name of the standard, for example `CKR_DEVICE_ERROR`.
        value: String,
    },
    /// The module cannot be loaded.
    #[error("{module}: {words}")]
    NotLoaded {
        /// The module.
        module: String,
        /// The words of the loader.
        words: String,
    },
    /// A library that is not a PKCS#11 module.
    #[error("{module}: not a PKCS#11 module: no {symbol}")]
    NotAModule {
        /// The library.
        module: String,
        /// The function that it lacks.
        symbol: String,
    },
    /// The binding cannot express what was asked or answered.
    #[error("{0}")]
    Binding(String),
    /// No token has these attributes.
    #[error("no token matches {uri}; there are: [{}]", present.join(", "))]
    NoToken {
        /// What was wanted.
        uri: String,
        /// The labels of the tokens that are there.
        present: Vec<String>,
    },
    /// Several tokens have these attributes.
    #[error("{count} tokens match {uri}: add `serial`")]
    SeveralTokens {
        /// What was wanted.
        uri: String,
        /// How many.
        count: usize,
    },
    /// No private key has this name.
    #[error("no private key is {uri}")]
    NoKey {
        /// The name.
        uri: String,
    },
    /// Several private keys have this name.
    #[error("{count} private keys are {uri}: add `id`")]
    SeveralKeys {
        /// The name.
        uri: String,
        /// How many.
        count: usize,
    },
    /// The token did not destroy a key, or not both halves of it.
    #[error("{uri} is still there after C_DestroyObject")]
    KeyKept {
        /// The name.
        uri: String,
    },
    /// The key may not leave its token, wrapped or not.
    #[error("{uri} is not extractable: it was not made to be")]
    NotExtractable {
        /// The name.
        uri: String,
    },
    /// The two tokens cannot wrap and unwrap by the same mechanisms.
    #[error(
        "no common way to wrap: there [{}], here [{}]",
        there.join(", "),
        here.join(", ")
    )]
    NoCommonWrapping {
        /// The mechanisms of the token that is to receive the key.
        there: Vec<String>,
        /// The mechanisms of the token that has the key.
        here: Vec<String>,
    },
    /// The key was wrapped for a transport key that this token does not have.
    #[error("it was wrapped for {uri}, which is not in this token")]
    NoTransportKey {
        /// The transport key.
        uri: String,
    },
    /// The token has a key with this CKA_ID already.
    #[error("{uri} is there already")]
    KeyThere {
        /// The name.
        uri: String,
    },
    /// The private key that was unwrapped does not sign for the public key beside it.
    #[error("{uri} does not sign for its public key")]
    NotThatKey {
        /// The name.
        uri: String,
    },
    /// The URI cannot name a private key, or is none.
    #[error("{uri} does not name a private key: {reason}")]
    NotAKey {
        /// The URI.
        uri: String,
        /// Why not.
        reason: String,
    },
    /// The URI says another token.
    #[error("{uri} is not in token {token}")]
    OtherToken {
        /// The URI.
        uri: String,
        /// The token that was asked.
        token: String,
    },
    /// No slot has a token without a label.
    #[error("no slot has an empty token")]
    NoEmptyToken,
    /// A token with this label is there already.
    #[error("a token with this label is there already")]
    LabelTaken,
    /// A label that CK_TOKEN_INFO cannot hold.
    #[error("a label has 1 to {most} octets")]
    LabelLength {
        /// Longest label, in octets.
        most: usize,
    },
    /// A key whose attributes are not those of HSM-01 and HSM-02.
    #[error("the key has {}", defects.join(", "))]
    Attributes {
        /// The attributes, by their PKCS#11 names.
        defects: Vec<String>,
    },
    /// Digest or message do not have the form that the algorithm signs.
    #[error("not an input of {algorithm}")]
    Input {
        /// The algorithm.
        algorithm: String,
    },
    /// The key is of another kind.
    #[error("the key does not sign with {algorithm}")]
    KeyKind {
        /// The algorithm.
        algorithm: String,
    },
    /// What the token gave is not a signature.
    #[error("C_Sign: {words}")]
    Output {
        /// What is wrong with it.
        words: String,
    },
    /// The token lost the login and did not say so.
    #[error("the login is lost")]
    LoginLost,
    /// The PIN file cannot be read.
    #[error("PIN file {path} cannot be read: {words}")]
    PinFile {
        /// The file.
        path: String,
        /// The words of the operating system.
        words: String,
    },
    /// Whoever can log in to the machine could read the PIN.
    #[error("PIN file {path} has mode {mode:04o}: others may not have access")]
    PinOpenToOthers {
        /// The file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The PIN file is a folder, a device or a pipe.
    #[error("PIN file {path} is not a regular file")]
    PinNotAFile {
        /// The file.
        path: String,
    },
    /// Only one try is left before the token locks the PIN (CKF_USER_PIN_FINAL_TRY).
    #[error("the token has one login left before it locks the PIN; it was not tried")]
    LastTry,
    /// The PIN cannot be had from a descriptor or the operator.
    #[error("no PIN: {words}")]
    NoPin {
        /// The words of the operating system.
        words: String,
    },
    /// Nothing, more than a PIN, or not text.
    #[error("a PIN is one line of UTF-8 text, 1 to 1024 octets long")]
    PinForm,
    /// The worker process that loads the module cannot be started.
    #[error("worker {program} cannot be started: {words}")]
    WorkerNotStarted {
        /// The program.
        program: String,
        /// The words of the operating system.
        words: String,
    },
    /// What was started is not the worker of this version.
    #[error("{program} is not the sceau-hsm-worker of this version: {words}")]
    WorkerOther {
        /// The program.
        program: String,
        /// What it did instead of greeting, or the version that it gave.
        words: String,
    },
    /// The worker could not take from itself what it must not have; it loaded no module.
    #[error("the worker process cannot be confined: {words}")]
    NotConfined {
        /// The words of the operating system.
        words: String,
    },
    /// The worker process ended while it was at work: the module crashed.
    #[error("the worker process of the module ended: {how}")]
    WorkerEnded {
        /// How, for example `signal: 11 (SIGSEGV)`.
        how: String,
    },
    /// The worker process did not answer in time and was killed: the module hangs.
    #[error("the module did not answer within {millis} ms; its worker process was killed")]
    WorkerHung {
        /// How long it was waited for, in milliseconds.
        millis: u64,
    },
    /// The token failed a moment ago; it is asked again soon.
    #[error("the token failed a moment ago: {0}")]
    Recovering(#[serde(deserialize_with = "never_received")] Box<Self>),
    /// There is no randomness.
    #[error("{0}")]
    Random(String),
    /// No token is configured for this act.
    #[error("no token is configured")]
    NoTokenConfigured,
    /// None of the configured tokens is the one that is asked for.
    #[error("{asked} names none of the configured tokens: [{}]", configured.join(", "))]
    NotConfigured {
        /// The label or URI.
        asked: String,
        /// The labels of the configured tokens.
        configured: Vec<String>,
    },
    /// The token gave a wrong signature (I6) and signs no more until it is opened anew.
    #[error("the token gave a wrong signature; it signs no more until the program starts anew")]
    Fenced,
}

/// A worker does not say this, and to read a fault in a fault in a fault would let a module gone
/// wild exhaust its parent's stack (I12).
fn never_received<'de, D: Deserializer<'de>>(_: D) -> Result<Box<TokenFault>, D::Error> {
    Err(D::Error::custom("a fault within a fault"))
}

impl From<RandomError> for TokenFault {
    fn from(error: RandomError) -> Self {
        Self::Random(error.to_string())
    }
}

/// A word for the variant, and the values in it by the names of their fields.
type Told = (&'static str, Vec<(&'static str, String)>);

impl TokenFault {
    /// The words of all variants. A message catalogue has a text for each of them; a test of each
    /// edge sees to it.
    pub const CODES: &'static [&'static str] = &[
        "returned",
        "not-loaded",
        "not-a-module",
        "binding",
        "no-token",
        "several-tokens",
        "no-key",
        "several-keys",
        "key-kept",
        "not-extractable",
        "no-common-wrapping",
        "no-transport-key",
        "key-there",
        "not-that-key",
        "not-a-key",
        "other-token",
        "no-empty-token",
        "label-taken",
        "label-length",
        "attributes",
        "input",
        "key-kind",
        "output",
        "login-lost",
        "pin-file",
        "pin-open-to-others",
        "pin-not-a-file",
        "last-try",
        "no-pin",
        "pin-form",
        "worker-not-started",
        "worker-other",
        "not-confined",
        "worker-ended",
        "worker-hung",
        "recovering",
        "random",
        "no-token-configured",
        "not-configured",
        "fenced",
    ];

    /// The word of the variant, one of [`Self::CODES`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.told().0
    }

    /// The values of the variant for its text, by the names of its fields. What other programs
    /// said is called `words`.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        self.told().1
    }

    fn told(&self) -> Told {
        let one = |name, value: &dyn ToString| vec![(name, value.to_string())];
        let two = |first, one: &dyn ToString, second, other: &dyn ToString| {
            vec![(first, one.to_string()), (second, other.to_string())]
        };
        match self {
            Self::Returned { function, value } => {
                ("returned", two("function", function, "value", value))
            }
            Self::NotLoaded { module, words } => {
                ("not-loaded", two("module", module, "words", words))
            }
            Self::NotAModule { module, symbol } => {
                ("not-a-module", two("module", module, "symbol", symbol))
            }
            Self::Binding(words) => ("binding", one("words", words)),
            Self::NoToken { uri, present } => {
                ("no-token", two("uri", uri, "present", &present.join(", ")))
            }
            Self::SeveralTokens { uri, count } => {
                ("several-tokens", two("uri", uri, "count", count))
            }
            Self::NoKey { uri } => ("no-key", one("uri", uri)),
            Self::SeveralKeys { uri, count } => ("several-keys", two("uri", uri, "count", count)),
            Self::KeyKept { uri } => ("key-kept", one("uri", uri)),
            Self::NotExtractable { uri } => ("not-extractable", one("uri", uri)),
            Self::NoCommonWrapping { there, here } => (
                "no-common-wrapping",
                two("there", &there.join(", "), "here", &here.join(", ")),
            ),
            Self::NoTransportKey { uri } => ("no-transport-key", one("uri", uri)),
            Self::KeyThere { uri } => ("key-there", one("uri", uri)),
            Self::NotThatKey { uri } => ("not-that-key", one("uri", uri)),
            Self::NotAKey { uri, reason } => ("not-a-key", two("uri", uri, "words", reason)),
            Self::OtherToken { uri, token } => ("other-token", two("uri", uri, "token", token)),
            Self::NoEmptyToken => ("no-empty-token", Vec::new()),
            Self::LabelTaken => ("label-taken", Vec::new()),
            Self::LabelLength { most } => ("label-length", one("most", most)),
            Self::Attributes { defects } => ("attributes", one("defects", &defects.join(", "))),
            Self::Input { algorithm } => ("input", one("algorithm", algorithm)),
            Self::KeyKind { algorithm } => ("key-kind", one("algorithm", algorithm)),
            Self::Output { words } => ("output", one("words", words)),
            Self::LoginLost => ("login-lost", Vec::new()),
            Self::PinFile { path, words } => ("pin-file", two("path", path, "words", words)),
            Self::PinOpenToOthers { path, mode } => (
                "pin-open-to-others",
                two("path", path, "mode", &format!("{mode:04o}")),
            ),
            Self::PinNotAFile { path } => ("pin-not-a-file", one("path", path)),
            Self::LastTry => ("last-try", Vec::new()),
            Self::NoPin { words } => ("no-pin", one("words", words)),
            Self::PinForm => ("pin-form", Vec::new()),
            Self::WorkerNotStarted { program, words } => (
                "worker-not-started",
                two("program", program, "words", words),
            ),
            Self::WorkerOther { program, words } => {
                ("worker-other", two("program", program, "words", words))
            }
            Self::NotConfined { words } => ("not-confined", one("words", words)),
            Self::WorkerEnded { how } => ("worker-ended", one("words", how)),
            Self::WorkerHung { millis } => ("worker-hung", one("millis", millis)),
            Self::Recovering(_) => ("recovering", Vec::new()),
            Self::Random(words) => ("random", one("words", words)),
            Self::NoTokenConfigured => ("no-token-configured", Vec::new()),
            Self::NotConfigured { asked, configured } => (
                "not-configured",
                two("asked", asked, "configured", &configured.join(", ")),
            ),
            Self::Fenced => ("fenced", Vec::new()),
        }
    }

    /// The fault below this one: what a token failed with a moment ago.
    #[must_use]
    pub fn below(&self) -> Option<&Self> {
        if let Self::Recovering(fault) = self {
            Some(fault)
        } else {
            None
        }
    }
}
