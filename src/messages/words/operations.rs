//! The three kinds of work that the service does.

use crate::domain::Operation;

/// Kinds of work.
#[derive(Clone, Copy, Debug)]
pub struct OperationWords {
    pub copy: &'static str,
    pub r#move: &'static str,
    pub delete: &'static str,
}

impl OperationWords {
    /// The word for an operation; one that is not known is its own.
    pub fn of<'t>(&self, operation: &'t Operation) -> &'t str {
        match operation {
            Operation::Copy => self.copy,
            Operation::Move => self.r#move,
            Operation::Delete => self.delete,
            Operation::Other(word) => word,
        }
    }
}

pub(super) const EN: OperationWords = OperationWords { copy: "copy", r#move: "move", delete: "delete" };

pub(super) const ZH: OperationWords = OperationWords { copy: "复制", r#move: "移动", delete: "删除" };
