//! Tokens and how they do.

use ca_api::key::{ListTokens, TokenList, TokenReport, WhichTokens};
use ca_core::signer::{KeyStore, TokenHealth, TokenInfo};

use crate::error::Failure;
use crate::gate::Admitted;
use crate::perform::key::describe;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListTokens {
    const KEYS: Keys = Keys::Used;

    fn perform(here: &Wiring, _: &Admitted<Self>, _: WhichTokens) -> Result<TokenList, Failure> {
        let tokens = here.tokens.as_deref();
        let seen = tokens.map(KeyStore::tokens).unwrap_or_default();
        let health = tokens.map(KeyStore::health).unwrap_or_default();
        let changes = here.authority.token_changes();
        Ok(TokenList {
            tokens: health.iter().map(|one| report(one, &seen)).collect(),
            token_changes: changes.iter().map(describe::change).collect(),
        })
    }
}

fn report(health: &TokenHealth, seen: &[TokenInfo]) -> TokenReport {
    let device = seen.iter().find(|info| info.label == health.token);
    TokenReport {
        token: health.token.clone(),
        state: health.state.as_str().to_owned(),
        device: device.map(describe::device),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ca_core::signer::TokenState;

    use super::*;

    #[test]
    fn a_token_that_is_away_is_told_with_what_it_was() {
        let seen = [TokenInfo {
            label: "root-2026".to_owned(),
            manufacturer: "M".to_owned(),
            model: "X".to_owned(),
            serial: "1".to_owned(),
            firmware: "2.0".to_owned(),
        }];
        let away = |token: &str| TokenHealth {
            token: token.to_owned(),
            state: TokenState::Recovering(Duration::from_secs(3)),
        };
        let known = report(&away("root-2026"), &seen);
        assert_eq!(known.state, "recovering");
        assert_eq!(known.device.unwrap().serial, "1");
        assert_eq!(report(&away("issuing-2026"), &seen).device, None);
    }
}
