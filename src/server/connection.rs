//! Connections that a handler can break: the way to show a reset without a word of HTTP.

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{Sleep, sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

/// A handler's hold on the connection that its request came by.
#[derive(Clone, Debug, Default)]
pub struct Connection(Arc<AtomicBool>);

impl Connection {
    /// Lets the next write fail and the peer see a reset: nothing of the answer is sent.
    pub fn reset(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// How long the head of a request may take to come, and the handshake of TLS; and how long a connection may be idle.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a client may read nothing of what is sent to it.
const READ_TIME: Duration = Duration::from_secs(30);
/// How long the end waits for answers at work.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// The most connections at once; one more waits.
const MOST: usize = 512;

/// Serves until `stopped` turns true; then requests at work are finished.
///
/// # Errors
/// What the system says of the listener.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let (connections, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MOST)));
    loop {
        let next = async { (Arc::clone(&room).acquire_owned().await, listener.accept().await) };
        let (place, stream) = tokio::select! {
            (place, accepted) = next => (place, accepted),
            // An error means that whoever started the server has dropped it: the end as well.
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let Ok((stream, _)) = stream else {
            // Out of descriptors, or a peer that has gone already: wait a little instead of spinning.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = Connection::default();
        let router = router.clone().layer(Extension(connection.clone()));
        let wire = Wire { stream, connection, stuck: None };
        let (watcher, tls) = (connections.watcher(), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => answer(wire, router, watcher).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(HEAD_TIME, tls.accept(wire)).await {
                        answer(stream, router, watcher).await;
                    }
                }
            }
            drop(place);
        });
    }
    // One that is still being sent is nobody's trouble any more.
    let _ = timeout(LAST_WORDS, connections.shutdown()).await;
    Ok(())
}

/// Answers the requests of one connection.
async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router, watcher: Watcher) {
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A client that breaks off, or is too slow, is nobody's trouble but its own.
    let _ = watcher.watch(served).await;
}

/// One connection.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    connection: Connection,
    /// Runs while the client reads nothing and no more can be written.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    fn broken(&self) -> bool {
        let broken = self.connection.0.load(Ordering::SeqCst);
        if broken {
            // Without lingering, closing sends a reset instead of a polite end. If that fails the end is polite.
            let _ = self.stream.set_zero_linger();
        }
        broken
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.broken() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(READ_TIME)));
        stuck.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.broken() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
