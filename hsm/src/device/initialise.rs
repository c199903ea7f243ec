//! Gives an empty token its label and its PINs.

use ca_core::signer::{TokenFault, TokenInfo};
use cryptoki::session::UserType;
use secrecy::SecretString;

use crate::device::module::{Access, Module};
use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// Longest label, in octets (CK_TOKEN_INFO).
const MAX_LABEL: usize = 32;

/// Initialises the first empty token of `module`: C_InitToken with the security officer's PIN,
/// then C_InitPIN with the user's.
pub(crate) fn initialise(
    module: &Module,
    label: &str,
    so_pin: &SecretString,
    user_pin: &SecretString,
) -> Result<TokenInfo, Failure> {
    if label.is_empty() || label.len() > MAX_LABEL {
        return Err(Failure::Refused(TokenFault::LabelLength {
            most: MAX_LABEL,
        }));
    }
    if module
        .tokens()?
        .iter()
        .any(|(_, token)| token.label == label)
    {
        return Err(Failure::Refused(TokenFault::LabelTaken));
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
