//! The help screen: its frame. The keys and what they do come from the table of commands.

/// The help screen.
#[derive(Clone, Copy, Debug)]
pub struct HelpWords {
    pub title: &'static str,
    /// In front of what is searched.
    pub search: &'static str,
    /// That no key is like what is searched.
    pub nothing_found: &'static str,
    /// Group: moving about.
    pub group_move: &'static str,
    /// Group: choosing rows.
    pub group_mark: &'static str,
    pub group_service: &'static str,
    /// Group: the watch set, which is local.
    pub group_set: &'static str,
    /// Group: filtering and sorting.
    pub group_find: &'static str,
    /// Group: how things look.
    pub group_view: &'static str,
    pub group_program: &'static str,
    /// That leaving the program does not touch the tasks.
    pub tasks_go_on: &'static str,
    /// Where all times are: this offset.
    pub zone: fn(&str) -> String,
    pub group_replay: &'static str,
    pub group_dialog: &'static str,
}

pub(super) const EN: HelpWords = HelpWords {
    title: "Help",
    search: "search keys",
    nothing_found: "no key and no command like that",
    group_move: "Move",
    group_mark: "Mark",
    group_service: "On the service",
    group_set: "Watch set (local)",
    group_find: "Find and sort",
    group_view: "View",
    group_program: "Program",
    tasks_go_on: "Leaving eftop never cancels a task.",
    zone: |offset| format!("Times are local (TZ): {offset}."),
    group_replay: "Replay",
    group_dialog: "In dialogs",
};

pub(super) const ZH: HelpWords = HelpWords {
    title: "帮助",
    search: "搜索按键",
    nothing_found: "没有匹配的按键或命令",
    group_move: "移动光标",
    group_mark: "标记",
    group_service: "服务端操作",
    group_set: "监视列表（仅本地）",
    group_find: "查找与排序",
    group_view: "显示",
    group_program: "程序",
    tasks_go_on: "退出 eftop 不会取消任何任务。",
    zone: |offset| format!("时间均为本地时间（TZ）：{offset}"),
    group_replay: "回放",
    group_dialog: "对话框内",
};
