//! Vectors of Wycheproof: signatures that an implementation in a hurry takes.

use std::collections::BTreeSet;

use ca_core::subject_key::{KeyDefect, SubjectKey};
use ca_core::verify::verify;
use wycheproof::TestResult;
use wycheproof::mldsa_verify::{TestFlag, TestName, TestSet};

use crate::{ALGORITHMS, SETS, spki};

const FILES: [TestName; 3] = [
    TestName::MlDsa44Verify,
    TestName::MlDsa65Verify,
    TestName::MlDsa87Verify,
];

#[test]
fn alg_06_vectors_of_wycheproof_are_judged_as_they_say() {
    for (place, file) in FILES.into_iter().enumerate() {
        let ((oid, ..), algorithm) = (SETS[place], ALGORITHMS[place]);
        let mut seen = BTreeSet::new();
        for group in TestSet::load(file).unwrap().test_groups {
            let key = spki(oid, None, &group.pubkey);
            for test in &group.tests {
                let context = test.ctx.as_ref().is_some_and(|context| !context.is_empty());
                let valid = test.result == TestResult::Valid;
                let found = verify(&key, algorithm, &test.msg, &test.sig).is_ok();
                // RFC 9881 3: X.509 has no context.
                assert_eq!(found, valid && !context, "{algorithm}: {}", test.tc_id);
                seen.insert((valid, context));
                if test.flags.contains(&TestFlag::ZeroPublicKey) {
                    let judged = SubjectKey::from_spki(&key);
                    let short = matches!(judged, Err(KeyDefect::ShortVector { .. }));
                    assert!(short, "{algorithm}: {}: {judged:?}", test.tc_id);
                }
            }
        }
        let all = [(false, false), (false, true), (true, false), (true, true)];
        assert_eq!(seen, BTreeSet::from(all), "{algorithm}");
    }
}
