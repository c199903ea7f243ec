//! The folder of signers, `{generation}.pem`: what operators put there is tried and used.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ca_core::generation::GenerationId;
use ca_core::registry::records::Generation;
use ca_core::signer::TokenHealth;
use ca_core::timestamp::Timestamp;

use super::certificate::CertificateDefect;
use super::{DelegatedSigner, Keys, SignerRefused};
use crate::chain::on_one_line;

/// How often a signer is tried again that was refused for the token's sake or the time's: at each
/// look, so that one whose token is back serves within two seconds.
const RETRY: Duration = Duration::from_millis(500);

/// Loads signers and remembers what became of them.
#[derive(Debug)]
pub struct SignerFolder {
    path: PathBuf,
    keys: Keys,
    tried: HashMap<GenerationId, Tried>,
}

/// A file as it was last tried.
#[derive(Debug)]
struct Tried {
    content: Vec<u8>,
    at: Instant,
    refused: Option<SignerRefused>,
    /// The last signer that was accepted; a refused one does not replace it.
    signer: Option<Arc<DelegatedSigner>>,
}

impl SignerFolder {
    /// The folder at `path`, whose keys are in the token behind `keys`.
    #[must_use]
    pub fn new(path: PathBuf, keys: Keys) -> Self {
        Self {
            path,
            keys,
            tried: HashMap::new(),
        }
    }

    /// The signer of an issuer, loaded anew if its file has changed; none outside the validity
    /// of its certificate.
    pub fn signer(&mut self, issuer: &Generation, now: Timestamp) -> Option<Arc<DelegatedSigner>> {
        let content = self.read(&issuer.id)?;
        if self
            .tried
            .get(&issuer.id)
            .is_none_or(|tried| tried.is_stale(&content))
        {
            self.load(issuer, content, now);
        }
        let tried = self.tried.get_mut(&issuer.id)?;
        let signer = tried.signer.as_ref()?;
        match signer.certificate().check_time(now) {
            Ok(()) => Some(Arc::clone(signer)),
            Err(defect) => {
                tried.refused.get_or_insert_with(|| {
                    tracing::error!(issuer = %issuer.id, error = %defect, "signer signs no more");
                    defect.into()
                });
                None
            }
        }
    }

    /// How the tokens of the signers do.
    #[must_use]
    pub fn tokens(&self) -> Vec<TokenHealth> {
        self.keys.store.health()
    }

    /// Why the file of an issuer is not used, if there is one that is not.
    #[must_use]
    pub fn refusal(&self, issuer: &GenerationId) -> Option<&SignerRefused> {
        self.tried.get(issuer)?.refused.as_ref()
    }

    /// The file of an issuer; without it there is no signer.
    fn read(&mut self, issuer: &GenerationId) -> Option<Vec<u8>> {
        let path = self.path.join(format!("{issuer}.pem"));
        fs::read(&path)
            .map_err(|error| {
                let was_there = self.tried.remove(issuer).is_some();
                if was_there || error.kind() != io::ErrorKind::NotFound {
                    let file = path.display();
                    tracing::error!(%issuer, %file, %error, "signer cannot be read");
                }
            })
            .ok()
    }

    fn load(&mut self, issuer: &Generation, content: Vec<u8>, now: Timestamp) {
        let loaded = DelegatedSigner::load(&content, issuer, &self.keys, now);
        let tried = self.tried.remove(&issuer.id);
        let told = tried.as_ref().and_then(|tried| tried.refused.as_ref());
        let told = told.map(|refused| on_one_line(refused));
        let earlier = tried.and_then(|tried| tried.signer);
        let (signer, refused) = match loaded {
            Ok(signer) => {
                let (algorithm, not_after) = (signer.algorithm(), signer.certificate().not_after);
                tracing::info!(issuer = %issuer.id, %not_after, %algorithm, "signer loaded");
                (Some(Arc::new(signer)), None)
            }
            Err(error) => {
                let words = on_one_line(&error);
                // What lasts is told once.
                if told.as_ref() != Some(&words) {
                    tracing::error!(issuer = %issuer.id, error = %words, "signer refused");
                }
                (earlier, Some(error))
            }
        };
        let tried = Tried {
            content,
            at: Instant::now(),
            refused,
            signer,
        };
        self.tried.insert(issuer.id.clone(), tried);
    }
}

impl Tried {
    /// Whether there is reason to try again.
    fn is_stale(&self, content: &[u8]) -> bool {
        let may_pass = match &self.refused {
            None | Some(SignerRefused::ResponderId(_)) => false,
            Some(SignerRefused::Certificate(defect)) => {
                matches!(defect, CertificateDefect::NotYetValid(_))
            }
            Some(SignerRefused::NoKey | SignerRefused::Keys(_) | SignerRefused::SelfTest(_)) => {
                true
            }
        };
        self.content != content || (may_pass && self.at.elapsed() > RETRY)
    }
}
