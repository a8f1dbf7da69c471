//! The real binary in a pseudo-terminal, with an independent terminal emulator that reads what it draws. Waits for what is on the
//! screen, never for a time.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::{
    io::{Read, Write},
    num::NonZero,
    path::Path,
    sync::{Arc, Condvar, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The time between two keys of a person, at least: what comes faster is taken for a paste.
const TYPED: Duration = Duration::from_millis(60);

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
    reading: Reading,
}

/// What the terminal does with what is written to it.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    On,
    /// It takes nothing.
    Paused,
    /// It is gone.
    Over,
}

/// A program in a terminal.
pub struct Terminal {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Process,
    /// When something was typed last.
    typed: Instant,
    reader: Option<thread::JoinHandle<()>>,
}

/// A number of cells for the emulator, which knows no terminal without any.
fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap_or(NonZero::<u16>::MIN)
}

/// The environment of every test: nothing of the user's own reaches the program.
pub fn environment(home: &Path) -> Vec<(String, String)> {
    let home = home.to_str().unwrap().to_owned();
    [
        ("HOME", home.as_str()),
        ("TERM", "xterm-256color"),
        ("COLORTERM", "truecolor"),
        ("LC_ALL", "C.UTF-8"),
        // China's, in words that need no table of zones.
        ("TZ", "CST-8"),
        ("PATH", &std::env::var("PATH").unwrap()),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .to_vec()
}

impl Terminal {
    /// Starts `program` with these arguments and only this environment, on a terminal of `columns` by `rows`.
    pub fn start(program: &str, args: &[&str], environment: &[(String, String)], (columns, rows): (u16, u16)) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (key, value) in environment {
            command.env(key, value);
        }
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        let child = pair.slave.spawn_command(command).unwrap();
        // The reader sees the end only when nobody else holds the slave side.
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let seen = Arc::new((
            Mutex::new(Seen { parser, bytes: Vec::new(), ended: false, reading: Reading::On }),
            Condvar::new(),
        ));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let into = seen.clone();
        let reader = thread::spawn(move || {
            let mut chunk = [0; 16 * 1024];
            loop {
                let read = reader.read(&mut chunk).unwrap_or(0);
                let (lock, changed) = &*into;
                // The test that reads along has failed: its own message counts.
                let Ok(mut seen) = lock.lock() else { break };
                seen.parser.process(&chunk[..read]);
                seen.bytes.extend_from_slice(&chunk[..read]);
                seen.ended |= read == 0;
                changed.notify_all();
                while seen.reading == Reading::Paused {
                    seen = changed.wait(seen).unwrap();
                }
                if read == 0 || seen.reading == Reading::Over {
                    break;
                }
            }
        });
        Self {
            reader: Some(reader),
            typed: Instant::now(),
            seen,
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            child: Process(child),
        }
    }

    /// Starts `eftop`.
    pub fn eftop(args: &[&str], environment: &[(String, String)], size: (u16, u16)) -> Self {
        Self::start(env!("CARGO_BIN_EXE_eftop"), args, environment, size)
    }

    /// Waits until the screen satisfies `holds`.
    pub fn until(&self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        self.until_seen(what, |seen| holds(seen.parser.screen()));
    }

    fn until_seen(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let (lock, changed) = &*self.seen;
        let deadline = Instant::now() + PATIENCE;
        let mut seen = lock.lock().unwrap();
        while !holds(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.ended,
                "{what} did not happen; the screen:\n{}",
                seen.parser.screen().contents()
            );
            seen = changed.wait_timeout(seen, left.min(Duration::from_secs(1))).unwrap().0;
        }
    }

    /// Waits until what was written satisfies `holds`.
    pub fn until_bytes(&self, what: &str, holds: impl Fn(&[u8]) -> bool) {
        self.until_seen(what, |seen| holds(&seen.bytes));
    }

    /// Waits until this text is on the screen.
    pub fn until_text(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until this text is off the screen.
    pub fn until_gone(&self, text: &str) {
        self.until(&format!("the end of `{text}`"), |screen| !screen.contents().contains(text));
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.seen.0.lock().unwrap().parser.screen().contents()
    }

    /// What `read` makes of the screen.
    pub fn screen<T>(&self, read: impl FnOnce(&vt100::Screen) -> T) -> T {
        read(self.seen.0.lock().unwrap().parser.screen())
    }

    /// All bytes written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    /// Types these bytes at once, as one key or a burst; some time after the last ones, as a person does.
    pub fn send(&mut self, bytes: &str) {
        thread::sleep(TYPED.saturating_sub(self.typed.elapsed()));
        self.write(bytes);
    }

    /// Writes these bytes without any pause.
    pub fn write(&mut self, bytes: &str) {
        self.writer.write_all(bytes.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self.typed = Instant::now();
    }

    /// Types these keys one by one.
    pub fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            self.send(key.encode_utf8(&mut [0; 4]));
        }
    }

    /// Confirms the question that is asked, once that counts.
    pub fn confirm(&mut self) {
        self.until("the key that confirms stands out", |screen| {
            let (rows, columns) = screen.size();
            let is_key = |row, column| {
                let text = |column| screen.cell(row, column).map_or("", vt100::Cell::contents);
                let alone = text(column + 1) == " " && column > 0 && matches!(text(column - 1), "" | " ");
                text(column) == "y" && alone && screen.cell(row, column).is_some_and(vt100::Cell::bold)
            };
            (0..rows.get()).any(|row| (0..columns.get()).any(|column| is_key(row, column)))
        });
        self.send("y");
    }

    /// Pastes this text, bracketed.
    pub fn paste(&mut self, text: &str) {
        self.send(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.seen.0.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal, by its number.
    pub fn signal(&self, name: &str) {
        let pid = self.child.0.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Stops to read, or goes on. What is being read at the moment is still taken.
    pub fn read_on(&self, on: bool) {
        self.set_reading(if on { Reading::On } else { Reading::Paused });
    }

    fn set_reading(&self, reading: Reading) {
        self.seen.0.lock().unwrap().reading = reading;
        self.seen.1.notify_all();
    }

    /// The program's process id.
    pub fn process_id(&self) -> u32 {
        self.child.0.process_id().unwrap()
    }

    /// Takes the terminal away, as a connection that breaks does, and returns the exit code. The program has to write once more
    /// before that is noticed here.
    pub fn hang_up(self) -> u32 {
        self.set_reading(Reading::Over);
        let Self { reader, writer, master, child, .. } = self;
        reader.unwrap().join().unwrap();
        drop((writer, master));
        end_of(child)
    }

    /// Waits for the end without reading what is still written, and returns the exit code.
    pub fn exit_code_unread(self) -> u32 {
        // The reader stays where it is.
        let Self { child, .. } = self;
        end_of(child)
    }

    /// Waits for the end and returns the exit code.
    pub fn exit_code(&mut self) -> u32 {
        let (lock, changed) = &*self.seen;
        let deadline = Instant::now() + PATIENCE;
        let mut seen = lock.lock().unwrap();
        // The reader's end is the program's: nobody else holds the slave side.
        while !seen.ended {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it did not end; the screen:\n{}", seen.parser.screen().contents());
            seen = changed.wait_timeout(seen, left.min(Duration::from_secs(1))).unwrap().0;
        }
        drop(seen);
        self.child.0.wait().unwrap().exit_code()
    }

    /// Whether the full screen was left, the cursor is shown, and paste and mouse are the terminal's own again.
    pub fn is_clean(&self) -> bool {
        let seen = self.seen.0.lock().unwrap();
        let screen = seen.parser.screen();
        let mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste() && !mouse
    }
}

/// The exit code, once it has ended. What does not end is killed.
fn end_of(child: Process) -> u32 {
    let (into, ended) = mpsc::channel();
    let mut child = child;
    let mut killer = child.0.clone_killer();
    let waiter = thread::spawn(move || into.send(child.0.wait().unwrap().exit_code()));
    let code = ended.recv_timeout(PATIENCE);
    if code.is_err() {
        _ = killer.kill();
        _ = waiter.join();
    }
    assert!(code.is_ok(), "it did not end");
    code.unwrap()
}

/// A process that does not outlive its test.
struct Process(Box<dyn Child + Send + Sync>);

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.0.kill();
    }
}
