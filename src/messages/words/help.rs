//! The help screen: its frame. The keys and what they do come from the table of commands.

texts! {
    HelpWords {
        title: "Help", "帮助";
        search: "search keys", "搜索按键";
        nothing_found: "no key and no command like that", "没有匹配的按键或命令";
        group_move: "Move", "移动光标";
        group_mark: "Mark", "标记";
        group_service: "On the service", "服务端操作";
        group_set: "Watch set (local)", "监视列表（仅本地）";
        group_find: "Find and sort", "查找与排序";
        group_view: "View", "显示";
        group_program: "Program", "程序";
        tasks_go_on: "Leaving eftop never cancels a task.", "退出 eftop 不会取消任何任务。";
        zone(offset: &str): "Times are local (TZ): {offset}.", "时间均为本地时间（TZ）：{offset}";
        group_replay: "Replay", "回放";
        group_dialog: "In dialogs", "对话框内";
    }
}
