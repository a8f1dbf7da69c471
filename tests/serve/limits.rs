//! What slow and huge requests come to, and many at once: they are cut, and the others are answered.

use super::support::in_memory;
use crate::support::serving::{self, Serving};
use eftop::internals::server::{
    self, Account, Engine, Running,
    files::{Files, Options},
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, mpsc},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    task::yield_now,
    time::{Instant, advance, timeout},
};

const LIST: &str = r#"{"taskIds":["10b10bf643814ebfb1fbf0d7e910e8d1"]}"#;
/// The answer to it: there is no such task.
const NONE: &str = r#"{"code":"0","data":[],"msg":"success"}"#;
/// The largest body.
const MOST: usize = 1 << 20;

fn folder() -> TempDir {
    let folder = in_memory();
    fs::create_dir(folder.path().join("root")).unwrap();
    folder
}

fn serve(folder: &TempDir) -> Serving {
    Serving::start(serving::command(&folder.path().join("root"), &folder.path().join("data")))
}

/// The head of a request with these lines at its end.
fn head(call: &str, token: &str, lines: &str) -> String {
    let head = "HTTP/1.1\r\nhost: eftop\r\ncontent-type: application/json";
    format!("POST /efile/openapi/v2/file/{call} {head}\r\ntoken: {token}\r\n{lines}\r\n\r\n")
}

fn request(token: &str) -> String {
    head("task/list", token, &format!("content-length: {}", LIST.len())) + LIST
}

fn connect(server: &Serving) -> TcpStream {
    let stream = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
    // Only a server that does not answer at all needs so long.
    stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
    stream
}

/// All that comes until the server ends the connection. What it has not read may turn that end into a reset.
fn whole(mut stream: &TcpStream) -> String {
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{answer:?}"),
    }
    String::from_utf8(answer).unwrap()
}

/// Sends bytes on a connection of their own, and returns all that is answered.
fn answer(server: &Serving, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    // A server that has answered before it has read all ends the connection: what is written then is lost.
    _ = stream.write_all(bytes);
    whole(&stream)
}

/// Asks for a task on a connection that stays, and reads the answer.
fn ask(mut stream: &TcpStream, token: &str) {
    stream.write_all(request(token).as_bytes()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(NONE.as_bytes()) {
        let mut piece = [0; 1024];
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend(&piece[..read]);
    }
}

#[test]
fn a_body_has_a_mebibyte_at_most() {
    let folder = folder();
    let server = serve(&folder);
    for (bytes, status, said) in [(MOST, "200 OK", NONE), (MOST + 1, "413 Payload Too Large", r#""code":"413""#)] {
        let body = LIST.to_owned() + &" ".repeat(bytes - LIST.len());
        let close = |line: &str| head("task/list", &server.token, &format!("connection: close\r\n{line}"));
        let plain = close(&format!("content-length: {bytes}")) + &body;
        let (one, other) = body.split_at(bytes / 3);
        let chunks = format!("{:x}\r\n{one}\r\n{:x}\r\n{other}\r\n0\r\n\r\n", one.len(), other.len());
        for sent in [plain, close("transfer-encoding: chunked") + &chunks] {
            let answer = answer(&server, sent.as_bytes());
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")) && answer.contains(said), "{answer}");
        }
    }
}

#[test]
fn a_length_that_is_not_true_does_no_harm() {
    let folder = folder();
    fs::write(folder.path().join("root/a"), "text").unwrap();
    let server = serve(&folder);
    let remove = r#"[{"sourcePath":"/a"}]"#;
    let length = |length: u64| head("async-remove", &server.token, &format!("content-length: {length}")) + remove;
    // What is beyond the length is no request.
    let short = answer(&server, length(5).as_bytes());
    assert!(short.contains(r#""code":"10004""#) && short.contains("400 Bad Request"), "{short}");
    // It ends before its length.
    let mut stream = connect(&server);
    stream.write_all(length(100).as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let broken = whole(&stream);
    assert!(broken.is_empty() || broken.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{broken}");
    // Nobody waits for a terabyte.
    let endless = answer(&server, length(1 << 40).as_bytes());
    assert!(endless.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{endless}");
    // Two lengths, and a length that is none.
    for lines in ["content-length: 21\r\ncontent-length: 22", "content-length: -1"] {
        let odd = answer(&server, (head("async-remove", &server.token, lines) + remove).as_bytes());
        assert!(odd.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{odd}");
    }
    ask(&connect(&server), &server.token);
    assert_eq!(fs::read(folder.path().join("root/a")).unwrap(), b"text");
}

#[test]
fn of_many_connections_one_more_waits_for_its_turn() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
    let folder = folder();
    let server = serve(&folder);
    let mut streams: Vec<_> = (0..512).map(|_| connect(&server)).collect();
    for stream in &streams {
        ask(stream, &server.token);
    }
    let mut last = connect(&server);
    last.write_all(request(&server.token).as_bytes()).unwrap();
    // The others are answered as before; it would have been by now.
    for stream in &streams {
        ask(stream, &server.token);
    }
    last.set_nonblocking(true).unwrap();
    assert_eq!(last.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    last.set_nonblocking(false).unwrap();
    drop(streams.pop());
    let mut answer = [0; 15];
    last.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
}

const TOKEN: &str = "token";

/// The same server in this process, where time can be paused.
async fn serve_here(folder: &TempDir) -> Running {
    let files = Files::open(Options::new(folder.path().join("root"), folder.path().join("data"))).unwrap();
    let (engine, account): (Arc<dyn Engine>, _) = (Arc::new(files), (Account::default(), TOKEN.to_owned()));
    server::start_files(engine, account, (SocketAddr::from(([127, 0, 0, 1], 0)), false), None).await.unwrap()
}

fn address(server: &Running) -> &str {
    server.base_url().trim_start_matches("http://")
}

/// Paused time goes on by itself when nothing is left to do, but not while a thread is busy: until what this returns is dropped.
fn standstill() -> mpsc::Sender<()> {
    let (end, busy) = mpsc::channel();
    tokio::task::spawn_blocking(move || busy.recv());
    end
}

#[tokio::test(start_paused = true)]
async fn a_client_has_half_a_minute_for_a_head_and_for_a_body() {
    let folder = folder();
    let (server, token) = (serve_here(&folder).await, TOKEN);
    let connect = || tokio::net::TcpStream::connect(address(&server));
    let lines = format!("connection: close\r\nexpect: 100-continue\r\ncontent-length: {}", LIST.len());
    let whole = head("task/list", token, &lines);
    let (one, other) = whole.split_at(whole.len() / 2);
    let (mut said, mut started) = (String::new(), [0; "HTTP/1.1 100 Continue\r\n\r\n".len()]);

    // In time: 29 seconds for the head, and 29 for the body.
    let still = standstill();
    let mut stream = connect().await.unwrap();
    stream.write_all(one.as_bytes()).await.unwrap();
    advance(Duration::from_secs(29)).await;
    stream.write_all(other.as_bytes()).await.unwrap();
    stream.read_exact(&mut started).await.unwrap();
    advance(Duration::from_secs(29)).await;
    stream.write_all(LIST.as_bytes()).await.unwrap();
    stream.read_to_string(&mut said).await.unwrap();
    assert!(said.ends_with(NONE), "{said}");

    // The other half of the body never comes.
    let (mut stream, began) = (connect().await.unwrap(), Instant::now());
    stream.write_all(whole.as_bytes()).await.unwrap();
    stream.read_exact(&mut started).await.unwrap();
    stream.write_all(&LIST.as_bytes()[..9]).await.unwrap();
    drop(still);
    said.clear();
    stream.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{said}");
    assert_eq!(began.elapsed().as_secs(), 30);

    // The other half of the head never comes, or nothing at all.
    for sent in [one, ""] {
        let (mut stream, began) = (connect().await.unwrap(), Instant::now());
        stream.write_all(sent.as_bytes()).await.unwrap();
        said.clear();
        stream.read_to_string(&mut said).await.unwrap();
        assert_eq!((said.as_str(), began.elapsed().as_secs()), ("", 30));
    }
}

/// Whoever sends requests and reads no answer needs no token.
#[tokio::test(start_paused = true)]
async fn a_client_that_reads_no_answer_has_half_a_minute_too() {
    let folder = folder();
    let server = serve_here(&folder).await;
    let socket = TcpSocket::new_v4().unwrap();
    // Little, so that the server is soon stuck.
    socket.set_recv_buffer_size(4096).unwrap();
    let still = standstill();
    let stream = socket.connect(address(&server).parse().unwrap()).await.unwrap();
    let requests = "GET / HTTP/1.1\r\nhost: eftop\r\n\r\n".repeat(1000);
    let (mut sent, mut tries) = (0, 0);
    while tries < 10_000 {
        match stream.try_write(&requests.as_bytes()[sent..]) {
            Ok(more) => (sent, tries) = ((sent + more) % requests.len(), 0),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock);
                tries += 1;
                yield_now().await;
            }
        }
    }
    let began = Instant::now();
    drop(still);
    let end = async {
        while stream.writable().await.is_ok() {
            if stream.try_write(b" ").is_err_and(|error| error.kind() != ErrorKind::WouldBlock) {
                break;
            }
        }
    };
    timeout(Duration::from_mins(5), end).await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 30);
}
