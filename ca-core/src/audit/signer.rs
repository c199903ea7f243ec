//! Whose key signed a head: a chain from the signer's certificate to a root, offline.
//!
//! A good signature is not enough: any holder of a certificate of the same authority could sign
//! a note. The certificate must be one of the profile of signers of heads, by its policy number
//! (`docs/policy-numbers.md`).

use der::Decode;
use x509_cert::certificate::{CertificateInner, Raw};

use crate::certificate::{NoCertificate, Summary};
use crate::key_origin::ChainDefect;
use crate::key_origin::chain::{Link, check_pair};
use crate::policy::{CertificatePolicies, PolicyId};
use crate::timestamp::Timestamp;

/// The number of the profile's policy, under the arc of any country.
const POLICY_NUMBER: &str = "13";

/// Longest chain: root, issuing authorities, signer.
pub const LONGEST_CHAIN: usize = 8;

/// Proves that a certificate is a signer's of heads and leads to its root: `chain` has DER
/// certificates, the signer's first, the root last. `at` is when the head was signed. Whether
/// the root is the right one, the caller must know.
///
/// # Errors
/// Says which certificate, from 1, does not hold.
pub fn verify_chain(chain: &[Vec<u8>], at: Timestamp) -> Result<(), SignerDefect> {
    let signer = chain.first().ok_or(SignerDefect::Length { found: 0 })?;
    if chain.len() < 2 || chain.len() > LONGEST_CHAIN {
        return Err(SignerDefect::Length { found: chain.len() });
    }
    if !is_audit_signer(signer) {
        return Err(SignerDefect::NotASigner);
    }
    let mut links = Vec::with_capacity(chain.len());
    for (place, der) in chain.iter().enumerate() {
        let place = place.saturating_add(1);
        check_validity(der, at, place)?;
        links.push(Link::parse(der).ok_or(SignerDefect::Unreadable { place })?);
    }
    let root = links.last().cloned();
    // The root is its own issuer.
    let issuers = links.iter().skip(1).chain(root.as_ref());
    for (below, (link, issuer)) in links.iter().zip(issuers).enumerate() {
        let place = below.saturating_add(1);
        let is_root = place == links.len();
        // A root stands above as many as the certificate under it does.
        let below = if is_root {
            below.saturating_sub(1)
        } else {
            below
        };
        check_pair(link, issuer, below).map_err(|defect| SignerDefect::Chain { place, defect })?;
    }
    check_policies(chain)
}

fn check_validity(der: &[u8], at: Timestamp, place: usize) -> Result<(), SignerDefect> {
    let summary =
        Summary::of(der).map_err(|_: NoCertificate| SignerDefect::Unreadable { place })?;
    if (summary.not_before..=summary.not_after).contains(&at.truncated_to_second()) {
        return Ok(());
    }
    Err(SignerDefect::NotValid {
        place,
        at,
        not_before: summary.not_before,
        not_after: summary.not_after,
    })
}

/// Whether a certificate asserts the policy of signers of heads.
#[must_use]
pub fn is_audit_signer(der: &[u8]) -> bool {
    policies(der).iter().any(is_signers_policy)
}

/// The issuers between signer and root may certify signers of heads (RFC 5280 6.1.3): one for
/// citizens whose key was stolen makes no signer. The root, as a trust anchor, needs no policy.
fn check_policies(chain: &[Vec<u8>]) -> Result<(), SignerDefect> {
    let asserted = chain.first().map(|signer| policies(signer));
    let mut asserted = asserted.unwrap_or_default();
    asserted.retain(is_signers_policy);
    let issuers = chain.len().saturating_sub(2);
    for (place, issuer) in (2..).zip(chain.iter().skip(1).take(issuers)) {
        let allowed = policies(issuer);
        let any = allowed.contains(&PolicyId::any());
        asserted.retain(|policy| any || allowed.contains(policy));
        if asserted.is_empty() {
            return Err(SignerDefect::Policy { place });
        }
    }
    Ok(())
}

/// The policies that a certificate asserts; none if it cannot be read.
fn policies(der: &[u8]) -> Vec<PolicyId> {
    let Ok(certificate) = CertificateInner::<Raw>::from_der(der) else {
        return Vec::new();
    };
    let found = certificate
        .tbs_certificate()
        .get_extension::<CertificatePolicies>();
    match found {
        Ok(Some((_, policies))) => policies.identifiers().cloned().collect(),
        Ok(None) | Err(_) => Vec::new(),
    }
}

/// `{arc}.1.13.{version}`.
fn is_signers_policy(policy: &PolicyId) -> bool {
    let text = policy.to_string();
    let mut arcs = text.rsplit('.').skip(1);
    arcs.next() == Some(POLICY_NUMBER) && arcs.next() == Some("1") && arcs.next().is_some()
}

/// Why a certificate is not that of a signer of heads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerDefect {
    /// A chain has a signer and a root at least.
    #[error("a chain of {found} certificates, 2 to {LONGEST_CHAIN} are needed")]
    Length {
        /// Certificates.
        found: usize,
    },
    /// It is a certificate, but of another profile: its holder may not sign heads.
    #[error("the first certificate is not one of the profile audit-signer")]
    NotASigner,
    /// It is that of an issuer that may not certify signers of heads.
    #[error("certificate {place} is of an issuer that may not certify signers of heads")]
    Policy {
        /// From 1.
        place: usize,
    },
    /// It cannot be read.
    #[error("certificate {place} cannot be read")]
    Unreadable {
        /// From 1.
        place: usize,
    },
    /// It was not valid when the head was signed.
    #[error("certificate {place} is valid from {not_before} to {not_after}, not at {at}")]
    NotValid {
        /// From 1.
        place: usize,
        /// When the head was signed.
        at: Timestamp,
        /// The first second.
        not_before: Timestamp,
        /// The last second.
        not_after: Timestamp,
    },
    /// The next one did not issue it; the last one must have issued itself.
    #[error("certificate {place} does not hold")]
    Chain {
        /// From 1.
        place: usize,
        /// Why.
        #[source]
        defect: ChainDefect,
    },
}
