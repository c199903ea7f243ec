//! What makes two requests with one id the same: all that was asked, and nothing of what was
//! decided, so that a retry is known again whatever profile or issuer became meanwhile.

use crate::certificate::request::CertificateRequest;
use crate::digest::Sha256Digest;
use crate::subject::Subject;

/// SHA-256 over the version of this form and everything that was asked, each part behind its
/// length. Evidence and confirmations are no part of it: a retry may bring better ones.
pub(super) fn content_digest(profile: &str, request: &CertificateRequest<'_>) -> Sha256Digest {
    let subject = request.subject.into_iter().flat_map(Subject::iter);
    let attributes = subject.map(|(attribute, value)| format!("{attribute}={value}"));
    let names = request.alternative_names.iter();
    let names = names.map(|name| format!("{}:{}", name.kind(), name.value()));
    let validity = request
        .validity
        .map(|validity| validity.as_secs().to_string());
    let asked = [
        profile.to_owned(),
        request.common_name.unwrap_or_default().to_owned(),
        hex::encode(request.key.spki()),
        validity.unwrap_or_default(),
    ];
    let mut framed = String::new();
    for part in asked.into_iter().chain(attributes).chain(names) {
        framed.push_str(&part.len().to_string());
        framed.push(':');
        framed.push_str(&part);
    }
    Sha256Digest::of_parts(&[VERSION, framed.as_bytes()])
}

/// Digests are compared for decades: another form gets another octet.
const VERSION: &[u8] = b"1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject_key::SubjectKey;

    const KEY: &str =
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn digest(subject: &str, names: &[&str]) -> Sha256Digest {
        let key = SubjectKey::from_spki(&hex::decode(KEY).unwrap()).unwrap();
        let subject = Subject::parse(subject).unwrap();
        let names: Vec<_> = names.iter().map(|name| name.parse().unwrap()).collect();
        let request = CertificateRequest {
            subject: Some(&subject),
            common_name: None,
            alternative_names: &names,
            key: &key,
            validity: None,
            original_name: None,
            latin_form_confirmed: false,
        };
        content_digest("citizen-signature", &request)
    }

    #[test]
    fn digest_of_a_request_is_frozen() {
        let expected = "7159c94be88804efb0b1bd3c0ac7222c22bbe3afe2c3352df2830877f7762201";
        assert_eq!(digest("C=TD,CN=A", &["dns:a.td"]).to_string(), expected);
    }

    #[test]
    fn order_of_attributes_is_no_difference_and_values_are() {
        assert_eq!(digest("C=TD,CN=A", &[]), digest("CN=A,C=TD", &[]));
        assert_ne!(digest("C=TD,CN=A", &[]), digest("C=TD,CN=B", &[]));
        assert_ne!(digest("C=TD,CN=A", &[]), digest("C=TD,CN=A", &["dns:a.td"]));
        assert_ne!(digest("CN=a", &["dns:b.td"]), digest("CN=a5:dns:b.td", &[]));
    }
}
