//! What became of a request.

use ca_api::certificate::{RequestReport, RequestState, ShowRequest, ShownRequest};
use ca_api::word::Word;
use ca_core::registry::Registry;
use ca_core::registry::records::{CertificateQuery, IssuanceState};

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ShowRequest {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: ShownRequest,
    ) -> Result<RequestReport, Failure> {
        let line = request.issuer.into_value();
        let not_found = |why| {
            let message = Message::new("cert-request-not-found").with("request", &request.id);
            Failure::because(message, why)
        };
        let query = CertificateQuery {
            line: Some(line.clone()),
            request_id: Some(request.id.clone()),
            limit: 1,
            ..CertificateQuery::default()
        };
        let found = here.store.certificates(&query);
        let found = found.map_err(|error| not_found(explain::registry(&error)))?;
        let mut found = found.into_iter().filter(|record| who.reaches(record));
        let Some(record) = found.next() else {
            let cause = Message::new("cert-request-unknown").with("issuer", line);
            let why = Explanation::new(Kind::Refused, cause);
            return Err(not_found(why.named("request-unknown")));
        };
        Ok(RequestReport {
            request_id: record.request_id,
            issuer: Word::of(record.issuer),
            serial: Word::of(record.serial),
            state: state(record.state),
        })
    }
}

const fn state(state: IssuanceState) -> RequestState {
    match state {
        IssuanceState::Prepared => RequestState::Prepared,
        IssuanceState::Authorised => RequestState::Authorised,
        IssuanceState::Signing => RequestState::Signing,
        IssuanceState::Issued => RequestState::Issued,
        IssuanceState::Abandoned => RequestState::Abandoned,
    }
}
