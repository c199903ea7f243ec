//! One certificate is shown.

use ca_api::certificate::{CertificateReport, ShowCertificate, Shown};

use crate::error::Failure;
use crate::gate::Admitted;
use crate::perform::certificate::{describe, find};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ShowCertificate {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Shown,
    ) -> Result<CertificateReport, Failure> {
        let line = request.issuer.as_deref();
        let record = find::within(here.store.as_ref(), who, line, &request.serial)?;
        Ok(CertificateReport {
            fields: describe::fields(&record.tbs),
            ..describe::of_record(&record)
        })
    }
}
