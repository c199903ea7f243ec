//! What the log keeps of a request beside the request itself.

use ca_core::authority::issue::{Confirmed, IssuanceRequest, IssueError};
use ca_core::lint::LINT_VERSION;
use ca_core::subject::Subject;
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};

fn events(house: &House, text: &str) -> i64 {
    house.count(&format!(
        "select count(*) from audit_events where instr(cast(plain(dictionary, body) as text), '{text}') > 0"
    ))
}

#[test]
fn crt_16_result_of_the_lint_is_kept_with_the_request() {
    in_house(|house| {
        let detail = format!("\"lint\":\"{LINT_VERSION}");
        let before = events(house, &detail);
        let csr = openssl_csr(&house.folder);
        let prepared = house.authority().prepare(&actor(), &citizen(&csr, None));
        assert_eq!(prepared.unwrap().findings(), []);
        house
            .authority()
            .issue(&actor(), &citizen(&csr, None))
            .unwrap();
        assert_eq!(events(house, &format!("{detail}\"")), before + 1);
    });
}

#[test]
fn reg_05_latin_form_is_logged_and_an_officer_confirms_another_one() {
    in_house(|house| {
        let authority = house.authority();
        let csr = openssl_csr(&house.folder);
        let wish = |surname: &str, latin_form| {
            let subject = format!("C=TD,SN={surname},GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha");
            IssuanceRequest {
                subject: Subject::parse(&subject).unwrap(),
                original_name: Some(Subject::parse("SN=نغاري").unwrap()),
                confirmed: Confirmed {
                    latin_form,
                    ..Confirmed::default()
                },
                ..citizen(&csr, None)
            }
        };
        let suggested = ca_core::transliteration::suggest("نغاري").unwrap();
        authority.issue(&actor(), &wish(&suggested, false)).unwrap();
        assert_eq!(events(house, "\"latin_form\":\"icao-9303-3\""), 1);
        let refused = authority.issue(&actor(), &wish("Ngaré", false));
        let Err(error @ IssueError::Profile(_)) = refused else {
            unreachable!("{refused:?}");
        };
        assert_eq!(error.requirement(), Some("REG-05"));
        authority.issue(&actor(), &wish("Ngaré", true)).unwrap();
        assert_eq!(events(house, "\"latin_form\":\"officer\""), 1);
        assert_eq!(events(house, "نغاري"), 0, "no names in the log");
    });
}
