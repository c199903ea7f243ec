//! How a chain may begin.

use ca_core::governance::role::{ForbiddenRoles, Role};
use ca_core::governance::roster::GovernanceRefusal as Refusal;

use super::chain::{Beginning, assignment, bootstrap, sign_all};
use super::officers::{Office, Officer};

fn offices(persons: &[&str]) -> (Office, Beginning, Vec<Officer>) {
    let office = Office::new();
    let mut beginning = Beginning::new(&office);
    let officers: Vec<_> = persons
        .iter()
        .map(|person| office.officer(person))
        .collect();
    officers.iter().for_each(|officer| beginning.issue(officer));
    (office, beginning, officers)
}

#[test]
fn i14_a_chain_of_another_bootstrap_is_nothing() {
    let (_office, beginning, officers) = offices(&["IDCTD-S1"]);
    let named = || vec![assignment(&officers[0], &[Role::SecurityOfficer])];
    let [mine, other] = [0, 1].map(|_| sign_all(&bootstrap(named(), 1), &officers));
    assert!(beginning.begin(&mine, mine.digest()).is_ok());
    let found = *other.digest();
    let refused = beginning.begin(&other, mine.digest());
    assert_eq!(refused, Err(Refusal::OtherBootstrap { found }));
}

#[test]
fn each_officer_of_a_bootstrap_signs_it_and_nobody_else() {
    let (_office, beginning, officers) = offices(&["IDCTD-S1", "IDCTD-S2", "IDCTD-S3"]);
    let named = |count: usize| {
        let named = officers[..count].iter();
        named
            .map(|officer| assignment(officer, &[Role::SecurityOfficer]))
            .collect::<Vec<_>>()
    };
    let begin = |named, by: &[Officer]| {
        let signed = sign_all(&bootstrap(named, 1), by);
        beginning.begin(&signed, signed.digest()).map(|_| ())
    };
    assert_eq!(begin(named(2), &officers[..2]), Ok(()));
    assert_eq!(
        begin(named(2), &officers[..1]),
        Err(Refusal::Consent),
        "one is missing"
    );
    assert_eq!(
        begin(named(2), &officers),
        Err(Refusal::Consent),
        "one too many"
    );
    assert_eq!(
        begin(named(2), &officers[1..]),
        Err(Refusal::Consent),
        "another one"
    );
    let twice = [named(1), named(1)].concat();
    assert_eq!(
        begin(twice, &officers[..2]),
        Err(Refusal::Consent),
        "one twice"
    );
}

#[test]
fn reg_03_a_bootstrap_keeps_the_rules_of_assignments() {
    let (office, mut beginning, officers) = offices(&["IDCTD-S1", "IDCTD-S1", "IDCTD-S2"]);
    let security = [Role::SecurityOfficer];
    let begin = |beginning: &Beginning, named: Vec<_>, quorum, by: &[Officer]| {
        let signed = sign_all(&bootstrap(named, quorum), by);
        beginning.begin(&signed, signed.digest()).map(|_| ())
    };
    let named = |place: usize, roles: &[Role]| assignment(&officers[place], roles);
    let alone = Err(Refusal::Roles(ForbiddenRoles::AuditorAlone));
    let split = vec![named(0, &security), named(1, &[Role::Auditor])];
    assert_eq!(
        begin(&beginning, split, 1, &officers[..2]),
        alone,
        "one person"
    );
    let both = || vec![named(0, &security), named(2, &[Role::Operator])];
    let by = [officers[0].clone(), officers[2].clone()];
    for quorum in [0, 2] {
        let refused = begin(&beginning, both(), quorum, &by);
        assert_eq!(
            refused,
            Err(Refusal::BootstrapQuorum { most: 1 }),
            "{quorum}"
        );
    }
    let twins = vec![named(0, &security), named(1, &security)];
    let refused = begin(&beginning, twins, 2, &officers[..2]);
    assert_eq!(
        refused,
        Err(Refusal::BootstrapQuorum { most: 1 }),
        "one person, twice"
    );
    let mut other = both();
    other[1].person = "IDCTD-S9".into();
    assert_eq!(begin(&beginning, other, 1, &by), Err(Refusal::Person));
    assert_eq!(begin(&beginning, both(), 1, &by), Ok(()));
    beginning.issuers.clear();
    assert_eq!(begin(&beginning, both(), 1, &by), Err(Refusal::Certificate));
    beginning = Beginning::new(&office);
    let refused = begin(&beginning, both(), 1, &by);
    assert_eq!(
        refused,
        Err(Refusal::Certificate),
        "the Registry knows nobody"
    );
}
