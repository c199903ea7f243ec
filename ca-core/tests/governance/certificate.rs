//! The certificates by which operators are known.

use ca_core::governance::certificate::{NoOperator, OperatorCertificate};

use super::officers::Office;

#[test]
fn reg_02_a_certificate_is_of_the_issuer_whose_name_and_key_signed_it() {
    let office = Office::new();
    office.issuer("other");
    let officer = office.officer("IDCTD-1").certificate;
    let (name, key) = office.issuer_parts("admin");
    let (other_name, other_key) = office.issuer_parts("other");
    assert!(officer.is_issued_by(&name, &key));
    assert!(!officer.is_issued_by(&name, &other_key));
    assert!(!officer.is_issued_by(&other_name, &key));
    assert!(officer.authenticates());
    assert_eq!(officer.person(), "IDCTD-1");
}

#[test]
fn reg_02_a_certificate_that_names_nobody_or_is_no_clients_is_no_operators() {
    let office = Office::new();
    let root = office.read("admin.crt");
    let root = ca_core::certificate::parse(&root).unwrap();
    assert_eq!(OperatorCertificate::parse(&root), Err(NoOperator::Person));
    assert_eq!(
        OperatorCertificate::parse(b"0"),
        Err(NoOperator::Unreadable)
    );
    let server = office.with_extensions("IDCTD-1", "extendedKeyUsage = serverAuth");
    assert!(!server.certificate.authenticates());
    let issuing = "basicConstraints = critical,CA:true\nkeyUsage = digitalSignature\n\
                   extendedKeyUsage = clientAuth";
    assert!(
        !office
            .with_extensions("IDCTD-1", issuing)
            .certificate
            .authenticates()
    );
}
