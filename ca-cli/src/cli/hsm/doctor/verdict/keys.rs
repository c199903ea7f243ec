//! Algorithms and attributes of keys.

use ca_desk::message::Message;
use hsm::survey::facts::{Algorithm, Attribute, Class, Examination, Outcome, Stage, Trouble};

use super::{Finding, able};
use crate::cli::hsm::words;

/// Attributes without which a key is not taken for an issuer's (I8, HSM-01, HSM-02).
const ESSENTIAL: [&str; 11] = [
    "CKA_PRIVATE",
    "CKA_SENSITIVE",
    "CKA_EXTRACTABLE",
    "CKA_ALWAYS_SENSITIVE",
    "CKA_NEVER_EXTRACTABLE",
    "CKA_LOCAL",
    "CKA_MODIFIABLE",
    "CKA_SIGN",
    "CKA_DECRYPT",
    "CKA_UNWRAP",
    "CKA_DERIVE",
];

pub(super) fn findings(examination: &Examination) -> Vec<Finding> {
    let mut findings: Vec<_> = examination
        .algorithms
        .iter()
        .filter_map(algorithm)
        .collect();
    findings.extend(failures(&examination.algorithms));
    let offered = able(examination);
    if offered.is_empty() {
        let text = Message::new("hsm-doctor-no-algorithm");
        findings.push(Finding::problem("algorithms", text).advice("advice-hsm-vendor"));
    }
    let lacking = examination
        .algorithms
        .iter()
        .filter(|told| is_lacking(told));
    let lacking: Vec<_> = lacking.map(|told| told.name.as_str()).collect();
    if !lacking.is_empty() {
        let text = Message::new("hsm-doctor-lacking").with("algorithms", lacking.join(", "));
        findings.push(Finding::ok("algorithms", text));
    }
    findings.extend(attributes(&examination.attributes));
    findings
}

/// A device need not have all algorithms.
fn is_lacking(told: &Algorithm) -> bool {
    let refused = |(stage, trouble): &(Stage, Trouble)| {
        *stage == Stage::Make && trouble.class == Class::Refused
    };
    told.trouble.as_ref().is_some_and(refused)
}

/// Nothing where it could not be tried; [`failures`] tells of those.
fn algorithm(told: &Algorithm) -> Option<Finding> {
    let about = |id| Message::new(id).with("algorithm", &told.name);
    if told.verified == Some(false) {
        let text = about("hsm-doctor-wrong-signature");
        return Some(Finding::problem("algorithm", text).advice("advice-hsm-wrong-signature"));
    }
    let best = told.rates.iter().max_by_key(|rate| rate.per_second)?;
    let text = about("hsm-doctor-algorithm")
        .with("rate", best.per_second)
        .with("sessions", best.sessions);
    Some(Finding::ok("algorithm", text))
}

/// Algorithms that failed at the same act in the same way, in one finding: a device that hangs
/// hangs with all of them.
fn failures(algorithms: &[Algorithm]) -> Vec<Finding> {
    let mut groups: Vec<(Stage, &Trouble, Vec<&str>)> = Vec::new();
    for told in algorithms.iter().filter(|told| !is_lacking(told)) {
        let Some((stage, trouble)) = &told.trouble else {
            continue;
        };
        let same = |(other, cause, _): &&mut (Stage, &Trouble, _)| {
            other == stage && cause.class == trouble.class
        };
        match groups.iter_mut().find(same) {
            Some((_, _, names)) => names.push(&told.name),
            None => groups.push((*stage, trouble, vec![&told.name])),
        }
    }
    let tell = |(stage, trouble, names): (Stage, &Trouble, Vec<&str>)| {
        let act = Message::new(match stage {
            Stage::Make => "hsm-stage-make",
            Stage::Sign => "hsm-stage-sign",
            Stage::Rate => "hsm-stage-rate",
        });
        failed(
            "algorithm",
            act.with("algorithms", names.join(", ")),
            trouble,
        )
    };
    groups.into_iter().map(tell).collect()
}

/// Something that did not go as it should.
pub(super) fn failed(check: &'static str, act: Message, trouble: &Trouble) -> Finding {
    let text = |id| {
        let message = Message::new(id).say("act", act.clone());
        message.say("cause", words::trouble(trouble))
    };
    match trouble.class {
        Class::Hung => Finding::problem(check, text("hsm-doctor-hangs")).advice("advice-hsm-hangs"),
        Class::Crashed => {
            Finding::problem(check, text("hsm-doctor-crashes")).advice("advice-hsm-crashes")
        }
        Class::Skipped => {
            let text = Message::new("hsm-doctor-skipped").say("act", act);
            Finding::warning(check, text).advice("advice-hsm-skipped")
        }
        Class::Busy | Class::Refused | Class::Lost | Class::BadPin => {
            Finding::problem(check, text("hsm-doctor-fails")).advice("advice-hsm-vendor")
        }
    }
}

fn attributes(all: &[Attribute]) -> Vec<Finding> {
    let mut findings: Vec<_> = all.iter().filter_map(attribute).collect();
    if findings.is_empty() && !all.is_empty() {
        let text = Message::new("hsm-doctor-attributes").count("count", all.len());
        findings.push(Finding::ok("attributes", text));
    }
    findings
}

/// Nothing for one that is as it should be.
fn attribute(told: &Attribute) -> Option<Finding> {
    let about = |id| {
        let message = Message::new(id).with("attribute", &told.name);
        message.with("wanted", &told.wanted)
    };
    let essential = ESSENTIAL.contains(&told.name.as_str());
    let bad = |id: &'static str| {
        let finding = if essential {
            Finding::problem("attribute", about(id))
        } else {
            Finding::warning("attribute", about(id))
        };
        finding.advice(if essential {
            "advice-hsm-attribute"
        } else {
            "advice-hsm-optional-attribute"
        })
    };
    match (told.outcome, told.enforced) {
        (Outcome::Honoured, Some(false)) => Some(bad("hsm-doctor-attribute-idle")),
        (Outcome::Honoured, Some(true) | None) => None,
        (Outcome::Ignored, _) => Some(bad("hsm-doctor-attribute-ignored")),
        (Outcome::Untold, _) => Some(bad("hsm-doctor-attribute-untold")),
        (Outcome::Refused, _) => Some(bad("hsm-doctor-attribute-refused")),
        (Outcome::Untried, _) => {
            let act = Message::new("hsm-act-attribute").with("attribute", &told.name);
            let trouble = told.trouble.as_ref()?;
            Some(failed("attribute", act, trouble))
        }
    }
}

#[cfg(test)]
mod tests {
    use ca_core::signer::TokenFault;

    use super::super::Verdict;
    use super::*;

    fn trouble(class: Class) -> Trouble {
        let fault = Some(TokenFault::WorkerHung { millis: 3000 });
        Trouble { class, fault }
    }

    fn attribute_verdict(name: &str, outcome: Outcome, enforced: Option<bool>) -> Option<Verdict> {
        let told = Attribute {
            name: name.to_owned(),
            wanted: "false".to_owned(),
            outcome,
            enforced,
            trouble: None,
        };
        attribute(&told).map(|finding| finding.verdict)
    }

    #[test]
    fn hsm_01_hsm_02_attributes_are_judged_by_what_issuers_need() {
        let (problem, warning) = (Some(Verdict::Problem), Some(Verdict::Warning));
        for (name, outcome, enforced, verdict) in [
            ("CKA_EXTRACTABLE", Outcome::Honoured, Some(true), None),
            ("CKA_EXTRACTABLE", Outcome::Honoured, Some(false), problem),
            ("CKA_MODIFIABLE", Outcome::Ignored, None, problem),
            ("CKA_DERIVE", Outcome::Untold, None, problem),
            ("CKA_COPYABLE", Outcome::Untold, None, warning),
            ("CKA_ALLOWED_MECHANISMS", Outcome::Refused, None, warning),
        ] {
            assert_eq!(
                attribute_verdict(name, outcome, enforced),
                verdict,
                "{name}"
            );
        }
    }

    fn told(name: &str, verified: Option<bool>, trouble: Option<(Stage, Trouble)>) -> Algorithm {
        Algorithm {
            name: name.to_owned(),
            object: None,
            make_us: None,
            sign_us: None,
            verified,
            rates: Vec::new(),
            trouble,
        }
    }

    #[test]
    fn a_wrong_signature_is_a_problem_and_a_lacking_algorithm_is_none() {
        let wrong = algorithm(&told("p256", Some(false), None)).unwrap();
        assert_eq!(wrong.verdict, Verdict::Problem);
        let lacking = told("p256", None, Some((Stage::Make, trouble(Class::Refused))));
        assert_eq!(algorithm(&lacking), None);
        assert_eq!(failures(&[lacking]), []);
    }

    #[test]
    fn what_hangs_in_the_same_way_is_told_once() {
        let hung = |name| told(name, None, Some((Stage::Sign, trouble(Class::Hung))));
        let crashed = told(
            "ed25519",
            None,
            Some((Stage::Sign, trouble(Class::Crashed))),
        );
        let findings = failures(&[hung("p256"), hung("p384"), crashed]);
        let checks: Vec<_> = findings.iter().map(|finding| finding.verdict).collect();
        assert_eq!(checks, [Verdict::Problem; 2]);
    }
}
