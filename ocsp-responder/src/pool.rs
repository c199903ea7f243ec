//! The edge between async and blocking: a bounded number of threads answer questions.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinError;

use crate::answer::{Refusal, Reply};
use crate::metrics::Metrics;
use crate::responder::Responder;
use crate::responder::question::{Found, Question};

/// Threads that ask registry and token, and how long a request waits for one.
#[derive(Debug)]
pub struct Pool {
    responder: Arc<Responder>,
    metrics: Arc<Metrics>,
    threads: Arc<Semaphore>,
    wait: Duration,
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
            threads: Arc::new(Semaphore::new(threads)),
            wait,
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

    /// The thread goes on when the client has gone, so the permit stays with it.
    async fn ask(&self, question: Box<Question>) -> Reply {
        let later = question.fallback(Refusal::TryLater);
        let threads = Arc::clone(&self.threads);
        let responder = Arc::clone(&self.responder);
        let answered = tokio::time::timeout(self.wait, async move {
            let permit = threads.acquire_owned().await;
            tokio::task::spawn_blocking(move || {
                let reply = responder.answer(question);
                drop(permit);
                reply
            })
            .await
        });
        match answered.await {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => self.ended(error),
            Err(_) => later,
        }
    }

    fn ended(&self, error: JoinError) -> Reply {
        match error.try_into_panic() {
            Ok(panic) => self.broken(panic.as_ref()),
            Err(_) => Reply::Refused(Refusal::TryLater),
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
