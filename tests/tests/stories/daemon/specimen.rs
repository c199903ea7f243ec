//! A request for each operation: one that has none does not compile.

use ca_api::operation::Operation;
use ca_api::{audit, certificate, crl, issuer, key, profile, registry, responder};
use serde_json::{Value, json};

/// A request that can be read, and asks for what is not there where something would be changed.
pub(super) trait Specimen: Operation {
    fn json() -> Value;

    fn request() -> Self::Request {
        serde_json::from_value(Self::json()).unwrap()
    }
}

macro_rules! specimens {
    ($($operation:path: $json:tt)*) => {
        $(impl Specimen for $operation {
            fn json() -> Value {
                json!($json)
            }
        })*
    };
}

const DIGEST: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

specimens! {
    audit::ListEvents: {}
    audit::ShowEvent: {"index": "0"}
    audit::ProveEvent: {"index": "0"}
    audit::ListHeads: {}
    audit::SignHead: {}
    audit::ShowRetention: {}
    audit::PurgeLog: {"ended": "2020-01-01T00:00:00Z"}
    audit::EnrolAuditSigner: {
        "issuer": "citizens", "key_algorithm": "p384", "subject": "C=TD,CN=log"
    }
    certificate::PrepareCertificate: {
        "issuer": "nobody", "profile": "citizen-signature", "csr": "AAAA", "subject": "C=TD,CN=x"
    }
    certificate::IssueCertificate: {
        "issuer": "nobody", "profile": "citizen-signature", "csr": "AAAA", "subject": "C=TD,CN=x"
    }
    certificate::ShowRequest: {"issuer": "citizens", "id": "absent"}
    certificate::ListCertificates: {}
    certificate::CountCertificates: {}
    certificate::CountExpiries: {}
    certificate::ShowCertificate: {"serial": "4a"}
    certificate::RevokeCertificate: {"issuer": "citizens", "serial": "4a"}
    certificate::SuspendCertificate: {"issuer": "citizens", "serial": "4a"}
    certificate::ReinstateCertificate: {"issuer": "citizens", "serial": "4a"}
    crl::ShowCrl: {"generation": "citizens-g1"}
    crl::PublishCrl: {"generation": "citizens-g1"}
    issuer::ListIssuers: {}
    issuer::ShowIssuer: {"issuer": "citizens"}
    issuer::CreateIssuer: {"line": "more", "profile": "issuing-ca"}
    issuer::ActivateIssuer: {"generation": "citizens-g1"}
    key::ListKeys: {}
    key::ShowKey: {"key": "absent"}
    key::CreateKey: {"label": "more", "algorithm": "p384"}
    key::PrepareKeyDestruction: {"key": "absent"}
    key::DestroyKey: {"key": "absent", "reason": "never made"}
    key::ListTokens: {}
    profile::ListProfiles: {}
    profile::ShowProfile: {"name": "citizen-signature"}
    profile::ShowDocument: {"digest": DIGEST}
    profile::CheckDocument: {"document": "x"}
    profile::CompareDocument: {"document": "x"}
    profile::ActivateDocument: {"document": "x"}
    registry::ShowRegistry: {}
    registry::CheckRegistry: {}
    responder::ListResponders: {}
    responder::EnrolResponder: {"issuer": "citizens", "csr": "AAAA"}
}
