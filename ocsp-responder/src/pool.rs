//! The edge between async and blocking: a bounded number of threads answer questions.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http_edge::pool::{Pool as Threads, Unfinished};

use crate::answer::{Refusal, Reply};
use crate::metrics::Metrics;
use crate::responder::Responder;
use crate::responder::question::{Found, Question};

/// Threads that ask registry and token, and how long a request waits for one.
#[derive(Debug)]
pub struct Pool {
    responder: Arc<Responder>,
    metrics: Arc<Metrics>,
    threads: Threads,
}

impl Pool {
    /// A pool of so many threads.
    #[must_use]
    pub fn new(
        responder: Arc<Responder>,
        metrics: Arc<Metrics>,
        threads: usize,
        wait: Duration,
    ) -> Self {
        Self {
            responder,
            metrics,
            threads: Threads::new(threads, wait),
        }
    }

    /// Who answers.
    #[must_use]
    pub const fn responder(&self) -> &Arc<Responder> {
        &self.responder
    }

    /// Answers a request: on the spot from memory, else on a thread of the pool. A panic is a
    /// bug; it is counted, and answered `internalError` (I12).
    pub async fn reply(&self, issuer: Option<&str>, request: &[u8]) -> Reply {
        let look_up = AssertUnwindSafe(|| self.responder.look_up(issuer, request));
        match catch_unwind(look_up) {
            Ok(Found::Reply(reply)) => reply,
            Ok(Found::Question(question)) => self.ask(question).await,
            Err(panic) => self.broken(panic.as_ref()),
        }
    }

    async fn ask(&self, question: Box<Question>) -> Reply {
        let later = question.fallback(Refusal::TryLater);
        let responder = Arc::clone(&self.responder);
        match self.threads.queue(move || responder.answer(question)).await {
            Ok(reply) => reply,
            Err(Unfinished::Panicked(panic)) => self.broken(panic.as_ref()),
            Err(Unfinished::Late | Unfinished::Full) => later,
        }
    }

    fn broken(&self, panic: &(dyn Any + Send)) -> Reply {
        let words = panic.downcast_ref::<&str>().copied();
        let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        tracing::error!(
            alarm = true,
            panic = words.unwrap_or("?"),
            "panic while answering"
        );
        self.metrics.panics.inc();
        Reply::Refused(Refusal::InternalError)
    }
}
