//! Officers at work, by programs that are not ours.

use ca_core::governance::role::Role;
use sceau_tests::house::{in_house, openssl_csr};
use sceau_tests::run::judge;
use serde_json::{Value, json};

use super::site::Site;

const JSON: [&str; 2] = ["-H", "Content-Type: application/json"];

fn post(site: &Site<'_>, role: Role, path: &str, request: &Value) -> (u16, Value) {
    let body = request.to_string();
    let more = [JSON.as_slice(), &["--data-raw", &body]].concat();
    let (status, said) = site.curl(Some(role), &more, path);
    let said = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{status}: {said}"));
    (status, said)
}

#[test]
fn curl_issues_and_revokes() {
    in_house(|house| {
        let site = Site::open(house);
        let csr = String::from_utf8(openssl_csr(&house.folder)).unwrap();
        let wish = json!({
            "issuer": "citizens", "profile": "citizen-signature", "csr": csr,
            "subject": "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha Ngaré",
            "request_id": "curl-1",
        });
        let (status, issued) = post(&site, Role::RegistrationOfficer, "/v1/requests", &wish);
        assert_eq!(status, 201, "{issued}");
        let leaf = house.folder.join("leaf.pem");
        std::fs::write(&leaf, issued["certificate"].as_str().unwrap()).unwrap();
        let chain = [("citizens-g1", "citizens.pem"), ("root-g1", "root.pem")];
        for (generation, file) in chain {
            let found = site
                .authority
                .generation(&generation.parse().unwrap())
                .unwrap();
            let der = found.certificate.unwrap();
            std::fs::write(house.folder.join("ca.der"), der).unwrap();
            let from = house.folder.join("ca.der");
            let to = house.folder.join(file);
            let words = ["x509", "-inform", "DER", "-in"].map(Into::into);
            let words = words.into_iter().chain([from, "-out".into(), to]);
            let _written = judge("openssl", words).succeeds();
        }
        let file = |name: &str| house.folder.join(name);
        let words = ["verify".into(), "-CAfile".into(), file("root.pem")];
        let words = words
            .into_iter()
            .chain(["-untrusted".into(), file("citizens.pem"), leaf]);
        let _verified = judge("openssl", words).succeeds().says("OK");

        let serial = &issued["serial"];
        let wish = json!({"issuer": "citizens", "serial": serial, "reason": "superseded"});
        let (status, revoked) = post(&site, Role::RevocationOfficer, "/v1/revocations", &wish);
        assert_eq!(
            (status, &revoked["status"]),
            (201, &json!("revoked")),
            "{revoked}"
        );
        let actor = site.officer(Role::RevocationOfficer).digest().to_string();
        let path = "/v1/audit/events?act=certificate.revoke";
        let (_, events) = site.curl(Some(Role::Auditor), &[], path);
        assert!(events.contains(&actor), "{events}");
    });
}
