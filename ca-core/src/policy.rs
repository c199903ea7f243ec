//! Certificate policies (RFC 5280 4.2.1.4) with identifiers of any arc.
//!
//! `const_oid` knows no arc above 39 under joint-iso-itu-t (2), though ITU-T X.660 gives some,
//! such as 2.999; so policies are kept by their content octets.

use std::fmt;
use std::str::FromStr;

use const_oid::db::rfc5280;
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::Any;
use der::{DecodeValue, EncodeValue, FixedTag, Header, Length, Reader, Sequence, Tag, Writer};

/// The identifier of a certificate policy: the content octets of its OBJECT IDENTIFIER
/// (ITU-T X.690 8.19).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(Vec<u8>);

impl PolicyId {
    /// anyPolicy, 2.5.29.32.0.
    #[must_use]
    pub fn any() -> Self {
        Self(vec![0x55, 0x1d, 0x20, 0x00])
    }

    /// The identifier with these content octets; nothing if an arc is cut or padded.
    #[must_use]
    pub fn from_content(octets: &[u8]) -> Option<Self> {
        let id = Self(octets.to_vec());
        id.arcs().map(|_| id)
    }

    /// The content octets.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.0
    }

    fn arcs(&self) -> Option<Vec<u64>> {
        let mut arcs = Vec::new();
        let mut rest = self.0.as_slice();
        while !rest.is_empty() {
            let length = 1 + rest.iter().position(|octet| octet & 0x80 == 0)?;
            let (arc, after) = rest.split_at_checked(length)?;
            // X.690 8.19.2: no leading 0x80; nine octets are 63 bits.
            if arc.first() == Some(&0x80) || arc.len() > 9 {
                return None;
            }
            arcs.push(
                arc.iter()
                    .fold(0, |sum, octet| sum << 7 | u64::from(octet & 0x7f)),
            );
            rest = after;
        }
        let first = arcs.first().copied()?;
        let root = (first / 40).min(2);
        arcs.splice(0..1, [root, first - 40 * root]);
        Some(arcs)
    }
}

fn push_arc(octets: &mut Vec<u8>, arc: u64) {
    let groups = (1..9).take_while(|group| arc >> (7 * group) != 0).count();
    for group in (0..=groups).rev() {
        let more = if group == 0 { 0 } else { 0x80 };
        let bits = (arc >> (7 * group)) & 0x7f;
        octets.push(u8::try_from(bits).unwrap_or(0) | more);
    }
}

impl FromStr for PolicyId {
    type Err = InvalidPolicyId;

    fn from_str(text: &str) -> Result<Self, InvalidPolicyId> {
        let arcs: Vec<u64> = text
            .split('.')
            .map(|arc| arc.parse().ok().filter(|arc| *arc < 1 << 56))
            .collect::<Option<_>>()
            .ok_or(InvalidPolicyId)?;
        let [root, second, rest @ ..] = arcs.as_slice() else {
            return Err(InvalidPolicyId);
        };
        if *root > 2 || (*root < 2 && *second > 39) {
            return Err(InvalidPolicyId);
        }
        let mut octets = Vec::new();
        push_arc(&mut octets, root * 40 + second);
        rest.iter().for_each(|arc| push_arc(&mut octets, *arc));
        Ok(Self(octets))
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arcs = self.arcs().unwrap_or_default();
        let arcs: Vec<String> = arcs.iter().map(u64::to_string).collect();
        f.write_str(&arcs.join("."))
    }
}

impl fmt::Debug for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PolicyId({self})")
    }
}

impl FixedTag for PolicyId {
    const TAG: Tag = Tag::ObjectIdentifier;
}

impl EncodeValue for PolicyId {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.0.len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.0)
    }
}

impl<'a> DecodeValue<'a> for PolicyId {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let octets = reader.read_vec(header.length())?;
        Self::from_content(&octets).ok_or_else(|| der::ErrorKind::OidMalformed.into())
    }
}

/// PolicyInformation.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct PolicyInformation {
    /// policyIdentifier.
    pub policy_identifier: PolicyId,
    /// policyQualifiers, undecoded: this CA writes none.
    pub policy_qualifiers: Option<Any>,
}

/// The certificatePolicies extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificatePolicies(pub Vec<PolicyInformation>);

impl AssociatedOid for CertificatePolicies {
    const OID: ObjectIdentifier = rfc5280::ID_CE_CERTIFICATE_POLICIES;
}

impl FixedTag for CertificatePolicies {
    const TAG: Tag = Tag::Sequence;
}

impl EncodeValue for CertificatePolicies {
    fn value_len(&self) -> der::Result<Length> {
        self.0.value_len()
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        self.0.encode_value(writer)
    }
}

impl<'a> DecodeValue<'a> for CertificatePolicies {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        Vec::decode_value(reader, header).map(Self)
    }
}

impl CertificatePolicies {
    /// Policies without qualifiers.
    #[must_use]
    pub fn plain(policies: Vec<PolicyId>) -> Self {
        let information = policies
            .into_iter()
            .map(|policy_identifier| PolicyInformation {
                policy_identifier,
                policy_qualifiers: None,
            });
        Self(information.collect())
    }

    /// The identifiers, in order.
    pub fn identifiers(&self) -> impl Iterator<Item = &PolicyId> {
        self.0
            .iter()
            .map(|information| &information.policy_identifier)
    }
}

/// Not the dotted form of an object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a dotted object identifier")]
pub struct InvalidPolicyId;

#[cfg(test)]
mod tests {
    use der::{Decode, Encode};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn identifiers_have_the_octets_of_x690() {
        for (text, octets) in [
            ("2.999.3", &[0x88, 0x37, 0x03][..]),
            ("0.4.0.2042.1.1", &[0x04, 0x00, 0x8f, 0x7a, 0x01, 0x01]),
            ("2.5.29.32.0", &[0x55, 0x1d, 0x20, 0x00]),
            ("2.23.140.1.2.2", &[0x67, 0x81, 0x0c, 0x01, 0x02, 0x02]),
        ] {
            let policy: PolicyId = text.parse().unwrap();
            assert_eq!(
                (policy.0.as_slice(), policy.to_string().as_str()),
                (octets, text)
            );
        }
        assert_eq!(PolicyId::any().to_string(), "2.5.29.32.0");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "2",
            "3.1",
            "1.40",
            "1..2",
            "1.2.x",
            "2.99999999999999999999",
        ] {
            assert_eq!(text.parse::<PolicyId>(), Err(InvalidPolicyId), "{text}");
        }
        for octets in [&[][..], &[0x88], &[0x55, 0x80, 0x01], &[0xff; 12]] {
            assert_eq!(PolicyId::from_content(octets), None, "{octets:x?}");
        }
    }

    proptest! {
        #[test]
        fn extension_reads_back_as_written(arcs in prop::collection::vec(0u64..1 << 40, 1..9)) {
            let text = arcs.iter().fold("2".to_owned(), |text, arc| format!("{text}.{arc}"));
            let policies = [text.parse::<PolicyId>().unwrap(), PolicyId::any()];
            let extension = CertificatePolicies::plain(policies.to_vec());
            let value = extension.to_der().unwrap();
            prop_assert_eq!(CertificatePolicies::from_der(&value).unwrap(), extension);
        }

        #[test]
        fn decoding_never_panics(octets in prop::collection::vec(any::<u8>(), 0..64)) {
            drop(CertificatePolicies::from_der(&octets));
            drop(PolicyId::from_content(&octets));
        }
    }
}
