//! The dialog that tells of each region how its tasks are and how asking goes.

texts! {
    RegionWords {
        title: "Regions", "区域";
        address: "base URL", "基础地址";
        not_found: "not known before signing in", "登录后才能确定";
        home: "new ids go here", "新添加的 ID 属于此区域";
        nameless: "not signed in yet", "尚未登录";
        tasks: "tasks", "任务";
        no_tasks: "none", "无";
        total: "total", "总计";
        asked: "asked", "查询";
        trouble: "trouble", "异常";
        nowhere: "not asked", "未查询";
        why_nowhere:
            "These tasks belong to other EFile URLs, which the credentials in use do not reach. With the keys of the \
                user, or with the token of their region, eftop asks for them, too.",
            "这些任务属于其他 EFile 地址，当前凭据无法访问。使用该用户的 AK/SK 或相应区域的 token 启动 eftop，\
                即可查询。";
    }
}
