//! The survey of one token: what is ordered, how far it is, what comes of it.

use std::time::{Duration, Instant};

use ca_core::algorithm::KeyAlgorithm;
use ca_core::random::Random;
use ca_core::signer::{SignerError, TokenFault};

use crate::config::TokenConfig;
use crate::failure::Failure;
use crate::pin::PinPrompt;
use crate::survey::examiner::Examiner;
use crate::survey::facts::Examination;
use crate::survey::line::Line;
use crate::token::{held_pin, setup};

/// What to survey, and how.
pub struct Order<'o> {
    /// The token.
    pub config: &'o TokenConfig,
    /// Asks for the PIN where it is to be typed.
    pub prompt: PinPrompt<'o>,
    /// Names the survey.
    pub random: &'o dyn Random,
    /// Whether to measure the rate of one session only, and shortly.
    pub quick: bool,
    /// How long it may take in all, clearing up aside, which takes 4 s at most.
    pub budget: Duration,
}

/// Hides what it borrows: a prompt says nothing of itself.
impl std::fmt::Debug for Order<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order")
            .field("config", self.config)
            .field("quick", &self.quick)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

/// What the survey is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What module and token say of themselves.
    Identity,
    /// Attributes of private keys.
    Attributes,
    /// Keys and signatures of one algorithm.
    Algorithm(KeyAlgorithm),
    /// How many sessions it opens.
    Sessions,
    /// Wrong uses.
    Misuse,
    /// C_Finalize and C_Initialize.
    Restart,
    /// Destroys what the survey made in the token.
    Clearing,
}

/// Surveys a token. `go_on` is told each step and may break off before it, which leaves the rest
/// out and still clears up.
///
/// # Errors
/// As [`Token::open`](crate::token::Token::open): the survey needs a token that can be opened.
/// What goes wrong later is part of the answer.
pub fn examine(
    order: &Order<'_>,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Examination, SignerError> {
    let name = order.config.token_name();
    let open = || {
        let mut octets = [0; 8];
        let filled = order.random.fill(&mut octets);
        filled.map_err(|error| Failure::Lost(TokenFault::from(error)))?;
        let pin = held_pin(order.config, order.prompt)?;
        let line = Line::open(setup(order.config, pin), Instant::now() + order.budget)?;
        Ok((line, octets))
    };
    let (line, octets) = open().map_err(|failure: Failure| failure.of(&name))?;
    let number = u64::from_be_bytes(octets);
    let label = format!("sceau-doctor-{number:016x}");
    let examiner = Examiner::new(order, line, label, go_on);
    examiner.run().map_err(|failure| failure.of(&name))
}
