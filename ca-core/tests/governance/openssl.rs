//! Who has OpenSSL and nothing of ours makes statements and verifies them.

use ca_core::governance::statement::act::{Act, Withdrawal};
use ca_core::governance::statement::signed::SignedStatement;
use ca_core::governance::statement::{ChainPlace, Statement};

use super::officers::{Office, statement};

#[test]
fn openssl_makes_and_verifies_a_statement() {
    let office = Office::new();
    for kind in [
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "RSA -pkeyopt rsa_keygen_bits:2048",
    ] {
        let [first, second] =
            ["IDCTD-1", "IDCTD-2"].map(|person| office.officer_of("admin", person, kind));
        let act = Act::Withdraw(Withdrawal {
            operator: *first.certificate.digest(),
        });
        let written = statement(
            Some(ChainPlace::After {
                position: 1,
                previous: *second.certificate.digest(),
            }),
            act,
        );
        let json = written.to_json().unwrap();

        let third = office.officer_of("admin", "IDCTD-3", "EC -pkeyopt ec_paramgen_curve:P-384");
        let ours = third.also_signs(&second.also_signs(&first.signs(&written)));
        office.write("ours.cms", ours.der());
        office.openssl(
            "cms -verify -inform DER -in @ours.cms -CAfile @admin.crt -purpose any -cades \
             -binary -out @told.json",
        );
        assert_eq!(office.read("told.json"), json, "{kind}");

        office.write("statement.json", &json);
        for more in ["", "-keyid", "-nocerts", "-md sha384"] {
            office.openssl(&format!(
                "cms -sign -nodetach -binary -cades -nosmimecap -outform DER -in @statement.json \
                 -signer @{name}.crt -inkey @{name}.key -out @theirs.cms {more}",
                name = first.name,
            ));
            // Whoever signs beside others hashes as they do: OpenSSL wants no other digest.
            let hash = more.strip_prefix("-md").map(|_| more).unwrap_or_default();
            office.openssl(&format!(
                "cms -resign -inform DER -binary -cades -nosmimecap -outform DER -in @theirs.cms \
                 -signer @{name}.crt -inkey @{name}.key -out @both.cms {hash}",
                name = second.name,
            ));
            let theirs = SignedStatement::parse(&office.read("both.cms")).unwrap();
            assert_eq!(theirs.statement(), &Statement::from_json(&json).unwrap());
            for officer in [&first, &second] {
                let verified = theirs.verify_by(&officer.certificate);
                assert!(verified.is_ok(), "{kind} {more}: {verified:?}");
            }
        }
    }
}
