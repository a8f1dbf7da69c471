//! The short messages in the footer, and their words.

use crate::{
    domain::clean::clean,
    messages::{Words, words},
    tui::{Model, Notice, NoticeTone},
};
use std::time::Duration;

/// How long a notice stands.
pub(super) const NOTICE: Duration = Duration::from_secs(5);
/// How long a notice of a failure stands.
const BAD_NOTICE: Duration = Duration::from_secs(10);
/// How many characters a notice has at most.
const NOTICE_CHARS: usize = 300;

impl Model {
    pub(in crate::tui) fn words(&self) -> &'static Words {
        words(self.look.lang)
    }

    /// Answers what would act on the service or on a set.
    pub(super) fn only_recorded(&mut self) {
        self.tell(NoticeTone::Plain, self.words().replay.only_recorded);
    }

    /// Shows a notice in place of the last one.
    pub(super) fn tell(&mut self, tone: NoticeTone, text: &str) {
        let stands = if tone == NoticeTone::Bad { BAD_NOTICE } else { NOTICE };
        self.notice = Some(Notice {
            text: clean(text, NOTICE_CHARS),
            tone,
            until: self.notice_clock().plus(stands),
            uncancelled: Vec::new(),
        });
        self.dirty = true;
    }
}
