//! A server on loopback that answers what a test wants, byte by byte: what no honest server can say.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

/// A request.
pub struct Request {
    /// The path, without the host.
    pub path: String,
    /// The body.
    pub body: String,
    /// The header `token`.
    pub token: String,
}

/// Writes the answer to a request.
type Answer = dyn Fn(&Request, &mut TcpStream) -> io::Result<()> + Send + Sync;

/// A server, until the test ends.
pub struct HostileServer {
    pub base_url: String,
}

impl HostileServer {
    /// Answers every request so, each on a connection of its own.
    pub fn start(answer: impl Fn(&Request, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let answer: Arc<Answer> = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = answer.clone();
                // A client that has read enough closes: no failure of the server's.
                thread::spawn(move || _ = serve(stream, &*answer));
            }
        });
        Self { base_url }
    }

    /// Answers every request with HTTP 200 and this body.
    pub fn saying(body: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::start(move |request, stream| whole(stream, &body(request)))
    }
}

/// A whole answer.
pub fn whole(stream: &mut TcpStream, body: &[u8]) -> io::Result<()> {
    with_status(stream, 200, body)
}

/// A whole answer with an HTTP status.
pub fn with_status(stream: &mut TcpStream, status: u16, body: &[u8]) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)
}

fn serve(mut stream: TcpStream, answer: &Answer) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut line, mut length, mut token) = (String::new(), 0, String::new());
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    line.clear();
    while reader.read_line(&mut line)? > 2 {
        match line.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap();
            }
            Some((name, value)) if name.eq_ignore_ascii_case("token") => value.trim().clone_into(&mut token),
            _ => {}
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    answer(&Request { path, body: String::from_utf8(body).unwrap(), token }, &mut stream)?;
    stream.flush()
}
