//! `sceau cert lint` on certificates that OpenSSL made.

use std::fs;

use crate::desk::Desk;

/// A root, and what it certified.
fn chain() -> Desk {
    let desk = Desk::new();
    let root = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384 -nodes -keyout root.key \
                -days 3650 -subj /C=FR/O=Poste/CN=Root -addext keyUsage=critical,keyCertSign,cRLSign";
    request(&desk, &format!("{root} -out root.pem"));
    let names = "-addext subjectAltName=DNS:www.example.fr -addext basicConstraints=CA:FALSE";
    let leaf = "-x509 -CA root.pem -CAkey root.key -sha384 -subj /C=FR/CN=www.example.fr -nodes \
                -addext extendedKeyUsage=serverAuth -addext keyUsage=critical,digitalSignature";
    let good =
        "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout good.key -days 90 -out good.pem";
    request(&desk, &format!("{leaf} {names} {good}"));
    let short = "-newkey rsa:2048 -keyout short.key -days 3000 -out short.pem";
    request(&desk, &format!("{leaf} {names} {short}"));
    let read = |name| fs::read_to_string(desk.path(name)).unwrap();
    desk.write("chain.pem", &(read("good.pem") + &read("root.pem")));
    desk
}

fn request(desk: &Desk, arguments: &str) {
    let arguments: Vec<&str> = std::iter::once("req")
        .chain(arguments.split_whitespace())
        .collect();
    desk.tool("openssl", &arguments);
}

#[test]
fn crt_16_a_chain_of_others_is_judged_each_by_its_issuer_in_the_file() {
    let found = chain().run(&["cert", "lint", "chain.pem"]);
    assert!(found.starts_with("exit 0"), "{found}");
    for line in ["chain.pem (1): no findings", "chain.pem (2): no findings"] {
        assert!(found.contains(line), "{line}: {found}");
    }
}

#[test]
fn crt_06_what_hangs_on_the_issuer_is_judged_once_it_is_given() {
    let desk = chain();
    let alone = desk.run(&["cert", "lint", "good.pem"]);
    let told = "warning: CRT-06 (RFC 5280 4.1.2.4): not judged against the issuer";
    assert!(alone.contains(told), "{alone}");
    let issuer = ["--issuer-certificate", "root.pem"];
    let given = desk.run(&[&["cert", "lint", "good.pem"][..], &issuer].concat());
    assert!(given.contains("good.pem: no findings"), "{given}");
}

#[test]
fn alg_01_a_short_key_is_told_with_rule_and_clause_in_both_languages() {
    let desk = chain();
    let lint = [
        "cert",
        "lint",
        "short.pem",
        "--issuer-certificate",
        "root.pem",
    ];
    let english = desk.run(&lint);
    assert!(english.starts_with("exit 1"), "{english}");
    let told = "error: ALG-01 (TS 119 312 8, BR 6.1.1.3): the subject key is refused";
    assert!(english.contains(told), "{english}");
    let french = desk.run(&[&lint[..], &["--lang", "fr"]].concat());
    let told = "ALG-01 (TS 119 312 8, BR 6.1.1.3)\u{a0}: la clé du sujet est refusée";
    assert!(french.contains(told), "{french}");
    let json = desk.run(&[&lint[..], &["--format", "json"]].concat());
    let told = r#""clause":"TS 119 312 8, BR 6.1.1.3""#;
    assert!(json.replace("\": ", "\":").contains(told), "{json}");
}

#[test]
fn what_holds_no_certificate_is_refused() {
    let desk = chain();
    desk.write("text.pem", "nothing");
    for file in ["text.pem", "root.key"] {
        let found = desk.run(&["cert", "lint", file]);
        assert!(found.starts_with("exit 1"), "{found}");
        assert!(found.contains("It holds no X.509 certificate"), "{found}");
    }
}

#[test]
fn a_file_without_certificate_does_not_keep_the_others_from_being_judged() {
    let desk = chain();
    desk.write("text.pem", "nothing");
    desk.write("long.pem", &"x".repeat(300 * 1024));
    let lint = ["cert", "lint", "text.pem", "long.pem", "chain.pem"];
    let found = desk.run(&lint);
    assert!(found.starts_with("exit 1"), "{found}");
    for line in [
        "text.pem: not linted. It holds no X.509 certificate",
        "long.pem: not linted. ",
        "chain.pem (1): no findings",
        "chain.pem (2): no findings",
    ] {
        assert!(found.contains(line), "{line}: {found}");
    }
    let json = desk.run(&[&lint[..], &["--format", "json"]].concat());
    assert!(json.contains("\"error\": \"It holds no X.509"), "{json}");
    assert!(json.contains("\"clean\": false"), "{json}");
}
