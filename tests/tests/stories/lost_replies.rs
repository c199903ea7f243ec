//! HSM-05: a token that signs and whose reply is lost makes nobody issue twice. Real token, real
//! store, and a signer in between that forgets.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ca_core::audit::verify;
use ca_core::authority::issue::{IssuanceRequest, IssueError, Issued};
use ca_core::authority::issuers::IssuerError;
use ca_core::authority::{Authority, Ports};
use ca_core::registry::Registry;
use ca_core::signer::{Signer, SignerError, TokenFault};
use ca_store::sqlite;
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};

/// Signs always, and loses the reply when `loses` says so for its number.
struct Forgetful {
    signer: Arc<dyn Signer>,
    signed: Arc<AtomicUsize>,
}

fn forgetful(house: &House, loses: fn(usize) -> bool) -> Forgetful {
    let signed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&signed);
    let ports = house.signing(false, move |wanted| {
        let signature = wanted.sign()?;
        let number = counter.fetch_add(1, Ordering::SeqCst);
        if !loses(number) {
            return Ok(signature);
        }
        let token = "house".to_owned();
        Err(if number.is_multiple_of(2) {
            SignerError::Timeout { token }
        } else {
            let source = TokenFault::WorkerEnded {
                how: "signal: 11 (SIGSEGV)".into(),
            };
            SignerError::Unavailable { token, source }
        })
    });
    let signer = ports.signer;
    Forgetful { signer, signed }
}

/// Another process: its own connections to the Registry, nothing known.
fn another_process(house: &House, signer: &Forgetful) -> Authority {
    let store = sqlite::open(&house.database(), house.clock.clone()).unwrap();
    let store = Arc::new(store);
    Authority::new(Ports {
        registry: store.clone(),
        audit: store,
        signer: signer.signer.clone(),
        ..house.ports.clone()
    })
}

/// Tries until the certificate is there, as a client with a request id does.
fn insist(authority: &Authority, request: &IssuanceRequest) -> Issued {
    loop {
        match authority.issue(&actor(), request) {
            Ok(issued) => return issued,
            Err(IssueError::Issuer(IssuerError::Signer(
                SignerError::Timeout { .. } | SignerError::Unavailable { .. },
            ))) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

const ISSUED: &str = "select count(*) from serials s join generations g on g.id = s.generation
    where g.line = 'citizens' and s.state = 'issued'";

#[test]
fn hsm_05_a_reply_that_is_lost_leaves_one_certificate() {
    in_house(|house| {
        let signer = forgetful(house, |number| number < 3);
        let request = citizen(&openssl_csr(&house.folder), Some("r-5"));
        for _ in 0..3 {
            let lost = another_process(house, &signer).issue(&actor(), &request);
            assert!(lost.is_err());
            assert_eq!(house.count(ISSUED), 0);
        }
        let issued = another_process(house, &signer).issue(&actor(), &request);
        let issued = issued.unwrap();
        assert_eq!(signer.signed.load(Ordering::SeqCst), 4);
        let citizens = "select count(*) from serials s join generations g on g.id = s.generation
            where g.line = 'citizens'";
        assert_eq!(house.count(citizens), 1, "one serial number for all four");
        let again = house.authority().issue(&actor(), &request).unwrap();
        assert_eq!(again.certificate, issued.certificate);
        assert!(again.replayed);
    });
}

#[test]
fn hsm_05_retries_at_once_from_many_processes_never_issue_twice() {
    const REQUESTS: usize = 4;
    const PROCESSES: usize = 3;
    const THREADS: usize = 2;
    in_house(|house| {
        let signer = forgetful(house, |number| !number.is_multiple_of(3));
        let requests: Vec<_> = (0..REQUESTS)
            .map(|number| citizen(&openssl_csr(&house.folder), Some(&format!("r-{number}"))))
            .collect();
        let processes: Vec<_> = (0..PROCESSES)
            .map(|_| another_process(house, &signer))
            .collect();
        let given: Vec<(usize, Issued)> = std::thread::scope(|scope| {
            let work = |process: usize, thread: usize| {
                let (processes, requests) = (&processes, &requests);
                move || {
                    let order = (0..REQUESTS).map(|place| (place + thread) % REQUESTS);
                    let given = order.map(|one| (one, insist(&processes[process], &requests[one])));
                    given.collect::<Vec<_>>()
                }
            };
            let threads: Vec<_> = (0..PROCESSES)
                .flat_map(|process| (0..THREADS).map(move |thread| (process, thread)))
                .map(|(process, thread)| scope.spawn(work(process, thread)))
                .collect();
            threads
                .into_iter()
                .flat_map(|one| one.join().unwrap())
                .collect()
        });
        assert_eq!(given.len(), REQUESTS * PROCESSES * THREADS);
        for number in 0..REQUESTS {
            let same = given.iter().filter(|(request, _)| *request == number);
            let certificates: BTreeSet<_> = same.map(|(_, issued)| &issued.certificate).collect();
            assert_eq!(certificates.len(), 1, "everybody got the same certificate");
        }
        let serials: BTreeSet<_> = given
            .iter()
            .map(|(_, one)| one.serial.to_string())
            .collect();
        assert_eq!(serials.len(), REQUESTS);
        assert_eq!(house.count(ISSUED), i64::try_from(REQUESTS).unwrap());
        for (_, issued) in &given {
            is_in_the_registry(house.ports.registry.as_ref(), issued);
        }
        assert!(
            signer.signed.load(Ordering::SeqCst) > REQUESTS,
            "some were lost"
        );
        verify(house.ports.audit.as_ref()).unwrap();
    });
}

/// Every octet that left is in the Registry.
fn is_in_the_registry(registry: &dyn Registry, issued: &Issued) {
    let record = registry.certificate(&issued.issuer, &issued.serial);
    let record = record.unwrap().unwrap();
    let stored = ca_core::certificate::assemble(&record.tbs, &record.signature.unwrap());
    assert_eq!(stored.unwrap(), issued.certificate);
}

#[test]
fn hsm_05_a_crl_whose_signature_was_lost_is_never_published_with_its_number() {
    in_house(|house| {
        let signer = forgetful(house, |number| number == 0);
        let (authority, id) = (
            another_process(house, &signer),
            "citizens-g1".parse().unwrap(),
        );
        assert!(authority.publish_crl(&actor(), &id).is_err());
        let lost = house.ports.registry.last_crl_number(&id).unwrap();
        let crl = authority.publish_crl(&actor(), &id).unwrap();
        assert!(crl.number > lost);
        assert_eq!(house.count("select count(*) from crls"), 1);
    });
}
