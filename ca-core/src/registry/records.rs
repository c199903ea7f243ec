//! What the rows of the Registry hold; documents are in `document`, tokens and the copies of
//! keys in `device`, what is asked about certificates in `query`.

mod device;
mod document;
mod query;

pub use self::device::{CopyKind, KeyCopy, KnownToken, RecordedCopy};
pub use self::document::{Document, DocumentKind};
pub use self::query::{
    CertificateQuery, ExpiryCount, ListedReason, ListedStatus, Officer, PAGE, StandingCounts,
};
use crate::actor::Actor;
use crate::algorithm::SignatureAlgorithm;
use crate::crl::CrlHeader;
use crate::digest::Sha256Digest;
use crate::generation::{GenerationId, LineName};
use crate::revocation::{Revocation, Suspension};
use crate::serial::Serial;
use crate::signer::KeyUri;
use crate::subject_key::key_hash;
use crate::timestamp::Timestamp;

/// Where a generation stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GenerationState {
    /// It has a key and a name, no certificate.
    Pending,
    /// It has a certificate and waits to be activated.
    Ready,
    /// It issues certificates.
    Active,
    /// It signs CRLs for what it issued, and nothing else.
    Retired,
}

impl GenerationState {
    /// All states, in the order of a generation's life.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Ready, Self::Active, Self::Retired];

    /// The word in the store and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Ready => "ready",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

/// A generation of an issuer line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// Line and number.
    pub id: GenerationId,
    /// Its subject, as DER Name.
    pub name: Vec<u8>,
    /// Its public key, as DER SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// Its private key.
    pub key: KeyUri,
    /// The algorithm with which it signs.
    pub algorithm: SignatureAlgorithm,
    /// The generation that certifies it; itself for a root.
    pub issuer: GenerationId,
    /// Its certificate in DER, absent while pending.
    pub certificate: Option<Vec<u8>>,
    /// Where it stands.
    pub state: GenerationState,
    /// When it was added.
    pub created: Timestamp,
}

impl Generation {
    /// SHA-256 of the DER name: serials are unique per issuer name (I3).
    #[must_use]
    pub fn name_hash(&self) -> Sha256Digest {
        Sha256Digest::of(&self.name)
    }

    /// What the Registry knows its key by (CRT-17).
    #[must_use]
    pub fn key_hash(&self) -> Sha256Digest {
        key_hash(&self.public_key)
    }

    /// Whether it certifies itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.issuer == self.id
    }
}

/// Where a certificate stands between wish and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IssuanceState {
    /// Checked and linted.
    Prepared,
    /// Authorised, by policy or by approvals.
    Authorised,
    /// May be signed at any moment, or may have been.
    Signing,
    /// Signed and recorded.
    Issued,
    /// Given up for ever.
    Abandoned,
}

impl IssuanceState {
    /// All states, in order.
    pub const ALL: [Self; 5] = [
        Self::Prepared,
        Self::Authorised,
        Self::Signing,
        Self::Issued,
        Self::Abandoned,
    ];

    /// The word in the store and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Authorised => "authorised",
            Self::Signing => "signing",
            Self::Issued => "issued",
            Self::Abandoned => "abandoned",
        }
    }
}

/// Everything that must be durable before a signature (I1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The generation that will sign.
    pub issuer: GenerationId,
    /// SHA-256 of the issuer's DER name.
    pub issuer_name_hash: Sha256Digest,
    /// The serial number.
    pub serial: Serial,
    /// `Prepared`, or `Signing` where no approval is asked for.
    pub state: IssuanceState,
    /// The line whose request ids are one name space.
    pub scope: LineName,
    /// The client's name for the request.
    pub request_id: String,
    /// SHA-256 over all that was asked: the same id with other content is refused.
    pub content_digest: Sha256Digest,
    /// Digest of the profile document.
    pub profile: Sha256Digest,
    /// The bytes to be signed.
    pub tbs: Vec<u8>,
    /// What the Registry knows the subject's key by: [`key_hash`].
    pub key_hash: Sha256Digest,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// Version of the lint rules that found nothing to block.
    pub lint_version: u32,
    /// Who asked.
    pub actor: Actor,
    /// When it was prepared.
    pub prepared: Timestamp,
    /// The generation that the certificate is for, if it is an issuer's.
    pub certifies: Option<GenerationId>,
    /// For a leaf, which records with its key the intent was judged by (CRT-21).
    pub key_seen: Option<KeySeen>,
    /// The natural person whom it names, if it names one by an identifier (REG-09).
    pub person: Option<Person>,
    /// The evidence of where the key was made, as it came (REG-08).
    pub key_evidence: Option<Vec<u8>>,
    /// The [`basis`](super::Registry::basis) that it was judged by; absent where documents and
    /// issuer were read for this intent alone.
    pub basis: Option<BasisMark>,
}

/// The records with a key that an intent was judged by (CRT-21). The store refuses the intent
/// if there is one that counts after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySeen {
    /// The place of the last one, 0 for none.
    pub place: u64,
    /// Whether records of the intent's own profile document count: not where it lets every key
    /// come again.
    pub own_profile: bool,
}

/// A natural person within an issuer line (REG-09): digests of identifier and name.
///
/// They keep the table small and hide nothing: the certificates beside them name the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who: line and identifier.
    pub identifier: PersonDigest,
    /// What the person is called, whatever case, accents and spaces.
    pub name: NameDigest,
    /// The other name by which the intent was judged, if any. The store refuses it if it knows
    /// neither this nor the intent's own.
    pub known: Option<NameDigest>,
}

/// The first 128 bits of a SHA-256 over line and identifier.
pub type PersonDigest = [u8; 16];

/// The first 64 bits of a SHA-256 over a name.
pub type NameDigest = [u8; 8];

/// What became of an intent given to the Registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredIntent {
    /// It is stored.
    New,
    /// The same request was stored before, with this issuer and serial; nothing changed.
    Known {
        /// The issuer then.
        issuer: GenerationId,
        /// The serial then.
        serial: Serial,
    },
}

/// The end of an issuance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The generation that signed.
    pub issuer: GenerationId,
    /// The serial number.
    pub serial: Serial,
    /// The verified signature, as X.509 carries it.
    pub signature: Vec<u8>,
    /// When it was signed.
    pub issued: Timestamp,
    /// The whole certificate and the generation it is for, if it is an issuer's.
    pub certifies: Option<(GenerationId, Vec<u8>)>,
    /// The natural person whom it names: known by this name from now on (REG-09).
    pub person: Option<Person>,
}

/// A certificate, or an intent that is not yet or never will be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRecord {
    /// Place in the Registry, growing with each intent: the cursor of lists.
    pub sequence: u64,
    /// The issuer.
    pub issuer: GenerationId,
    /// The serial number.
    pub serial: Serial,
    /// Where it stands.
    pub state: IssuanceState,
    /// Its status; `NeverIssued` before it is issued.
    pub status: CertificateStatus,
    /// The client's name for the request.
    pub request_id: String,
    /// Digest of the profile document.
    pub profile: Sha256Digest,
    /// Name of the profile.
    pub profile_name: String,
    /// The signed, or to be signed, bytes.
    pub tbs: Vec<u8>,
    /// The signature, once issued.
    pub signature: Option<Vec<u8>>,
    /// What the Registry knows the subject's key by: [`key_hash`].
    pub key_hash: Sha256Digest,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// Version of the lint rules that found nothing to block.
    pub lint_version: u32,
    /// Who asked.
    pub actor: Actor,
    /// When it was prepared.
    pub prepared: Timestamp,
    /// When it was issued.
    pub issued: Option<Timestamp>,
    /// The generation that it is for, if it is an issuer's.
    pub certifies: Option<GenerationId>,
}

/// Status of a serial number, as relying parties are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// This issuer has issued no certificate with this serial.
    NeverIssued,
    /// Issued and not withdrawn.
    Good,
    /// Held; may come back.
    Suspended(Suspension),
    /// Withdrawn for ever.
    Revoked(Revocation),
}

impl CertificateStatus {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NeverIssued => "never-issued",
            Self::Good => "good",
            Self::Suspended(_) => "suspended",
            Self::Revoked(_) => "revoked",
        }
    }
}

/// An entry of an issuer's next CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedEntry {
    /// The serial number.
    pub serial: Serial,
    /// revocationDate, to the second.
    pub effective: Timestamp,
    /// CRLReason code; absent means unspecified, 6 a suspension.
    pub reason_code: Option<u8>,
    /// invalidityDate.
    pub invalidity_date: Option<Timestamp>,
}

/// The intent to sign a CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlReservation {
    /// The issuer.
    pub issuer: GenerationId,
    /// The largest number when the entries were read.
    pub last: u64,
    /// The list's own number.
    pub number: u64,
    /// The feed position up to which the list tells of withdrawals.
    pub covers: u64,
    /// SHA-256 of the bytes to be signed.
    pub tbs_digest: Sha256Digest,
}

/// Withdrawals that the newest list of an issuer does not tell yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SinceCrl {
    /// What that list says of itself; nothing where none was published.
    pub last: Option<CrlHeader>,
    /// How many.
    pub count: u64,
    /// When the first of those took effect that must not wait: a compromise, or the certificate
    /// of an issuer.
    pub urgent: Option<Timestamp>,
}

/// A published CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlRecord {
    /// The issuer.
    pub issuer: GenerationId,
    /// cRLNumber.
    pub number: u64,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Timestamp,
    /// The DER CertificateList.
    pub der: Vec<u8>,
}

/// A page of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// The changes, in commit order.
    pub changes: Vec<FeedChange>,
    /// The position to ask from next.
    pub position: u64,
    /// The moment whose state the page shows.
    pub as_of: Timestamp,
    /// As in [`Shown`].
    pub acknowledged: Option<u64>,
}

/// The state that a source shows to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The moment.
    pub as_of: Timestamp,
    /// The last feed position at that moment.
    pub position: u64,
    /// The place in the audit log of the last acknowledgement by an officer that something was
    /// lost; absent where there was none. Without a newer one no feed goes back.
    pub acknowledged: Option<u64>,
}

/// A status, and the state that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownStatus {
    /// The status.
    pub status: CertificateStatus,
    /// This state, or a later one of the same server.
    pub shown: Shown,
}

/// Which state of documents and issuers a certificate is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasisMark {
    /// How often they changed.
    pub number: u64,
    /// Which connection of this program commits: behind another one the same number may mean
    /// other changes.
    pub connection: u64,
}

/// A change that responders must know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedChange {
    /// The status of a serial changed.
    Status {
        /// The issuer.
        issuer: GenerationId,
        /// The serial.
        serial: Serial,
    },
    /// A CRL was published.
    Crl {
        /// The issuer.
        issuer: GenerationId,
        /// cRLNumber.
        number: u64,
    },
    /// A generation was added, certified, activated or retired.
    Issuer {
        /// The generation.
        issuer: GenerationId,
    },
}
