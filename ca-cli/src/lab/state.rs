//! What the lab must remember between commands: `lab.json`.

use std::fs;
use std::path::PathBuf;

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use serde::{Deserialize, Serialize};

use crate::lab::files;
use crate::lab::layout::Layout;
use crate::lab::process::ProcessName;
use crate::lab::token::TokenKind;

/// The lab as it was asked for, and what runs of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    format: u32,
    /// The state whose authority is practised, by its ISO 3166-1 code.
    pub(crate) country: String,
    /// What the URLs in certificates begin with.
    pub(crate) public_url: String,
    /// The loopback port of the responder, kept over down and up.
    pub(crate) port: u16,
    /// The make of the tokens; labs from before there was a choice are on SoftHSM.
    #[serde(default)]
    pub(crate) token: TokenKind,
    /// The URL of the Registry, where that is not the lab's own SQLite file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) registry: Option<String>,
    /// The PKCS#11 module.
    pub(crate) module: PathBuf,
    /// The responder, if it was started and not stopped.
    pub(crate) responder: Option<ProcessName>,
}

impl State {
    /// A new lab. Without another URL, certificates point at the responder itself.
    pub(crate) fn new(
        country: &str,
        public_url: Option<&str>,
        port: u16,
        (token, module): (TokenKind, PathBuf),
    ) -> Self {
        let own = format!("http://127.0.0.1:{port}");
        let public_url = public_url.map_or(own, |url| url.trim_end_matches('/').to_owned());
        Self {
            format: 1,
            country: country.to_owned(),
            public_url,
            port,
            token,
            registry: None,
            module,
            responder: None,
        }
    }

    /// The same lab with its Registry elsewhere.
    pub(crate) fn with_registry(self, registry: Option<String>) -> Self {
        Self { registry, ..self }
    }

    /// The state of the lab at `layout`, if there is one.
    ///
    /// # Errors
    /// The file cannot be read or is not ours.
    pub(crate) fn load(layout: &Layout) -> Result<Option<Self>, Failure> {
        let path = layout.state();
        let damaged = || Message::new("lab-state-unreadable").with("file", path.display());
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(
                    Failure::new(Kind::Unavailable, damaged()).cause(ca_desk::explain::io(&error))
                );
            }
        };
        let refused = |why: Message| Failure::new(Kind::Refused, damaged()).cause(why);
        match serde_json::from_str::<Self>(&text) {
            Ok(state) if state.format == 1 => Ok(Some(state)),
            Ok(state) => Err(refused(Message::verbatim(format!(
                "format = {}",
                state.format
            )))),
            Err(error) => Err(refused(Message::verbatim(error))),
        }
    }

    /// Writes the state.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn save(&self, layout: &Layout) -> Result<(), Failure> {
        let path = layout.state();
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::from);
        text.and_then(|text| files::write(&path, files::PUBLIC, &text))
            .map_err(|error| files::not_written(&path, &error))
    }

    /// The base of the responder's own address.
    pub(crate) fn listen(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The responder, if it runs.
    pub(crate) fn running(&self) -> Option<&ProcessName> {
        self.responder.as_ref().filter(|process| process.is_alive())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lab(folder: &std::path::Path) -> Layout {
        Layout::at(folder).unwrap()
    }

    #[test]
    fn state_reads_back_as_written() {
        let folder = tempfile::tempdir().unwrap();
        for kind in [TokenKind::Softhsm, TokenKind::Kryoptic] {
            let state = State::new("TD", None, 20_001, (kind, PathBuf::from("/module.so")));
            state.save(&lab(folder.path())).unwrap();
            assert_eq!(State::load(&lab(folder.path())).unwrap(), Some(state));
        }
    }

    #[test]
    fn a_state_from_before_there_was_a_choice_of_tokens_is_on_softhsm() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{ "format": 1, "country": "TD", "public_url": "http://127.0.0.1:20001",
            "port": 20001, "module": "/module.so", "responder": null }"#;
        fs::write(lab(folder.path()).state(), text).unwrap();
        let state = State::load(&lab(folder.path())).unwrap().unwrap();
        assert_eq!(state.token, TokenKind::Softhsm);
    }

    #[test]
    fn certificates_point_at_the_responder_unless_told_otherwise() {
        let state = |url| State::new("DJ", url, 20_001, (TokenKind::Softhsm, PathBuf::new()));
        assert_eq!(state(None).public_url, "http://127.0.0.1:20001");
        assert_eq!(state(Some("http://pki.dj/")).public_url, "http://pki.dj");
        assert_eq!(
            state(Some("http://pki.dj/")).listen(),
            "http://127.0.0.1:20001"
        );
    }

    #[test]
    fn a_state_of_another_make_is_refused_and_an_absent_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(State::load(&lab(folder.path())).unwrap(), None);
        fs::write(lab(folder.path()).state(), r#"{"format":2}"#).unwrap();
        assert_eq!(
            State::load(&lab(folder.path())).unwrap_err().kind,
            Kind::Refused
        );
    }
}
