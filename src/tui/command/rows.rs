//! The commands of the screen, one row each: name, group in help, care, the keys and where they work, what footer and help say of it,
//! when it can act, and what it does. A new command is a row here and the function that it names.
//!
//! This file is text for two macros, because the keymap must know names and keys, and what a command does must know the keymap:
//! `command` takes the enum and the data, `update::run` takes the functions. So names are looked up in those two files.

/// Hands all rows to the macro of this name.
macro_rules! command_rows {
    ($take:ident) => {
        $take! {
            Down: Row { name: "down", group: Group::Move, care: Care::Moves, keys: &[(&[c('j'), k(Down)], MOVING)],
                en: text("down", "one row down"), zh: text("下移", "下移一行") },
                when always, run |model, _| navigation::step(model, |at, _| at + 1);
            Up: Row { name: "up", group: Group::Move, care: Care::Moves, keys: &[(&[c('k'), k(Up)], MOVING)],
                en: text("up", "one row up"), zh: text("上移", "上移一行") },
                when always, run |model, _| navigation::step(model, |at, _| at.saturating_sub(1));
            First: Row { name: "first", group: Group::Move, care: Care::Moves, keys: &[(&[c('g'), k(Home)], MOVING)],
                en: text("first", "first row"), zh: text("首行", "跳到第一行") },
                when always, run |model, _| navigation::step(model, |_, _| 0);
            Last: Row { name: "last", group: Group::Move, care: Care::Moves, keys: &[(&[c('G'), k(End)], MOVING)],
                en: text("last", "last row"), zh: text("末行", "跳到最后一行") },
                when always, run |model, _| navigation::step(model, |_, _| usize::MAX);
            PageDown: Row { name: "page-down", group: Group::Move, care: Care::Moves,
                keys: &[(&[ctrl('d'), k(PageDown)], MOVING)],
                en: text("page down", "half a page down"), zh: text("下翻", "向下翻半页") },
                when always, run |model, _| navigation::step(model, |at, page| at + page);
            PageUp: Row { name: "page-up", group: Group::Move, care: Care::Moves, keys: &[(&[ctrl('u'), k(PageUp)], MOVING)],
                en: text("page up", "half a page up"), zh: text("上翻", "向上翻半页") },
                when always, run |model, _| navigation::step(model, |at, page| at.saturating_sub(page));
            Open: Row { name: "open", group: Group::Move, care: Care::Moves, keys: &[(&[k(Enter), c('l'), k(Right)], LIST)],
                en: text("open", "open the details, or unfold a group"), zh: text("打开", "打开详情，或展开分组") },
                when can_open, run |model, _| navigation::open(model);
            Back: Row { name: "back", group: Group::Move, care: Care::Moves, keys: &[(&[k(Esc), c('h'), k(Left)], LIST)],
                en: text("back", "close or fold, then clear the filter, then the marks; never quits"),
                zh: text("返回", "依次关闭详情或收起分组、清除筛选、清除标记，不会退出") },
                when can_go_back, run |model, _| navigation::back(model);
            NextTab: Row { name: "next-tab", group: Group::Move, care: Care::Moves, keys: &[(&[k(Tab)], LIST)],
                en: text("next tab", "next tab of the details"), zh: text("下一页签", "详情的下一个页签") },
                when has_detail, run |model, _| navigation::turn(model, 1);
            PreviousTab: Row { name: "previous-tab", group: Group::Move, care: Care::Moves, keys: &[(&[k(BackTab)], LIST)],
                en: text("last tab", "previous tab of the details"), zh: text("上一页签", "详情的上一个页签") },
                when has_detail, run |model, _| navigation::turn(model, Tab::ALL.len() - 1);
            ScrollDown: Row { name: "scroll-down", group: Group::Move, care: Care::Moves, keys: &[(&[c(']')], LIST)],
                en: text("scroll", "scroll the details down"), zh: text("下滚", "向下滚动详情") },
                when has_detail, run |model, _| navigation::scroll(model, 1);
            ScrollUp: Row { name: "scroll-up", group: Group::Move, care: Care::Moves, keys: &[(&[c('[')], LIST)],
                en: text("scroll up", "scroll the details up"), zh: text("上滚", "向上滚动详情") },
                when has_detail, run |model, _| navigation::scroll(model, -1);

            Mark: Row { name: "mark", group: Group::Mark, care: Care::Moves, keys: &[(&[c(' ')], &[List])],
                en: text("mark", "mark or unmark, and step on"), zh: text("标记", "标记或取消标记，并移到下一行") },
                when has_cursor, run |model, _| marks::mark(model);
            Range: Row { name: "mark-range", group: Group::Mark, care: Care::Harmless, keys: &[(&[c('v')], LIST)],
                en: text("range", "mark a range: here and again at its other end"),
                zh: text("范围", "标记范围：在起点和终点各按一次") },
                when has_cursor, run |model, _| marks::range(model);
            MarkAll: Row { name: "mark-all", group: Group::Mark, care: Care::Harmless, keys: &[(&[c('*')], LIST)],
                en: text("mark all", "mark all rows shown"), zh: text("全部标记", "标记所有显示的行") },
                when has_cursor, run |model, _| marks::all(model);
            Unmark: Row { name: "unmark", group: Group::Mark, care: Care::Harmless, keys: &[(&[c('U')], LIST)],
                en: text("unmark", "remove all marks"), zh: text("取消标记", "清除所有标记") },
                when has_marks, run |model, _| marks::clear(model);

            Cancel: Row { name: "cancel", group: Group::Service, care: Care::Acts, keys: &[(&[c('c'), k(F(9))], &[List])],
                en: text("cancel", "cancel on the service: the marked tasks, else this one; asks first"),
                zh: text("取消任务", "在服务端取消已标记的任务或当前任务，会先确认") },
                when can_cancel, run |model, _| cancel::ask(model);
            Retry: Row { name: "retry", group: Group::Service, care: Care::Acts, keys: &[(&[c('S')], &[List])],
                en: text("retry", "submit what failed again: the marked tasks, else this one; asks first"),
                zh: text("重新提交", "重新提交失败或已取消的任务（已标记的或当前的），会先确认") },
                when can_retry, run |model, _| retry::ask(model);
            PollNow: Row { name: "poll-now", group: Group::Service, care: Care::Harmless,
                keys: &[(&[c('r')], &[List, Regions])],
                en: text("refresh", "refresh: ask the service now"), zh: text("立即查询", "立即查询服务") },
                when is_live, run data::poll_now;

            Forget: Row { name: "forget", group: Group::Set, care: Care::Drops, keys: &[(&[c('d'), k(Delete)], &[List])],
                en: text("unwatch", "stop watching the marked tasks, else this one; the tasks keep running"),
                zh: text("停止监视", "停止监视已标记的任务或当前任务，任务继续执行") },
                when has_chosen, run local::forget_chosen;
            Clear: Row { name: "clear", group: Group::Set, care: Care::Drops, keys: &[(&[c('C')], &[List])],
                en: text("clear", "clear what has ended, but keep the failed; once more clears these, too"),
                zh: text("清除", "清除已结束的任务，失败的保留；再按一次全部清除") },
                when can_clear, run local::clear;
            Undo: Row { name: "undo", group: Group::Set, care: Care::Harmless, keys: &[(&[c('u')], &[List])],
                en: text("undo", "undo the last local change: removed, cleared, added"),
                zh: text("撤销", "撤销上一步本地操作：移除、清除、添加") },
                when can_undo, run local::undo;
            Add: Row { name: "add", group: Group::Set, care: Care::Harmless, keys: &[(&[c('a'), c('+')], &[List])],
                en: text("add", "add task ids; or just paste any text with ids in it"),
                zh: text("添加", "添加任务 ID，也可直接粘贴含有 ID 的文本") },
                when always, run |model, _| dialogs::open(model, Dialog::add());

            Filter: Row { name: "filter", group: Group::Find, care: Care::Harmless,
                keys: &[(&[c('/'), k(F(4)), c('\\')], LIST)],
                en: text("filter", "filter: text, s:fail, op:move, e:911020, id:, l:, r:, >10G, <1M, !term"),
                zh: text("筛选", "筛选：文本、s:fail、op:move、e:911020、id:、l:、r:、>10G、<1M、!term") },
                when always, run |model, _| filter::open(model);
            NextFailed: Row { name: "next-failed", group: Group::Find, care: Care::Moves, keys: &[(&[c('n')], LIST)],
                en: text("next failed", "next failed task"), zh: text("下个失败", "下一个失败的任务") },
                when has_failed, run |model, _| navigation::failed(model, true);
            PreviousFailed: Row { name: "previous-failed", group: Group::Find, care: Care::Moves, keys: &[(&[c('N')], LIST)],
                en: text("prev failed", "previous failed task"), zh: text("上个失败", "上一个失败的任务") },
                when has_failed, run |model, _| navigation::failed(model, false);
            OnlyFailed: Row { name: "only-failed", group: Group::Find, care: Care::Harmless, keys: &[(&[c('!')], LIST)],
                en: text("failed", "only the failed; again: all"), zh: text("只看失败", "只看失败的任务，再按一次看全部") },
                when always, run |model, _| filter::only(model, Some(StateGroup::Failed));
            OnlyRunning: Row { name: "only-running", group: Group::Find, care: Care::Harmless, keys: &[(&[c('1')], LIST)],
                en: text("running", "only what runs; again: all"), zh: text("只看进行", "只看进行中的任务，再按一次看全部") },
                when always, run |model, _| filter::only(model, Some(StateGroup::Running));
            OnlyWaiting: Row { name: "only-waiting", group: Group::Find, care: Care::Harmless, keys: &[(&[c('2')], LIST)],
                en: text("waiting", "only what waits; again: all"), zh: text("只看等待", "只看等待的任务，再按一次看全部") },
                when always, run |model, _| filter::only(model, Some(StateGroup::Waiting));
            OnlyComplete: Row { name: "only-complete", group: Group::Find, care: Care::Harmless, keys: &[(&[c('3')], LIST)],
                en: text("complete", "only the complete; again: all"), zh: text("只看完成", "只看完成的任务，再按一次看全部") },
                when always, run |model, _| filter::only(model, Some(StateGroup::Complete));
            OnlyTrouble: Row { name: "only-trouble", group: Group::Find, care: Care::Harmless, keys: &[(&[c('4')], LIST)],
                en: text("trouble", "only failed, stalled and missing; again: all"),
                zh: text("只看异常", "只看失败、停滞和未返回的任务，再按一次看全部") },
                when always, run |model, _| filter::only(model, Some(StateGroup::Trouble));
            OnlyAway: Row { name: "only-away", group: Group::Find, care: Care::Harmless, keys: &[(&[c('5')], LIST)],
                en: text("away", "only cancelled, gone and retried; again: all"),
                zh: text("只看取消", "只看已取消、无记录、已重试的，再按看全部") },
                when always, run |model, _| filter::only(model, Some(StateGroup::Away));
            ShowAll: Row { name: "show-all", group: Group::Find, care: Care::Harmless, keys: &[(&[c('0')], LIST)],
                en: text("show all", "all states"), zh: text("全部状态", "显示全部状态") },
                when is_narrowed, run |model, _| filter::only(model, None);
            GroupRows: Row { name: "group", group: Group::Find, care: Care::Harmless, keys: &[(&[c('b')], LIST)],
                en: text("group", "group the rows by label, cause, region or target; Enter unfolds a group"),
                zh: text("分组", "按标签、失败原因、区域或目标目录分组，Enter 展开") },
                when always, run |model, _| filter::next_group(model);
            SortMenu: Row { name: "sort-menu", group: Group::Find, care: Care::Harmless, keys: &[(&[c('s'), k(F(6))], LIST)],
                en: text("sort", "choose the order"), zh: text("排序", "选择排序方式") },
                when always, run |model, _| dialogs::open(model, Dialog::Sort { choice: model.view.sort.key });
            SortPrevious: Row { name: "sort-previous", group: Group::Find, care: Care::Harmless, keys: &[(&[c('<')], LIST)],
                en: text("sort prev", "order by the previous column"), zh: text("前一列", "按前一列排序") },
                when always, run |model, _| filter::turn_order(model, model.sort_keys().len() - 1);
            SortNext: Row { name: "sort-next", group: Group::Find, care: Care::Harmless, keys: &[(&[c('>')], LIST)],
                en: text("sort next", "order by the next column"), zh: text("后一列", "按后一列排序") },
                when always, run |model, _| filter::turn_order(model, 1);
            Reverse: Row { name: "reverse", group: Group::Find, care: Care::Harmless,
                keys: &[(&[c('I')], &[List, Mode::Replay, Sort])],
                en: text("reverse", "reverse the order"), zh: text("倒序", "颠倒顺序") },
                when always, run |model, _| filter::reverse(model);

            Explain: Row { name: "explain", group: Group::View, care: Care::Harmless,
                keys: &[(&[c('e')], &[List, Mode::Replay, Explain])],
                en: text("explain", "explain this state or error, and what to do"),
                zh: text("说明", "说明当前任务的状态或错误，以及怎么办") },
                when can_explain, run |model, _| dialogs::explain(model);
            Log: Row { name: "log", group: Group::View, care: Care::Harmless, keys: &[(&[c('E')], &[List, Mode::Replay, Log])],
                en: text("log", "what happened to all tasks"), zh: text("日志", "全部任务的事件日志") },
                when always, run |model, _| dialogs::open(model, Dialog::Log { cursor: None });
            Regions: Row { name: "regions", group: Group::View, care: Care::Harmless,
                keys: &[(&[c('R')], &[List, Mode::Replay, Regions])],
                en: text("regions", "totals, freshness and troubles of each region"),
                zh: text("区域", "各区域的总计、数据新旧和异常") },
                when always, run |model, _| dialogs::open(model, Dialog::Regions { scroll: 0 });
            CopyIds: Row { name: "copy-ids", group: Group::View, care: Care::Harmless, keys: &[(&[c('y')], LIST)],
                en: text("copy ids", "copy the ids of the marked tasks, else of this one"),
                zh: text("复制 ID", "复制已标记任务或当前任务的 ID") },
                when can_copy, run share::copy_ids;
            CopyReport: Row { name: "copy-report", group: Group::View, care: Care::Harmless, keys: &[(&[c('Y')], LIST)],
                en: text("copy report", "copy a full report of the marked tasks, else of this one"),
                zh: text("复制报告", "复制已标记任务或当前任务的完整报告") },
                when can_copy, run share::copy_report;
            Freeze: Row { name: "freeze", group: Group::View, care: Care::Harmless, keys: &[(&[c('Z')], LIST)],
                en: text("freeze", "pause the display; polling continues"), zh: text("冻结", "冻结画面，后台继续查询") },
                when always, run |model, _| look::freeze(model);
            GraphSpan: Row { name: "graph-span", group: Group::View, care: Care::Harmless, keys: &[(&[c('o')], LIST)],
                en: text("graph", "the time that the graph shows: 1 minute, 10 minutes, 1 hour, all"),
                zh: text("曲线跨度", "曲线的时间跨度：1 分钟、10 分钟、1 小时、全程") },
                when has_graph, run |model, _| look::next_span(model);
            GraphAxis: Row { name: "graph-axis", group: Group::View, care: Care::Harmless, keys: &[(&[c('O')], LIST)],
                en: text("axis", "the rate of a task over its progress, or over time"),
                zh: text("曲线横轴", "任务速率按进度或按时间显示") },
                when has_task_graph, run |model, _| model.look.over_time ^= true;
            FullPaths: Row { name: "full-paths", group: Group::View, care: Care::Harmless, keys: &[(&[c('p')], LIST)],
                en: text("full paths", "whole paths, or their common beginning folded"),
                zh: text("完整路径", "显示完整路径或折叠公共前缀") },
                when always, run |model, _| look::full_paths(model);
            Wide: Row { name: "wide", group: Group::View, care: Care::Harmless, keys: &[(&[c('w')], LIST)],
                en: text("wide", "all columns, or those that leave room for paths"),
                zh: text("宽表", "显示全部列，或为路径留出空间") },
                when always, run |model, _| look::wide(model);
            Theme: Row { name: "theme", group: Group::View, care: Care::Harmless, keys: &[(&[c('t')], LIST)],
                en: text("theme", "the next theme: dark, light, high contrast, for colour-blind eyes"),
                zh: text("主题", "切换主题：深色、浅色、高对比度、色盲友好") },
                when always, run |model, _| look::next_theme(model);
            Language: Row { name: "language", group: Group::View, care: Care::Harmless,
                keys: &[(&[c('T')], &[List, Mode::Replay, Help, Explain, Log, Regions])],
                en: text("Chinese", "texts in Chinese"), zh: text("English", "切换为英文界面") },
                when always, run |model, _| look::other_language(model);
            Mouse: Row { name: "mouse", group: Group::View, care: Care::Harmless, keys: &[(&[c('m')], LIST)],
                en: text("mouse", "mouse to turn, select, open and sort, or for the terminal to select text"),
                zh: text("鼠标", "用鼠标滚动、选择、打开、排序，或留给终端选择文本") },
                when always, run look::mouse;

            ReplayPause: Row { name: "replay-pause", group: Group::Replay, care: Care::Moves, keys: &[(&[c(' ')], REPLAY)],
                en: text("pause", "pause or resume the recording"), zh: text("暂停", "暂停或继续回放") },
                when always, run |_, to| control(to, Control::Pause);
            ReplayStep: Row { name: "replay-step", group: Group::Replay, care: Care::Moves, keys: &[(&[c('.')], REPLAY)],
                en: text("step", "on to the next answer of the service"), zh: text("下一步", "前进到服务的下一次应答") },
                when always, run |_, to| control(to, Control::Step { forward: true });
            ReplayStepBack: Row { name: "replay-step-back", group: Group::Replay, care: Care::Moves,
                keys: &[(&[c(',')], REPLAY)],
                en: text("step back", "back to the previous answer"), zh: text("上一步", "退回到上一次应答") },
                when always, run |_, to| control(to, Control::Step { forward: false });
            ReplayForward: Row { name: "replay-forward", group: Group::Replay, care: Care::Moves, keys: &[(&[c(')')], REPLAY)],
                en: text("forward", "a twentieth of the recording on"), zh: text("快进", "前进二十分之一") },
                when always, run |_, to| control(to, Control::Seek { forward: true });
            ReplayBack: Row { name: "replay-back", group: Group::Replay, care: Care::Moves, keys: &[(&[c('(')], REPLAY)],
                en: text("rewind", "a twentieth of the recording back"), zh: text("快退", "后退二十分之一") },
                when always, run |_, to| control(to, Control::Seek { forward: false });
            ReplayFaster: Row { name: "replay-faster", group: Group::Replay, care: Care::Moves, keys: &[(&[c('}')], REPLAY)],
                en: text("faster", "twice as fast"), zh: text("加速", "速度加倍") },
                when always, run |_, to| control(to, Control::Speed { faster: true });
            ReplaySlower: Row { name: "replay-slower", group: Group::Replay, care: Care::Moves, keys: &[(&[c('{')], REPLAY)],
                en: text("slower", "half as fast"), zh: text("减速", "速度减半") },
                when always, run |_, to| control(to, Control::Speed { faster: false });

            Help: Row { name: "help", group: Group::Program, care: Care::Harmless,
                keys: &[
                    (&[c('?'), k(F(1))], &[List, Mode::Replay, Help]),
                    (&[k(F(1))], &[Cancel, Retry, RetryPath, Add, Filter, Sort, Explain, Log, Regions, HelpSearch]),
                ],
                en: text("help", "all keys"), zh: text("帮助", "全部按键") },
                when always, run |model, _| dialogs::open(model, Dialog::help(0));
            Redraw: Row { name: "redraw", group: Group::Program, care: Care::Harmless, keys: &[(&[ctrl('l')], EVERYWHERE)],
                en: text("redraw", "refresh, and redraw the screen"),
                zh: text("重绘", "立即查询服务并重绘屏幕") },
                when always, run look::redraw;
            Suspend: Row { name: "suspend", group: Group::Program, care: Care::Harmless, keys: &[(&[ctrl('z')], EVERYWHERE)],
                en: text("suspend", "suspend to the shell; fg comes back"), zh: text("挂起", "挂起回到 shell，用 fg 返回") },
                when always, run notifications::suspend;
            Quit: Row { name: "quit", group: Group::Program, care: Care::Acts,
                keys: &[(&[c('q')], LIST), (&[k(F(10)), ctrl('c')], EVERYWHERE)],
                en: text("quit", "quit; the tasks keep running"), zh: text("退出", "退出，任务继续执行") },
                when always, run |_, to| to.push(Effect::Terminal(TerminalEffect::Quit));

            Confirm: Row { name: "confirm", group: Group::Dialog, care: Care::Acts, keys: &[(&[c('y')], &[Cancel])],
                en: text("cancel", "cancel exactly the tasks named on the service"),
                zh: text("确认取消", "在服务端取消列出的任务") },
                when can_confirm, run cancel::confirm;
            Submit: Row { name: "submit", group: Group::Dialog, care: Care::Acts, keys: &[(&[c('y')], &[Retry])],
                en: text("submit", "submit exactly the tasks named again"),
                zh: text("确认提交", "重新提交列出的任务") },
                when can_submit, run retry::confirm;
            Keep: Row { name: "keep", group: Group::Dialog, care: Care::Harmless,
                keys: &[(&[c('n'), k(Esc), k(Enter), c('q')], &[Cancel, Retry])],
                en: text("keep", "leave the tasks as they are, send nothing"), zh: text("保留", "保留任务，什么也不发送") },
                when always, run |model, _| dialogs::close(model);
            WithHidden: Row { name: "with-hidden", group: Group::Dialog, care: Care::Harmless, keys: &[(&[c('h')], &[Cancel, Retry])],
                en: text("hidden too", "include the marked tasks that the filter hides, or not"),
                zh: text("含隐藏", "是否包括被筛选隐藏的已标记任务") },
                when has_hidden, run |model, _| cancel::with_hidden(model);
            NextRule: Row { name: "next-rule", group: Group::Dialog, care: Care::Harmless, keys: &[(&[c('r')], &[Retry])],
                en: text("name rule", "names that exist: as the task was submitted, overwrite, or keep both"),
                zh: text("重名处理", "目标已有同名项时：与原任务相同、覆盖或都保留") },
                when has_rule, run |model, _| retry::next_rule(model);
            NextPath: Row { name: "next-path", group: Group::Dialog, care: Care::Harmless,
                keys: &[(&[k(Tab)], &[Retry, RetryPath])],
                en: text("edit paths", "edit the source, then the target, of the one task named"),
                zh: text("修改路径", "修改该任务的源路径和目标目录") },
                when has_paths, run |model, _| retry::next_path(model);
            Accept: Row { name: "accept", group: Group::Dialog, care: Care::Harmless,
                keys: &[(&[k(Enter)], &[RetryPath, Add, Filter, Sort, HelpSearch])],
                en: text("accept", "accept"), zh: text("确定", "确定") },
                when always, run dialogs::accept;
            CopyCommands: Row { name: "copy-commands", group: Group::Dialog, care: Care::Harmless,
                keys: &[(&[c('y')], &[Explain])],
                en: text("copy", "copy the commands of an explanation"), zh: text("复制命令", "复制说明中的命令") },
                when has_commands, run share::copy_commands;
            GoToTask: Row { name: "go-to-task", group: Group::Dialog, care: Care::Harmless, keys: &[(&[k(Enter)], &[Log])],
                en: text("go to task", "go to the task of this line of the log"),
                zh: text("转到任务", "转到日志中这一行的任务") },
                when has_log, run |model, _| log::go(model);
            Close: Row { name: "close", group: Group::Dialog, care: Care::Harmless,
                keys: &[
                    (&[k(Esc), c('q'), c('h'), k(Left)], &[Sort, Help, Explain, Log, Regions]),
                    (&[k(Esc)], &[RetryPath, Add, Filter, HelpSearch]),
                ],
                en: text("close", "close"), zh: text("关闭", "关闭") },
                when always, run |model, _| dialogs::close(model);
            SearchHelp: Row { name: "search-help", group: Group::Dialog, care: Care::Harmless, keys: &[(&[c('/')], &[Help])],
                en: text("search", "search the keys of this help"), zh: text("搜索", "在帮助中搜索按键") },
                when always, run |model, _| dialogs::search_help(model);
        }
    };
}
pub(in crate::tui) use command_rows;
