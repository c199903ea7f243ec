//! Issuers are shown.

use ca_api::issuer::{
    IssuerPage, IssuerReport, ListIssuers, ListedIssuers, ShowIssuer, ShownIssuer,
};
use ca_api::word::Word;
use ca_core::registry::records::Generation;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::issuer::{describe, find};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListIssuers {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: ListedIssuers,
    ) -> Result<IssuerPage, Failure> {
        let mut all = here.authority.issuers().map_err(|error| {
            Failure::because(Message::new("issuer-not-listed"), explain::registry(&error))
        })?;
        all.retain(|generation| who.reaches_line(generation.id.line()));
        Ok(part(all, &request))
    }
}

impl Perform for ShowIssuer {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: ShownIssuer,
    ) -> Result<IssuerReport, Failure> {
        let generation = find::within(&here.authority, who, &request.issuer)?;
        Ok(describe::of(&generation))
    }
}

/// The part of the list that was asked for. Generations are never taken away, so that the name
/// of the last one is a place for good.
fn part(mut all: Vec<Generation>, request: &ListedIssuers) -> IssuerPage {
    all.sort_by(|one, other| one.id.cmp(&other.id));
    if let Some(cursor) = &request.cursor {
        all.retain(|generation| generation.id > **cursor);
    }
    let limit = request.limit.entries();
    let more = all.len() > limit;
    all.truncate(limit);
    let last = all.last().filter(|_| more);
    IssuerPage {
        next: last.map(|last| Word::of(last.id.clone())),
        issuers: all.iter().map(describe::of).collect(),
    }
}

#[cfg(test)]
mod tests {
    use ca_api::page::Limit;
    use ca_core::algorithm::SignatureAlgorithm;
    use ca_core::registry::records::GenerationState;
    use ca_core::signer::KeyUri;
    use ca_core::timestamp::Timestamp;

    use super::*;

    fn generation(id: &str) -> Generation {
        Generation {
            id: id.parse().unwrap(),
            name: Vec::new(),
            public_key: Vec::new(),
            key: KeyUri::new(format!("pkcs11:object={id}")),
            algorithm: SignatureAlgorithm::EcdsaSha256,
            issuer: id.parse().unwrap(),
            certificate: None,
            state: GenerationState::Pending,
            created: Timestamp::from_unix_millis(0),
        }
    }

    #[test]
    fn parts_of_the_list_follow_each_other_in_the_order_of_the_numbers() {
        let ids = ["root-g1", "citizens-g10", "citizens-g9", "agencies-g1"];
        let (mut names, mut cursor) = (Vec::new(), None);
        loop {
            let request = ListedIssuers {
                limit: Limit::at_most(3),
                cursor,
            };
            let page = part(ids.map(generation).to_vec(), &request);
            names.extend(
                page.issuers
                    .into_iter()
                    .map(|issuer| issuer.generation.text().to_owned()),
            );
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let expected = ["agencies-g1", "citizens-g9", "citizens-g10", "root-g1"];
        assert_eq!(names, expected);
    }
}
