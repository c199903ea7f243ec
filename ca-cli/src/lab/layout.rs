//! Where things are below the lab's folder.

use std::path::{Path, PathBuf};
use std::{env, io};

use crate::lab::token::TokenKind;

/// The lab's folder. All paths are absolute.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    root: PathBuf,
}

/// One of the two tokens of a lab: the responder never sees the issuers' one (ADR 0009).
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LabToken {
    /// The issuers' keys.
    Ca,
    /// The responder's keys.
    Ocsp,
}

impl Layout {
    /// The lab at `dir`, which need not exist.
    ///
    /// # Errors
    /// The present folder cannot be read.
    pub(crate) fn at(dir: &Path) -> io::Result<Self> {
        let root = match dir.canonicalize() {
            Ok(root) => root,
            Err(_) => env::current_dir()?.join(dir).components().collect(),
        };
        Ok(Self { root })
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What `up` must remember.
    pub(crate) fn state(&self) -> PathBuf {
        self.root.join("lab.json")
    }

    /// Held while a command changes the lab.
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lab.lock")
    }

    /// The operator's configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.root.join("sceau.toml")
    }

    /// The folder of the Registry, shared with the responder.
    pub(crate) fn registry(&self) -> PathBuf {
        self.root.join("registry")
    }

    /// The country pack, where it is none of the shipped ones.
    pub(crate) fn country_pack(&self) -> PathBuf {
        self.root.join("country.toml")
    }

    /// The folder of the practice bureau.
    pub(crate) fn bureau(&self) -> PathBuf {
        self.root.join("bureau")
    }

    /// The bureau's key.
    pub(crate) fn bureau_key(&self) -> PathBuf {
        self.bureau().join("bureau.key")
    }

    /// The bureau's certificate.
    pub(crate) fn bureau_certificate(&self) -> PathBuf {
        self.bureau().join("bureau.pem")
    }

    /// The document that lists the bureau, once it is active.
    pub(crate) fn key_origins(&self) -> PathBuf {
        self.bureau().join("key-origins.toml")
    }

    /// The same before it is active.
    pub(crate) fn key_origins_draft(&self) -> PathBuf {
        self.bureau().join("key-origins.new.toml")
    }

    /// The trust anchor.
    pub(crate) fn trust_anchor(&self) -> PathBuf {
        self.root.join("root.pem")
    }

    /// The issuers' certificates.
    pub(crate) fn issuers(&self) -> PathBuf {
        self.root.join("issuers")
    }

    /// The certificate of an issuer line.
    pub(crate) fn certificate(&self, line: &str) -> PathBuf {
        self.issuers().join(format!("{line}.pem"))
    }

    /// The chain of an issuer line, issuing first, root last.
    pub(crate) fn chain(&self, line: &str) -> PathBuf {
        self.issuers().join(format!("{line}-chain.pem"))
    }

    /// The folder of a token: its configuration, its PIN, its objects.
    pub(crate) fn token_folder(&self, token: LabToken) -> PathBuf {
        self.root.join(token.folder())
    }

    /// The token's objects.
    pub(crate) fn token_objects(&self, token: LabToken) -> PathBuf {
        self.token_folder(token).join("tokens")
    }

    /// The module's settings for a token.
    pub(crate) fn token_settings(&self, token: LabToken, kind: TokenKind) -> PathBuf {
        self.token_folder(token).join(kind.make().settings_file)
    }

    /// The user PIN of a token.
    pub(crate) fn pin_file(&self, token: LabToken) -> PathBuf {
        self.token_folder(token).join("pin")
    }

    /// There once a token is initialised: before that it holds nothing of worth.
    pub(crate) fn token_ready(&self, token: LabToken) -> PathBuf {
        self.token_folder(token).join("token.ready")
    }

    /// The certificate of the signer of the log's heads.
    pub(crate) fn audit_signer(&self) -> PathBuf {
        self.issuers().join("audit-signer.pem")
    }

    /// The responder's configuration.
    pub(crate) fn responder_config(&self) -> PathBuf {
        self.root.join("ocsp/sceau-ocsp.toml")
    }

    /// What the responder says.
    pub(crate) fn responder_log(&self) -> PathBuf {
        self.root.join("ocsp/sceau-ocsp.log")
    }

    /// Where the responder keeps its certificate for a generation.
    pub(crate) fn installed_signer(&self, generation: &str) -> PathBuf {
        self.root.join(format!("ocsp/signers/{generation}.pem"))
    }

    /// A signer's request on its way from the responder to the authority.
    pub(crate) fn signer_request(&self, line: &str) -> PathBuf {
        self.root.join(format!("ocsp/{line}.csr"))
    }

    /// A signer's certificate on its way back.
    pub(crate) fn signer_certificate(&self, line: &str) -> PathBuf {
        self.root.join(format!("ocsp/{line}.pem"))
    }
}

impl LabToken {
    /// The token's label.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Ca => "sceau-lab",
            Self::Ocsp => "sceau-lab-ocsp",
        }
    }

    /// The name of its folder, and on the command line.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Ca => "ca",
            Self::Ocsp => "ocsp",
        }
    }
}
