//! The watch set on disk: why it could not be read or written and what to do about it, and what was repaired.

use std::path::Display;

texts! {
    StoreWords {
        bad_name(most: usize):
            "the name of a set is 1 to {most} letters, digits, `.`, `_` or `-`, and does not start with a dot",
            "监视列表的名称须为 1 到 {most} 个字母、数字、`.`、`_`、`-`，不以点开头";
        empty(set: &str):
            "the watch set {set:?} is empty: name task ids, or put some into it with: eftop add ID",
            "监视列表 {set:?} 是空的：请给出任务 ID，或先加入一些：eftop add ID";
        newer(path: Display<'_>, format: u64, known: u64):
            "{path} has format {format}, newer than this eftop knows ({known}); use a newer eftop or another --set",
            "{path} 的格式是 {format}，比此 eftop 认识的（{known}）新；请升级 eftop，或用 --set 换一个列表";
        too_large(path: Display<'_>, mib: u64):
            "{path} is larger than {mib} MiB and cannot be a watch set; move it away or use another --set",
            "{path} 大于 {mib} MiB，不会是监视列表；请移走它，或用 --set 换一个列表";
        not_a_file(path: Display<'_>):
            "{path} is not a regular file; move it away or use another --set",
            "{path} 不是普通文件；请移走它，或用 --set 换一个列表";
        locked(path: Display<'_>):
            "{path} is locked by another program; try again in a moment",
            "{path} 被另一个程序锁住；请稍后再试";
        /// `action` and `remedy` are texts from below.
        refused(action: &str, path: Display<'_>, why: &str, remedy: &str):
            "cannot {action} {path}: {why}; {remedy}",
            "无法{action} {path}：{why}；{remedy}";
        create_folder: "create the folder", "创建目录";
        read: "read", "读取";
        write: "write", "写入";
        lock: "lock", "锁定";
        keep_aside: "keep aside the damaged", "另存已损坏的";
        split_set:
            "forget some tasks or spread them over several sets with --set",
            "请移除一些任务，或用 --set 分到几个列表";
        try_again: "try again in a moment", "请稍后再试";
        free_space: "free some space on this disk or in your quota", "请在磁盘或配额中腾出空间";
        raise_limit: "raise the limit for the size of files (ulimit -f)", "请提高文件大小的上限（ulimit -f）";
        make_writable:
            "make it writable for you or set XDG_STATE_HOME to another folder",
            "请改为本人可写，或把 XDG_STATE_HOME 设为别的目录";
        check_path:
            "check this path or set XDG_STATE_HOME to another folder",
            "请检查此路径，或把 XDG_STATE_HOME 设为别的目录";
        damaged(aside: Display<'_>):
            "the watch set was damaged and is kept as {aside}", "监视列表已损坏，原文件另存为 {aside}";
        bad_entries(n: usize, path: Display<'_>):
            "{n} entries of {path} could not be read", "{path} 中有 {n} 条记录无法读取";
        copy_kept(aside: Display<'_>):
            "the watch set with the bad entries is kept as {aside}", "含有坏记录的监视列表另存为 {aside}";
        restored(path: Display<'_>): "{path} was missing and was written again", "{path} 不见了，已重新写入";
        no_locks(path: Display<'_>):
            "no file locks where {path} is: use one eftop at a time on this set",
            "{path} 所在之处不支持文件锁：同一列表请勿同时用几个 eftop";
        no_log(why: &str): "the log of the set is not written: {why}", "监视列表的日志没有写入：{why}";
    }
}
