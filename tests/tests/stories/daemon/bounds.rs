//! An officer whose assignment has bounds.

use ca_api::certificate::ShowCertificate;
use ca_api::client::{Client, ClientError};
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Reach, Scope};
use ca_core::governance::statement::act::{Act, Assignment};
use sceau_tests::governed::Officer;
use sceau_tests::house::in_house;
use serde_json::json;

use super::site::Site;

/// What is told of a certificate, as text, without its serial and the trace.
fn told(client: &Client, serial: &str) -> String {
    let request = serde_json::from_value(json!({ "serial": serial })).unwrap();
    match client.call::<ShowCertificate>(&request) {
        Err(ClientError::Problem(mut problem)) => {
            problem.instance.clear();
            let text = serde_json::to_string(&problem).unwrap();
            text.replace(&serial.to_lowercase(), "serial")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn reg_03_what_is_out_of_scope_is_told_as_what_is_not_there() {
    in_house(|house| {
        let site = Site::open(house);
        let officer = Officer::of(house, "PNOTD-9");
        officer.save(&house.folder, "bounded");
        let act = Act::Assign(Assignment {
            scope: Scope {
                issuer: Reach::only(["citizens"]).unwrap(),
                ..Scope::ALL
            },
            ..officer.assignment(&[Role::RegistrationOfficer])
        });
        let _assigned = site.governed.govern(&site.authority, act).unwrap();
        let client = site.client_of("bounded");
        let there = officer.issued.serial.to_string();
        let absent = "4a".repeat(there.len() / 2);
        let hidden = told(&client, &there);
        assert!(hidden.contains("\"status\":404"), "{hidden}");
        assert_eq!(hidden, told(&client, &absent));
        let unbounded = site.client(Role::RegistrationOfficer);
        assert!(told(&unbounded, &there).starts_with("Ok"), "it is there");
    });
}
