//! The steps of the way, each of which first looks whether it is done.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use serde::Deserialize;

use crate::lab::child::Programs;
use crate::lab::issuers::{self, AUDIT_ISSUER, ISSUING, LabIssuer, ROOT};
use crate::lab::layout::{LabToken, Layout};
use crate::lab::state::State;
use crate::lab::{bureau, files, pack, token};

/// What every step works with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'l> {
    /// Where things are.
    pub(crate) layout: &'l Layout,
    /// What lab it is.
    pub(crate) state: &'l State,
    /// What does the work.
    pub(crate) programs: &'l Programs,
}

/// A step.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A token with its PIN.
    Token(LabToken),
    /// The Registry with the authority document and the profiles.
    Registry,
    /// The practice bureau, whose word about keys in devices counts.
    Bureau,
    /// An issuer with its key and certificate.
    Issuer(&'static LabIssuer),
    /// The certificates as files.
    Files,
    /// The signer of the log's heads.
    AuditSigner,
    /// A CRL of an issuer.
    Crl(&'static LabIssuer),
    /// The responder's key and certificate for an issuer.
    Signer(&'static LabIssuer),
}

impl Step {
    /// All steps, in order.
    pub(crate) fn all() -> Vec<Self> {
        let tokens = [LabToken::Ca, LabToken::Ocsp].map(Self::Token).into_iter();
        tokens
            .chain([Self::Registry, Self::Bureau])
            .chain(issuers::all().map(Self::Issuer))
            .chain([Self::Files, Self::AuditSigner])
            .chain(issuers::all().map(Self::Crl))
            .chain(ISSUING.iter().map(Self::Signer))
            .collect()
    }

    /// What the step does, for people.
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Token(token) => Message::new("lab-step-token").with("token", token.label()),
            Self::Registry => Message::new("lab-step-registry"),
            Self::Bureau => Message::new("lab-step-bureau"),
            Self::Issuer(issuer) => Message::new("lab-step-issuer").with("issuer", issuer.line),
            Self::Files => Message::new("lab-step-files"),
            Self::AuditSigner => Message::new("lab-step-audit-signer"),
            Self::Crl(issuer) => Message::new("lab-step-crl").with("issuer", issuer.line),
            Self::Signer(issuer) => Message::new("lab-step-signer").with("issuer", issuer.line),
        }
    }

    /// Does what is not done.
    ///
    /// # Errors
    /// What the command said that does it.
    pub(crate) fn run(&self, site: &Site<'_>) -> Result<(), Failure> {
        match self {
            Self::Token(token) => token::ensure(site.layout, site.state, *token),
            Self::Registry => registry(site),
            Self::Bureau => bureau::ensure(site),
            Self::Issuer(issuer) => make_issuer(site, issuer),
            Self::Files => write_certificates(site),
            Self::AuditSigner => enrol_audit_signer(site),
            Self::Crl(issuer) => publish(site, issuer),
            Self::Signer(issuer) => enrol(site, issuer),
        }
    }
}

/// A generation, as `sceau issuer list` tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct IssuerRow {
    /// For example `citizens-g1`.
    pub(crate) generation: String,
    /// For example `citizens`.
    pub(crate) line: String,
    state: String,
    /// PEM.
    pub(crate) certificate: Option<String>,
    /// When it ends.
    pub(crate) not_after: Option<String>,
}

/// The generation of each line that issues.
///
/// # Errors
/// What `sceau issuer list` said.
pub(crate) fn active_issuers(
    layout: &Layout,
    programs: &Programs,
) -> Result<Vec<IssuerRow>, Failure> {
    Ok(all_issuers(layout, programs)?
        .into_iter()
        .filter(|row| row.state == "active")
        .collect())
}

fn all_issuers(layout: &Layout, programs: &Programs) -> Result<Vec<IssuerRow>, Failure> {
    #[derive(Deserialize)]
    struct List {
        issuers: Vec<IssuerRow>,
    }
    let given = programs.sceau(layout, &["issuer", "list"])?;
    let list: List = serde_json::from_slice(&given).map_err(|error| not_understood(&error))?;
    Ok(list.issuers)
}

fn not_understood(error: &serde_json::Error) -> Failure {
    let message = Message::new("lab-not-understood");
    Failure::new(Kind::Bug, message).cause(Message::verbatim(error))
}

/// The authority document and the profiles may be stored again and again.
fn registry(site: &Site<'_>) -> Result<(), Failure> {
    let folder = site.layout.registry();
    files::make_folder(&folder).map_err(|error| files::not_written(&folder, &error))?;
    let country = pack::named(site.layout, &site.state.country);
    let arguments = [
        "registry",
        "init",
        "--country",
        &country,
        "--public-url",
        &site.state.public_url,
    ];
    site.programs.sceau(site.layout, &arguments).map(drop)
}

fn make_issuer(site: &Site<'_>, issuer: &LabIssuer) -> Result<(), Failure> {
    let rows = all_issuers(site.layout, site.programs)?;
    let is = |state| {
        rows.iter()
            .find(|row| row.line == issuer.line && row.state == state)
    };
    if is("active").is_some() {
        return Ok(());
    }
    let arguments = match is("ready") {
        Some(ready) => vec!["issuer", "activate", &ready.generation],
        None => {
            let key = [
                "--profile",
                issuer.profile,
                "--key-algorithm",
                issuer.key(site.state.token),
                "--activate",
            ];
            let parent = if issuer.line == ROOT.line {
                &[][..]
            } else {
                &["--issuer", ROOT.line]
            };
            [&["issuer", "create", issuer.line], &key[..], parent].concat()
        }
    };
    match site.programs.sceau(site.layout, &arguments) {
        Err(failure) if !is_made_meanwhile(site, issuer)? => Err(failure),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Whether the issuer appears after all: an earlier `up` that was killed leaves a child behind
/// that may be making it right now.
fn is_made_meanwhile(site: &Site<'_>, issuer: &LabIssuer) -> Result<bool, Failure> {
    for _ in 0..ORPHAN_LOOKS {
        let rows = active_issuers(site.layout, site.programs)?;
        if rows.iter().any(|row| row.line == issuer.line) {
            return Ok(true);
        }
        thread::sleep(ORPHAN_WAIT);
    }
    Ok(false)
}

/// How often an issuer that somebody else is making is looked for.
const ORPHAN_LOOKS: usize = 10;
/// How long between two looks.
const ORPHAN_WAIT: Duration = Duration::from_millis(200);

/// `root.pem`, and each line's certificate and chain.
fn write_certificates(site: &Site<'_>) -> Result<(), Failure> {
    let folder = site.layout.issuers();
    files::make_folder(&folder).map_err(|error| files::not_written(&folder, &error))?;
    let rows = active_issuers(site.layout, site.programs)?;
    let pem = |line: &str| {
        let row = rows.iter().find(|row| row.line == line);
        row.and_then(|row| row.certificate.clone())
            .unwrap_or_default()
    };
    let root = pem(ROOT.line);
    write(&site.layout.trust_anchor(), &root)?;
    for issuer in issuers::all() {
        let own = pem(issuer.line);
        let chain = if issuer.line == ROOT.line {
            own.clone()
        } else {
            format!("{own}{root}")
        };
        write(&site.layout.certificate(issuer.line), &own)?;
        write(&site.layout.chain(issuer.line), &chain)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    files::write(path, files::PUBLIC, text).map_err(|error| files::not_written(path, &error))
}

/// The heads of the log are signed from now on.
fn enrol_audit_signer(site: &Site<'_>) -> Result<(), Failure> {
    let certificate = site.layout.audit_signer();
    if is_young(&certificate) {
        return Ok(());
    }
    let out = certificate.to_string_lossy();
    let what = ["audit", "enrol", "--issuer", AUDIT_ISSUER];
    let arguments = [&what[..], &["--out", &out, "--force"]].concat();
    site.programs.sceau(site.layout, &arguments).map(drop)
}

/// Publishes a CRL each time: the lab may have been down for longer than the last one lives.
fn publish(site: &Site<'_>, issuer: &LabIssuer) -> Result<(), Failure> {
    let arguments = ["crl", "publish", "--issuer", issuer.line];
    site.programs.sceau(site.layout, &arguments).map(drop)
}

/// The responder asks with a key of its own token, the issuer certifies, the responder installs.
fn enrol(site: &Site<'_>, issuer: &LabIssuer) -> Result<(), Failure> {
    let rows = active_issuers(site.layout, site.programs)?;
    let row = rows.into_iter().find(|row| row.line == issuer.line);
    let generation = row.map(|row| row.generation).unwrap_or_default();
    if is_young(&site.layout.installed_signer(&generation)) {
        return Ok(());
    }
    let request = site.layout.signer_request(issuer.line);
    let certificate = site.layout.signer_certificate(issuer.line);
    request_signer(site, issuer, &generation, &request)?;
    certify_signer(site, issuer.line, &request, &certificate)?;
    install_signer(site, &generation, &certificate)
}

/// Whether a signer is there and has most of its 90 days before it.
fn is_young(signer: &Path) -> bool {
    let written = fs::metadata(signer).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age < RENEWAL))
}

fn request_signer(
    site: &Site<'_>,
    issuer: &LabIssuer,
    generation: &str,
    request: &Path,
) -> Result<(), Failure> {
    let (request, key) = (request.to_string_lossy(), issuer.key(site.state.token));
    let what = ["request-signer", "--issuer", generation, "--key", key];
    let arguments = [&what[..], &["--out", &request]].concat();
    site.programs.responder(site.layout, &arguments).map(drop)
}

fn certify_signer(
    site: &Site<'_>,
    line: &str,
    request: &Path,
    certificate: &Path,
) -> Result<(), Failure> {
    let (request, certificate) = (request.to_string_lossy(), certificate.to_string_lossy());
    let what = ["responder", "enrol", "--issuer", line, "--csr", &request];
    let whither = ["--out", &certificate, "--force"];
    let arguments = [&what[..], &whither].concat();
    site.programs.sceau(site.layout, &arguments).map(drop)
}

fn install_signer(site: &Site<'_>, generation: &str, certificate: &Path) -> Result<(), Failure> {
    let certificate = certificate.to_string_lossy();
    let arguments = [
        "install-signer",
        "--issuer",
        generation,
        "--certificate",
        &certificate,
    ];
    site.programs.responder(site.layout, &arguments).map(drop)
}

/// After how long `up` gives the responder a new signer.
const RENEWAL: Duration = Duration::from_secs(30 * 24 * 3600);
