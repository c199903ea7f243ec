//! Certificates are listed and counted.

use ca_api::certificate::{
    CertificatePage, CountCertificates, ListCertificates, Listing, Search, StandingReport,
};
use ca_core::registry::Registry;

use crate::error::Failure;
use crate::gate::Admitted;
use crate::perform::certificate::{parts, search};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListCertificates {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Listing,
    ) -> Result<CertificatePage, Failure> {
        let registry = here.store.as_ref();
        if request.cursor.is_none() {
            search::require_known(registry, who, &request.search)?;
        }
        let query = search::query(registry, request.search)?;
        let part = parts::read(registry, who, query, request.limit, request.cursor);
        let (certificates, next) = part.map_err(|error| search::unlisted(&error))?;
        Ok(CertificatePage { certificates, next })
    }
}

impl Perform for CountCertificates {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Search,
    ) -> Result<StandingReport, Failure> {
        let registry = here.store.as_ref();
        search::require_known(registry, who, &request)?;
        let query = search::query(registry, request)?;
        let counts = registry.count_certificates(&query);
        let counts = counts.map_err(|error| search::unlisted(&error))?;
        Ok(StandingReport {
            good: counts.good,
            suspended: counts.suspended,
            revoked: counts.revoked,
            open: counts.open,
            abandoned: counts.abandoned,
            total: counts.total(),
        })
    }
}
