//! The keys as the screen names them: the hints of the footer and the rows of help.

/// What the table of commands says, as far as it is drawn.
#[derive(Clone, Debug, Default)]
pub struct Chrome {
    /// The keys that work now, and what each does in a word.
    pub hints: Vec<(String, &'static str)>,
    /// All keys by group: the group's title, and keys with what they do.
    pub help: Vec<(&'static str, Vec<(String, &'static str)>)>,
}
