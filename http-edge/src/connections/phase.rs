//! What a connection is doing: hyper has one timer for the rest between two requests and for the
//! head of the next, and closes those that rest when it is told to end. Neither may be so where
//! no request is to be lost.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::Limits;
use super::linger::Linger;

/// What a connection is doing now.
#[derive(Debug)]
pub(super) struct Phase {
    doing: Mutex<Doing>,
    /// The body of the request has not come to its end.
    comes_in: AtomicBool,
}

#[derive(Clone, Copy, Debug)]
enum Doing {
    /// The head of a request comes in, since then.
    Head(Instant),
    /// A request is being answered.
    Answer,
    /// Nothing, since then.
    Rest(Instant),
}

/// Whether a connection has taken too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Not before this moment, whatever it does until then.
    Not(Instant),
    /// It rests.
    Idle,
    /// A head that does not come in.
    Head,
}

impl Phase {
    /// A head is waited for.
    pub(super) fn new() -> Self {
        Self {
            doing: Mutex::new(Doing::Head(Instant::now())),
            comes_in: AtomicBool::new(false),
        }
    }

    /// Octets have come in.
    fn heard(&self) {
        let mut doing = self.lock();
        if let Doing::Rest(_) = *doing {
            *doing = Doing::Head(Instant::now());
        }
    }

    /// A request has come in, its body aside.
    pub(super) fn asked(&self) {
        *self.lock() = Doing::Answer;
    }

    /// Whether the body of the request is still to come.
    fn set_coming_in(&self, coming_in: bool) {
        self.comes_in.store(coming_in, Ordering::Relaxed);
    }

    /// The whole answer has been handed over.
    fn answered(&self) {
        *self.lock() = Doing::Rest(Instant::now());
    }

    /// Whether it takes too long at this moment.
    pub(super) fn due(&self, limits: &Limits, now: Instant) -> Due {
        let (due, end) = match *self.lock() {
            Doing::Head(since) => (Due::Head, since + limits.head),
            Doing::Rest(since) => (Due::Idle, since + limits.idle),
            // Who answers, and the stream, have times of their own.
            Doing::Answer => (Due::Idle, now + limits.idle),
        };
        if end <= now {
            return due;
        }
        // A head that begins right now is due no sooner.
        Due::Not(end.min(now + limits.head))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Doing> {
        self.doing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that tells its phase that octets have come in.
#[derive(Debug)]
pub(super) struct Heard<S> {
    stream: S,
    phase: Arc<Phase>,
    linger: Linger,
}

impl<S> Heard<S> {
    pub(super) fn new(stream: S, phase: Arc<Phase>) -> Self {
        Self {
            stream,
            phase,
            linger: Linger::default(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Heard<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.phase.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Heard<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        let Self {
            stream,
            phase,
            linger,
        } = &mut *self;
        if phase.comes_in.load(Ordering::Relaxed) {
            linger.poll(stream, context)
        } else {
            Poll::Ready(Ok(()))
        }
    }
}

/// The body of a request.
#[derive(Debug)]
pub(super) struct Coming {
    body: Incoming,
    phase: Arc<Phase>,
}

impl Coming {
    pub(super) fn new(body: Incoming, phase: Arc<Phase>) -> Self {
        phase.set_coming_in(!body.is_end_stream());
        Self { body, phase }
    }
}

impl HttpBody for Coming {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.phase.set_coming_in(false);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer: when it is dropped the answer has been handed over, or its client has
/// gone.
#[derive(Debug)]
pub(super) struct Answer {
    body: Body,
    phase: Arc<Phase>,
}

impl Answer {
    pub(super) const fn new(body: Body, phase: Arc<Phase>) -> Self {
        Self { body, phase }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.phase.answered();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LIMITS: Limits = Limits {
        idle: Duration::from_secs(17),
        ..Limits::for_everybody(Duration::from_secs(10), 1)
    };

    #[tokio::test(start_paused = true)]
    async fn heads_answers_and_rests_have_times_of_their_own() {
        let seconds = |count| tokio::time::advance(Duration::from_secs(count));
        let due = |phase: &Phase| phase.due(&LIMITS, Instant::now());
        let phase = Phase::new();
        seconds(9).await;
        assert!(matches!(due(&phase), Due::Not(_)));
        seconds(1).await;
        assert_eq!(due(&phase), Due::Head, "the first head is waited for");
        phase.asked();
        seconds(3600).await;
        assert!(
            matches!(due(&phase), Due::Not(_)),
            "who answers has the time"
        );
        phase.answered();
        seconds(16).await;
        assert!(matches!(due(&phase), Due::Not(_)));
        phase.heard();
        phase.heard();
        seconds(9).await;
        assert!(matches!(due(&phase), Due::Not(_)), "a head has begun");
        seconds(1).await;
        assert_eq!(due(&phase), Due::Head);
        phase.asked();
        phase.heard();
        phase.answered();
        seconds(17).await;
        assert_eq!(due(&phase), Due::Idle);
    }

    #[tokio::test(start_paused = true)]
    async fn no_look_comes_later_than_a_head_that_begins_meanwhile_ends() {
        let phase = Phase::new();
        phase.asked();
        phase.answered();
        let Due::Not(next) = phase.due(&LIMITS, Instant::now()) else {
            panic!("not yet")
        };
        assert!(next <= Instant::now() + LIMITS.head);
    }
}
