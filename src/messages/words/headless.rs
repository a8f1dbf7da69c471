//! The commands without a screen: what they ask, and what they tell on standard error.

use super::texts::plural;
use std::{io::Error, net::SocketAddr};

texts! {
    HeadlessWords {
        confirm: "Cancel? [y/N] ", "确认取消？[y/N] ";
        needs_yes:
            "there is no terminal to ask on: give --yes to cancel without a question",
            "没有终端可供确认：加上 --yes 则不再询问";
        not_cancelled: "nothing was cancelled", "没有取消任何任务";
        already_ended(id: &str, state: &str): "{id} needs no cancel: {state}", "{id} 无需取消：{state}";
        cancel_failed(id: &str, why: &str): "{id} was not cancelled: {why}", "{id} 未能取消：{why}";
        not_returned(id: &str): "{id} is not returned by the service", "服务端没有返回任务 {id}";
        unreadable(n: u64):
            format!(
                "{n} {} of the service's answers could not be read, and may be of these tasks",
                if n == 1 { "element" } else { "elements" }
            ),
            "服务端答复中有 {n} 条无法解析，可能属于这些任务";
        unreached(n: usize, ids: &str):
            format!("{} not asked for, of another EFile URL or region: {ids}", plural(n, "task", "tasks")),
            "{n} 个任务属于另一个 EFile 地址或区域，未查询：{ids}";
        cancel_unclear(id: &str, why: &str):
            "{id}: the cancel got no answer and may have arrived, asking how it stands: {why}",
            "{id}：取消请求没有得到答复，可能已到达，正在查询任务状态：{why}";
        refused(id: &str, why: &str): "{id} is refused by the service: {why}", "服务端拒绝查询 {id}：{why}";
        /// About what is printed: when it was seen last, if ever.
        stale(seen: Option<&str>):
            match seen {
                Some(time) => format!("what is printed was last seen at {time}"),
                None => "none of these tasks was ever seen".to_owned(),
            },
            match seen {
                Some(time) => format!("以下为 {time} 最后查到的状态"),
                None => "这些任务从未查到过".to_owned(),
            };
        forgotten(n: usize):
            format!("took {} out of the set", plural(n, "task", "tasks")),
            "已从监视列表移除 {n} 个任务";
        not_in_set(n: usize): format!("{} not in the set", plural(n, "id is", "ids are")), "{n} 个 ID 不在监视列表中";
        timed_out(n: usize): format!("the time is up; {}", not_ended(n)), "等待超时，{n} 个任务仍在继续";
        gave_up(time: &str):
            "the service could not be asked for {time}; giving up, the tasks keep running",
            "已有{time}无法查询服务，放弃等待；任务不受影响";
        region_lost(region: &str, advice: &str):
            "{region}: {advice} The tasks of the other regions are followed on.",
            "{region}：{advice}其他区域的任务继续等待。";
        interrupted(n: usize): format!("interrupted; {}", not_ended(n)), "已中断等待，{n} 个任务仍在继续";
        hook_failed(hook: &str, how: &str): "{hook}: {how}", "{hook}：{how}";
        hooks_open(n: usize):
            format!("waiting for {} to end (^C: do not wait)", plural(n, "hook", "hooks")),
            "正在等待 {n} 个钩子命令结束（^C 不再等待）";
        hooks_left(n: usize):
            format!("not waited for {}: one is still running, others were not run", plural(n, "hook", "hooks")),
            "未等到 {n} 个钩子命令结束：正在执行的会继续，其余未执行";
        cancels_open(n: usize):
            format!("waiting for the service to answer the cancel of {} (^C: do not wait)", plural(n, "task", "tasks")),
            "正在等待服务端答复 {n} 个任务的取消请求（^C 不再等待）";
        retries_open(n: usize):
            format!("waiting for the service to answer the submission of {} (^C: do not wait)", plural(n, "task", "tasks")),
            "正在等待服务端答复 {n} 个任务的提交请求（^C 不再等待）";
        retries_unanswered(n: usize):
            format!("whether {} submitted again is not known: eftop list shows which", plural(n, "task was", "tasks were")),
            "不清楚 {n} 个任务是否已重新提交：可用 eftop list 查看";
        cancels_unanswered(n: usize, ids: &str):
            format!(
                "the cancel of {} may not have arrived; to see, and to cancel again: eftop cancel {ids}",
                plural(n, "task", "tasks")
            ),
            "{n} 个任务的取消请求可能未送达；查看或再次取消：eftop cancel {ids}";
        export_at(url: &str): "metrics at {url}", "指标地址：{url}";
        cannot_listen(address: SocketAddr, why: &Error):
            "cannot listen on {address}: {why}; give another one with --listen",
            "无法监听 {address}：{why}；请用 --listen 换一个地址";
        export_open(address: &str):
            "{address} can be reached from other machines: whoever reaches it can read the numbers, without a password",
            "其他机器也能访问 {address}：能连上的人无需密码即可读取这些数字";
        output_unread:
            "standard output is not read: lines are left out until it is; waiting continues",
            "标准输出无人读取：暂不输出后续各行，等待照常进行";
        output_left_out(n: usize):
            match n {
                0 => "standard output was not read to its end".to_owned(),
                n => format!(
                    "standard output is not complete: {} left out, since it was not read",
                    plural(n, "line was", "lines were")
                ),
            },
            match n {
                0 => "标准输出未被读完".to_owned(),
                n => format!("标准输出不完整：因无人读取，略去了 {n} 行"),
            };
        not_kept(why: &str): "what is seen is not kept in the watch set: {why}", "查到的状态未能存入监视列表：{why}";
        output_failed(why: &str): "standard output cannot be written: {why}", "无法写标准输出：{why}";
        needs_terminal:
            "the live screen needs a terminal on its standard output (to look at the demo's server without one: \
                eftop demo --serve)",
            "实时界面的标准输出须是终端（不用终端、只看演示的服务端：eftop demo --serve）";
        /// `term` is the value of `TERM`, here and below.
        dumb_terminal(term: &str):
            match term {
                "" => "TERM is not set: the live screen needs a terminal that can move its cursor".to_owned(),
                _ => format!("TERM={term}: the live screen needs a terminal that can move its cursor"),
            },
            match term {
                "" => "未设置 TERM：实时界面需要能移动光标的终端".to_owned(),
                _ => format!("TERM={term}：实时界面需要能移动光标的终端"),
            };
        no_screen(term: &str):
            match term {
                "" => "TERM is not set, so the screen cannot be drawn; lines instead".to_owned(),
                _ => format!("TERM={term}: the screen cannot be drawn; lines instead"),
            },
            match term {
                "" => "未设置 TERM，无法显示界面，改为逐行输出".to_owned(),
                _ => format!("TERM={term}：无法显示界面，改为逐行输出"),
            };
    }
}

fn not_ended(n: usize) -> String {
    match n {
        0 => "all tasks have ended".to_owned(),
        1 => "1 task has not ended".to_owned(),
        _ => format!("{n} tasks have not ended"),
    }
}
