//! What `lab env` prints. The demonstration and outside checks rely on these keys.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ca_desk::error::Failure;
use serde::Serialize;

use crate::lab::bureau::DEVICE;
use crate::lab::child::Programs;
use crate::lab::issuers::ROOT;
use crate::lab::layout::{LabToken, Layout};
use crate::lab::state::State;
use crate::lab::step;
use crate::output::Report;
use crate::output::page::Page;

/// The lab, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct Environment {
    config: PathBuf,
    trust_anchor: PathBuf,
    issuers: BTreeMap<String, Issuer>,
    /// Where the responder really listens, if certificates say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<String>,
    ocsp_pid: Option<u32>,
    token: Token,
    personaliser: Personaliser,
}

#[derive(Debug, Serialize)]
struct Issuer {
    generation: String,
    certificate: PathBuf,
    chain: PathBuf,
    /// Absent for the root: its list speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ocsp: Option<String>,
    crl: String,
    aia: String,
}

/// Who signs, in a lab, that a key is in a device (REG-08).
#[derive(Debug, Serialize)]
struct Personaliser {
    certificate: PathBuf,
    key: PathBuf,
    /// The name of the device, as records give it.
    device: &'static str,
}

#[derive(Debug, Serialize)]
struct Token {
    module: PathBuf,
    label: &'static str,
    pin_file: PathBuf,
    env: BTreeMap<&'static str, PathBuf>,
}

/// The environment of a lab.
///
/// # Errors
/// The Registry cannot be read.
pub(crate) fn of(
    layout: &Layout,
    state: &State,
    programs: &Programs,
) -> Result<Environment, Failure> {
    let rows = step::active_issuers(layout, programs)?;
    let base = &state.public_url;
    let issuers = rows.into_iter().map(|row| {
        let generation = row.generation;
        let issuer = Issuer {
            certificate: layout.certificate(&row.line),
            chain: layout.chain(&row.line),
            ocsp: (row.line != ROOT.line).then(|| format!("{base}/ocsp/{generation}")),
            crl: format!("{base}/crl/{generation}.crl"),
            aia: format!("{base}/ca/{generation}.cer"),
            generation,
        };
        (row.line, issuer)
    });
    Ok(Environment {
        config: layout.config(),
        trust_anchor: layout.trust_anchor(),
        issuers: issuers.collect(),
        listen: (state.listen() != *base).then(|| state.listen()),
        ocsp_pid: state.running().map(|process| process.pid),
        token: Token {
            module: state.module.clone(),
            label: LabToken::Ca.label(),
            pin_file: layout.pin_file(LabToken::Ca),
            env: BTreeMap::from([(
                state.token.make().settings_variable,
                layout.token_settings(LabToken::Ca, state.token),
            )]),
        },
        personaliser: Personaliser {
            certificate: layout.bureau_certificate(),
            key: layout.bureau_key(),
            device: DEVICE,
        },
    })
}

impl Report for Environment {
    /// People see the same document: it is made for their programs.
    fn text(&self, page: &mut Page<'_>) {
        #[derive(Serialize)]
        struct Document<'e> {
            format: u32,
            #[serde(flatten)]
            environment: &'e Environment,
        }
        let document = Document {
            format: 1,
            environment: self,
        };
        page.line(&serde_json::to_string_pretty(&document).unwrap_or_default());
    }
}
