//! Documents at the command line: what `check`, `diff`, `activate` and `show` print.

use std::fs;

use crate::desk::Desk;

fn shipped(name: &str) -> String {
    let core = concat!(env!("CARGO_MANIFEST_DIR"), "/../ca-core/");
    fs::read_to_string(format!("{core}{name}")).unwrap()
}

/// A founded registry, and a profile that differs from the active one.
fn changed_profile() -> Desk {
    let desk = founded("TD");
    let text = shipped("profiles/agency-tls-client.toml");
    let text = text.replacen("version = 1", "version = 2", 1);
    let text = text.replacen("days = 365", "days = 200", 1);
    let text = text.replacen("\"clientAuth\"", "\"clientAuth\", \"emailProtection\"", 1);
    desk.write("new.toml", &text);
    desk
}

fn founded(country: &str) -> Desk {
    let desk = Desk::with_registry_config();
    desk.json(&[
        "registry",
        "init",
        "--country",
        country,
        "--public-url",
        "http://pki.example",
    ]);
    desk
}

#[test]
fn all_faults_of_a_document_are_told_with_line_rule_and_clause() {
    let desk = Desk::new();
    let text = shipped("profiles/citizen-signature.toml");
    let text = text.replacen("version = 1", "version = 0", 1);
    let text = text.replacen(
        "\"contentCommitment\"",
        "\"contentCommitment\", \"keyAgreement\"",
        1,
    );
    let text = text.replacen("{arc}.1.1.1", "0.4.0.194112.1.0", 1);
    desk.write("bad.toml", &text);
    let check = ["profile", "check", "bad.toml"];
    insta::assert_snapshot!("check_faults_en", desk.run(&check));
    let french = desk.run(&[&check[..], &["--lang", "fr"]].concat());
    insta::assert_snapshot!("check_faults_fr", french);
    let json = desk.run(&[&check[..], &["--format", "json"]].concat());
    assert!(
        json.contains(r#""rule":"#) && json.contains(r#""clause":""#),
        "{json}"
    );
}

#[test]
fn documents_of_every_kind_are_checked() {
    let desk = Desk::new();
    for (name, from, to, rule) in [
        (
            "countries/td.toml",
            "code = \"TD\"",
            "code = \"XX\"",
            "QC-01",
        ),
        (
            "tables/algorithms.toml",
            "strength = 128",
            "strength = 1",
            "ALG-04",
        ),
        ("profiles/root-ca.toml", "cRLSign", "keyAgreement", "CRT-10"),
        ("tables/key-origins.toml", "format = 1", "format = 2", ""),
    ] {
        let text = shipped(name);
        desk.write("document.toml", &text);
        let said = desk.run(&["profile", "check", "document.toml", "--country", "DZ"]);
        assert!(
            said.starts_with("exit 0\n--- stdout\nNo faults.\n"),
            "{said}"
        );
        desk.write("document.toml", &text.replacen(from, to, 1));
        let said = desk.run(&["profile", "check", "document.toml"]);
        assert!(said.starts_with("exit 1"), "{said}");
        let told = if rule.is_empty() {
            "`format`".to_owned()
        } else {
            format!("[{rule}, ")
        };
        assert!(said.contains(&told), "{name}: {said}");
        assert!(!said.contains("no Registry"), "{name}: {said}");
    }
    desk.write("document.toml", "format = 1\nkind = \"recipe\"\n");
    insta::assert_snapshot!(
        "check_kind",
        desk.run(&["profile", "check", "document.toml", "--lang", "fr"])
    );
}

#[test]
fn law_01_a_profile_is_held_against_the_law_of_a_country() {
    let desk = Desk::new();
    let text = shipped("profiles/citizen-signature.toml");
    let mention = text.lines().find(|line| line.starts_with("holder"));
    desk.write("profile.toml", &text.replacen(mention.unwrap(), "", 1));
    let check = ["profile", "check", "profile.toml", "--country", "DZ"];
    insta::assert_snapshot!("check_mention_en", desk.run(&check));
    let alone = desk.run(&["profile", "check", "profile.toml"]);
    assert!(alone.contains("notice: no Registry"), "{alone}");
}

#[test]
fn a_configuration_that_does_not_work_is_a_failure_of_check() {
    let desk = Desk::new();
    desk.write("profile.toml", &shipped("profiles/officer.toml"));
    let missing = ["profile", "check", "profile.toml", "--config", "none.toml"];
    let said = desk.run(&missing);
    assert!(said.starts_with("exit 2"), "{said}");
    desk.write("sceau.toml", "nonsense");
    let said = desk.run(&["profile", "check", "profile.toml"]);
    assert!(said.starts_with("exit 2"), "{said}");
    assert!(said.contains("sceau.toml"), "{said}");
    let unfounded = Desk::with_registry_config();
    unfounded.write("profile.toml", &shipped("profiles/officer.toml"));
    let said = unfounded.run(&["profile", "check", "profile.toml"]);
    assert!(!said.starts_with("exit 0"), "{said}");
}

#[test]
fn law_11_check_refuses_the_pack_of_a_country_that_activate_refuses() {
    let desk = founded("TD");
    desk.write("dz.toml", &shipped("countries/dz.toml"));
    let said = desk.run(&["profile", "check", "dz.toml"]);
    assert!(said.starts_with("exit 1"), "{said}");
    assert!(said.contains("the authority is of TD"), "{said}");
    let wish = "\n[[mention]]\nname = \"wish\"\nreference = \"a law, 1\"\n";
    desk.write("td.toml", &(shipped("countries/td.toml") + wish));
    let said = desk.run(&["profile", "check", "td.toml"]);
    assert!(said.starts_with("exit 1"), "{said}");
    assert!(
        said.contains("Certificates of the profile agency-seal"),
        "{said}"
    );
    assert!(
        said.contains("LAW-01, EN 319 412-5, national law"),
        "{said}"
    );
    let french = desk.run(&["profile", "check", "td.toml", "--lang", "fr"]);
    let law = "[LAW-01, EN 319 412-5, loi nationale sur la signature électronique]";
    assert!(french.contains(law), "{french}");
    desk.write("td.toml", &shipped("countries/td.toml"));
    let said = desk.run(&["profile", "check", "td.toml"]);
    assert!(said.starts_with("exit 0"), "{said}");
}

#[test]
fn ops_08_a_change_is_seen_before_it_counts() {
    let desk = changed_profile();
    let diff = ["profile", "diff", "new.toml"];
    insta::assert_snapshot!("diff_en", desk.run(&diff));
    insta::assert_snapshot!(
        "diff_fr",
        desk.run(&[&diff[..], &["--lang", "fr"]].concat())
    );
    let told = desk.json(&diff);
    let fields: Vec<_> = told["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|difference| difference["field"].as_str().unwrap())
        .collect();
    assert!(fields.contains(&"validity.notAfter"), "{fields:?}");
    let activated = desk.run(&["profile", "activate", "new.toml"]);
    let shown = desk.json(&["profile", "show", "agency-tls-client"]);
    let digest = shown["digest"].as_str().unwrap();
    insta::assert_snapshot!("activate", activated.replace(digest, "[DIGEST]"));
    insta::assert_snapshot!("diff_none", desk.run(&diff));
    let again = desk.json(&["profile", "activate", "new.toml"]);
    assert_eq!(again["changed"], false);
}

#[test]
fn ops_08_two_files_are_compared_without_a_registry() {
    let desk = Desk::new();
    let table = shipped("tables/algorithms.toml");
    desk.write("old.toml", &table);
    let row = "kind = \"p256\"\nstrength = 128\n";
    let dated = format!("{row}last_issue = 2030-12-31\n");
    desk.write("new.toml", &table.replacen(row, &dated, 1));
    let diff = ["profile", "diff", "new.toml", "--against", "old.toml"];
    let said = desk.run(&[&diff[..], &["--country", "TD"]].concat());
    insta::assert_snapshot!("diff_against", said);
    desk.write("old.toml", &shipped("countries/td.toml"));
    let said = desk.run(&[&diff[..], &["--country", "TD"]].concat());
    assert!(said.starts_with("exit 2"), "{said}");
}

#[test]
fn first_of_its_name_is_all_new() {
    let desk = founded("DJ");
    let text = shipped("profiles/officer.toml");
    desk.write(
        "own.toml",
        &text.replacen("\"officer\"", "\"inspector\"", 1),
    );
    let diff = desk.json(&["profile", "diff", "own.toml"]);
    assert_eq!(diff["before"], serde_json::Value::Null);
    let all = diff["differences"].as_array().unwrap();
    assert!(all.iter().all(|difference| difference["change"] == "added"));
    let activated = desk.json(&["profile", "activate", "own.toml"]);
    assert_eq!(activated["first"], true);
    let shown = desk.json(&["profile", "show", "inspector", "--fields"]);
    assert!(shown["fields"].as_array().unwrap().len() > 30);
}

#[test]
fn a_version_that_is_active_with_other_content_is_told() {
    let desk = changed_profile();
    desk.json(&["profile", "activate", "new.toml"]);
    let text = fs::read_to_string(desk.path("new.toml")).unwrap();
    desk.write("new.toml", &text.replacen("days = 200", "days = 201", 1));
    let checked = desk.json(&["profile", "check", "new.toml"]);
    let note = checked["notes"][0].as_str().unwrap();
    assert!(note.contains("same version 2"), "{note}");
}

#[test]
fn law_11_a_fourth_country_needs_a_file_and_no_code() {
    let desk = Desk::with_registry_config();
    let text = shipped("countries/td.toml");
    let text = text
        .replace("\"TD\"", "\"NE\"")
        .replace("\"TCD\"", "\"NER\"");
    let text = text
        .replace("NTRTD-", "NTRNE-")
        .replace("\"XAF\"", "\"XOF\"");
    desk.write("ne.toml", &text);
    let init = |country| {
        let url = ["--public-url", "http://pki.example.ne"];
        [&["registry", "init", "--country", country], &url[..]].concat()
    };
    assert_eq!(desk.json(&init("ne.toml"))["country"], "NE");
    let shown = desk.json(&["profile", "show", "country"]);
    assert_eq!(shown["document"].as_str().unwrap(), text);
    let fields = desk.json(&["profile", "show", "citizen-signature", "--fields"]);
    let legislation = fields["fields"].as_array().unwrap().iter();
    let legislation: Vec<_> = legislation
        .filter(|field| field["field"] == "qcStatements.QcCClegislation")
        .collect();
    assert_eq!(legislation[0]["value"], "NE");
    desk.write("bad.toml", &text.replace("\"XOF\"", "\"francs\""));
    insta::assert_snapshot!("country_faults", desk.run(&init("bad.toml")));
}

#[test]
fn country_of_another_state_is_not_activated() {
    let desk = founded("TD");
    desk.write("dz.toml", &shipped("countries/dz.toml"));
    let said = desk.run(&["profile", "activate", "dz.toml", "--lang", "fr"]);
    insta::assert_snapshot!("activate_other_country", said);
}

#[test]
fn reg_05_latin_forms_are_suggested() {
    let desk = Desk::new();
    let names = ["util", "transliterate", "محمد", "الرازي"];
    insta::assert_snapshot!("transliterate", desk.run(&names));
    let subject = ["util", "transliterate", "--subject", "SN=الرازي,GN=محمد"];
    insta::assert_snapshot!("transliterate_subject", desk.run(&subject));
    let chinese = desk.run(&["util", "transliterate", "--lang", "fr", "漢"]);
    insta::assert_snapshot!("transliterate_none", chinese);
    let padded = desk.run(&["util", "transliterate", "محمد  "]);
    let bare = desk.run(&["util", "transliterate", "محمد"]);
    assert_eq!(padded, bare);
    for blank in ["", "  "] {
        let said = desk.run(&["util", "transliterate", blank]);
        assert!(said.starts_with("exit 2"), "{said}");
        assert!(said.contains("The text is empty."), "{said}");
    }
    let none = desk.run(&["util", "transliterate"]);
    assert!(none.contains("not given: <TEXT>.\n"), "{none}");
}
