//! `sceau hsm doctor`: examines a token in a minute and touches none of its keys.
//!
//! The `hsm` crate finds facts out, [`verdict`] judges them, [`report`] tells both.

mod report;
mod verdict;

use std::path::PathBuf;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use clap::Args;
use hsm::config::TokenConfig;
use hsm::survey::examine::{Order, Step, examine};
use hsm::survey::facts::Examination;
use secrecy::SecretString;

use self::report::Report;
use super::target::Target;
use crate::cli::interruption::Interruption;
use crate::cli::value;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::{Answer, document};
use crate::progress::Count;

/// In all, with 4 s to clear up, less than a minute.
const BUDGET: Duration = Duration::from_secs(54);
/// With `--quick`.
const SHORT_BUDGET: Duration = Duration::from_secs(25);
/// Identity, each algorithm, attributes, sessions, wrong uses, restart.
const STEPS: usize = ca_core::algorithm::KeyAlgorithm::ALL.len() + 5;

#[derive(Args, Debug)]
pub(crate) struct Doctor {
    #[command(flatten)]
    target: Target,
    #[arg(long, value_name = "NUMBER", value_parser = value::sessions)]
    sessions: Option<usize>,
    #[arg(long)]
    quick: bool,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Doctor {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let mut config = self.target.token(invocation)?;
        config.sessions = self.sessions.unwrap_or(config.sessions);
        let out = Destination::open(self.out.as_deref(), Existing::KeepAlways)?;
        let examination = self.examine(&config, invocation)?;
        let report = Report::of(examination, &config, self.quick, &invocation.catalogue);
        if let Some(out) = out {
            let bug = |_| Failure::new(Kind::Bug, Message::new("error-json"));
            out.write((document(&report).map_err(bug)? + "\n").as_bytes())?;
        }
        let good = report.is_good();
        Ok(Answer::verdict(report, good))
    }

    fn examine(
        &self,
        config: &TokenConfig,
        invocation: &Invocation,
    ) -> Result<Examination, Failure> {
        let prompt = |name: &str| {
            let question = Message::new("token-pin").with("token", explain::label(name));
            rpassword::prompt_password(invocation.catalogue.text(&question)).map(SecretString::from)
        };
        let order = Order {
            config,
            prompt: &prompt,
            random: &SystemRandom::new(),
            quick: self.quick,
            budget: if self.quick { SHORT_BUDGET } else { BUDGET },
        };
        let interruption = Interruption::listen()?;
        let steps = u64::try_from(STEPS).ok();
        let count = Count::start(invocation, &Message::new("progress-hsm-doctor"), || steps);
        let mut go_on = |_: Step| {
            count.advance();
            !interruption.is_raised()
        };
        let examined = examine(&order, &mut go_on);
        count.finish();
        examined.map_err(|error| {
            let name = config.token_name();
            let message = Message::new("hsm-not-examined").with("token", explain::label(&name));
            Failure::because(message, explain::signer(&error))
        })
    }
}
