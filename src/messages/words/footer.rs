//! The last line. The keys and their names come from the table of commands; this is what stands around them.

/// The line of keys, and the filter's prompt.
#[derive(Clone, Copy, Debug)]
pub struct FooterWords {
    /// Before the filter that is being typed.
    pub filter: &'static str,
    /// What can be typed there, while nothing is.
    pub filter_hint: &'static str,
}

pub(super) const EN: FooterWords = FooterWords { filter: "filter", filter_hint: "text, s:fail, op:move, >10G" };

pub(super) const ZH: FooterWords = FooterWords { filter: "筛选", filter_hint: "文本、s:fail、op:move、>10G" };
