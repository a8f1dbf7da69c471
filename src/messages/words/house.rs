//! The commands that need no service: explanations and the configuration.

/// Explanations and the configuration.
#[derive(Clone, Copy, Debug)]
pub struct HouseWords {
    /// The code has no card, and what to do.
    pub no_card: fn(&str) -> String,
    /// The file was written there, and what to do with it.
    pub written: fn(&str) -> String,
    /// The file was there already and was not touched.
    pub exists: fn(&str) -> String,
    /// There is a value that is not shown.
    pub set: &'static str,
    /// There is no value.
    pub not_set: &'static str,
    /// The value cannot be used, and why.
    pub unusable: fn(&str) -> String,
    /// A value came from this flag.
    pub from_flag: fn(&str) -> String,
    /// A value came from this variable.
    pub from_variable: fn(&str) -> String,
    /// A value came from this file.
    pub from_file: fn(&str) -> String,
    /// Nobody set it.
    pub from_default: &'static str,
}

pub(super) const EN: HouseWords = HouseWords {
    no_card: |code| {
        format!(
            "no card explains code {code}. All explained codes: eftop explain. \
             Otherwise go by the service's own message, and send it with task id and time to the support of your region."
        )
    },
    written: |path| format!("wrote {path}; all of it is comments until you change a line"),
    exists: |path| format!("{path} exists and was left as it is; what counts now: eftop config show"),
    set: "set",
    not_set: "not set",
    unusable: |why| format!("not usable: {why}"),
    from_flag: |name| format!("flag {name}"),
    from_variable: |name| format!("environment {name}"),
    from_file: |path| format!("file {path}"),
    from_default: "default",
};

pub(super) const ZH: HouseWords = HouseWords {
    no_card: |code| {
        format!(
            "暂无错误码 {code} 的说明。全部有说明的错误码：eftop explain。\
             否则以服务端的原始消息为准，并把消息、任务 ID 和时间发给所在区域的技术支持。"
        )
    },
    written: |path| format!("已写入 {path}；其中全是注释，改动某一行后才生效"),
    exists: |path| format!("{path} 已存在，未做改动；查看当前生效的设置：eftop config show"),
    set: "已设置",
    not_set: "未设置",
    unusable: |why| format!("不可用：{why}"),
    from_flag: |name| format!("命令行 {name}"),
    from_variable: |name| format!("环境变量 {name}"),
    from_file: |path| format!("文件 {path}"),
    from_default: "默认值",
};
