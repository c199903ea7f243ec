//! Who asks for a revocation, what shows it, and within which limits (REV-02).

use std::fmt;
use std::str::FromStr;

use crate::generation::LineName;
use crate::revocation::Reason;
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requester {
    /// The holder, shown by the one-time code.
    Holder,
    /// An officer of the agency that registered the holder, within the office's scope.
    AgencyOfficer,
    /// A revocation officer of the authority.
    RevocationOfficer,
    /// A court or another authority, by a written order.
    Order(OrderReference),
    /// Whoever proves by the key itself that it is not its holder's alone (REV-06).
    KeyProof,
}

impl Requester {
    /// The words in tables, events and reports.
    pub const WORDS: [&str; 5] = [
        "holder",
        "agency-officer",
        "revocation-officer",
        "authority",
        "key-proof",
    ];

    /// The word in tables, events and reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        let [holder, agency, officer, authority, proof] = Self::WORDS;
        match self {
            Self::Holder => holder,
            Self::AgencyOfficer => agency,
            Self::RevocationOfficer => officer,
            Self::Order(_) => authority,
            Self::KeyProof => proof,
        }
    }

    /// The reference of an order.
    #[must_use]
    pub const fn order(&self) -> Option<&OrderReference> {
        match self {
            Self::Order(reference) => Some(reference),
            Self::Holder | Self::AgencyOfficer | Self::RevocationOfficer | Self::KeyProof => None,
        }
    }

    /// The requester of a word, with the reference of an order.
    #[must_use]
    pub fn from_words(word: &str, order: Option<&str>) -> Option<Self> {
        match (word, order) {
            ("holder", None) => Some(Self::Holder),
            ("agency-officer", None) => Some(Self::AgencyOfficer),
            ("revocation-officer", None) => Some(Self::RevocationOfficer),
            ("authority", Some(reference)) => Some(Self::Order(reference.parse().ok()?)),
            ("key-proof", None) => Some(Self::KeyProof),
            _ => None,
        }
    }

    /// Whether an officer's word is enough: the others show something of their own.
    #[must_use]
    pub const fn is_shown_by_office(&self) -> bool {
        match self {
            Self::AgencyOfficer | Self::RevocationOfficer | Self::Order(_) => true,
            Self::Holder | Self::KeyProof => false,
        }
    }

    /// What the requester may not say: nobody but an officer knows since when a key was unsafe,
    /// and a proof of compromise proves nothing else.
    #[must_use]
    pub fn excess(&self, reason: Option<Reason>, invalidity: Option<Timestamp>) -> Option<Excess> {
        match self {
            Self::Holder if invalidity.is_some() => Some(Excess::InvalidityDate),
            Self::KeyProof if reason != Some(Reason::KeyCompromise) => Some(Excess::Reason),
            Self::Holder
            | Self::KeyProof
            | Self::AgencyOfficer
            | Self::RevocationOfficer
            | Self::Order(_) => None,
        }
    }
}

/// What a requester said and may not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// A date since which the key is unsafe.
    InvalidityDate,
    /// Another reason than keyCompromise.
    Reason,
}

impl Excess {
    /// The word in errors.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidityDate => "an invalidity date",
            Self::Reason => "another reason than keyCompromise",
        }
    }
}

/// The reference of an order by a court or another authority: 3 to 128 printable characters. It
/// names a file, not persons (I13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderReference(String);

impl OrderReference {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrderReference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, InvalidReference> {
        let length = text.chars().count();
        let sound = (3..=128).contains(&length)
            && text.trim() == text
            && !text.chars().any(char::is_control);
        sound.then(|| Self(text.to_owned())).ok_or(InvalidReference)
    }
}

impl fmt::Display for OrderReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not the reference of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reference of an order has 3 to 128 printable characters")]
pub struct InvalidReference;

/// Who asked and when: what is kept of it (REV-01).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Who.
    pub requester: Requester,
    /// When the request came.
    pub received: Timestamp,
    /// When it was clear that it is the requester's: from then on the 24 hours run
    /// (EN 319 411-1 REV-6.2.4-03A).
    pub authenticated: Timestamp,
}

/// A wish to revoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationRequest {
    /// The issuer line.
    pub line: LineName,
    /// The certificate.
    pub serial: Serial,
    /// Why; absent means unspecified.
    pub reason: Option<Reason>,
    /// Since when the key is known or suspected to be unsafe.
    pub invalidity_date: Option<Timestamp>,
    /// From when on; absent for now. A later moment is scheduled (REV-04).
    pub effective: Option<Timestamp>,
    /// Who asks.
    pub requester: Requester,
    /// When the request came; absent for now.
    pub received: Option<Timestamp>,
    /// When it was authenticated; absent for now.
    pub authenticated: Option<Timestamp>,
    /// The client's name for the request.
    pub request_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rev_02_each_requester_has_its_word_and_limits() {
        let order: OrderReference = "TGI N'Djaména 2026/114".parse().unwrap();
        let moment = Some(Timestamp::from_unix_seconds(0));
        let compromise = Some(Reason::KeyCompromise);
        for (requester, by_office, with_date, with_reason) in [
            (Requester::Holder, false, false, true),
            (Requester::AgencyOfficer, true, true, true),
            (Requester::RevocationOfficer, true, true, true),
            (Requester::Order(order), true, true, true),
            (Requester::KeyProof, false, true, false),
        ] {
            assert_eq!(requester.is_shown_by_office(), by_office);
            assert_eq!(requester.excess(compromise, moment).is_none(), with_date);
            assert_eq!(
                requester.excess(Some(Reason::Superseded), None).is_none(),
                with_reason
            );
            let order = requester.order().map(OrderReference::as_str);
            assert_eq!(
                Requester::from_words(requester.as_str(), order),
                Some(requester)
            );
        }
        assert_eq!(Requester::from_words("authority", None), None);
        for wrong in ["", "ab", " abc", "a\nbc", &"x".repeat(129)] {
            assert_eq!(
                wrong.parse::<OrderReference>(),
                Err(InvalidReference),
                "{wrong:?}"
            );
        }
    }
}
