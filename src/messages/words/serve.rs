//! `eftop serve`: what it says at its start, and what a directory can do.

use std::{io::Error, net::SocketAddr, path::Display};

texts! {
    ServeWords {
        serving(root: &str, jobs: usize): "serving {root}, {jobs} tasks at once; ^c ends it, the tasks continue at the next start",
            "正在服务 {root}，同时执行 {jobs} 个任务；^c 结束，任务在下次启动后继续";
        read_only: "read-only: tasks are refused (911030)", "只读：拒绝一切任务（911030）";
        not_writable(root: &str): "{root} cannot be written: what writes there fails with 911030",
            "{root} 不可写：写入的任务会以 911030 失败";
        no_openat2: "this kernel has no openat2: no symbolic link in a path is followed",
            "内核不支持 openat2：路径中的符号链接一律不跟随";
        not_stopped: "a task did not stop within 5 s; it continues there at the next start",
            "有任务未能在 5 秒内停下，下次启动后从该处继续";
        as_root: "it does not run as root; say --allow-root if you mean it", "默认不以 root 运行；确有需要时请加 --allow-root";
        root(path: Display<'_>, why: &Error): "cannot serve {path}: {why}", "无法服务 {path}：{why}";
        data(path: Display<'_>, why: &Error): "cannot use {path}: {why}", "无法使用 {path}：{why}";
        same(path: Display<'_>): "{path} cannot be root and data folder at once", "{path} 不能既是根目录又是数据目录";
        locked(path: Display<'_>): "another server uses {path}", "{path} 正被另一个服务使用";
        damaged(path: Display<'_>, line: usize):
            "{path} is damaged at line {line}; it was left as it is", "{path} 第 {line} 行已损坏，文件未作改动";
        newer(path: Display<'_>, format: u32):
            "{path} has format {format}, newer than this eftop knows; use a newer eftop or another --data",
            "{path} 的格式是 {format}，比此 eftop 认识的新；请升级 eftop，或用 --data 换一个目录";
        plain(address: SocketAddr):
            "{address} is not an address of this machine alone, and without TLS a token can be read on the way: give \
             --tls-cert and --tls-key, or say --insecure-http",
            "{address} 可从其他机器访问，不用 TLS 时 token 会在途中泄露：请给出 --tls-cert 和 --tls-key，或加 --insecure-http";
        certificate(path: Display<'_>, why: &str): "{path} cannot be used: {why}", "无法使用 {path}：{why}";
        listen(address: SocketAddr, why: &Error): "cannot listen on {address}: {why}", "无法监听 {address}：{why}";
        reflink: "reflink", "reflink（共享数据块）";
        reflink_use: "a copy within the file system takes no time and no room", "同一文件系统内的复制不占时间和空间";
        copy_file_range: "copy_file_range", "copy_file_range";
        copy_file_range_use: "the kernel copies", "由内核复制";
        holes: "holes", "空洞";
        holes_use: "holes stay holes", "空洞仍为空洞";
        xattr: "extended attributes", "扩展属性";
        xattr_use: "they are kept", "予以保留";
        openat2: "openat2", "openat2";
        openat2_use: "links in paths are followed as long as they stay inside", "路径中的链接只要不出根目录就会跟随";
        yes: "yes", "支持";
        no: "no", "不支持";
    }
}
