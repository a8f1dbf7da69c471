//! The commands that need no service: explanations and the configuration.

texts! {
    ConfigWords {
        no_card(code: &str):
            "no card explains code {code}. All explained codes: eftop explain. Otherwise go by the service's own \
                message, and send it with task id and time to the support of your region.",
            "暂无错误码 {code} 的说明。全部有说明的错误码：eftop explain。\
                否则以服务端的原始消息为准，并把消息、任务 ID 和时间发给所在区域的技术支持。";
        written(path: &str):
            "wrote {path}; all of it is comments until you change a line",
            "已写入 {path}；其中全是注释，改动某一行后才生效";
        exists(path: &str):
            "{path} exists and was left as it is; what counts now: eftop config show",
            "{path} 已存在，未做改动；查看当前生效的设置：eftop config show";
        set: "set", "已设置";
        not_set: "not set", "未设置";
        unusable(why: &str): "not usable: {why}", "不可用：{why}";
        from_flag(name: &str): "flag {name}", "命令行 {name}";
        from_variable(name: &str): "environment {name}", "环境变量 {name}";
        from_file(path: &str): "file {path}", "文件 {path}";
        from_default: "default", "默认值";
    }
}
