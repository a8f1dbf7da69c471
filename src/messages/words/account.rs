//! What the credentials reach, and how long: the commands `regions` and `auth`. Names, points in time and spans of
//! time come in written already, and cleaned.

texts! {
    AccountWords {
        usable: "usable", "可用";
        suspended: "account suspended", "账号已停用";
        platform: "platform (not for EFile)", "平台（不用于 EFile）";
        no_efile: "no EFile address", "没有 EFile 地址";
        unknown: "not known", "未能查到";
        only_keys:
            "a token alone reaches one region; \
                only keys (SCNET_USER, SCNET_ACCESS_KEY, SCNET_SECRET_KEY) list them all",
            "只有 token 时只能访问一个区域；要列出全部区域，请设置 SCNET_USER、SCNET_ACCESS_KEY、SCNET_SECRET_KEY";
        user: "user", "用户";
        region: "region", "区域";
        url: "EFile URL", "EFile 地址";
        valid_until: "valid until", "有效期至";
        renewal: "renewal", "续期方式";
        ahead(time: &str, span: &str): "{time} (in {span})", "{time}（还有 {span}）";
        past(time: &str, span: &str): "{time} ({span} ago)", "{time}（已过期 {span}）";
        no_end: "the token does not say", "token 中未写明";
        by_keys: "signs in anew with the keys", "用密钥重新登录";
        by_token: "with the token itself, until 24 h after its end", "用 token 自身续期，过期后 24 小时内有效";
        never: "none: no address to renew it is known", "不续期：没有可用的续期地址";
        not_known: "not known", "未知";
    }
}
