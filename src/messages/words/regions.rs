//! The dialog that tells of each region how its tasks are and how asking goes.

/// The dialog of regions.
#[derive(Clone, Copy, Debug)]
pub struct RegionWords {
    pub title: &'static str,
    /// Label of the EFile base URL.
    pub address: &'static str,
    /// The base URL is not known yet.
    pub not_found: &'static str,
    /// New ids belong to this region.
    pub home: &'static str,
    /// What a region without a name is called.
    pub nameless: &'static str,
    /// Label of the counts by state.
    pub tasks: &'static str,
    /// No task lives there.
    pub no_tasks: &'static str,
    /// Label of how far all tasks are.
    pub total: &'static str,
    /// Label of when it was asked.
    pub asked: &'static str,
    /// Label of what is wrong.
    pub trouble: &'static str,
    /// What the tasks are called that no region is asked for.
    pub nowhere: &'static str,
    /// Why they are not asked for.
    pub why_nowhere: &'static str,
}

pub(super) const EN: RegionWords = RegionWords {
    title: "Regions",
    address: "base URL",
    not_found: "not known before signing in",
    home: "new ids go here",
    nameless: "not signed in yet",
    tasks: "tasks",
    no_tasks: "none",
    total: "total",
    asked: "asked",
    trouble: "trouble",
    nowhere: "not asked",
    why_nowhere: "These tasks belong to other EFile URLs, which the credentials in use do not reach. With the keys of the user, or with the token of their region, eftop asks for them, too.",
};

pub(super) const ZH: RegionWords = RegionWords {
    title: "区域",
    address: "基础地址",
    not_found: "登录后才能确定",
    home: "新添加的 ID 属于此区域",
    nameless: "尚未登录",
    tasks: "任务",
    no_tasks: "无",
    total: "总计",
    asked: "查询",
    trouble: "异常",
    nowhere: "未查询",
    why_nowhere: "这些任务属于其他 EFile 地址，当前凭据无法访问。使用该用户的 AK/SK 或相应区域的 token 启动 eftop，即可查询。",
};
