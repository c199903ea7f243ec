//! Examines a Registry: engine, log, signed heads, and what its tables must agree in.

use ca_core::audit::head::SignedHead;
use ca_core::audit::merkle::{TreeHead, root_at};
use ca_core::audit::{self, AuditLog};
use ca_core::crl::CrlSummary;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateQuery, Generation};
use ca_core::registry::{Certificates, Registry, RegistryError, StatusSource};
use ca_core::verify;
use ca_store::Store;
use ca_store::soundness::Rule;
use serde::Serialize;

use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::progress;

/// Signed heads read at a time.
const HEADS: usize = 1000;

/// What one check found.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    /// The word of the check.
    pub(super) check: &'static str,
    /// How much breaks its rule; 0 where nothing does.
    pub(super) defects: u64,
    /// What is wrong, in words; those of the engine are English.
    #[serde(skip)]
    pub(super) causes: Vec<Message>,
}

/// Makes all checks; `deep`, also that the signatures of certificates and last CRLs verify.
///
/// A Registry that is too damaged for a check breaks that check.
pub(super) fn examine(store: &Store, deep: bool, invocation: &Invocation) -> Vec<Finding> {
    let at_work = |check: &'static str, work: &dyn Fn() -> Finding| {
        let what = Message::new("progress-registry-check");
        let what = what.say("check", Message::of("registry-check", check));
        progress::during(invocation, &what, work)
    };
    let mut findings = vec![
        at_work("engine", &|| engine(store, deep)),
        at_work("tree", &|| tree(store)),
        at_work("heads", &|| outcome("heads", heads(store))),
    ];
    for rule in Rule::ALL {
        let word = rule.word();
        findings.push(at_work(word, &|| outcome(word, store.breaches(rule))));
    }
    let documents = || outcome("documents", store.altered_documents());
    findings.push(at_work("documents", &documents));
    if deep {
        let certificates = || outcome("certificates", certificates(store));
        findings.push(at_work("certificates", &certificates));
        findings.push(at_work("lists", &|| outcome("lists", lists(store))));
    }
    findings
}

fn outcome(check: &'static str, counted: Result<u64, RegistryError>) -> Finding {
    match counted {
        Ok(defects) => Finding {
            check,
            defects,
            causes: Vec::new(),
        },
        Err(error) => Finding {
            check,
            defects: 1,
            causes: explain::registry(&error).causes,
        },
    }
}

fn engine(store: &Store, deep: bool) -> Finding {
    match store.engine_faults(deep) {
        Ok(faults) => Finding {
            check: "engine",
            defects: u64::try_from(faults.len()).unwrap_or(u64::MAX),
            causes: faults.into_iter().map(Message::verbatim).collect(),
        },
        Err(error) => outcome("engine", Err(error)),
    }
}

/// The events give the recorded head (AUD-03).
fn tree(store: &Store) -> Finding {
    let causes = match audit::verify(store) {
        Ok(_) => Vec::new(),
        Err(defect) => explain::audit(&defect).causes,
    };
    Finding {
        check: "tree",
        defects: u64::from(!causes.is_empty()),
        causes,
    }
}

/// How many signed heads are not signed by their signer, or not of this log.
fn heads(store: &Store) -> Result<u64, RegistryError> {
    let (mut bad, mut number) = (0, 0);
    loop {
        let heads = store.signed_heads(number, HEADS)?;
        for head in &heads {
            bad += u64::from(!is_of_this_log(store, head));
            number += 1;
        }
        if heads.len() < HEADS {
            return Ok(bad);
        }
    }
}

fn is_of_this_log(store: &Store, head: &SignedHead) -> bool {
    let log: &dyn AuditLog = store;
    head.verify().is_ok_and(|checkpoint| {
        let TreeHead { size, root } = checkpoint.head;
        root_at(log, size).is_ok_and(|found| found == root)
    })
}

/// How many certificates are not signed by their issuer (I6).
fn certificates(store: &Store) -> Result<u64, RegistryError> {
    let generations = store.generations()?;
    let of = |id: &GenerationId| generations.iter().find(|one| one.id == *id);
    let mut bad = 0;
    for record in Certificates::matching(store, CertificateQuery::default()) {
        let record = record?;
        if let Some(signature) = &record.signature {
            let signed =
                of(&record.issuer).is_some_and(|issuer| signed(issuer, &record.tbs, signature));
            bad += u64::from(!signed);
        }
    }
    Ok(bad)
}

/// How many of the last CRLs are not what their issuer signed (I6).
fn lists(store: &Store) -> Result<u64, RegistryError> {
    let mut bad = 0;
    for issuer in store.generations()? {
        if let Some(crl) = store.latest_crl(&issuer.id)? {
            let list = CrlSummary::parse(&crl.der);
            bad += u64::from(!list.is_ok_and(|list| signed(&issuer, &list.tbs, &list.signature)));
        }
    }
    Ok(bad)
}

fn signed(issuer: &Generation, message: &[u8], signature: &[u8]) -> bool {
    verify::verify(&issuer.public_key, issuer.algorithm, message, signature).is_ok()
}
