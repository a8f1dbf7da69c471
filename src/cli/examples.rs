//! What stands behind the help of a command, in both languages side by side: examples, promises, exit codes.

use super::exit;
use crate::messages::Lang;

/// Command, and its examples in English and Chinese.
const EXAMPLES: &[(&str, [&str; 2])] = &[
    (
        "eftop",
        [
            "\
Examples:
  eftop demo                        see it at work; no account needed
  eftop 10b10bf643814ebfb1fbf0d7e910e8d1
                                    watch one more task, besides those of the set
  eftop ids.txt                     watch the ids of a file (any text, ids are picked out)
  submit.sh | eftop -               watch the ids in what another program prints

SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY sign in, and --region chooses the region; or SCNET_TOKEN, the token of one
region. eftop config init writes a file that explains all settings.",
            "\
例子:
  eftop demo                        先看演示，不需要账号
  eftop 10b10bf643814ebfb1fbf0d7e910e8d1
                                    除列表中的任务外，再监视一个任务
  eftop ids.txt                     监视文件中的 ID（任何文本都行，会自动找出 ID）
  submit.sh | eftop -               监视另一个程序输出中的 ID

用 SCNET_USER、SCNET_ACCESS_KEY、SCNET_SECRET_KEY 登录，用 --region 选择区域；
或用 SCNET_TOKEN，即某一区域的 token。eftop config init 生成解释全部配置项的文件。",
        ],
    ),
    (
        "wait",
        [
            "\
Examples:
  eftop wait                        until every task of the set has ended
  eftop wait ID --timeout 2h        one task, two hours at most
  eftop wait --jsonl | jq           each change as a line of JSON
  eftop wait --until first-failure --hook-on-fail 'mail -s \"$EFTOP_ID: $EFTOP_CODE\" me'",
            "\
例子:
  eftop wait                        等到列表中的任务全部结束
  eftop wait ID --timeout 2h        只等一个任务，最多两小时
  eftop wait --jsonl | jq           每次变化一行 JSON
  eftop wait --until first-failure --hook-on-fail 'mail -s \"$EFTOP_ID: $EFTOP_CODE\" me'",
        ],
    ),
    (
        "log",
        [
            "\
Examples:
  eftop log --since 12h             what happened in the night
  eftop log --since 2026-11-28T20:00 --jsonl | jq 'select(.to == \"fail\")'",
            "\
例子:
  eftop log --since 12h             夜里发生了什么
  eftop log --since 2026-11-28T20:00 --jsonl | jq 'select(.to == \"fail\")'",
        ],
    ),
    (
        "copy",
        [
            "\
Examples:
  eftop copy /work/a /work/b /backup           two copies into the directory /backup
  eftop copy --from pairs.txt --label nightly  each line: a source, a tab, a target directory
  eftop copy /work/a /backup --watch           and watch it at once
  eftop copy /work/a /backup --wait && next    and continue when it is complete",
            "\
例子:
  eftop copy /work/a /work/b /backup           把两项复制到目录 /backup
  eftop copy --from pairs.txt --label nightly  每行：源路径、制表符、目标目录
  eftop copy /work/a /backup --watch           提交后进入监视界面
  eftop copy /work/a /backup --wait && next    完成后再继续",
        ],
    ),
    (
        "move",
        [
            "\
Examples:
  eftop move /work/a /work/b /archive          two moves into the directory /archive
  eftop move --from pairs.txt --label nightly  each line: a source, a tab, a target directory
  eftop move /work/a /archive --watch          and watch it at once",
            "\
例子:
  eftop move /work/a /work/b /archive          把两项移动到目录 /archive
  eftop move --from pairs.txt --label nightly  每行：源路径、制表符、目标目录
  eftop move /work/a /archive --watch          提交后进入监视界面",
        ],
    ),
    (
        "remove",
        [
            "\
Examples:
  eftop remove /scratch/old                    asks before it deletes
  eftop remove --from paths.txt --yes          one path per line; does not ask",
            "\
例子:
  eftop remove /scratch/old                    删除前先询问
  eftop remove --from paths.txt --yes          每行一个路径；不询问",
        ],
    ),
    (
        "retry",
        [
            "\
Examples:
  eftop retry ID                               one task again
  eftop retry --failed                         all that failed, after a question
  eftop retry --failed --cause 911501 --label night --yes --wait
                                               those that ran out of space, in a script",
            "\
例子:
  eftop retry ID                               重试一个任务
  eftop retry --failed                         重试所有失败的任务，先询问
  eftop retry --failed --cause 911501 --label night --yes --wait
                                               在脚本中重试空间不足的任务",
        ],
    ),
    (
        "replay",
        [
            "\
Keys: Space pause, . and , step, ( and ) seek, { and } speed; ? shows the rest. What would act on the service is refused.

Examples:
  eftop demo --record demo.jsonl            make a recording
  eftop replay demo.jsonl --speed 20        see it again, 20 times as fast
  eftop replay demo.jsonl --from 14:02      from this time on",
            "\
按键: 空格 暂停，. 和 , 单步，( 和 ) 跳转，{ 和 } 调速；? 显示其余按键。
会影响服务端的操作一律拒绝。

例子:
  eftop demo --record demo.jsonl            录制
  eftop replay demo.jsonl --speed 20        以 20 倍速回放
  eftop replay demo.jsonl --from 14:02      从这个时刻开始",
        ],
    ),
    (
        "serve",
        [
            "\
Examples:
  eftop serve --root /data          prints two export lines for the shells of clients; stays until ^c
  eftop copy /raw/run42 /archive --watch
                                    in another terminal, with those two lines
  eftop serve --check /data         what the file system can do",
            "\
例子:
  eftop serve --root /data          输出两行 export，供客户端的 shell 使用；一直运行到 ^c
  eftop copy /raw/run42 /archive --watch
                                    在另一个终端执行（先执行那两行 export）
  eftop serve --check /data         查看文件系统支持什么",
        ],
    ),
    (
        "export",
        [
            "\
Metrics, each with the labels set, region and place:
  eftop_tasks{state}                tasks by state, as list --json counts them
  eftop_done_bytes, eftop_size_bytes, eftop_done_files, eftop_size_files
  eftop_bytes_per_second, eftop_files_per_second
  eftop_oldest_stall_seconds        0 when nothing has stalled
  eftop_up, eftop_data_age_seconds  whether the service answers, and how old the numbers are
  eftop_polls_total, eftop_poll_failures_total

Examples:
  eftop export                      then: curl http://127.0.0.1:9464/metrics
  eftop export --set night --listen '[::1]:9465'

It runs until SIGTERM (exit code 143) or SIGINT (130), whatever the service does; ids that are added to the set meanwhile are
asked for, too.",
            "\
指标，每个都有标签 set、region、place:
  eftop_tasks{state}                各状态的任务数，与 list --json 相同
  eftop_done_bytes, eftop_size_bytes, eftop_done_files, eftop_size_files
  eftop_bytes_per_second, eftop_files_per_second
  eftop_oldest_stall_seconds        没有停滞时为 0
  eftop_up, eftop_data_age_seconds  服务是否应答，数字有多旧
  eftop_polls_total, eftop_poll_failures_total

例子:
  eftop export                      然后: curl http://127.0.0.1:9464/metrics
  eftop export --set night --listen '[::1]:9465'

无论服务如何都一直运行，直到 SIGTERM（退出码 143）或 SIGINT（130）；
之后加入列表的 ID 也会查询。",
        ],
    ),
    (
        "explain",
        [
            "\
Examples:
  eftop explain 911020              what is behind this code, and what to do
  eftop explain 911020 --lang zh    the same in Chinese
  eftop explain stalled             what a state means, and what to do
  eftop explain                     all states and codes with a few words each",
            "\
例子:
  eftop explain 911020              这个错误码的含义，以及怎么办
  eftop explain 911020 --lang en    用英文
  eftop explain 停滞                某种状态的含义，以及怎么办
  eftop explain                     列出全部状态和错误码，各有一句说明",
        ],
    ),
];

/// What becomes of a submission.
const SUBMITTED: [&str; 2] = [
    "The ids of the tasks are kept in the watch set and printed, one per line. A request that may have\n\
     reached the service is never repeated.",
    "任务 ID 写入监视列表，并逐行输出。可能已到达服务端的请求绝不重发。",
];

/// What stands behind the help of this command; empty if there is nothing to say.
pub fn of(command: &str, lang: Lang) -> String {
    let examples = EXAMPLES.iter().find(|(of, _)| *of == command).map_or("", |(_, texts)| exit::of(lang, *texts));
    match command {
        "wait" => format!("{}\n\n{examples}", exit::waiting(lang)),
        "copy" | "move" | "remove" | "retry" => {
            format!("{examples}\n\n{}\n\n{}", exit::of(lang, SUBMITTED), exit::submitting(lang))
        }
        _ => examples.to_owned(),
    }
}
