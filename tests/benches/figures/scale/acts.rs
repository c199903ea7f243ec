//! Issuing beside many certificates, revoking beside many revoked ones.

use ca_core::revocation::Reason;
use sceau_tests::house::actor;

use super::Sites;
use super::site::{Site, micros};
use crate::issue;
use crate::report::{Aim, Figure, Sample};

/// Revocations of a sample.
const REVOCATIONS: u64 = 100;

pub(crate) fn figures(sites: &Sites) -> Vec<Figure> {
    let issuing = sites.figure("issue", Aim::AtLeast(0.9), "certificates/s", || Sample {
        measured: issue::rate_of(&sites.large.authority),
        limit: issue::rate_of(&sites.base.authority),
    });
    let revoked = sites.large.size.revoked;
    let revoking = sites.counted("revoke", revoked, Aim::AtMost(1.2), "µs", || Sample {
        measured: revoke(&sites.large),
        limit: revoke(&sites.tiny),
    });
    vec![issuing, revoking]
}

/// Microseconds of a revocation.
fn revoke(site: &Site) -> f64 {
    let mut good = site.serials(REVOCATIONS * 2, "s.withdrawn IS NULL");
    good.sort();
    good.dedup();
    let line = "citizens".parse().unwrap();
    micros(u32::try_from(REVOCATIONS).unwrap(), || {
        let serial = good.pop().unwrap();
        let reason = Some(Reason::Superseded);
        site.authority
            .revoke(&actor(), &line, &serial, reason, None)
            .unwrap();
    })
}
