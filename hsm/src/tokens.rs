//! All tokens of a configuration behind the same ports as one.
//!
//! A key's URI names its token by the label, and that token is asked. Where it does not answer,
//! a copy of the key in another token serves, if the caller allows it (I8). A token that fails is
//! left alone for a while, then opened aside, then tried by one call; a token that gave a wrong
//! signature (I6) is fenced until the program starts anew.
//!
//! - `member`: one of the tokens, and the label that names it;
//! - `copies`: which keys are the same, and which copy signed what.

mod copies;
mod member;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::random::Random;
use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{
    KeyStore, KeyUri, NewKey, SignInput, Signer, SignerError, StoredKey, TokenFault, TokenHealth,
    TokenInfo,
};

pub use self::copies::Allowed;
use self::copies::{Copies, Copy};
use self::member::{Member, another_may_serve};
use crate::config::TokenConfig;
use crate::pin::PinPrompt;
use crate::token::Token;

/// How long the others may take to open once one of the tokens is open.
const OTHERS: Duration = Duration::from_secs(2);

/// What is left for a copy of the time that a signature may take, where there may be one.
const RESERVE: Duration = Duration::from_secs(2);

/// Several tokens behind one [`Signer`] and [`KeyStore`]. Safe for concurrent use.
pub struct Tokens {
    members: Vec<Arc<Member>>,
    copies: Copies,
    unopened: Vec<SignerError>,
}

impl Tokens {
    /// Opens all tokens side by side; asks `prompt` first for the PINs that are typed. With one
    /// token it is as [`Token::open`]. Of several, those that cannot be opened now are
    /// [`unopened`](Self::unopened), and tried again when they are needed.
    ///
    /// # Errors
    /// None can be opened, or a PIN is not to be had: the first one's failure.
    pub fn open(
        configs: &[TokenConfig],
        prompt: PinPrompt<'_>,
        random: &Arc<dyn Random>,
    ) -> Result<Self, SignerError> {
        let closed = |config: &TokenConfig| {
            let token = Token::closed(config, prompt, Arc::clone(random))?;
            let label = config.uri.token.clone();
            Ok(Arc::new(Member::new(label, token)))
        };
        let members: Vec<_> = configs.iter().map(closed).collect::<Result<_, _>>()?;
        let unopened = match members.as_slice() {
            [only] => only.token.connect().map(|_| Vec::new())?,
            members => connect(members)?,
        };
        Ok(Self {
            members,
            copies: Copies::default(),
            unopened,
        })
    }

    /// Why some of several tokens were not open in time: one each, as configured.
    #[must_use]
    pub fn unopened(&self) -> &[SignerError] {
        &self.unopened
    }

    /// Lets copies serve for which `allowed` says yes; without this none does. Whatever it says,
    /// one that is extractable or not sensitive never does (I8).
    #[must_use]
    pub fn with_copies(mut self, allowed: Allowed) -> Self {
        self.copies = Copies::new(allowed);
        self
    }

    /// The token that a key's URI names, where it is configured; the only one if it names none.
    fn named(&self, key: &KeyUri) -> Result<Option<&Arc<Member>>, SignerError> {
        let label = member::label_in(key)?;
        let is_named = |member: &&Arc<Member>| member.label() == label.as_deref();
        match self.members.as_slice() {
            [only] if label.is_none() || only.label().is_none() => Ok(Some(only)),
            members if label.is_some() => Ok(members.iter().find(is_named)),
            _ => Err(self.not_configured(key.as_str())),
        }
    }

    fn of_key(&self, key: &KeyUri) -> Result<&Arc<Member>, SignerError> {
        let named = self.named(key)?;
        named.ok_or_else(|| self.not_configured(key.as_str()))
    }

    /// The token with this label; the first one if none is asked for.
    fn of_label(&self, label: Option<&str>) -> Result<&Arc<Member>, SignerError> {
        let mut members = self.members.iter();
        let found = match label {
            Some(_) => members.find(|member| member.label() == label),
            None => members.next(),
        };
        found.ok_or_else(|| self.not_configured(label.unwrap_or_default()))
    }

    fn list_of(&self, member: &Member) -> Result<Vec<StoredKey>, SignerError> {
        let keys = member.token.list()?;
        keys.iter().for_each(|key| self.copies.learn(key));
        Ok(keys)
    }

    fn not_configured(&self, asked: &str) -> SignerError {
        let labels = self.members.iter().filter_map(|member| member.label());
        SignerError::Refused {
            token: asked.to_owned(),
            source: TokenFault::NotConfigured {
                asked: asked.to_owned(),
                configured: labels.map(str::to_owned).collect(),
            },
        }
    }

    /// The copies of a key outside the token that its URI names, as configured; looked for no
    /// longer than what is `left` of the caller's time.
    fn elsewhere(
        &self,
        key: &KeyUri,
        named: Option<&Arc<Member>>,
        left: impl Fn() -> Duration,
    ) -> Vec<Copy> {
        if !self.copies.may_be() {
            return Vec::new();
        }
        let is_named = |member: &Arc<Member>| named.is_some_and(|own| Arc::ptr_eq(member, own));
        let others = self.members.iter().filter(|member| !is_named(member));
        self.copies.of(key, others, left)
    }

    /// Whether a copy could serve beside a key that is in its token.
    fn copies_may_be(&self) -> bool {
        self.members.len() > 1 && self.copies.may_be()
    }

    /// Signs with the first copy that does.
    fn sign_elsewhere(
        &self,
        copies: &[Copy],
        by: impl Fn(&Copy) -> Result<Vec<u8>, SignerError>,
    ) -> Option<Vec<u8>> {
        let mut serving = copies.iter().filter(|copy| copy.member.serves());
        serving.find_map(|copy| match by(copy) {
            Ok(signature) => {
                self.copies.remember(&signature, &copy.member);
                Some(signature)
            }
            Err(error) => {
                tracing::warn!(key = %copy.key.uri, %error, "copy did not sign");
                copy.member.changed();
                None
            }
        })
    }
}

impl Signer for Tokens {
    fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        deadline: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        let end = Instant::now() + deadline;
        let left = || end.saturating_duration_since(Instant::now());
        let by = |copy: &Copy| {
            let token = &copy.member.token;
            token.sign(&copy.key.uri, algorithm, input, left())
        };
        let Some(named) = self.named(key)? else {
            // The token is lost for good, and its table taken out.
            let signature = self.sign_elsewhere(&self.elsewhere(key, None, left), by);
            return signature.ok_or_else(|| self.not_configured(key.as_str()));
        };
        if !self.copies_may_be() {
            return named.token.sign(key, algorithm, input, deadline);
        }
        let mut failure = None;
        if named.serves() {
            let within = deadline.saturating_sub(RESERVE.min(deadline / 2));
            match named.token.sign(key, algorithm, input, within) {
                Err(error) if another_may_serve(&error) => failure = Some(error),
                outcome => return outcome,
            }
        }
        match (
            self.sign_elsewhere(&self.elsewhere(key, Some(named), left), by),
            failure,
        ) {
            (Some(signature), _) => Ok(signature),
            (None, Some(failure)) => Err(failure),
            // Nobody else can: its link knows when to try.
            (None, None) => named.token.sign(key, algorithm, input, left()),
        }
    }

    fn reject(&self, key: &KeyUri, signature: &[u8]) -> bool {
        let Ok(named) = self.named(key) else {
            return false;
        };
        let copy = self.copies.signed_by(signature);
        if let Some(culprit) = copy.as_ref().or(named) {
            let _alone = culprit.token.reject(key, signature);
        }
        let copies = self.elsewhere(key, named, || Duration::MAX);
        let mut places = copies.iter().map(|copy| &copy.member).chain(named);
        self.copies_may_be() && places.any(|member| member.is_up())
    }

    fn recoveries(&self) -> u64 {
        let started = self.members.iter().map(|member| member.token.recoveries());
        started.fold(self.copies.used(), u64::wrapping_add)
    }
}

impl KeyStore for Tokens {
    fn generate(&self, new: &NewKey<'_>) -> Result<StoredKey, SignerError> {
        let member = self.of_label(new.token)?;
        member.changed();
        let made = member.token.generate(new)?;
        self.copies.learn(&made);
        Ok(made)
    }

    /// Where the named token does not answer, or is not configured: a copy, as it is in its own.
    fn find(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        let named = self.named(key)?;
        let found = match named.map(|named| named.token.find(key)) {
            None => Err(self.not_configured(key.as_str())),
            Some(outcome) => outcome,
        };
        let found = found.or_else(|error| {
            let copies = if named.is_none() || another_may_serve(&error) {
                self.elsewhere(key, named, || Duration::MAX)
            } else {
                Vec::new()
            };
            copies.into_iter().next().map(|copy| copy.key).ok_or(error)
        })?;
        self.copies.learn(&found);
        Ok(found)
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        let mut all = Vec::new();
        for member in &self.members {
            all.extend(self.list_of(member)?);
        }
        all.sort_by(|one, other| one.label.cmp(&other.label));
        Ok(all)
    }

    /// Tokens that do not answer are asked last.
    fn with_public_key(&self, public_key: &[u8]) -> Result<Vec<StoredKey>, SignerError> {
        let (up, others): (Vec<_>, Vec<_>) = self.members.iter().partition(|m| m.is_up());
        let mut failure = None;
        for members in [up, others] {
            let mut found = Vec::new();
            for member in members {
                match self.list_of(member) {
                    Ok(keys) => found.extend(keys),
                    Err(error) => drop(failure.get_or_insert(error)),
                }
            }
            found.retain(|key| key.public_key == public_key);
            if !found.is_empty() {
                return Ok(found);
            }
        }
        failure.map_or(Ok(Vec::new()), Err)
    }

    fn destroy(&self, key: &KeyUri) -> Result<(), SignerError> {
        let member = self.of_key(key)?;
        member.changed();
        member.token.destroy(key)
    }

    fn transport_key(&self, token: Option<&str>) -> Result<TransportKey, SignerError> {
        self.of_label(token)?.token.transport_key(token)
    }

    fn wrap_key(&self, key: &KeyUri, transport: &TransportKey) -> Result<WrappedKey, SignerError> {
        self.of_key(key)?.token.wrap_key(key, transport)
    }

    fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<StoredKey, SignerError> {
        let member = self.of_key(&wrapped.transport)?;
        let stored = member.token.unwrap_key(wrapped);
        member.changed();
        stored
    }

    fn seal(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        let member = self.of_key(key)?;
        let stored = member.token.seal(key);
        member.changed();
        stored
    }

    fn tokens(&self) -> Vec<TokenInfo> {
        let infos = self.members.iter().map(|member| member.token.tokens());
        infos.flatten().collect()
    }

    fn health(&self) -> Vec<TokenHealth> {
        // A token that nobody asks comes back by being looked at.
        self.members.iter().for_each(|member| member.look());
        let states = self.members.iter().map(|member| member.token.health());
        states.flatten().collect()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

/// Opens tokens side by side; waits for one of them, and a little for the others. Says which
/// failed and why, as long as one did not.
fn connect(members: &[Arc<Member>]) -> Result<Vec<SignerError>, SignerError> {
    let outcomes = start_to_open(members);
    let mut waiting: BTreeMap<usize, _> = members.iter().enumerate().collect();
    let mut failures = BTreeMap::new();
    let mut until: Option<Instant> = None;
    loop {
        let next = match until {
            Some(until) => outcomes.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => outcomes.recv().map_err(RecvTimeoutError::from),
        };
        let Ok((place, outcome)) = next else {
            break;
        };
        let _opened_or_not = waiting.remove(&place);
        match outcome {
            Ok(()) => drop(until.get_or_insert_with(|| Instant::now() + OTHERS)),
            Err(error) => drop(failures.insert(place, error)),
        }
    }
    failures.extend(waiting.into_iter().map(|(place, member)| {
        let token = member.token.name().to_owned();
        (place, SignerError::Timeout { token })
    }));
    let mut failures = failures.into_values();
    match (until, failures.next()) {
        (None, Some(first)) => Err(first),
        (None, None) => Err(SignerError::Unavailable {
            token: "token".to_owned(),
            source: TokenFault::NoTokenConfigured,
        }),
        (Some(_), first) => Ok(first.into_iter().chain(failures).collect()),
    }
}

/// A thread for each token; the answers come with their places.
fn start_to_open(members: &[Arc<Member>]) -> Receiver<(usize, Result<(), SignerError>)> {
    let (sender, outcomes) = mpsc::channel();
    for (place, member) in members.iter().enumerate() {
        let (sender, member) = (sender.clone(), Arc::clone(member));
        member::aside(move || {
            let outcome = member.open();
            // Where nobody waits any more the failure is in the log and the token's standing.
            drop(sender.send((place, outcome)));
        });
    }
    outcomes
}
