//! Documents that govern issuance come into force by an act in the log, or do not.

use ca_core::algorithm_table::{ALGORITHMS, AlgorithmTable};
use ca_core::authority::activate::ActivateError;
use ca_core::authority::governing::{GoverningDocument, InvalidDocument};
use ca_core::country::{COUNTRY, Country};
use ca_core::registry::records::DocumentKind;
use ca_core::settings::Settings;
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};

fn events(house: &House, text: &str) -> i64 {
    house.count(&format!(
        "select count(*) from audit_events where instr(cast(plain(dictionary, body) as text), '{text}') > 0"
    ))
}

#[test]
fn alg_05_founding_stores_every_document_that_governs() {
    in_house(|house| {
        let authority = house.authority();
        let all = authority.governing_documents().unwrap();
        for kind in &DocumentKind::ALL[1..] {
            assert!(
                all.iter().any(|document| document.kind == *kind),
                "{kind:?}"
            );
        }
        let stored = "select count(*) from active_documents";
        assert_eq!(house.count(stored), 1 + i64::try_from(all.len()).unwrap());
    });
}

#[test]
fn alg_05_table_in_force_is_the_one_that_was_activated() {
    in_house(|house| {
        let authority = house.authority();
        let shipped = AlgorithmTable::shipped().text();
        let unchanged = authority.activate(&actor(), shipped).unwrap();
        assert!(!unchanged.is_change());
        let before = events(house, "document.activate");
        let own = format!("# reviewed\n{shipped}");
        let activated = authority.activate(&actor(), &own).unwrap();
        assert!(activated.is_change());
        assert_eq!(activated.before.as_deref(), Some(shipped));
        assert_eq!(events(house, "document.activate"), before + 1);
        assert_eq!(authority.algorithms().unwrap().text(), own);
        let document = authority.document(DocumentKind::Algorithms, ALGORITHMS);
        assert_eq!(document.unwrap().unwrap().content, own);
    });
}

#[test]
fn law_11_pack_of_another_state_is_refused() {
    in_house(|house| {
        let (authority, algeria) = (house.authority(), Country::find("DZ").unwrap());
        let refused = authority.activate(&actor(), algeria.text()).unwrap_err();
        assert!(
            matches!(&refused, ActivateError::OtherCountry { found, expected }
                if found == "DZ" && expected == "TD"),
            "{refused:?}"
        );
        assert_eq!(events(house, "\"outcome\":\"refused\""), 1);
        assert_eq!(authority.country().unwrap().code, "TD");
        let chad = Country::find("TD").unwrap();
        let settings = Settings::for_practice(&chad, "http://pki.sceau-lab.td").unwrap();
        let founded = authority.found(&actor(), &settings, &algeria);
        assert!(
            founded.is_err(),
            "an authority of Chad with the pack of Algeria"
        );
    });
}

#[test]
fn law_01_missing_mention_blocks_activation_of_profile_and_pack() {
    in_house(|house| {
        let authority = house.authority();
        let profile = authority.profile("citizen-signature").unwrap();
        let mute: String = profile
            .text()
            .lines()
            .filter(|line| !line.starts_with("qualified-mark"))
            .map(|line| format!("{line}\n"))
            .collect();
        let refused = authority.activate(&actor(), &mute).unwrap_err();
        assert!(
            matches!(refused, ActivateError::Mentions { .. }),
            "{refused:?}"
        );
        assert_eq!(refused.requirement(), Some("LAW-01"));
        assert_eq!(events(house, "\"reason\":\"LAW-01\""), 1);
        let pack = authority.document(DocumentKind::Country, COUNTRY);
        let pack = pack.unwrap().unwrap().content;
        let stricter =
            format!("{pack}\n[[mention]]\nname = \"blood-group\"\nreference = \"loi n° 7\"\n");
        let refused = authority.activate(&actor(), &stricter).unwrap_err();
        assert!(
            matches!(refused, ActivateError::Mentions { .. }),
            "{refused:?}"
        );
        assert_eq!(authority.country().unwrap().text(), pack);
        authority
            .issue(&actor(), &citizen(&openssl_csr(&house.folder), None))
            .unwrap();
    });
}

#[test]
fn faults_of_a_refused_document_are_in_the_log_without_their_values() {
    in_house(|house| {
        let authority = house.authority();
        let profile = authority.profile("citizen-signature").unwrap();
        let bad = profile
            .text()
            .replace("\"contentCommitment\"", "\"keyEncipherment\"")
            .replace("name = \"citizen-signature\"", "name = \"Aïcha Ngaré\"");
        let refused = authority.activate(&actor(), &bad).unwrap_err();
        let invalid = |error: &ActivateError| {
            matches!(error, ActivateError::Invalid(InvalidDocument::Profile(_)))
        };
        assert!(invalid(&refused), "{refused:?}");
        assert_eq!(events(house, "\"faults\":\"name name"), 1);
        assert_eq!(events(house, "Ngaré"), 0);
        assert!(GoverningDocument::parse("kind = \"sonnet\"").is_err());
    });
}
