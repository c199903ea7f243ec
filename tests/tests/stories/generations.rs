//! A line gets its next generation: the one before it is retired and still answered for.

use sceau_tests::lab::Lab;
use sceau_tests::run::judge;
use sceau_tests::subject::SIGNATURE;

#[test]
fn publishing_for_a_line_serves_those_who_hold_certificates_of_its_retired_generations() {
    let lab = Lab::up();
    let old = SIGNATURE.fulfil(&lab, "old");
    let create = ["issuer", "create", "citizens", "--profile", "issuing-ca"];
    let _created = lab
        .sceau(create.into_iter().chain(["--issuer", "root"]))
        .succeeds();
    let _active = lab.sceau(["issuer", "activate", "citizens-g2"]).succeeds();
    let revoke = [
        "cert",
        "revoke",
        "--issuer",
        "citizens",
        &old.serial,
        "--yes",
    ];
    let _revoked = lab
        .sceau(revoke.into_iter().chain(["--reason", "superseded"]))
        .succeeds();
    let published = lab.report(["crl", "publish", "--issuer", "citizens"]);
    assert_eq!(published["issuer"], "citizens-g2");
    assert_eq!(published["entries"], 0);
    let retired = lab.report(["crl", "show", "--issuer", "citizens-g1"]);
    assert_eq!(retired["entries"].as_array().unwrap().len(), 1, "{retired}");
    let new = SIGNATURE.fulfil(&lab, "new");
    let text = judge(
        "openssl",
        [
            "x509",
            "-noout",
            "-issuer",
            "-in",
            new.file.to_str().unwrap(),
        ],
    );
    let _second = text.succeeds().says("citizens G2");
}
