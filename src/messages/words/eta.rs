//! Why no remaining time is shown: the words behind a `—`.

/// Reasons for showing no remaining time.
#[derive(Clone, Copy, Debug)]
pub struct EtaWords {
    /// The service still counts: the total grows.
    pub total_grows: &'static str,
    /// Too few samples for a rate.
    pub no_rate: &'static str,
    /// We cannot ask at the moment.
    pub not_asking: &'static str,
    /// Nothing moves.
    pub stalled: &'static str,
    /// All is processed, the end has not been told.
    pub finishing: &'static str,
    /// The task has not begun.
    pub waiting: &'static str,
}

pub(super) const EN: EtaWords = EtaWords {
    total_grows: "the total is still growing",
    no_rate: "no rate yet",
    not_asking: "the service cannot be asked now",
    stalled: "nothing moves",
    finishing: "about to end",
    waiting: "not started yet",
};

pub(super) const ZH: EtaWords = EtaWords {
    total_grows: "总量仍在增加",
    no_rate: "尚无速率",
    not_asking: "暂时无法查询服务",
    stalled: "进度停滞",
    finishing: "即将结束",
    waiting: "尚未开始",
};
