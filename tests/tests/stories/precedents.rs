//! What was issued before for the same key (CRT-21) or the same person (REG-09), also when two
//! requests come at once.

use std::sync::Barrier;
use std::thread;

use ca_core::authority::Authority;
use ca_core::authority::issue::{Confirmed, IssuanceRequest, IssueError, Issued, Notice};
use ca_core::profile::KeyReuse;
use ca_core::revocation::Reason;
use ca_core::signer::SignerError;
use ca_core::subject::Subject;
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};

/// Makes a rule of `citizen-signature` another one.
fn with_rule(authority: &Authority, table: &str, rule: &str) {
    let shipped = authority.profile("citizen-signature").unwrap();
    let table = format!("[{table}]\n");
    let changed = shipped.text().replace(&table, &format!("{table}{rule}\n"));
    authority.activate(&actor(), &changed).unwrap();
}

fn named(csr: &[u8], identifier: &str, surname: &str) -> IssuanceRequest {
    let subject =
        format!("C=TD,SN={surname},GN=Aïcha,serialNumber={identifier},CN=Aïcha {surname}");
    IssuanceRequest {
        subject: Subject::parse(&subject).unwrap(),
        ..citizen(csr, None)
    }
}

fn renamed(request: IssuanceRequest) -> IssuanceRequest {
    let confirmed = Confirmed {
        renamed: true,
        ..request.confirmed
    };
    IssuanceRequest {
        confirmed,
        ..request
    }
}

fn events(house: &House, text: &str) -> i64 {
    house.count(&format!(
        "select count(*) from audit_events where instr(cast(plain(dictionary, body) as text), '{text}') > 0"
    ))
}

fn reused(result: Result<Issued, IssueError>) -> bool {
    let Err(error) = result else {
        return false;
    };
    assert_eq!(error.requirement(), Some("CRT-21"));
    matches!(error, IssueError::KeyReused { .. })
}

#[test]
fn crt_21_key_is_used_once_where_the_profile_says_so() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let free = authority.issue(&actor(), &citizen(&csr, None)).unwrap();
        with_rule(&authority, "key", "reuse = \"never\"");
        match authority.issue(&actor(), &citizen(&csr, None)) {
            Err(IssueError::KeyReused {
                issuer,
                serial,
                allowed,
            }) => {
                assert_eq!((issuer, serial), (free.issuer, free.serial));
                assert_eq!(allowed, KeyReuse::Never);
            }
            other => unreachable!("{other:?}"),
        }
        assert_eq!(events(house, "\"reason\":\"CRT-21\""), 1);
        let fresh = openssl_csr(&house.folder);
        let first = authority
            .issue(&actor(), &citizen(&fresh, Some("r-1")))
            .unwrap();
        let again = authority
            .issue(&actor(), &citizen(&fresh, Some("r-1")))
            .unwrap();
        assert_eq!((again.serial, again.replayed), (first.serial, true));
        let rehearsed = authority.prepare(&actor(), &citizen(&fresh, Some("r-1")));
        assert!(rehearsed.is_ok(), "{rehearsed:?}");
        assert!(reused(
            authority.issue(&actor(), &citizen(&fresh, Some("r-2")))
        ));
    });
}

#[test]
fn crt_21_key_is_renewed_for_the_same_holder_and_profile_only() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        with_rule(&authority, "key", "reuse = \"renewal\"");
        let issue = |request: &IssuanceRequest| authority.issue(&actor(), request);
        let first = issue(&named(&csr, "IDCTD-1", "Ngaré")).unwrap();
        issue(&named(&csr, "IDCTD-1", "Ngaré")).unwrap();
        assert_eq!(
            events(house, &format!("\"renews\":\"{}\"", first.serial)),
            1
        );
        issue(&renamed(named(&csr, "IDCTD-1", "Bessan"))).expect("the same person");
        assert!(reused(issue(&named(&csr, "IDCTD-2", "Ngaré"))));
        let elsewhere = IssuanceRequest {
            profile: "citizen-authentication".into(),
            ..named(&csr, "IDCTD-1", "Bessan")
        };
        assert!(reused(issue(&elsewhere)), "the certificates' rule counts");
        issue(&named(&csr, "IDCTD-1", "Bessan")).expect("still a renewal");
    });
}

#[test]
fn crt_21_rule_of_the_certificate_that_has_the_key_counts_too() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let authentication = IssuanceRequest {
            profile: "citizen-authentication".into(),
            ..citizen(&csr, None)
        };
        authority.issue(&actor(), &authentication).unwrap();
        authority
            .issue(&actor(), &citizen(&csr, None))
            .expect("both are free");
        let strict = openssl_csr(&house.folder);
        with_rule(&authority, "key", "reuse = \"never\"");
        authority.issue(&actor(), &citizen(&strict, None)).unwrap();
        let shipped = authority.profile("citizen-signature").unwrap();
        let free = shipped.text().replace("reuse = \"never\"\n", "");
        authority.activate(&actor(), &free).unwrap();
        let authentication = IssuanceRequest {
            csr: strict.clone(),
            ..authentication
        };
        for request in [authentication, citizen(&strict, None)] {
            assert!(reused(authority.issue(&actor(), &request)));
        }
    });
}

#[test]
fn crt_21_withdrawn_certificate_is_not_renewed() {
    in_house(|house| {
        let authority = house.authority();
        with_rule(&authority, "key", "reuse = \"renewal\"");
        let line = "citizens".parse().unwrap();
        for (reason, renewed) in [
            (Reason::Superseded, true),
            (Reason::PrivilegeWithdrawn, false),
        ] {
            let csr = openssl_csr(&house.folder);
            let first = authority.issue(&actor(), &citizen(&csr, None)).unwrap();
            authority
                .revoke(&actor(), &line, &first.serial, Some(reason), None)
                .unwrap();
            let again = authority.issue(&actor(), &citizen(&csr, None));
            assert_eq!(again.is_ok(), renewed, "{again:?}");
            assert!(renewed || reused(again));
        }
    });
}

#[test]
fn crt_21_compromised_key_is_not_renewed() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        with_rule(&authority, "key", "reuse = \"renewal\"");
        let first = authority.issue(&actor(), &citizen(&csr, None)).unwrap();
        let (line, reason) = ("citizens".parse().unwrap(), Some(Reason::KeyCompromise));
        authority
            .revoke(&actor(), &line, &first.serial, reason, None)
            .unwrap();
        let refused = authority.issue(&actor(), &citizen(&csr, None)).unwrap_err();
        assert!(matches!(refused, IssueError::KeyBarred), "{refused:?}");
        assert_eq!(refused.requirement(), Some("CRT-17"));
    });
}

#[test]
fn crt_17_interrupted_request_is_not_finished_for_a_key_compromised_since() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let broken = house.authority_signing(|wanted| {
            let token = wanted.key.to_string();
            Err(SignerError::Busy { token })
        });
        let interrupted = citizen(&csr, Some("r-1"));
        assert!(broken.issue(&actor(), &interrupted).is_err());
        let other = authority.issue(&actor(), &citizen(&csr, None)).unwrap();
        let (line, reason) = ("citizens".parse().unwrap(), Some(Reason::KeyCompromise));
        authority
            .revoke(&actor(), &line, &other.serial, reason, None)
            .unwrap();
        let refused = authority.issue(&actor(), &interrupted);
        assert!(
            matches!(refused, Err(IssueError::NotResumable { .. })),
            "{refused:?}"
        );
    });
}

/// Another key's owner reports a theft while the token signs.
#[test]
fn crt_17_key_compromised_during_the_signature_gets_no_good_certificate() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let first = authority.issue(&actor(), &citizen(&csr, None)).unwrap();
        let (line, reason) = ("citizens".parse().unwrap(), Some(Reason::KeyCompromise));
        let other = house.authority();
        let slow = house.authority_signing(move |wanted| {
            drop(other.revoke(&actor(), &line, &first.serial, reason, None));
            wanted.sign()
        });
        let refused = slow.issue(&actor(), &citizen(&csr, Some("r-1")));
        assert!(matches!(refused, Err(IssueError::KeyBarred)), "{refused:?}");
        let withdrawn = "select count(*) from serials
                         where state = 'abandoned' and withdrawn is not null";
        assert_eq!(house.count(withdrawn), 1);
        let again = authority.issue(&actor(), &citizen(&csr, Some("r-1")));
        assert!(
            matches!(again, Err(IssueError::NotResumable { .. })),
            "{again:?}"
        );
    });
}

/// What becomes of the same kind of request sixteen times at once.
fn at_once(
    authority: &Authority,
    request: impl Fn(usize) -> IssuanceRequest + Sync,
) -> Vec<Result<Issued, IssueError>> {
    const REQUESTS: usize = 16;
    let start = Barrier::new(REQUESTS);
    thread::scope(|scope| {
        let ask = |number| {
            let (start, request) = (&start, &request);
            scope.spawn(move || {
                let request = request(number);
                start.wait();
                authority.issue(&actor(), &request)
            })
        };
        let asked: Vec<_> = (0..REQUESTS).map(ask).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn crt_21_of_many_requests_at_once_one_gets_the_key() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        with_rule(&authority, "key", "reuse = \"never\"");
        let results = at_once(&authority, |_| citizen(&csr, None));
        let issued = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(issued, 1);
        assert_eq!(results.into_iter().map(reused).filter(|it| *it).count(), 15);
    });
}

#[test]
fn crt_21_one_request_sent_many_times_at_once_is_one() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        with_rule(&authority, "key", "reuse = \"never\"");
        let results = at_once(&authority, |_| citizen(&csr, Some("r-1")));
        let mut serials: Vec<_> = results
            .into_iter()
            .map(|result| result.unwrap().serial.to_string())
            .collect();
        serials.dedup();
        assert_eq!(serials.len(), 1);
    });
}

#[test]
fn crt_21_renewals_at_once_are_judged_one_after_the_other() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        with_rule(&authority, "key", "reuse = \"renewal\"");
        let identifier = |number: usize| format!("IDCTD-{}", number % 2);
        let results = at_once(&authority, |number| {
            named(&csr, &identifier(number), "Ngaré")
        });
        // Whoever came first has the key; the other holder has nothing.
        let issued = |even: bool| {
            let of_holder = results.iter().enumerate();
            of_holder
                .filter(|(number, result)| (number % 2 == 0) == even && result.is_ok())
                .count()
        };
        assert!(
            matches!((issued(true), issued(false)), (8, 0) | (0, 8)),
            "{results:?}"
        );
    });
}

#[test]
fn reg_09_another_name_is_told_and_recorded() {
    in_house(|house| {
        let authority = house.authority();
        let issue = |surname: &str| {
            let csr = openssl_csr(&house.folder);
            let request = named(&csr, "IDCTD-1", surname);
            authority.issue(&actor(), &request).unwrap().notices
        };
        assert_eq!(issue("Ngaré"), []);
        assert_eq!(issue("NGARE"), []);
        assert_eq!(issue("Bessan"), [Notice::OtherName]);
        assert_eq!(events(house, "\"other_name\":\"warned\""), 1);
        assert_eq!(issue("Bessan"), [], "the name is known now");
        let prepared = authority
            .prepare(
                &actor(),
                &named(&openssl_csr(&house.folder), "IDCTD-1", "Ngaré"),
            )
            .unwrap();
        assert_eq!(prepared.notices(), [Notice::OtherName]);
    });
}

#[test]
fn reg_09_name_is_known_from_the_certificate_of_a_resumed_request() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let broken = house.authority_signing(|wanted| {
            let token = wanted.key.to_string();
            Err(SignerError::Busy { token })
        });
        let aicha = IssuanceRequest {
            request_id: Some("r-1".into()),
            ..named(&csr, "IDCTD-1", "Ngaré")
        };
        assert!(broken.issue(&actor(), &aicha).is_err());
        let persons = |state: &str| {
            house.count(&format!(
                "select count(*) from persons where intent is {state}"
            ))
        };
        assert_eq!((persons("null"), persons("not null")), (0, 1));
        authority.issue(&actor(), &aicha).unwrap();
        assert_eq!((persons("null"), persons("not null")), (1, 0));
    });
}

#[test]
fn reg_09_another_name_is_refused_until_an_officer_confirms_it() {
    in_house(|house| {
        let authority = house.authority();
        with_rule(&authority, "subject", "other_name = \"refuse\"");
        let csr = openssl_csr(&house.folder);
        let issue = |request: IssuanceRequest| authority.issue(&actor(), &request);
        issue(named(&csr, "IDCTD-1", "Ngaré")).unwrap();
        let refused = issue(named(&csr, "IDCTD-1", "Bessan")).unwrap_err();
        assert!(matches!(refused, IssueError::OtherName), "{refused:?}");
        assert_eq!(refused.requirement(), Some("REG-09"));
        assert_eq!(events(house, "\"reason\":\"REG-09\""), 1);
        assert_eq!(events(house, "Bessan"), 0, "no names in the log");
        let married = issue(renamed(named(&csr, "IDCTD-1", "Bessan"))).unwrap();
        assert_eq!(married.notices, []);
        assert_eq!(events(house, "\"other_name\":\"confirmed\""), 1);
        issue(named(&csr, "IDCTD-1", "Bessan")).unwrap();
        issue(named(&csr, "IDCTD-2", "Ngaré")).expect("another person");
    });
}

#[test]
fn reg_09_of_many_names_at_once_one_is_known() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        with_rule(&authority, "subject", "other_name = \"refuse\"");
        let letters: Vec<char> = ('A'..='P').collect();
        let results = at_once(&authority, |number| {
            named(&csr, "IDCTD-1", &format!("Ngaré{}", letters[number]))
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        for refused in results.into_iter().filter_map(Result::err) {
            assert!(matches!(refused, IssueError::OtherName), "{refused:?}");
        }
    });
}
