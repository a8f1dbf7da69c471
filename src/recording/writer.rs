//! Writes a recording to its file, from a thread of its own: nothing waits for the disk. When it cannot be written any more, that is
//! told once, and everything else continues.

use super::{Beginning, MAX_BYTES, Recorder};
use crate::{
    domain::At,
    messages::{InLang, Lang, words},
    watch::{Event, Watch},
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc as threads,
    },
    thread,
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// No more than this waits for the disk, bytes.
const BACKLOG: usize = 32 << 20;
/// How long the last lines may take to be written.
const LAST_LINES: Duration = Duration::from_secs(5);

/// What a recording is to be.
#[derive(Clone, Debug, Default)]
pub struct RecordOptions {
    /// The file; `None` for no recording.
    pub path: Option<PathBuf>,
    /// Whether names are replaced.
    pub anonymous: bool,
}

/// A recording that cannot begin.
#[derive(Debug)]
pub enum CannotRecord {
    /// There is a file already.
    Exists(PathBuf),
    /// The system refuses.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl InLang for CannotRecord {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).replay;
        match self {
            Self::Exists(path) => (words.exists)(path),
            Self::Io { path, source } => (words.cannot_record)(path, source),
        }
    }
}

/// Makes the file, for its owner alone.
///
/// # Errors
/// When there is one, or it cannot be made.
pub fn create(options: &RecordOptions) -> Result<Option<File>, CannotRecord> {
    let Some(path) = &options.path else { return Ok(None) };
    let failed = |source| CannotRecord::Io { path: path.clone(), source };
    // A file that is there may be readable for others.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(CannotRecord::Exists(path.clone())),
        opened => opened.map(Some).map_err(failed),
    }
}

/// Begins the recording that the options ask for, with what is known at the start.
///
/// # Errors
/// When the file cannot be made.
pub fn begin(
    options: &RecordOptions,
    beginning: &Beginning<'_>,
    lang: Lang,
) -> Result<Option<Recording>, CannotRecord> {
    Ok(create(options)?.map(|file| Recording::begin(file, beginning, options.anonymous, lang)))
}

/// A recording under way.
#[derive(Debug)]
pub struct Recording {
    recorder: Recorder,
    /// `None` once it has stopped.
    lines: Option<threads::Sender<Vec<u8>>>,
    waiting: Arc<AtomicUsize>,
    written: usize,
    /// The largest size of the file, bytes.
    most: usize,
    failures_in: mpsc::UnboundedSender<String>,
    failures: mpsc::UnboundedReceiver<String>,
    over: Option<oneshot::Receiver<()>>,
    lang: Lang,
}

impl Recording {
    /// Begins to write to this file.
    pub fn begin(file: File, beginning: &Beginning<'_>, anonymous: bool, lang: Lang) -> Self {
        let (failures_in, failures) = mpsc::unbounded_channel();
        let (lines, queue) = threads::channel();
        let (over_in, over) = oneshot::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let (left, failed) = (waiting.clone(), failures_in.clone());
        thread::spawn(move || {
            write_all(file, &queue, &left, &failed);
            // Nobody may be waiting for it.
            _ = over_in.send(());
        });
        let mut recording = Self {
            recorder: Recorder::new(beginning, anonymous),
            lines: Some(lines),
            waiting,
            written: 0,
            most: MAX_BYTES,
            failures_in,
            failures,
            over: Some(over),
            lang,
        };
        recording.pass_on();
        recording
    }

    /// Why it has stopped, once it has; never resolves until then. Cancel-safe.
    pub async fn stopped(&mut self) -> String {
        match self.failures.recv().await {
            Some(why) => {
                self.lines = None;
                (words(self.lang).replay.stopped)(&why)
            }
            None => std::future::pending().await,
        }
    }

    /// An event, before it is applied to this set.
    pub fn event(&mut self, watch: &Watch, event: &Event, now: At) {
        if self.lines.is_some() {
            self.recorder.event(watch, event, now);
            self.pass_on();
        }
    }

    fn pass_on(&mut self) {
        let lines = self.recorder.take();
        let words = &words(self.lang).replay;
        let why = if self.written + lines.len() > self.most {
            words.full
        } else if self.waiting.load(Ordering::Relaxed) > BACKLOG {
            words.too_slow
        } else {
            self.written += lines.len();
            self.waiting.fetch_add(lines.len(), Ordering::Relaxed);
            if let Some(queue) = &self.lines {
                // The thread has ended only after it said why.
                _ = queue.send(lines);
            }
            return;
        };
        self.lines = None;
        _ = self.failures_in.send(why.to_owned());
    }

    /// Waits for the last lines. Returns why the recording is not whole, if that was not told before.
    pub async fn finish(mut self) -> Option<String> {
        self.lines = None;
        if let Some(over) = self.over.take() {
            _ = tokio::time::timeout(LAST_LINES, over).await;
        }
        let words = &words(self.lang).replay;
        self.failures.try_recv().ok().map(|why| (words.stopped)(&why))
    }
}

/// Why the recording has stopped; never resolves while it has not, or when there is none.
pub async fn stopped(recording: &mut Option<Recording>) -> String {
    match recording {
        Some(recording) => recording.stopped().await,
        None => std::future::pending().await,
    }
}

/// Writes until there is nothing more to come, or the disk takes no more. What was written of a line that did not fit is taken back.
fn write_all(
    mut file: File,
    queue: &threads::Receiver<Vec<u8>>,
    waiting: &AtomicUsize,
    failed: &mpsc::UnboundedSender<String>,
) {
    let mut whole = 0;
    while let Ok(lines) = queue.recv() {
        if let Err(error) = file.write_all(&lines) {
            // Reading leaves a cut line out as well.
            _ = file.set_len(whole);
            _ = failed.send(error.to_string());
            return;
        }
        whole += lines.len() as u64;
        waiting.fetch_sub(lines.len(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Moment, PollEvent, RegionId, StallRule},
        recording::Player,
        watch::Regions,
    };
    use jiff::Timestamp;

    #[tokio::test]
    async fn it_ends_at_its_largest_size_with_whole_lines_and_says_so_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        let options = RecordOptions { path: Some(path.clone()), ..RecordOptions::default() };
        let file = create(&options).unwrap().unwrap();
        let at = |seconds| At { moment: Moment(Duration::from_secs(seconds)), wall: Timestamp::UNIX_EPOCH };
        let watch = Watch::new(Regions::new(Vec::new()), StallRule::default());
        let beginning = Beginning { at: at(0), version: "1", set: None, watch: &watch };
        let mut recording = Recording::begin(file, &beginning, false, Lang::En);
        recording.most = recording.written + 1000;
        for second in 1..100 {
            let event = Event::Poll(RegionId::DEFAULT, PollEvent::Started { at: at(second) });
            recording.event(&watch, &event, at(second));
        }
        let told = tokio::time::timeout(LAST_LINES, recording.stopped()).await.unwrap();
        assert_eq!(told, "recording has stopped: the recording has reached its largest size");
        let most = recording.most;
        let told = recording.finish().await;
        assert_eq!(told, None, "it was told before");
        let text = std::fs::read(&path).unwrap();
        assert!(text.len() <= most && text.len() > most - 200, "{} of {most}", text.len());
        assert_eq!(text.last(), Some(&b'\n'));
        let mut player = Player::new(text).unwrap();
        assert!(std::iter::from_fn(|| player.step(Duration::MAX, &watch)).count() > 3);
        assert_eq!(player.bad(), 0);
    }
}
