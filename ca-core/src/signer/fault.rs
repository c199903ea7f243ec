//! What an edge needs to tell a fault in its own languages.

use super::TokenFault;

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
