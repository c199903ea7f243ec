//! Examines a Registry: engine, log, signed heads, and what its tables must agree in.

use ca_api::registry::CheckOutcome;
use ca_core::audit::head::SignedHead;
use ca_core::audit::merkle::{TreeHead, root_at};
use ca_core::audit::{self, AuditLog};
use ca_core::crl::CrlSummary;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateQuery, Generation};
use ca_core::registry::{Certificates, Registry, RegistryError, StatusSource};
use ca_core::verify;
use ca_store::Store;
use ca_store::soundness::{Rule, SHOWN, SchemaDefect, SchemaFault};

use crate::catalogue::Catalogue;
use crate::explain;
use crate::message::Message;

/// Signed heads read at a time.
const HEADS: usize = 1000;

/// What one check found.
#[derive(Debug)]
pub struct Finding {
    /// The word of the check.
    pub check: &'static str,
    /// How much breaks its rule; 0 where nothing does.
    pub defects: u64,
    /// Where: the first of them.
    pub places: Vec<String>,
    /// What is wrong, in words; those of the engine are English.
    pub causes: Vec<Message>,
}

impl Finding {
    /// As an answer tells it.
    #[must_use]
    pub fn report(&self, texts: &Catalogue) -> CheckOutcome {
        CheckOutcome {
            check: self.check.to_owned(),
            defects: self.defects,
            places: self.places.clone(),
            causes: self.causes.iter().map(|cause| texts.text(cause)).collect(),
        }
    }
}

/// Who is told the word of each check while it is made.
pub type AtWork<'a> = &'a dyn Fn(&'static str, &dyn Fn() -> Finding) -> Finding;

/// Makes all checks; `deep`, also that the signatures of certificates and last CRLs verify.
///
/// A Registry that is too damaged for a check breaks that check.
pub fn examine(store: &Store, deep: bool, at_work: AtWork<'_>) -> Vec<Finding> {
    let mut findings = vec![
        at_work("engine", &|| engine(store, deep)),
        at_work("schema", &|| schema(store)),
        at_work("tree", &|| tree(store)),
        at_work("heads", &|| outcome("heads", heads(store))),
    ];
    for rule in Rule::ALL {
        let word = rule.word();
        findings.push(at_work(word, &|| outcome(word, breaches(store, rule))));
    }
    let documents = || outcome("documents", documents(store));
    findings.push(at_work("documents", &documents));
    if deep {
        let certificates = || outcome("certificates", certificates(store));
        findings.push(at_work("certificates", &certificates));
        findings.push(at_work("lists", &|| outcome("lists", lists(store))));
    }
    findings
}

/// The defects of a check, of which the first are named.
#[derive(Debug, Default)]
struct Defects {
    count: u64,
    places: Vec<String>,
}

impl Defects {
    fn add(&mut self, place: impl FnOnce() -> String) {
        self.count += 1;
        if self.places.len() < SHOWN {
            self.places.push(place());
        }
    }
}

fn breaches(store: &Store, rule: Rule) -> Result<Defects, RegistryError> {
    let breaches = store.breaches(rule)?;
    let places = breaches.first.iter();
    Ok(Defects {
        count: breaches.count,
        places: places.map(ToString::to_string).collect(),
    })
}

fn documents(store: &Store) -> Result<Defects, RegistryError> {
    let mut defects = Defects::default();
    for document in store.altered_documents()? {
        defects.add(|| document);
    }
    Ok(defects)
}

fn outcome(check: &'static str, found: Result<Defects, RegistryError>) -> Finding {
    match found {
        Ok(Defects { count, places }) => Finding {
            check,
            defects: count,
            places,
            causes: Vec::new(),
        },
        Err(error) => Finding {
            check,
            defects: 1,
            places: Vec::new(),
            causes: explain::registry(&error).causes,
        },
    }
}

/// Whether the rules of the schema are those of the program's migrations: a trigger that is gone
/// keeps nothing.
fn schema(store: &Store) -> Finding {
    let faults = match store.schema_faults() {
        Ok(faults) => faults,
        Err(error) => return outcome("schema", Err(error)),
    };
    let told = |fault: &SchemaFault| {
        let id = match fault.defect {
            SchemaDefect::Missing => "registry-schema-missing",
            SchemaDefect::Altered => "registry-schema-altered",
            SchemaDefect::Unknown => "registry-schema-unknown",
        };
        Message::new(id).with("object", &fault.object)
    };
    let objects = faults.iter().map(|fault| fault.object.clone());
    Finding {
        check: "schema",
        defects: u64::try_from(faults.len()).unwrap_or(u64::MAX),
        places: objects.take(SHOWN).collect(),
        causes: faults.iter().take(SHOWN).map(told).collect(),
    }
}

fn engine(store: &Store, deep: bool) -> Finding {
    match store.engine_faults(deep) {
        Ok(faults) => Finding {
            check: "engine",
            defects: u64::try_from(faults.len()).unwrap_or(u64::MAX),
            places: Vec::new(),
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
        places: Vec::new(),
        causes,
    }
}

/// Which signed heads are not signed by their signer, or not of this log.
fn heads(store: &Store) -> Result<Defects, RegistryError> {
    let (mut bad, mut number) = (Defects::default(), 0);
    loop {
        let heads = store.signed_heads(number, HEADS)?;
        for head in &heads {
            if !is_of_this_log(store, head) {
                bad.add(|| number.to_string());
            }
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

/// Which certificates are not signed by their issuer (I6).
fn certificates(store: &Store) -> Result<Defects, RegistryError> {
    let generations = store.generations()?;
    let of = |id: &GenerationId| generations.iter().find(|one| one.id == *id);
    let mut bad = Defects::default();
    for record in Certificates::matching(store, CertificateQuery::default()) {
        let record = record?;
        if let Some(signature) = &record.signature {
            let signed =
                of(&record.issuer).is_some_and(|issuer| signed(issuer, &record.tbs, signature));
            if !signed {
                bad.add(|| format!("{} {}", record.issuer, record.serial));
            }
        }
    }
    Ok(bad)
}

/// Which of the last CRLs are not what their issuer signed (I6).
fn lists(store: &Store) -> Result<Defects, RegistryError> {
    let mut bad = Defects::default();
    for issuer in store.generations()? {
        if let Some(crl) = store.latest_crl(&issuer.id)? {
            let list = CrlSummary::parse(&crl.der);
            if !list.is_ok_and(|list| signed(&issuer, &list.tbs, &list.signature)) {
                bad.add(|| format!("{} {}", issuer.id, crl.number));
            }
        }
    }
    Ok(bad)
}

fn signed(issuer: &Generation, message: &[u8], signature: &[u8]) -> bool {
    verify::verify(&issuer.public_key, issuer.algorithm, message, signature).is_ok()
}
