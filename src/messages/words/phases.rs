//! What a task that is being worked on is busy with.

texts! {
    PhaseWords {
        listing: "listing", "统计中";
        moving: "working", "处理中";
        finishing: "finishing", "收尾中";
    }
}
