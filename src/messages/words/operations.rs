//! The three kinds of work that the service does.

use crate::domain::Operation;

texts! {
    OperationWords {
        copy: "copy", "复制";
        r#move: "move", "移动";
        delete: "delete", "删除";
    }
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
