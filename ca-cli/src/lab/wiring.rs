//! The two configuration files of a lab.

use ca_desk::error::Failure;

use crate::lab::files;
use crate::lab::layout::{LabToken, Layout};
use crate::lab::state::State;

/// Writes both files. What a trainee changed in them is put right again.
///
/// # Errors
/// A file cannot be written.
pub(crate) fn write(layout: &Layout, state: &State) -> Result<(), Failure> {
    let url = |from: &str| match &state.registry {
        Some(url) => url.to_string(),
        None => format!("sqlite:{from}registry/sceau.db"),
    };
    let both = [
        (layout.config(), operator(state, &url(""))),
        (layout.responder_config(), responder(state, &url("../"))),
    ];
    both.into_iter().try_for_each(|(path, text)| {
        let folder = path.parent().map_or(Ok(()), files::make_folder);
        folder
            .and_then(|()| files::write(&path, files::PUBLIC, &text))
            .map_err(|error| files::not_written(&path, &error))
    })
}

fn operator(state: &State, registry: &str) -> String {
    let token = token_table(state, LabToken::Ca, "ca/");
    let label = LabToken::Ca.label();
    // Before the token: keys that a trainee adds at the end are the token's.
    let audit = format!("[audit]\nkey = \"pkcs11:token={label};object=audit-signer\"\n");
    format!("format = 1\n\n[registry]\nurl = \"{registry}\"\n\n{audit}\n{token}")
}

fn responder(state: &State, registry: &str) -> String {
    let token = token_table(state, LabToken::Ocsp, "");
    let port = state.port;
    format!(
        "format = 1\n\n[listen]\naddress = \"127.0.0.1:{port}\"\n\n[registry]\nurl = \"{registry}\"\n\n{token}"
    )
}

/// The table of a token whose files are in `folder`, as seen from the configuration file.
fn token_table(state: &State, token: LabToken, folder: &str) -> String {
    let module = state.module.display();
    let (label, make) = (token.label(), state.token.make());
    let (variable, settings) = (make.settings_variable, make.settings_file);
    format!(
        "[[token]]\nmodule = \"{module}\"\nuri = \"pkcs11:token={label}\"\n\
         pin = {{ file = \"{folder}pin\" }}\n\
         env = {{ {variable} = \"{{dir}}/{folder}{settings}\" }}\n"
    )
}
