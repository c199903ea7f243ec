//! Each act of the catalogue is provoked once and found once (AUD-01). The match has no rest: a
//! new act needs a row.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use ca_core::audit::event::{Act, Outcome};
use ca_core::audit::query::EventQuery;
use ca_core::authority::jobs::Told;
use ca_core::authority::registrations::Reading;
use ca_core::authority::withdraw::Granted;
use ca_core::authority::{Authority, Ports};
use ca_core::governance::role::Role;
use ca_core::governance::statement::act as statement;
use ca_core::jobs::book::Claimed;
use ca_core::jobs::clock_watch::ClockFinding;
use ca_core::jobs::name::{JobKey, JobName};
use ca_core::jobs::run::RunOutcome;
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::Reason;
use ca_core::revocation::report::{Decision, ReportClass};
use ca_core::revocation::request::{Requester, RevocationRequest};
use sceau_tests::altered::Altered;
use sceau_tests::csr;
use sceau_tests::governed::{Governed, Officer};
use sceau_tests::house::{House, actor, citizen, in_house};
use sceau_tests::lab::Lab;

use super::desk::{count, issue};
use super::heads::bending;
use crate::registration::registered;

/// How an act is provoked.
enum Way {
    /// It is there once when a lab is up.
    Founding,
    /// By commands, and this is how it ends.
    Commands(Outcome, fn(&Lab)),
    /// By an authority whose token errs, and this is how it ends.
    Token(Outcome, fn(&House)),
    /// By commands in a lab that is of no use afterwards.
    LastCommands(fn(&Lab)),
}

const fn way(act: Act) -> Way {
    use Outcome::{Done, Failed, Refused};
    match act {
        Act::RegistryInit | Act::TokenSeen | Act::AuditEnrol => Way::Founding,
        Act::RegistryBackup => Way::LastCommands(|lab| drop(back_up_registry(lab))),
        Act::RegistryRestore => Way::LastCommands(put_back),
        Act::RegistryAcknowledge => Way::LastCommands(acknowledge),
        Act::RegistryCopy => Way::LastCommands(move_registry),
        Act::DocumentActivate => Way::Commands(Done, activate),
        Act::KeyGenerate => Way::Commands(Done, |lab| sceau(lab, &["key", "create", "spare"])),
        Act::KeyDestroy => Way::Commands(Done, destroy),
        Act::KeyBackup => Way::Commands(Done, back_up),
        Act::KeySeal => Way::Commands(Done, seal),
        Act::KeyRestore => Way::Commands(Failed, restore),
        Act::TokenChange => Way::Token(Done, change_token),
        Act::TokenReject => Way::Token(Failed, sign_wrongly),
        Act::TokenLogin => Way::Commands(Failed, mistype),
        Act::IssuerCreate => Way::Commands(Done, |lab| create_issuer(lab, &[])),
        Act::IssuerActivate => Way::Commands(Done, |lab| create_issuer(lab, &["--activate"])),
        Act::CertificateRequest | Act::CertificateIssue => {
            Way::Commands(Done, |lab| drop(issue(lab, "one")))
        }
        Act::CertificateAbandon => Way::Token(Done, abandon),
        Act::CertificateRevoke => Way::Commands(Done, |lab| withdraw(lab, &["revoke"])),
        Act::CertificateSuspend => Way::Commands(Done, |lab| withdraw(lab, &["suspend"])),
        Act::CertificateReinstate => {
            Way::Commands(Done, |lab| withdraw(lab, &["suspend", "reinstate"]))
        }
        Act::CrlReserve | Act::CrlPublish => Way::Commands(Done, |lab| {
            sceau(lab, &["crl", "publish", "--issuer", "citizens"])
        }),
        Act::ResponderEnrol => Way::Commands(Refused, enrol_nonsense),
        Act::AuditExport => Way::Commands(Done, export),
        Act::AuditPurge => Way::Commands(Refused, purge_early),
        Act::JobRun => Way::Token(Done, ask_for_run),
        Act::RegistrationPurge => Way::Token(Done, purge_registrations),
        Act::RegistrationRead | Act::CertificateRead | Act::ReportRead => Way::Token(Done, read),
        Act::CertificateNotify => Way::Token(Done, notify),
        Act::RevocationAmend => Way::Token(Done, amend),
        Act::RevocationSchedule | Act::RevocationCancel => Way::Token(Done, set_and_cancel),
        Act::RevocationCodeIssue => Way::Token(Done, give_code),
        Act::ReportOpen
        | Act::ReportAnswer
        | Act::ReportDecide
        | Act::ReportExplain
        | Act::ReportDue => Way::Token(Done, report),
        Act::CrlDisagree => Way::Token(Failed, disagree),
        Act::JobMissed => Way::Token(Failed, sleep),
        Act::ClockStep => Way::Token(Done, move_clock),
        Act::OperatorBootstrap => Way::Token(Done, |house| drop(Governed::begin(house))),
        Act::OperatorAssign => Way::Token(Done, |house| drop(assigned(house))),
        Act::OperatorWithdraw => Way::Token(Done, |house| {
            let (governed, officer) = assigned(house);
            governed
                .govern(&governed.authority(), officer.withdrawal())
                .unwrap();
        }),
        Act::OperatorRevoke => Way::Token(Done, |house| {
            let (governed, officer) = assigned(house);
            governed
                .govern(&governed.authority(), officer.revocation())
                .unwrap();
        }),
        Act::OperatorRenew => Way::Token(Done, renew),
        Act::OperatorRefuse => Way::Token(Refused, |house| {
            let authority = house.authority();
            authority
                .record_refusal(&actor(), "IssueCertificate", "role")
                .unwrap();
        }),
        Act::OperatorIgnore => Way::Token(Failed, |house| {
            let governed = Governed::begin(house);
            let unpinned = house.authority();
            let certificate = governed.security.certificate.der();
            assert!(unpinned.standing(certificate).is_err());
        }),
    }
}

#[test]
fn aud_01_each_act_is_provoked_once_and_found_once() {
    let lab = Lab::up();
    for act in Act::ALL {
        match way(act) {
            Way::Founding => assert_eq!(count(&lab, act.as_str(), "done"), 1, "{act:?}"),
            Way::Commands(outcome, provoke) => {
                let found = || count(&lab, act.as_str(), outcome.as_str());
                let before = found();
                provoke(&lab);
                assert_eq!(found(), before + 1, "{act:?}");
                fs::remove_dir_all(lab.file("export")).unwrap_or_default();
            }
            Way::Token(outcome, provoke) => in_house(|house| {
                let before = found_in(house, act, outcome);
                provoke(house);
                assert_eq!(found_in(house, act, outcome), before + 1, "{act:?}");
            }),
            Way::LastCommands(provoke) => {
                let lab = Lab::up();
                provoke(&lab);
                assert_eq!(count(&lab, act.as_str(), "done"), 1, "{act:?}");
            }
        }
    }
}

fn found_in(house: &House, act: Act, outcome: Outcome) -> usize {
    let query = EventQuery {
        acts: vec![act],
        outcomes: vec![outcome],
        limit: 1_000,
        ..EventQuery::default()
    };
    house.ports.audit.events(&query).unwrap().len()
}

/// Somebody who was assigned to by a statement.
fn assigned(house: &House) -> (Governed<'_>, Officer) {
    let governed = Governed::begin(house);
    let officer = Officer::of(house, "PNOTD-2");
    let assign = statement::Act::Assign(officer.assignment(&[Role::Operator]));
    governed.govern(&governed.authority(), assign).unwrap();
    (governed, officer)
}

fn renew(house: &House) {
    let (governed, officer) = assigned(house);
    let next = Officer::of(house, "PNOTD-2");
    let authority = governed.authority();
    let renewal = officer.signs(&governed.write(&authority, officer.renewal(&next)));
    authority.govern(&actor(), renewal.der()).unwrap();
}

fn sceau(lab: &Lab, arguments: &[&str]) {
    let _done = lab.sceau(arguments).succeeds();
}

/// A backup, and who can read it.
fn back_up_registry(lab: &Lab) -> [String; 2] {
    let [identity, backup] = ["identity", "backup.age"].map(|name| {
        let file = lab.file(name);
        file.to_str().unwrap().to_owned()
    });
    let made = lab.report(["registry", "keygen", "--out", &identity]);
    let recipient = made["recipient"].as_str().unwrap();
    sceau(
        lab,
        &[
            "registry",
            "backup",
            "--recipient",
            recipient,
            "--out",
            &backup,
        ],
    );
    [identity, backup]
}

/// The registry goes back to a backup that lacks what came after it.
pub(super) fn put_back(lab: &Lab) {
    let [identity, backup] = back_up_registry(lab);
    sceau(lab, &["crl", "publish", "--issuer", "citizens"]);
    fs::rename(lab.file("registry"), lab.file("registry.old")).unwrap();
    fs::create_dir(lab.file("registry")).unwrap();
    sceau(
        lab,
        &["registry", "restore", &backup, "--identity", &identity],
    );
}

pub(super) fn acknowledge(lab: &Lab) {
    put_back(lab);
    sceau(
        lab,
        &[
            "--yes",
            "registry",
            "acknowledge",
            "--reason",
            "an exercise",
        ],
    );
}

fn move_registry(lab: &Lab) {
    let url = |name: &str| format!("sqlite:{}", lab.file(name).display());
    let (from, to) = (url("registry/sceau.db"), url("moved.db"));
    sceau(lab, &["registry", "copy", "--from", &from, "--to", &to]);
    // What left the old place is in the log that stays there.
    assert_eq!(count(lab, "registry.copy", "intended"), 1);
    assert_eq!(count(lab, "registry.copy", "done"), 0);
    let config = fs::read_to_string(lab.file("sceau.toml")).unwrap();
    let moved = config.replace("sqlite:registry/sceau.db", "sqlite:moved.db");
    assert_ne!(moved, config);
    fs::write(lab.file("sceau.toml"), moved).unwrap();
}

fn activate(lab: &Lab) {
    let shown = lab.report(["profile", "show", "officer"]);
    let text = shown["document"].as_str().unwrap();
    let file = lab.file("officer.toml");
    fs::write(&file, text.replacen("days = 365", "days = 300", 1)).unwrap();
    sceau(lab, &["profile", "activate", file.to_str().unwrap()]);
}

fn destroy(lab: &Lab) {
    sceau(lab, &["key", "create", "old"]);
    sceau(
        lab,
        &["--yes", "key", "destroy", "old", "--reason", "an exercise"],
    );
}

/// A key wrapped for the token that it is in.
fn wrapped(lab: &Lab, label: &str, more: &[&str]) -> String {
    let (transport, backup) = (
        lab.file("to.transport"),
        lab.file(&format!("{label}.backup")),
    );
    let _gone = fs::remove_file(&transport);
    let (transport, backup) = (transport.to_str().unwrap(), backup.to_str().unwrap());
    sceau(lab, &["key", "create", label, "--exportable"]);
    sceau(lab, &["key", "transport", "--out", transport]);
    let wrap = [
        "--yes", "key", "backup", label, "--to", transport, "--out", backup,
    ];
    sceau(lab, &[&wrap[..], more].concat());
    backup.to_owned()
}

fn back_up(lab: &Lab) {
    wrapped(lab, "travels", &["--keep-exportable"]);
}

fn seal(lab: &Lab) {
    sceau(lab, &["key", "create", "open", "--exportable"]);
    sceau(lab, &["--yes", "key", "seal", "open"]);
}

fn restore(lab: &Lab) {
    let backup = wrapped(lab, "returns", &[]);
    // The key is there already.
    let _refused = lab.sceau(["key", "restore", &backup]).ends_with(1);
}

fn mistype(lab: &Lab) {
    let pin = lab.file("ca/pin");
    let right = fs::read_to_string(&pin).unwrap();
    fs::write(&pin, "00000000").unwrap();
    let _shut = lab
        .sceau(["crl", "publish", "--issuer", "citizens"])
        .ends_with(5);
    fs::write(pin, right).unwrap();
}

fn create_issuer(lab: &Lab, more: &[&str]) {
    let line = if more.is_empty() { "north" } else { "south" };
    let create = [
        "issuer",
        "create",
        line,
        "--profile",
        "issuing-ca",
        "--issuer",
        "root",
    ];
    sceau(lab, &[&create[..], more].concat());
}

fn withdraw(lab: &Lab, verbs: &[&str]) {
    let serial = issue(lab, verbs.last().unwrap());
    for verb in verbs {
        let withdraw = ["--yes", "cert", verb, "--issuer", "citizens", &serial];
        let reason: &[&str] = match *verb {
            "revoke" => &["--reason", "superseded"],
            _ => &[],
        };
        sceau(lab, &[&withdraw[..], reason].concat());
    }
}

fn enrol_nonsense(lab: &Lab) {
    let file = lab.file("nonsense.csr");
    fs::write(&file, "no request").unwrap();
    let enrol = ["responder", "enrol", "--issuer", "citizens", "--csr"];
    let enrol = [&enrol[..], &[file.to_str().unwrap()]].concat();
    let _refused = lab.sceau(enrol).ends_with(1);
}

fn export(lab: &Lab) {
    sceau(
        lab,
        &[
            "audit",
            "export",
            "--out",
            lab.file("export").to_str().unwrap(),
        ],
    );
}

fn purge_early(lab: &Lab) {
    let early = ["audit", "purge", "--ended", "2040-01-01T00:00:00Z"];
    let _refused = lab.sceau(early).ends_with(1);
}

fn change_token(house: &House) {
    let request = citizen(csr::p256().as_bytes(), None);
    house.authority().issue(&actor(), &request).unwrap();
    let mut keys = Altered::of(&house.ports.keys);
    keys.token = |token| token.firmware = "9.9".into();
    let other = Authority::new(Ports {
        keys: Arc::new(keys),
        ..house.ports.clone()
    });
    let request = citizen(csr::p256().as_bytes(), None);
    other.issue(&actor(), &request).unwrap();
}

/// A request that stays behind, since its signature is wrong.
fn sign_wrongly(house: &House) {
    let id = "citizens-g1".parse().unwrap();
    let bent = bending(house, &house.authority().generation(&id).unwrap().key);
    let request = citizen(csr::p256().as_bytes(), None);
    assert!(bent.issue(&actor(), &request).is_err());
}

fn abandon(house: &House) {
    sign_wrongly(house);
    house.clock.advance_hours(49);
    let id = "citizens-g1".parse().unwrap();
    house.authority().publish_crl(&actor(), &id).unwrap();
}

/// A responder that says of a certificate that it was never issued.
fn disagree(house: &House) {
    let request = citizen(csr::p256().as_bytes(), None);
    let issued = house.authority().issue(&actor(), &request).unwrap();
    house.clock.advance_hours(1);
    let told = Told {
        serial: issued.serial,
        status: CertificateStatus::NeverIssued,
    };
    let found = house
        .authority()
        .compare_lists_and_answers(&actor(), &issued.issuer, &[told]);
    assert_eq!(found.unwrap().differ.len(), 1);
}

/// Jobs of a machine that slept.
fn sleep(house: &House) {
    let authority = house.authority();
    let hour = Duration::from_secs(3_600);
    authority.schedule_jobs(hour).unwrap();
    house.clock.advance_hours(3);
    let jobs = authority.schedule_jobs(hour).unwrap();
    let heads = jobs.iter().find(|job| job.job.name == JobName::Heads);
    let claimed = authority.claim_due(heads.unwrap(), "first").unwrap();
    assert!(matches!(claimed, Some(Claimed::Won(_))), "{claimed:?}");
}

fn ask_for_run(house: &House) {
    let (authority, job) = (house.authority(), JobKey::whole(JobName::Intents));
    let minute = Duration::from_secs(60);
    let due = || {
        let jobs = authority.schedule_jobs(minute).unwrap();
        let job = jobs.into_iter().find(|known| known.job == job).unwrap();
        authority.claim_due(&job, "first").unwrap()
    };
    let Some(Claimed::Won(lease)) = due() else {
        panic!("a new job is due");
    };
    let words = String::new();
    authority
        .finish_job(&lease, minute, RunOutcome::Done, words)
        .unwrap();
    assert_eq!(due(), None);
    house.clock.advance_seconds(1);
    authority.request_run(&actor(), &job).unwrap();
    assert!(matches!(due(), Some(Claimed::Won(_))));
}

fn move_clock(house: &House) {
    let step = ClockFinding::Step { millis: -3_000 };
    house.authority().record_clock(step).unwrap();
}

fn notify(house: &House) {
    amend(house);
    let authority = house.authority();
    let due = authority.due_notices(9).unwrap();
    assert!(authority.record_notice(&actor(), &due[0]).unwrap());
}

/// A revocation whose reason becomes worse.
fn amend(house: &House) {
    let (authority, line) = (house.authority(), "citizens".parse().unwrap());
    let request = citizen(csr::p256().as_bytes(), None);
    let serial = authority.issue(&actor(), &request).unwrap().serial;
    for reason in [Reason::Superseded, Reason::KeyCompromise] {
        let reason = Some(reason);
        authority
            .revoke(&actor(), &line, &serial, reason, None)
            .unwrap();
    }
}

fn set_and_cancel(house: &House) {
    let authority = house.authority();
    let request = citizen(csr::p256().as_bytes(), None);
    let wish = RevocationRequest {
        line: "citizens".parse().unwrap(),
        serial: authority.issue(&actor(), &request).unwrap().serial,
        reason: None,
        invalidity_date: None,
        effective: Some(house.ports.clock.now().plus(Duration::from_secs(3_600))),
        requester: Requester::AgencyOfficer,
        received: None,
        authenticated: None,
        request_id: None,
    };
    let Granted::Later { id, .. } = authority.revoke_on_request(&actor(), &wish).unwrap() else {
        panic!("{wish:?}");
    };
    authority.cancel_scheduled(&actor(), id).unwrap();
}

fn give_code(house: &House) {
    let (authority, line) = (house.authority(), "citizens".parse().unwrap());
    let request = citizen(csr::p256().as_bytes(), None);
    let serial = authority.issue(&actor(), &request).unwrap().serial;
    authority
        .issue_revocation_code(&actor(), &line, &serial)
        .unwrap();
}

/// A report that is told of once, answered, explained and decided.
fn report(house: &House) {
    let authority = house.authority();
    let text = "the key is on a web site";
    let class = ReportClass::Compromise;
    let id = authority
        .open_report(&actor(), class, None, text)
        .unwrap()
        .id;
    authority.answer_report(&actor(), id).unwrap();
    house.clock.advance_hours(13);
    assert_eq!(authority.tell_deadlines(&actor()).unwrap(), 1);
    let why = Some("the officer was away");
    authority
        .decide_report(&actor(), id, Decision::Kept, why)
        .unwrap();
}

fn read(house: &House) {
    let readings = [
        Reading::Certificates,
        Reading::Registrations,
        Reading::Reports,
    ];
    for reading in readings {
        let authority = house.authority();
        authority
            .record_reading(&actor(), reading, "all", 7)
            .unwrap();
    }
}

fn purge_registrations(house: &House) {
    let (authority, registered) = (house.authority(), registered());
    let request = citizen(csr::p256().as_bytes(), None);
    let registered = Some(&registered);
    authority
        .issue_registered(&actor(), &request, registered)
        .unwrap();
    house.clock.advance_hours(14 * 366 * 24);
    assert_eq!(authority.purge_registrations(&actor()).unwrap(), 1);
}
