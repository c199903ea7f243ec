//! What went wrong, for people: a message, its causes, a hint, and the exit code.

mod device;

use std::error::Error;
use std::io;

use crate::config::ConfigError;
use crate::daemon::StartError;
use crate::enrol::{InstallError, RequestError};
use crate::i18n::{Message, Texts};
use crate::signer::SignerRefused;
use crate::signer::certificate::CertificateDefect;

/// Kinds of failure; the kind alone gives the exit code (`docs/manual.en.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Refused, or negative: 1.
    Refused,
    /// The command line or the configuration: 2.
    Usage,
    /// Token, registry or system are not available: 5.
    Unavailable,
}

impl Kind {
    /// The exit code.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Unavailable => 5,
        }
    }
}

/// A failure in words.
#[derive(Debug)]
pub struct Explanation {
    /// Its kind.
    pub kind: Kind,
    message: Message,
    causes: Vec<Cause>,
    /// Its name in the catalogues.
    hint: Option<&'static str>,
}

#[derive(Debug)]
enum Cause {
    Text(Message),
    /// Words of the system, a module or an engine, the same in all languages.
    Verbatim(String),
}

impl Explanation {
    /// A failure with this message.
    #[must_use]
    pub const fn new(kind: Kind, message: Message) -> Self {
        let causes = Vec::new();
        Self {
            kind,
            message,
            causes,
            hint: None,
        }
    }

    fn because(mut self, cause: Message) -> Self {
        self.causes.push(Cause::Text(cause));
        self
    }

    /// Adds an error of the system as it speaks, with its own causes.
    #[must_use]
    pub fn verbatim(mut self, error: &dyn Error) -> Self {
        let all = std::iter::successors(Some(error), |&error| error.source());
        self.causes
            .extend(all.map(|error| Cause::Verbatim(error.to_string())));
        self
    }

    /// Adds what the operating system said.
    #[must_use]
    pub fn said(self, error: &io::Error) -> Self {
        let known = SAID.iter().find(|(kind, _)| *kind == error.kind());
        match known {
            Some((_, id)) => self.because(Message::new(id)),
            None => self.verbatim(error),
        }
    }

    fn sources(self, error: &dyn Error) -> Self {
        match error.source() {
            Some(source) => self.verbatim(source),
            None => self,
        }
    }

    /// Adds what may help.
    #[must_use]
    pub fn hint(mut self, id: &'static str) -> Self {
        self.hint = Some(id);
        self
    }

    /// All lines, in the language of `texts`.
    #[must_use]
    pub fn render(&self, texts: &Texts) -> String {
        let line = |label, text: &str| texts.text(&Message::new(label).with("text", text)) + "\n";
        let mut lines = line("label-error", &texts.text(&self.message));
        for cause in &self.causes {
            let text = match cause {
                Cause::Text(message) => texts.text(message),
                Cause::Verbatim(words) => words.clone(),
            };
            lines += &line("label-cause", &text);
        }
        if let Some(hint) = self.hint {
            lines += &line("label-hint", &texts.text(&Message::new(hint)));
        }
        lines
    }
}

/// What operating systems say most often.
const SAID: [(io::ErrorKind, &str); 7] = [
    (io::ErrorKind::NotFound, "io-not-found"),
    (io::ErrorKind::PermissionDenied, "io-permission-denied"),
    (io::ErrorKind::AddrInUse, "io-address-in-use"),
    (io::ErrorKind::StorageFull, "io-full"),
    (io::ErrorKind::ReadOnlyFilesystem, "io-read-only"),
    (io::ErrorKind::IsADirectory, "io-is-a-directory"),
    (io::ErrorKind::NotADirectory, "io-not-a-directory"),
];

impl From<&ConfigError> for Explanation {
    fn from(error: &ConfigError) -> Self {
        match error {
            ConfigError::Unreadable { file, source } => {
                let message = Message::new("config-unreadable").with("file", file.display());
                Self::new(Kind::Usage, message).said(source)
            }
            ConfigError::Faulty { file, faults } => {
                let message = Message::new("config-faulty").with("file", file.display());
                faults
                    .iter()
                    .fold(Self::new(Kind::Usage, message), |explanation, fault| {
                        explanation.because(fault.message.clone())
                    })
            }
        }
    }
}

impl From<&StartError> for Explanation {
    fn from(error: &StartError) -> Self {
        match error {
            StartError::Registry(error) => Self::from(error),
            StartError::Token(error) => Self::from(error),
            StartError::Listen { address, source } => {
                let message = Message::new("listen").with("address", address);
                Self::new(Kind::Unavailable, message)
                    .said(source)
                    .hint("hint-listen")
            }
            StartError::ReadyFile { file, source } => {
                let message = Message::new("unwritable").with("file", file.display());
                Self::new(Kind::Unavailable, message).said(source)
            }
            StartError::Runtime(source) => {
                Self::new(Kind::Unavailable, Message::new("runtime")).verbatim(source)
            }
        }
    }
}

impl From<&RequestError> for Explanation {
    fn from(error: &RequestError) -> Self {
        match error {
            RequestError::Key(error) => Self::from(error),
            RequestError::Signature(_) | RequestError::Encoding(_) => {
                Self::new(Kind::Unavailable, Message::new("request")).verbatim(error)
            }
        }
    }
}

impl From<&InstallError> for Explanation {
    fn from(error: &InstallError) -> Self {
        match error {
            InstallError::Refused(error) => Self::from(error),
            InstallError::File { file, source } => {
                let message = Message::new("unwritable").with("file", file.display());
                Self::new(Kind::Unavailable, message).said(source)
            }
        }
    }
}

impl From<&SignerRefused> for Explanation {
    fn from(error: &SignerRefused) -> Self {
        let refused = Self::new(Kind::Refused, Message::new("signer-refused"));
        match error {
            SignerRefused::Certificate(defect) => {
                refused.because(of_defect(defect)).sources(defect)
            }
            SignerRefused::NoKey => refused
                .because(Message::new("signer-no-key"))
                .hint("hint-signer-key"),
            SignerRefused::Keys(error) => Self::from(error),
            SignerRefused::SelfTest(_) | SignerRefused::ResponderId(_) => {
                Self::new(Kind::Unavailable, Message::new("signer-untested")).verbatim(error)
            }
        }
    }
}

fn of_defect(defect: &CertificateDefect) -> Message {
    Message::new(match defect {
        CertificateDefect::NotPem => "defect-not-pem",
        CertificateDefect::Syntax(_) => "defect-syntax",
        CertificateDefect::OtherIssuer => "defect-other-issuer",
        CertificateDefect::Algorithm => "defect-algorithm",
        CertificateDefect::Signature => "defect-signature",
        CertificateDefect::KeyUsage => "defect-key-usage",
        CertificateDefect::Purpose => "defect-purpose",
        CertificateDefect::Authority => "defect-authority",
        CertificateDefect::NoCheckMissing => "defect-nocheck",
        CertificateDefect::StatusPointer => "defect-status-pointer",
        CertificateDefect::NotYetValid(begin) => {
            return Message::new("defect-not-yet-valid").with("moment", begin);
        }
        CertificateDefect::Expired(end) => {
            return Message::new("defect-expired").with("moment", end);
        }
    })
}
