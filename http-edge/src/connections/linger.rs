//! The last moments of a connection. Who is still sending what nobody wants (a body that was
//! refused as too large) would be told by a reset, and may lose the answer that says so. So what
//! comes is thrown away for a while (RFC 9112 9.6).

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How long at most.
const LONGEST: Duration = Duration::from_secs(2);

/// Throws away what comes.
#[derive(Debug, Default)]
pub(super) struct Linger {
    rest: Option<Pin<Box<Sleep>>>,
}

impl Linger {
    /// Until the client has ended too, or for a while.
    pub(super) fn poll<S: AsyncRead + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let rest = self.rest.get_or_insert_with(|| Box::pin(sleep(LONGEST)));
        let mut octets = [0; 8192];
        loop {
            let mut buffer = ReadBuf::new(&mut octets);
            match Pin::new(&mut *stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                // It has ended, or gone.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return rest.as_mut().poll(context).map(Ok),
            }
            if rest.is_elapsed() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
