//! Gives an empty token its label and its PINs.

use std::path::Path;

use ca_core::signer::SignerError;
use cryptoki::session::UserType;
use secrecy::SecretString;

use crate::failure::Failure;
use crate::module::{Access, Module};
use crate::token::TokenInfo;
use crate::uri::Pkcs11Uri;

/// Longest label, in octets (CK_TOKEN_INFO).
const MAX_LABEL: usize = 32;

/// Initialises the first empty token of `module`: C_InitToken with the security officer's PIN,
/// then C_InitPIN with the user's.
///
/// # Errors
/// `Refused` if no slot has an empty token, or one with this label is there already; a PIN that
/// the token finds too short or too long is `BadPin`; `Unavailable` if the module is not there.
pub fn initialise(
    module: &Path,
    label: &str,
    so_pin: &SecretString,
    user_pin: &SecretString,
) -> Result<TokenInfo, SignerError> {
    let outcome = prepare(module, label, so_pin, user_pin);
    outcome.map_err(|failure| failure.of(&format!("token {label}")))
}

fn prepare(
    module: &Path,
    label: &str,
    so_pin: &SecretString,
    user_pin: &SecretString,
) -> Result<TokenInfo, Failure> {
    if label.is_empty() || label.len() > MAX_LABEL {
        return Err(Failure::refused(format!(
            "a label has 1 to {MAX_LABEL} octets"
        )));
    }
    let module = Module::load(module)?;
    if module
        .tokens()?
        .iter()
        .any(|(_, token)| token.label == label)
    {
        return Err(Failure::refused("a token with this label is there already"));
    }
    let slot = module.free_slot()?;
    module.pkcs11().init_token(slot, so_pin, label)?;
    // The token may have moved to another slot by now: SoftHSM does that.
    let uri = Pkcs11Uri {
        token: Some(label.to_owned()),
        ..Pkcs11Uri::default()
    };
    let session = module.open(&uri, Access::Write)?;
    session.login(UserType::So, Some(so_pin))?;
    session.init_pin(user_pin)?;
    session.logout()?;
    Ok(module.find(&uri)?.1)
}
