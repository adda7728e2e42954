//! A socket that does not wait for ever.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

use super::{Limits, framing::Framing, places::Place, request::Marks};

pub(super) struct Socket {
    stream: TcpStream,
    framing: Framing,
    marks: Arc<Marks>,
    /// Runs while the head of a request is awaited.
    head: Deadline,
    /// Runs while the client takes nothing.
    write: Deadline,
    _place: Place,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, place: Place, limits: &Limits, marks: Arc<Marks>) -> Self {
        // An answer is written at once; there is nothing to wait for. Without it, it is only slower.
        let _ = stream.set_nodelay(true);
        Self {
            stream,
            framing: Framing::default(),
            marks,
            head: Deadline::new(limits.header),
            write: Deadline::new(limits.write),
            _place: place,
        }
    }

    /// Ends what has waited for the client for too long. What has not been sent is thrown away, so that
    /// the system does not go on waiting.
    fn wrote<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.write.stop();
            return written;
        }
        ready!(self.write.poll(cx));
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if this.marks.is_upgraded() {
            return read;
        }
        if read.is_ready() {
            this.framing.read(&buffer.filled()[before..]);
            if this.framing.is_ambiguous() {
                this.marks.set_ambiguous();
            }
        }
        if !this.framing.in_head() {
            this.head.stop();
        } else if read.is_pending() {
            ready!(this.head.poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.wrote(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bytes);
        this.wrote(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// A timer that most connections never need.
struct Deadline {
    after: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    fn new(after: Duration) -> Self {
        Self { after, timer: None }
    }

    /// Ready when it has run for its time without a stop.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let after = self.after;
        self.timer.get_or_insert_with(|| Box::pin(sleep(after))).as_mut().poll(cx)
    }

    fn stop(&mut self) {
        self.timer = None;
    }
}
