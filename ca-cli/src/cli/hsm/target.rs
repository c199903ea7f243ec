//! Which module or token is meant: that of the configuration, or one given by hand, before there
//! is a configuration.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use clap::Args;
use hsm::config::{Module, TokenConfig};
use hsm::pin::PinSource;
use hsm::uri::Pkcs11Uri;

use crate::cli::value::{self, Variable};
use crate::invocation::Invocation;

/// A module given by hand.
#[derive(Args, Debug)]
pub(super) struct ByHand {
    #[arg(long, value_name = "FILE")]
    module: Option<PathBuf>,
    #[arg(long, value_name = "VARIABLE", value_parser = value::variable, requires = "module")]
    env: Vec<Variable>,
    #[arg(long, requires = "module")]
    network: bool,
}

impl ByHand {
    /// The module, if one was given.
    pub(super) fn module(&self) -> Option<Module> {
        let path = self.module.clone()?;
        let set = |Variable(name, value): &Variable| (name.clone(), value.clone());
        Some(Module {
            path,
            env: self.env.iter().map(set).collect::<BTreeMap<_, _>>(),
            network: self.network,
            worker: None,
        })
    }

    /// The modules that are meant: this one, or all of the configuration.
    ///
    /// # Errors
    /// The configuration cannot be read, or names no token.
    pub(super) fn modules(&self, invocation: &Invocation) -> Result<Vec<Module>, Failure> {
        if let Some(module) = self.module() {
            return Ok(vec![module]);
        }
        let mut modules: Vec<Module> = Vec::new();
        for token in configured(invocation)? {
            let module = token.module();
            if !modules.contains(&module) {
                modules.push(module);
            }
        }
        Ok(modules)
    }
}

/// One token of the configuration, by its label where there are several, or given by hand.
#[derive(Args, Debug)]
pub(super) struct Target {
    #[arg(long, value_name = "LABEL", conflicts_with = "module")]
    token: Option<String>,
    #[command(flatten)]
    by_hand: ByHand,
    #[arg(long, value_name = "URI", value_parser = value::token_uri, requires = "module")]
    uri: Option<Pkcs11Uri>,
    #[arg(long, value_name = "FILE", requires = "module")]
    pin_file: Option<PathBuf>,
}

impl Target {
    /// The token that is meant.
    ///
    /// # Errors
    /// None or several are.
    pub(super) fn token(&self, invocation: &Invocation) -> Result<TokenConfig, Failure> {
        if let Some(module) = self.by_hand.module() {
            return self.by_hand(module);
        }
        let all = configured(invocation)?;
        let named = |token: &TokenConfig| self.token.is_none() || token.uri.token == self.token;
        let mut meant = all.iter().filter(|token| named(token));
        match (meant.next(), meant.next()) {
            (Some(token), None) => Ok(token.clone()),
            (_, _) => {
                let labels = all.iter().map(TokenConfig::token_name);
                let labels: Vec<_> = labels
                    .map(|name| ca_desk::explain::label(&name).to_owned())
                    .collect();
                let failure = Failure::new(Kind::Usage, Message::new("hsm-which-token"));
                Err(failure
                    .hint(Message::new("hint-hsm-which-token").with("labels", labels.join(", "))))
            }
        }
    }

    fn by_hand(&self, module: Module) -> Result<TokenConfig, Failure> {
        let missing = || {
            let message = Message::new("usage-missing-argument").with("argument", "--uri <URI>");
            Failure::new(Kind::Usage, message)
        };
        let pin = self.pin_file.clone();
        Ok(TokenConfig {
            module: module.path,
            uri: self.uri.clone().ok_or_else(missing)?,
            pin: pin.map_or(PinSource::Prompt, PinSource::File),
            env: module.env,
            sessions: 4,
            wait: Duration::from_secs(2),
            timeout: Duration::from_secs(10),
            network: module.network,
            worker: module.worker,
        })
    }
}

/// The tokens of the configuration, at least one.
fn configured(invocation: &Invocation) -> Result<Vec<TokenConfig>, Failure> {
    let config = invocation.config()?;
    let tokens: Vec<_> = config.tokens.into_iter().collect();
    if tokens.is_empty() {
        let message = Message::new("token-not-configured").with("file", config.path.display());
        let failure = Failure::new(Kind::Usage, message);
        return Err(failure.hint(Message::new("hint-hsm-module")));
    }
    Ok(tokens)
}
