//! How revocations come about, in one process: who may ask and what shows it, codes, proofs by
//! the key, moments that are set, deadlines, notices.

use std::fs;
use std::process::Command;
use std::time::Duration;

use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::authority::Authority;
use ca_core::authority::reports::ReportError;
use ca_core::authority::withdraw::{Granted, WithdrawError};
use ca_core::generation::LineName;
use ca_core::jobs::book::Claimed;
use ca_core::jobs::name::{JobKey, JobName};
use ca_core::jobs::run::RunOutcome;
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::compromise::{self, CompromiseProof};
use ca_core::revocation::notice::NoticeKind;
use ca_core::revocation::report::{Decision, ReportClass};
use ca_core::revocation::request::{Requester, RevocationRequest};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::timestamp::{Clock, Timestamp};
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, in_house};
use sceau_tests::run::Run;

fn line() -> LineName {
    "citizens".parse().unwrap()
}

fn issue(house: &House) -> Serial {
    let request = citizen(csr::p256().as_bytes(), None);
    house.authority().issue(&actor(), &request).unwrap().serial
}

fn asked(serial: &Serial, requester: Requester) -> RevocationRequest {
    RevocationRequest {
        line: line(),
        serial: serial.clone(),
        reason: Some(Reason::Superseded),
        invalidity_date: None,
        effective: None,
        requester,
        received: None,
        authenticated: None,
        request_id: None,
    }
}

fn status(authority: &Authority, serial: &Serial) -> CertificateStatus {
    authority.find_certificate(&line(), serial).unwrap().status
}

fn revoked(authority: &Authority, serial: &Serial) -> Revocation {
    let CertificateStatus::Revoked(revocation) = status(authority, serial) else {
        panic!("{serial} is not revoked");
    };
    revocation
}

fn order() -> Requester {
    Requester::Order("TGI N'Djaména 2026/114".parse().unwrap())
}

#[test]
fn rev_02_who_may_ask() {
    in_house(|house| {
        let authority = house.authority();
        for requester in [
            Requester::AgencyOfficer,
            Requester::RevocationOfficer,
            order(),
        ] {
            let serial = issue(house);
            let received = Some(house.clock.now());
            let request = RevocationRequest {
                received,
                ..asked(&serial, requester.clone())
            };
            house.clock.advance_seconds(90);
            let granted = authority.revoke_on_request(&actor(), &request).unwrap();
            assert!(matches!(granted, Granted::Now(_)), "{granted:?}");
            let id = "citizens-g1".parse().unwrap();
            let kept = house
                .ports
                .registry
                .withdrawals(&id, &serial)
                .unwrap()
                .remove(0);
            assert_eq!((kept.asked_by, kept.received), (Some(requester), received));
            let took = kept.decided.since(kept.received.unwrap());
            assert!(took >= Duration::from_secs(90), "{took:?}");
        }
        // Who must show something of their own cannot do with an officer's word.
        for requester in [Requester::Holder, Requester::KeyProof] {
            let serial = issue(house);
            let refused = authority.revoke_on_request(&actor(), &asked(&serial, requester));
            assert!(
                matches!(refused, Err(WithdrawError::Unproven { .. })),
                "{refused:?}"
            );
            assert_eq!(status(&authority, &serial), CertificateStatus::Good);
        }
        let refusals = "SELECT count(*) FROM event_pages
                        WHERE act = 'certificate.revoke' AND outcome = 'refused'";
        assert_eq!(house.count(refusals), 1, "one page, one mark");
    });
}

#[test]
fn rev_02_codes_are_kept_as_hashes_and_lock() {
    in_house(|house| {
        let authority = house.authority();
        let (first, second) = (issue(house), issue(house));
        let give = |serial| {
            let code = authority
                .issue_revocation_code(&actor(), &line(), serial)
                .unwrap();
            code.reveal()
        };
        let (code, other) = (give(&first), give(&second));
        let database = fs::read(house.database()).unwrap();
        let wal = fs::read(house.database().with_extension("db-wal")).unwrap_or_default();
        for letters in [code.clone(), code.replace('-', "")] {
            let found = |octets: &[u8]| {
                octets
                    .windows(letters.len())
                    .any(|w| w == letters.as_bytes())
            };
            assert!(!found(&database) && !found(&wal));
        }
        let redeem = |serial: &Serial, code: &str| {
            authority.revoke_by_code(None, &line(), serial, code, Some(Reason::Superseded))
        };
        let unknown = Serial::draw(house.ports.random.as_ref()).unwrap();
        let one_answer = "certificate and revocation code do not go together";
        for (serial, code) in [
            (&unknown, &code),
            (&first, &other),
            (&first, &"x".to_owned()),
        ] {
            assert_eq!(redeem(serial, code).unwrap_err().to_string(), one_answer);
        }
        for _ in 0..4 {
            assert_eq!(redeem(&first, &other).unwrap_err().to_string(), one_answer);
        }
        assert_eq!(
            redeem(&first, &code).unwrap_err().to_string(),
            one_answer,
            "locked"
        );
        house.clock.advance_hours(24);
        redeem(&first, &code.to_lowercase()).unwrap();
        assert_eq!(revoked(&authority, &first).reason, Some(Reason::Superseded));
        assert_eq!(
            redeem(&first, &code).unwrap_err().to_string(),
            one_answer,
            "used"
        );
        // Told to an officer, it is the officer's act.
        authority
            .revoke_by_code(Some(&actor()), &line(), &second, &other, None)
            .unwrap();
        let holders = "SELECT count(*) FROM actors WHERE kind = 'holder'";
        assert_eq!(house.count(holders), 0, "the event names the holder");
        let forbidden = Some(Reason::CaCompromise);
        let refused = authority.revoke_by_code(None, &line(), &second, &other, forbidden);
        assert!(matches!(
            refused,
            Err(WithdrawError::ReasonForbidden { .. })
        ));
    });
}

/// A P-256 key and its request, made by OpenSSL.
fn with_key(house: &House, common_name: &str) -> (std::path::PathBuf, Vec<u8>) {
    let key = house.folder.join("subject.key");
    if !key.exists() {
        let mut openssl = Command::new("openssl");
        openssl.args([
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ]);
        let _made = Run::of(openssl.arg("-out").arg(&key)).succeeds();
    }
    let out = house.folder.join("subject.csr");
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-new",
        "-subj",
        &format!("/CN={common_name}"),
        "-key",
    ]);
    let _made = Run::of(openssl.arg(&key).arg("-out").arg(&out)).succeeds();
    (key, fs::read(out).unwrap())
}

fn sign(house: &House, key: &std::path::Path, text: &str) -> CompromiseProof {
    let (file, out) = (house.folder.join("text"), house.folder.join("text.sig"));
    fs::write(&file, text).unwrap();
    let mut openssl = Command::new("openssl");
    openssl
        .args(["dgst", "-sha256", "-sign"])
        .arg(key)
        .arg("-out")
        .arg(&out);
    let _made = Run::of(openssl.arg(&file)).succeeds();
    CompromiseProof::Signature {
        algorithm: SignatureAlgorithm::EcdsaSha256,
        octets: fs::read(out).unwrap(),
    }
}

#[test]
fn rev_06_compromise_is_proven_by_the_key() {
    in_house(|house| {
        let authority = house.authority();
        let (key, csr) = with_key(house, "x");
        let serial = authority
            .issue(&actor(), &citizen(&csr, None))
            .unwrap()
            .serial;
        let now = house.clock.now();
        let text = compromise::text(&serial, now);
        let prove = |proof: &CompromiseProof| authority.revoke_by_proof(&line(), &serial, proof);
        let week = Duration::from_secs(7 * 24 * 3_600);
        let other = issue(house);
        for wrong in [
            sign(house, &key, "key compromise"),
            sign(house, &key, &compromise::text(&other, now)),
            sign(house, &key, &compromise::text(&serial, now.minus(week))),
            CompromiseProof::Request(csr),
            CompromiseProof::Request(csr::p256().into()),
            CompromiseProof::Request(b"no request".to_vec()),
        ] {
            let refused = prove(&wrong).unwrap_err();
            assert!(matches!(refused, WithdrawError::Proof(_)), "{refused:?}");
        }
        assert_eq!(status(&authority, &serial), CertificateStatus::Good);
        // It was superseded before: the proof makes it worse, and a second one changes nothing.
        let superseded = asked(&serial, Requester::RevocationOfficer);
        authority.revoke_on_request(&actor(), &superseded).unwrap();
        let before = revoked(&authority, &serial);
        let amended = prove(&sign(house, &key, &text)).unwrap();
        assert!(matches!(amended, Granted::Amended(_)), "{amended:?}");
        let after = revoked(&authority, &serial);
        assert_eq!(after.reason, Some(Reason::KeyCompromise));
        assert_eq!(after.effective, before.effective);
        let request = CompromiseProof::Request(with_key(house, &text).1);
        let again = prove(&request).unwrap_err();
        assert!(
            matches!(again, WithdrawError::AlreadyRevoked { .. }),
            "{again:?}"
        );
        let barred = authority.issue(&actor(), &citizen(&with_key(house, "x").1, None));
        assert!(barred.is_err(), "the key comes into no other certificate");
    });
}

#[test]
fn rev_06_request_with_the_text_is_a_proof() {
    in_house(|house| {
        let authority = house.authority();
        let csr = with_key(house, "x").1;
        let serial = authority
            .issue(&actor(), &citizen(&csr, None))
            .unwrap()
            .serial;
        let text = compromise::text(&serial, house.clock.now());
        let proof = CompromiseProof::Request(with_key(house, &text).1);
        house.clock.advance_hours(20);
        let granted = authority.revoke_by_proof(&line(), &serial, &proof).unwrap();
        assert!(matches!(granted, Granted::Now(_)), "{granted:?}");
    });
}

#[test]
fn rev_04_a_future_revocation_happens() {
    in_house(|house| {
        let authority = house.authority();
        let serial = issue(house);
        let effective = house
            .clock
            .now()
            .plus(Duration::from_secs(7_200))
            .truncated_to_second();
        let ask = |effective: Timestamp| {
            let request = RevocationRequest {
                effective: Some(effective),
                ..asked(&serial, Requester::AgencyOfficer)
            };
            authority.revoke_on_request(&actor(), &request)
        };
        let past = ask(house.clock.now());
        assert!(matches!(past, Err(WithdrawError::EffectivePast { .. })));
        let beyond = ask(Timestamp::NO_END);
        assert!(matches!(
            beyond,
            Err(WithdrawError::EffectiveBeyondEnd { .. })
        ));
        let Granted::Later { id, .. } = ask(effective).unwrap() else {
            panic!("it is set for later");
        };
        let due = || {
            let jobs = authority.schedule_jobs(Duration::from_secs(60)).unwrap();
            let job = JobKey::whole(JobName::Scheduled);
            jobs.into_iter()
                .find(|standing| standing.job == job)
                .unwrap()
        };
        let work = || {
            let standing = due();
            let Some(Claimed::Won(lease)) = authority.claim_due(&standing, "first").unwrap() else {
                return 0;
            };
            let done = authority.revoke_scheduled(&Actor::job(&lease)).unwrap();
            let words = done.to_string();
            authority
                .finish_job(&lease, standing.period, RunOutcome::Done, words)
                .unwrap();
            done
        };
        assert_eq!(work(), 0);
        assert_eq!(status(&authority, &serial), CertificateStatus::Good);
        let left = effective.since(house.clock.now());
        house
            .clock
            .advance_seconds(i64::try_from(left.as_secs()).unwrap() - 30);
        let _earlier = work();
        assert_eq!(status(&authority, &serial), CertificateStatus::Good);
        house.clock.advance_seconds(40);
        assert_eq!(work(), 1);
        assert_eq!(revoked(&authority, &serial).effective, effective);
        let cancelled = authority.cancel_scheduled(&actor(), id);
        assert!(cancelled.is_err(), "it has happened");
    });
}

#[test]
fn rev_07_deadlines_count_down_and_late_ones_are_reported() {
    in_house(|house| {
        let authority = house.authority();
        let serial = issue(house);
        let about = Some(("citizens-g1".parse().unwrap(), serial));
        let text = "the key is on a web site";
        let open = |class, about| authority.open_report(&actor(), class, about, text).unwrap();
        let urgent = open(ReportClass::Compromise, about);
        let slow = open(ReportClass::Leaf, None);
        let refused = authority.open_report(&actor(), ReportClass::Leaf, None, " ");
        assert!(matches!(refused, Err(ReportError::Length { .. })));
        let tell = || authority.tell_deadlines(&actor()).unwrap();
        assert_eq!(tell(), 0);
        house.clock.advance_hours(13);
        // Of one the answer, of the other answer and decision.
        assert_eq!((tell(), tell()), (3, 0), "each once");
        authority.answer_report(&actor(), slow.id).unwrap();
        house.clock.advance_hours(12);
        let late = authority.problem_report(urgent.id).unwrap();
        assert!(late.is_late(house.clock.now()));
        assert!(late.left(house.clock.now()).unwrap() < 0);
        assert_eq!(tell(), 2);
        let alarms = "SELECT count(*) FROM report_stages WHERE stage LIKE '%-end'";
        assert_eq!(house.count(alarms), 2);
        let decide = |why| authority.decide_report(&actor(), urgent.id, Decision::Revoked, why);
        let silent = decide(None).unwrap_err();
        assert!(
            matches!(silent, ReportError::LateWithoutReason { .. }),
            "{silent:?}"
        );
        decide(Some("the officer was on the road")).unwrap();
        let now = house.clock.now();
        let all = authority.problem_reports(false, None, 9).unwrap();
        let late: Vec<_> = all.iter().filter(|one| one.is_late(now)).collect();
        assert_eq!(late.len(), 1, "it stays in the list of late ones");
        assert_eq!(
            late[0].late_reason.as_deref(),
            Some("the officer was on the road")
        );
        let open = authority.problem_reports(true, None, 9).unwrap();
        assert_eq!(open[0].left(now).unwrap() / 3_600_000, 94);
        assert_eq!(open.len(), 1);
    });
}

#[test]
fn law_09_holders_are_told_of_the_end_and_of_revocation_once() {
    in_house(|house| {
        let authority = house.authority();
        let (ends, withdrawn) = (issue(house), issue(house));
        let clerk = Actor::new(ActorKind::Job, "notices", "lease");
        let lay_out = || -> Vec<_> {
            let due = authority.due_notices(9).unwrap();
            let told = due
                .iter()
                .map(|notice| (notice.record.serial.clone(), notice.kind));
            let told = told.collect();
            for notice in due {
                assert!(notice.name().ends_with(notice.kind.as_str()));
                assert!(authority.record_notice(&clerk, &notice).unwrap());
            }
            told
        };
        assert_eq!(lay_out(), []);
        authority
            .revoke(&actor(), &line(), &withdrawn, None, None)
            .unwrap();
        assert_eq!(lay_out(), [(withdrawn, NoticeKind::Revoked)]);
        let end = authority
            .find_certificate(&line(), &ends)
            .unwrap()
            .not_after;
        let to = |days: u64| {
            let moment = end.minus(Duration::from_secs(days * 24 * 3_600 - 60));
            let left = moment.since(house.clock.now()).as_secs();
            house.clock.advance_seconds(i64::try_from(left).unwrap());
        };
        for (days, kind) in [
            (60, NoticeKind::End60),
            (30, NoticeKind::End30),
            (7, NoticeKind::End7),
        ] {
            to(days);
            let told: Vec<_> = lay_out()
                .into_iter()
                .filter(|(serial, _)| *serial == ends)
                .collect();
            assert_eq!(told, [(ends.clone(), kind)]);
            assert_eq!(lay_out(), []);
        }
    });
}
