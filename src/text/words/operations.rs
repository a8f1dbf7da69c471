//! The three kinds of work that the service does.

/// Kinds of work.
#[derive(Clone, Copy, Debug)]
pub struct OperationWords {
    /// `copy`
    pub copy: &'static str,
    /// `move`
    pub r#move: &'static str,
    /// `delete`
    pub delete: &'static str,
}

pub(super) const EN: OperationWords = OperationWords { copy: "copy", r#move: "move", delete: "delete" };

pub(super) const ZH: OperationWords = OperationWords { copy: "复制", r#move: "移动", delete: "删除" };
