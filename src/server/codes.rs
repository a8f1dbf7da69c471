//! The codes that this server answers with, and their messages, from the error table of the document of `task/list`.

/// Code and message; the message as the document words it.
pub const CODES: &[(&str, &str)] = &[
    ("0", "success"),
    ("1001", "未知异常"),
    ("10001", "内部异常"),
    ("10003", "参数不全"),
    ("10004", "参数无效"),
    ("10008", "权限不足"),
    ("10009", "不支持的版本"),
    ("911009", "区域用户不存在"),
    ("911020", "文件不存在"),
    ("911021", "文件已存在"),
    ("911022", "目标地址不是一个文件夹"),
    ("911025", "分享文件已存在,请重命名后分享"),
    ("911029", "文件路径包含特殊字符,请重命名后再操作"),
    ("911030", "权限不足,禁止操作"),
    ("911031", "文件重命名失败"),
    ("911034", "分享链接创建失败,请重新分享"),
    ("911048", "服务繁忙,触发限流,请稍后再试"),
    ("911404", "ac认证服务端连接异常"),
    ("911406", "服务端token认证异常,未取到关联用户"),
    ("911501", "存储空间不足"),
    ("911502", "目录非空,操作失败"),
    ("911504", "命令执行超时"),
    ("911505", "文件大小超出预设大小,无法预览"),
    ("911506", "文件类型不在预设范围内,不允许打开"),
    ("911507", "源文件与目标文件一致,禁止操作"),
    ("911700", "文件名包含非法字符,请重命名后再操作"),
];

/// The document's message for a code; what it calls everything else for an unknown one.
pub fn message(code: &str) -> &'static str {
    CODES.iter().find(|(known, _)| *known == code).map_or("其它异常", |(_, message)| message)
}
