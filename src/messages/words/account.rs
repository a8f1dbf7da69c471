//! What the credentials reach, and how long: the commands `regions` and `auth`. Names, points in time and spans of time come in
//! written already, and cleaned.

/// Regions and signing in.
#[derive(Clone, Copy, Debug)]
pub struct AccountWords {
    /// A region that can be asked.
    pub usable: &'static str,
    /// A region in which the account is suspended.
    pub suspended: &'static str,
    /// The platform's own entry.
    pub platform: &'static str,
    /// A region without an EFile address that is switched on.
    pub no_efile: &'static str,
    /// The addresses of a region could not be found out.
    pub unknown: &'static str,
    /// A token reaches one region only.
    pub only_keys: &'static str,
    pub user: &'static str,
    pub region: &'static str,
    /// Label: the EFile address.
    pub url: &'static str,
    /// Label: until when the token can be used.
    pub valid_until: &'static str,
    /// Label: how the token is kept alive.
    pub renewal: &'static str,
    /// A point in time that is that far ahead.
    pub ahead: fn(&str, &str) -> String,
    /// A point in time that was that long ago.
    pub past: fn(&str, &str) -> String,
    /// The token does not say until when it can be used.
    pub no_end: &'static str,
    /// It is renewed with the keys.
    pub by_keys: &'static str,
    /// It is renewed with itself.
    pub by_token: &'static str,
    pub never: &'static str,
    pub not_known: &'static str,
}

pub(super) const EN: AccountWords = AccountWords {
    usable: "usable",
    suspended: "account suspended",
    platform: "platform (not for EFile)",
    no_efile: "no EFile address",
    unknown: "not known",
    only_keys: "a token alone reaches one region; only keys (SCNET_USER, SCNET_ACCESS_KEY, SCNET_SECRET_KEY) list them all",
    user: "user",
    region: "region",
    url: "EFile URL",
    valid_until: "valid until",
    renewal: "renewal",
    ahead: |time, span| format!("{time} (in {span})"),
    past: |time, span| format!("{time} ({span} ago)"),
    no_end: "the token does not say",
    by_keys: "signs in anew with the keys",
    by_token: "with the token itself, until 24 h after its end",
    never: "none: no address to renew it is known",
    not_known: "not known",
};

pub(super) const ZH: AccountWords = AccountWords {
    usable: "可用",
    suspended: "账号已停用",
    platform: "平台（不用于 EFile）",
    no_efile: "没有 EFile 地址",
    unknown: "未能查到",
    only_keys: "只有 token 时只能访问一个区域；要列出全部区域，请设置 SCNET_USER、SCNET_ACCESS_KEY、SCNET_SECRET_KEY",
    user: "用户",
    region: "区域",
    url: "EFile 地址",
    valid_until: "有效期至",
    renewal: "续期方式",
    ahead: |time, span| format!("{time}（还有 {span}）"),
    past: |time, span| format!("{time}（已过期 {span}）"),
    no_end: "token 中未写明",
    by_keys: "用密钥重新登录",
    by_token: "用 token 自身续期，过期后 24 小时内有效",
    never: "不续期：没有可用的续期地址",
    not_known: "未知",
};
