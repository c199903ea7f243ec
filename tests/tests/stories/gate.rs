//! Each operation is done for whom the table names, and for nobody else (REG-03).

use std::sync::Arc;

use ca_api::operation::{Effect, Operation, Row};
use ca_api::table::TABLE;
use ca_core::authority::Authority;
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Reach, Scope};
use ca_core::governance::statement::act::{Act, Assignment};
use ca_desk::config::Config;
use ca_desk::error::{Failure, Kind};
use ca_desk::gate::Admitted;
use ca_desk::language::Language;
use ca_desk::message::Message;
use ca_desk::told::{Listener, Told};
use ca_desk::wiring::{Store, Wiring};
use sceau_tests::governed::{Governed, Officer};
use sceau_tests::house::{House, actor, in_house};
use serde_json::{Map, Value, json};

struct Nobody;

impl Listener for Nobody {
    fn tell(&self, _: &Message) {}

    fn warn(&self, _: &Message) {}
}

/// What the daemon of a house works with.
fn desk(house: &House, governed: Option<&Governed<'_>>) -> Wiring {
    let config = Config {
        path: house.folder.join("sceau.toml"),
        registry: format!("sqlite:{}", house.database().display())
            .parse()
            .unwrap(),
        anchor: house.folder.join("gate-anchor.json"),
        tokens: Vec::new(),
        audit: None,
        bootstrap: governed.map(|governed| governed.pinned),
        told: Told::new(Nobody),
    };
    Wiring::without_token(config, Store::Open, actor()).unwrap()
}

fn officer(
    governed: &Governed<'_>,
    authority: &Authority,
    person: &str,
    roles: &[Role],
) -> Officer {
    bounded(governed, authority, person, roles, Scope::ALL)
}

fn bounded(
    governed: &Governed<'_>,
    authority: &Authority,
    person: &str,
    roles: &[Role],
    scope: Scope,
) -> Officer {
    let officer = Officer::of(governed.house, person);
    let assignment = Assignment {
        scope,
        ..officer.assignment(roles)
    };
    governed.govern(authority, Act::Assign(assignment)).unwrap();
    officer
}

/// A value for each member that a request must have. An operation with another one fails here.
fn sample(member: &str) -> Value {
    match member {
        "issuer" | "line" => json!("citizens"),
        "generation" => json!("citizens-g1"),
        "profile" | "name" => json!("citizen-signature"),
        "csr" => json!("-----BEGIN CERTIFICATE REQUEST-----"),
        "subject" => json!("CN=Ngaré"),
        "serial" => json!("4a"),
        "key" => json!("pkcs11:object=a"),
        "label" | "reason" => json!("a"),
        "id" => json!("a-request"),
        "index" => json!("0"),
        "digest" => json!("00".repeat(32)),
        "document" => json!("format = 1"),
        "algorithm" | "key_algorithm" => json!("p384"),
        "ended" => json!("2026-11-22T00:00:00Z"),
        "act" | "outcome" | "san" => json!([]),
        other => panic!("no specimen for a member `{other}`"),
    }
}

fn specimen<O: Operation>() -> O::Request {
    let schema = schemars::schema_for!(O::Request);
    let required = schema.get("required").and_then(Value::as_array).cloned();
    let names = required.unwrap_or_default();
    let names = names.iter().map(|name| name.as_str().unwrap());
    let members: Map<String, Value> = names.map(|name| (name.to_owned(), sample(name))).collect();
    let text = Value::Object(members);
    serde_json::from_value(text.clone())
        .unwrap_or_else(|error| panic!("{}: {text}: {error}", O::ROW.name))
}

/// By which rule an operation is refused to whoever holds this certificate; none if it may be
/// done.
fn refusal<O: Operation>(here: &Wiring, certificate: &[u8]) -> Option<String> {
    let request = specimen::<O>();
    let admitted = Admitted::<O>::certificate(here, certificate, &request, Language::En);
    admitted.err().map(|failure| word(&failure))
}

fn word(failure: &Failure) -> String {
    assert_eq!(failure.kind, Kind::Forbidden, "{failure:?}");
    failure.rule().unwrap_or_default().to_owned()
}

macro_rules! refusals {
    ($($operation:path,)*) => {
        /// By which rule each operation is refused, in the order of the table.
        fn refusals(here: &Wiring, certificate: &[u8]) -> Vec<(&'static Row, Option<String>)> {
            let found = [$(refusal::<$operation>(here, certificate),)*];
            TABLE.iter().zip(found).collect()
        }

        /// The same for an account of the machine.
        fn refused_to_accounts(here: &Wiring) -> Vec<(&'static Row, Option<String>)> {
            let found = [$(
                Admitted::<$operation>::account(here, Language::En)
                    .err()
                    .map(|failure| word(&failure)),
            )*];
            TABLE.iter().zip(found).collect()
        }
    };
}

ca_api::operations!(refusals);

fn events(house: &House) -> i64 {
    house.count(
        "select count(*) from audit_events
        where cast(plain(dictionary, body) as text) like '%\"type\":\"operator.refuse\"%'",
    )
}

#[test]
fn reg_03_each_operation_and_role_is_as_the_table_says() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let here = desk(house, Some(&governed));
        for (role, number) in Role::ALL.into_iter().zip(2..) {
            let person = format!("PNOTD-{number}");
            let officer = officer(&governed, &authority, &person, &[role]);
            let before = events(house);
            let mut refused = 0;
            for (row, found) in refusals(&here, officer.certificate.der()) {
                let expected = match (row.roles.set().contains(role), row.effect) {
                    (false, _) => Some("REG-03"),
                    (true, Effect::Governs) => Some("statement-required"),
                    (true, Effect::Reads | Effect::ReadsPersons(_) | Effect::Changes) => None,
                };
                assert_eq!(found.as_deref(), expected, "{} for {role}", row.name);
                refused += i64::from(expected.is_some());
            }
            assert_eq!(
                events(house) - before,
                refused,
                "each refusal is an event: {role}"
            );
        }
    });
}

#[test]
fn reg_02_who_is_no_operator_or_none_any_more_may_do_nothing() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let here = desk(house, Some(&governed));
        let stranger = Officer::of(house, "PNOTD-9");
        let gone = officer(&governed, &authority, "PNOTD-8", &[Role::RevocationOfficer]);
        assert!(
            refusals(&here, gone.certificate.der())
                .iter()
                .any(|(_, refused)| refused.is_none())
        );
        governed.govern(&authority, gone.withdrawal()).unwrap();
        for (certificate, rule) in [
            (stranger.certificate.der(), "operator-unknown"),
            (gone.certificate.der(), "operator-withdrawn"),
            (&[0x30, 0x00][..], "operator-unknown"),
        ] {
            for (row, refused) in refusals(&here, certificate) {
                assert_eq!(refused.as_deref(), Some(rule), "{}", row.name);
            }
        }
    });
}

#[test]
fn reg_03_what_lies_outside_the_scope_is_refused_where_the_request_says_it() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let here = desk(house, Some(&governed));
        let scope = Scope {
            issuer: Reach::only(["agencies"]).unwrap(),
            ..Scope::ALL
        };
        let roles = [Role::RegistrationOfficer, Role::RevocationOfficer];
        let elsewhere = bounded(&governed, &authority, "PNOTD-7", &roles, scope);
        let refusals = refusals(&here, elsewhere.certificate.der());
        let of = |name: &str| {
            let found = refusals.iter().find(|(row, _)| row.name == name);
            found.unwrap().1.clone()
        };
        for name in [
            "IssueCertificate",
            "PrepareCertificate",
            "RevokeCertificate",
        ] {
            assert_eq!(of(name).as_deref(), Some("scope"), "{name}");
        }
        // Whose certificate it is is known once it was found.
        assert_eq!(of("ShowCertificate"), None);
    });
}

#[test]
fn a_local_account_changes_nothing_once_officers_are_named() {
    in_house(|house| {
        for (row, refused) in refused_to_accounts(&desk(house, None)) {
            assert_eq!(refused, None, "{}", row.name);
        }
        let governed = Governed::begin(house);
        let here = Arc::new(desk(house, Some(&governed)));
        for (row, refused) in refused_to_accounts(&here) {
            let changes = matches!(row.effect, Effect::Changes | Effect::Governs);
            assert_eq!(refused.is_some(), changes, "{}", row.name);
        }
    });
}
