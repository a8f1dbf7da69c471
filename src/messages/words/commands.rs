//! What each command is called: a word or two for the footer, and a sentence for help. The keys come from the table of commands.

/// One command's texts.
#[derive(Clone, Copy, Debug)]
pub struct CommandText {
    /// For the footer: 12 cells at most.
    pub short: &'static str,
    /// For help, one line.
    pub help: &'static str,
}

/// One line per command: its field, then the short text and the help in English, then in Chinese.
macro_rules! texts {
    ($($field:ident: $short_en:literal, $help_en:literal; $short_zh:literal, $help_zh:literal;)*) => {
        /// The texts of all commands.
        #[derive(Clone, Copy, Debug)]
        pub struct CommandWords {
            $(#[doc = $help_en] pub $field: CommandText,)*
        }

        pub(super) const EN: CommandWords =
            CommandWords { $($field: CommandText { short: $short_en, help: $help_en },)* };

        pub(super) const ZH: CommandWords =
            CommandWords { $($field: CommandText { short: $short_zh, help: $help_zh },)* };
    };
}

texts! {
    down: "down", "one row down"; "下移", "下移一行";
    up: "up", "one row up"; "上移", "上移一行";
    first: "first", "first row"; "首行", "跳到第一行";
    last: "last", "last row"; "末行", "跳到最后一行";
    page_down: "page down", "half a page down"; "下翻", "向下翻半页";
    page_up: "page up", "half a page up"; "上翻", "向上翻半页";
    open: "details", "open the details"; "详情", "打开详情";
    back: "back", "close, then clear the filter, then the marks; never quits"; "返回", "依次关闭详情、清除筛选、清除标记，不会退出";
    next_tab: "next tab", "next tab of the details"; "下一页签", "详情的下一个页签";
    previous_tab: "last tab", "previous tab of the details"; "上一页签", "详情的上一个页签";
    scroll_down: "scroll", "scroll the details down"; "下滚", "向下滚动详情";
    scroll_up: "scroll up", "scroll the details up"; "上滚", "向上滚动详情";
    mark: "mark", "mark or unmark, and step on"; "标记", "标记或取消标记，并移到下一行";
    range: "range", "mark a range: here and again at its other end"; "范围", "标记范围：在起点和终点各按一次";
    mark_all: "mark all", "mark all rows shown"; "全部标记", "标记所有显示的行";
    unmark: "unmark", "remove all marks"; "取消标记", "清除所有标记";
    cancel: "cancel", "cancel on the service: the marked tasks, else this one; asks first"; "取消任务", "在服务端取消已标记的任务或当前任务，会先确认";
    poll_now: "ask now", "ask the service now"; "立即查询", "立即查询服务";
    redraw: "redraw", "ask the service now and draw everything anew"; "重绘", "立即查询服务并重绘屏幕";
    forget: "unwatch", "stop watching the marked tasks, else this one; the tasks go on"; "停止监视", "停止监视已标记的任务或当前任务，任务继续执行";
    clear: "clear", "clear what has ended, but keep the failed; once more clears these, too"; "清除", "清除已结束的任务，失败的保留；再按一次全部清除";
    undo: "undo", "undo the last local change: removed, cleared, added"; "撤销", "撤销上一步本地操作：移除、清除、添加";
    add: "add", "add task ids; or just paste any text with ids in it"; "添加", "添加任务 ID，也可直接粘贴含有 ID 的文本";
    filter: "filter", "filter: text, s:fail, op:move, e:911020, id:, l:, r:, >10G, <1M, !term"; "筛选", "筛选：文本、s:fail、op:move、e:911020、id:、l:、r:、>10G、<1M、!term";
    next_failed: "next failed", "next failed task"; "下个失败", "下一个失败的任务";
    previous_failed: "prev failed", "previous failed task"; "上个失败", "上一个失败的任务";
    only_failed: "failed", "only the failed; again: all"; "只看失败", "只看失败的任务，再按一次看全部";
    only_running: "running", "only what runs; again: all"; "只看进行", "只看进行中的任务，再按一次看全部";
    only_waiting: "waiting", "only what waits; again: all"; "只看等待", "只看等待的任务，再按一次看全部";
    only_complete: "complete", "only the complete; again: all"; "只看完成", "只看完成的任务，再按一次看全部";
    only_trouble: "trouble", "only failed and stalled; again: all"; "只看异常", "只看失败和停滞的任务，再按一次看全部";
    only_away: "away", "only cancelled and gone; again: all"; "只看取消", "只看已取消和无记录的任务，再按一次看全部";
    show_all: "show all", "all states"; "全部状态", "显示全部状态";
    sort_menu: "sort", "choose the order"; "排序", "选择排序方式";
    sort_previous: "sort prev", "order by the previous column"; "前一列", "按前一列排序";
    sort_next: "sort next", "order by the next column"; "后一列", "按后一列排序";
    reverse: "reverse", "reverse the order"; "倒序", "颠倒顺序";
    copy_ids: "copy ids", "copy the ids of the marked tasks, else of this one"; "复制 ID", "复制已标记任务或当前任务的 ID";
    copy_report: "copy report", "copy a full report of the marked tasks, else of this one"; "复制报告", "复制已标记任务或当前任务的完整报告";
    explain: "explain", "explain this error"; "解释错误", "解释当前任务的错误";
    log: "log", "what happened to all tasks"; "日志", "全部任务的事件日志";
    regions: "regions", "totals, freshness and troubles of each region"; "区域", "各区域的总计、数据新旧和异常";
    freeze: "freeze", "let the screen stand still; polling goes on"; "冻结", "冻结画面，后台继续查询";
    full_paths: "full paths", "whole paths, or their common beginning folded"; "完整路径", "显示完整路径或折叠公共前缀";
    wide: "wide", "all columns, or those that leave room for paths"; "宽表", "显示全部列，或为路径留出空间";
    theme: "theme", "the next theme: dark, light, high contrast, for colour-blind eyes"; "主题", "切换主题：深色、浅色、高对比度、色盲友好";
    language: "Chinese", "texts in Chinese"; "English", "切换为英文界面";
    mouse: "mouse", "mouse to turn, select, open and sort, or for the terminal to select text"; "鼠标", "用鼠标滚动、选择、打开、排序，或留给终端选择文本";
    replay_pause: "pause", "let the recording stand still, or go on"; "暂停", "暂停或继续回放";
    replay_step: "step", "to the next answer of the service"; "下一步", "前进到服务的下一次应答";
    replay_step_back: "step back", "to the answer before"; "上一步", "退回到上一次应答";
    replay_forward: "forward", "a twentieth of the recording on"; "快进", "前进二十分之一";
    replay_back: "rewind", "a twentieth of the recording back"; "快退", "后退二十分之一";
    replay_faster: "faster", "twice as fast"; "加速", "速度加倍";
    replay_slower: "slower", "half as fast"; "减速", "速度减半";
    help: "help", "all keys"; "帮助", "全部按键";
    quit: "quit", "quit; the tasks go on"; "退出", "退出，任务继续执行";
    suspend: "suspend", "suspend to the shell; fg comes back"; "挂起", "挂起回到 shell，用 fg 返回";
    confirm: "cancel", "cancel exactly the tasks named on the service"; "确认取消", "在服务端取消列出的任务";
    keep: "keep", "keep the tasks, cancel nothing"; "保留", "保留任务，不取消";
    with_hidden: "hidden too", "include the marked tasks that the filter hides, or not"; "含隐藏", "是否包括被筛选隐藏的已标记任务";
    accept: "accept", "accept"; "确定", "确定";
    close: "close", "close"; "关闭", "关闭";
    search_help: "search", "search the keys of this help"; "搜索", "在帮助中搜索按键";
}
