//! The worker that a survey asks, replaced whenever it is lost.

use std::time::{Duration, Instant};

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::TokenFault;
use serde::de::DeserializeOwned;

use crate::failure::Failure;
use crate::link::{Connection, Setup};
use crate::survey::facts::{Class, Trouble};
use crate::survey::probe::Probe;
use crate::wire::{Request, frame};

/// How long a worker may take to start, to load the module and to log in.
const OPEN: Duration = Duration::from_secs(15);

/// A worker that is logged in, or none for now.
#[derive(Debug)]
pub(super) struct Line {
    setup: Setup,
    deadline: Instant,
    connection: Option<Connection>,
    /// The token refused the PIN: never again (I9).
    barred: Option<Trouble>,
    /// The pair that the worker holds.
    pub(super) specimen: Option<KeyAlgorithm>,
    /// Workers that hung or crashed.
    pub(super) lost: u64,
    /// Whether the memory of the first worker stays out of swap.
    pub(super) memory_locked: bool,
    /// How long the first worker took to start and to log in.
    pub(super) opened_in: Duration,
}

impl Line {
    /// Starts a worker and has it log in.
    pub(super) fn open(setup: Setup, deadline: Instant) -> Result<Self, Failure> {
        let start = Instant::now();
        let connection = Connection::open(&setup, OPEN)?;
        Ok(Self {
            setup,
            deadline,
            memory_locked: connection.confinement().memory_locked,
            connection: Some(connection),
            barred: None,
            specimen: None,
            lost: 0,
            opened_in: start.elapsed(),
        })
    }

    /// Asks a worker, which may take `limit` and not beyond the end of the survey.
    pub(super) fn ask<T: DeserializeOwned>(
        &mut self,
        probe: Probe<'_>,
        limit: Duration,
    ) -> Result<T, Trouble> {
        let octets = self.octets(probe, limit)?;
        frame::decode(&octets).map_err(|error| unreadable(error).into())
    }

    /// As [`Line::ask`], for a probe without an answer.
    pub(super) fn tell(&mut self, probe: Probe<'_>, limit: Duration) -> Result<(), Trouble> {
        self.octets(probe, limit).map(drop)
    }

    fn octets(&mut self, probe: Probe<'_>, limit: Duration) -> Result<Vec<u8>, Trouble> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(skipped());
        }
        let connection = self.connection(left)?;
        let request = Request::Survey {
            uri: connection.1,
            probe,
        };
        let limit = limit.min(left);
        let mut trouble = match connection.0.ask(&request, limit) {
            Ok(octets) => return Ok(octets),
            Err(failure) => Trouble::from(failure),
        };
        if trouble.class == Class::Hung {
            let millis = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
            trouble.fault = Some(TokenFault::WorkerHung { millis });
        }
        if matches!(trouble.class, Class::Hung | Class::Crashed) {
            self.lost = self.lost.saturating_add(1);
            self.hang_up();
        }
        Err(trouble)
    }

    fn connection(&mut self, left: Duration) -> Result<(&Connection, &str), Trouble> {
        if let Some(trouble) = &self.barred {
            return Err(trouble.clone());
        }
        if self.connection.is_none() {
            let opened = Connection::open(&self.setup, OPEN.min(left)).map_err(Trouble::from);
            if let Err(trouble) = &opened
                && trouble.class == Class::BadPin
            {
                self.barred = Some(trouble.clone());
            }
            self.connection = Some(opened?);
        }
        let connection = self.connection.as_ref().ok_or_else(skipped)?;
        Ok((connection, &self.setup.uri))
    }

    /// Ends the worker; the next probe gets a fresh one.
    pub(super) fn hang_up(&mut self) {
        drop(self.connection.take());
        self.specimen = None;
    }

    /// A little more time, to clear up.
    pub(super) fn extend(&mut self, time: Duration) {
        self.deadline = self.deadline.max(Instant::now() + time);
    }
}

/// What was not tried.
pub(super) const fn skipped() -> Trouble {
    Trouble {
        class: Class::Skipped,
        fault: None,
    }
}

pub(super) fn unreadable(error: std::io::Error) -> Failure {
    Failure::Lost(TokenFault::Binding(format!("unexpected answer: {error}")))
}
