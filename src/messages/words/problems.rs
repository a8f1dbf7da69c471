//! Trouble with the service: a word for the header, and what a user can do about it.

use crate::domain::{CallErrorKind, SignIn, Tls};

/// What is said of one kind of trouble.
#[derive(Clone, Copy, Debug)]
pub struct ProblemText {
    /// A word or two for the header.
    pub word: &'static str,
    /// What the user can do, a sentence or two.
    pub advice: &'static str,
}

/// Kinds of trouble with the service.
#[derive(Clone, Copy, Debug)]
pub struct ProblemWords {
    /// The service is busy and limits us.
    pub limited: ProblemText,
    /// The token is not accepted.
    pub unauthenticated: ProblemText,
    /// No connection.
    pub unreachable: ProblemText,
    /// The TLS handshake failed.
    pub tls: ProblemText,
    /// The server's certificate is not trusted.
    pub untrusted: ProblemText,
    /// The server's certificate is another host's.
    pub foreign_name: ProblemText,
    /// The server's certificate is too old or too new.
    pub out_of_date: ProblemText,
    /// The server's certificate cannot be used.
    pub certificate: ProblemText,
    /// No answer in time.
    pub timed_out: ProblemText,
    /// The service failed.
    pub server: ProblemText,
    /// The answer is none of the API's.
    pub bad_answer: ProblemText,
    /// The service understood and refused.
    pub refused: ProblemText,
    /// The request could not be built.
    pub misconfigured: ProblemText,
    /// The proxy did not let us through.
    pub proxy: ProblemText,
    /// Something on the way refused.
    pub blocked: ProblemText,
    pub sign_in: SignInWords,
}

/// Why there is no token, or no address, to ask with.
#[derive(Clone, Copy, Debug)]
pub struct SignInWords {
    /// The secret key does not belong to the access key.
    pub secret_key: ProblemText,
    /// The access key or the user is not known.
    pub access_key: ProblemText,
    /// The access key is another user's.
    pub foreign_key: ProblemText,
    /// The clock of this machine is off.
    pub clock: ProblemText,
    /// The account is suspended in the region.
    pub suspended: ProblemText,
    pub no_region: ProblemText,
    /// Several regions, none chosen.
    pub many_regions: ProblemText,
    /// The region has no EFile URL.
    pub no_efile: ProblemText,
    /// A token alone that cannot be renewed any more.
    pub not_renewable: ProblemText,
    /// The token service said no.
    pub refused: ProblemText,
    /// The token service cannot be asked.
    pub token_service: ProblemText,
    /// The center cannot be asked.
    pub center: ProblemText,
    /// Each token that is issued is refused.
    pub token_refused: ProblemText,
    /// The address is not that of EFile.
    pub wrong_address: ProblemText,
}

impl ProblemWords {
    pub fn of(&self, kind: CallErrorKind) -> ProblemText {
        match kind {
            CallErrorKind::Limited => self.limited,
            CallErrorKind::Unauthenticated => self.unauthenticated,
            CallErrorKind::Unreachable => self.unreachable,
            CallErrorKind::Tls(Tls::Handshake) => self.tls,
            CallErrorKind::Tls(Tls::Untrusted) => self.untrusted,
            CallErrorKind::Tls(Tls::Name) => self.foreign_name,
            CallErrorKind::Tls(Tls::Dates) => self.out_of_date,
            CallErrorKind::Tls(Tls::Certificate) => self.certificate,
            CallErrorKind::TimedOut => self.timed_out,
            CallErrorKind::Server => self.server,
            CallErrorKind::BadAnswer => self.bad_answer,
            CallErrorKind::Refused => self.refused,
            CallErrorKind::Misconfigured => self.misconfigured,
            CallErrorKind::Proxy => self.proxy,
            CallErrorKind::Blocked => self.blocked,
            CallErrorKind::SignIn(step) => self.sign_in.of(step),
        }
    }
}

impl SignInWords {
    /// The texts for what signing in met.
    pub fn of(&self, step: SignIn) -> ProblemText {
        match step {
            SignIn::SecretKey => self.secret_key,
            SignIn::AccessKey => self.access_key,
            SignIn::ForeignKey => self.foreign_key,
            SignIn::Clock => self.clock,
            SignIn::Suspended => self.suspended,
            SignIn::NoRegion => self.no_region,
            SignIn::ManyRegions => self.many_regions,
            SignIn::NoEfile => self.no_efile,
            SignIn::NotRenewable => self.not_renewable,
            SignIn::Refused => self.refused,
            SignIn::TokenService => self.token_service,
            SignIn::Center => self.center,
            SignIn::TokenRefused => self.token_refused,
            SignIn::WrongAddress => self.wrong_address,
        }
    }
}

pub(super) const EN: ProblemWords = ProblemWords {
    limited: ProblemText {
        word: "limited",
        advice: "The service is busy and limits requests. Nothing to do: eftop asks less often and goes on by itself.",
    },
    unauthenticated: ProblemText {
        word: "not signed in",
        advice: "The token is missing, wrong or expired. Get a new one for this region and start eftop again. The tasks go on meanwhile.",
    },
    unreachable: ProblemText {
        word: "unreachable",
        advice: "No connection to the service. Check network, VPN, proxy (https_proxy) and the base URL. eftop goes on trying.",
    },
    tls: ProblemText {
        word: "TLS failed",
        advice: "The TLS handshake broke off. Check address and port, and whether a proxy or firewall stands in between.",
    },
    untrusted: ProblemText {
        word: "not trusted",
        advice: "Nobody who is trusted here has signed the server's certificate. If you know the server, give the PEM file of its authority, or of this very certificate, with --ca-file. If not, somebody may stand in between: do not go on.",
    },
    foreign_name: ProblemText {
        word: "wrong host",
        advice: "The server's certificate is another host's. Check the address, and whether a proxy puts its own certificate in between.",
    },
    out_of_date: ProblemText {
        word: "out of date",
        advice: "The server's certificate is too old, or too new. Check the clock of this machine (date); if it is right, the service must renew its certificate.",
    },
    certificate: ProblemText {
        word: "bad certificate",
        advice: "The server's certificate cannot be used. Tell the support of your region, or whoever runs the proxy in between.",
    },
    timed_out: ProblemText {
        word: "timed out",
        advice: "No answer in time. The service or the network is slow; eftop goes on trying.",
    },
    server: ProblemText {
        word: "service failed",
        advice: "A fault inside the service. eftop goes on trying; if it lasts, tell the support of your region.",
    },
    bad_answer: ProblemText {
        word: "bad answer",
        advice: "The answer is not one of EFile's: mostly a gateway's or a login page. Check the base URL and the proxy.",
    },
    refused: ProblemText {
        word: "refused",
        advice: "The service understood the request and refused it. The code says why: see its error card.",
    },
    misconfigured: ProblemText {
        word: "not configured",
        advice: "The request could not be built. Check SCNET_EFILE_URL, SCNET_TOKEN, https_proxy and the configuration file, then start again.",
    },
    proxy: ProblemText {
        word: "proxy refused",
        advice: "The proxy did not let us through. Check https_proxy, http_proxy and no_proxy, and the user and password in them.",
    },
    blocked: ProblemText {
        word: "blocked",
        advice: "Something between here and the service refused the request: a firewall, a gateway or a proxy, not EFile. Check network, VPN and proxy. eftop keeps trying.",
    },
    sign_in: SignInWords {
        secret_key: ProblemText {
            word: "wrong secret key",
            advice: "The signature was not accepted: SCNET_SECRET_KEY does not belong to SCNET_ACCESS_KEY. Copy both anew from SCNet: personal center, access control.",
        },
        access_key: ProblemText {
            word: "unknown access key",
            advice: "The service does not know SCNET_ACCESS_KEY or SCNET_USER. Check both; a key that was deleted on SCNet's access control page is unknown, too.",
        },
        foreign_key: ProblemText {
            word: "not this user's key",
            advice: "SCNET_ACCESS_KEY belongs to another user than SCNET_USER. Check which account the keys were made for.",
        },
        clock: ProblemText {
            word: "clock is off",
            advice: "The clock of this machine differs too much from the service's for a signed request. Set it right (chronyc tracking, timedatectl), or ask your administrator.",
        },
        suspended: ProblemText {
            word: "account suspended",
            advice: "The account is suspended in this region, so there is no token for it: mostly money owed or a failpoints that ended. Settle it on SCNet, or choose another --region.",
        },
        no_region: ProblemText {
            word: "no such region",
            advice: "The account has no region of this name or id. See what there is with: eftop regions",
        },
        many_regions: ProblemText {
            word: "which region?",
            advice: "More than one region fits. Choose one with --region or SCNET_CLUSTER_ID; see them with: eftop regions",
        },
        no_efile: ProblemText {
            word: "no EFile there",
            advice: "The region offers no EFile address that is switched on. Choose another --region, or give the address with --url if you know it.",
        },
        not_renewable: ProblemText {
            word: "token expired",
            advice: "The token has expired and cannot be renewed. Get a new one and start eftop again (a token file is read again by itself); with SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY eftop signs in by itself. The tasks go on meanwhile.",
        },
        refused: ProblemText {
            word: "sign-in refused",
            advice: "The token service refused to sign in. Its code and words say why; check user and keys with: eftop auth",
        },
        token_service: ProblemText {
            word: "no sign-in",
            advice: "The token service cannot be asked at the moment. eftop goes on trying, and asks for tasks as long as the token lives.",
        },
        center: ProblemText {
            word: "no center",
            advice: "The center, which knows the EFile address of the region, cannot be asked at the moment. eftop goes on trying; --url does without it.",
        },
        token_refused: ProblemText {
            word: "token refused",
            advice: "Signing in works, but the service refuses each token. That is a fault of the service; eftop keeps trying. If it lasts, tell the support of your region.",
        },
        wrong_address: ProblemText {
            word: "wrong address",
            advice: "The address answers, but not as EFile, and never did. Check the base URL (--url, SCNET_EFILE_URL): host, port and path.",
        },
    },
};

pub(super) const ZH: ProblemWords = ProblemWords {
    limited: ProblemText {
        word: "限流", advice: "服务繁忙，正在限流。无需操作，eftop 会降低查询频率并自动恢复。"
    },
    unauthenticated: ProblemText {
        word: "认证失败",
        advice: "token 缺失、有误或已过期。请为该区域重新获取 token 并重启 eftop；任务不受影响，会继续执行。",
    },
    unreachable: ProblemText {
        word: "无法连接",
        advice: "连接不上服务。请检查网络、VPN、代理（https_proxy）和基础地址；eftop 会继续重试。",
    },
    tls: ProblemText {
        word: "TLS 失败", advice: "TLS 握手中断。请检查地址和端口，以及中间是否有代理或防火墙。"
    },
    untrusted: ProblemText {
        word: "证书不受信任",
        advice: "服务器证书的签发者不受信任。如果确认是这台服务器，请用 --ca-file 给出其 CA 证书或这张证书本身（PEM）；否则可能有人冒充服务器，请勿继续。",
    },
    foreign_name: ProblemText {
        word: "证书域名不符",
        advice: "服务器证书属于另一台主机。请检查地址，以及代理是否替换了证书。",
    },
    out_of_date: ProblemText {
        word: "证书不在有效期",
        advice: "服务器证书已过期或尚未生效。请先核对本机时钟（date）；时钟无误时，需由服务方更换证书。",
    },
    certificate: ProblemText {
        word: "证书不可用", advice: "服务器证书无法使用。请联系区域技术支持，或代理的管理员。"
    },
    timed_out: ProblemText {
        word: "超时", advice: "服务未及时响应，可能是服务或网络较慢；eftop 会继续重试。"
    },
    server: ProblemText {
        word: "服务故障",
        advice: "服务端内部故障。eftop 会继续重试；若长时间不恢复，请联系区域技术支持。",
    },
    bad_answer: ProblemText {
        word: "应答异常",
        advice: "收到的不是 EFile 的应答，多为网关或登录页面。请检查基础地址和代理。",
    },
    refused: ProblemText {
        word: "被拒绝", advice: "服务端收到请求但拒绝执行，原因见错误码的说明。"
    },
    misconfigured: ProblemText {
        word: "配置有误",
        advice: "无法生成请求。请检查 SCNET_EFILE_URL、SCNET_TOKEN、https_proxy 和配置文件，然后重新启动。",
    },
    proxy: ProblemText {
        word: "代理拒绝",
        advice: "代理服务器没有放行。请检查 https_proxy、http_proxy、no_proxy 及其中的用户名和密码。",
    },
    blocked: ProblemText {
        word: "被拦截",
        advice: "请求在途中被防火墙、网关或代理拦截，并非 EFile 拒绝。请检查网络、VPN 和代理；eftop 会继续重试。",
    },
    sign_in: SignInWords {
        secret_key: ProblemText {
            word: "SK 不正确",
            advice: "签名校验失败：SCNET_SECRET_KEY 与 SCNET_ACCESS_KEY 不匹配。请到 SCNet 个人中心的访问控制页面重新复制。",
        },
        access_key: ProblemText {
            word: "AK 不存在",
            advice: "服务端找不到 SCNET_ACCESS_KEY 或 SCNET_USER，请核对；在访问控制页面删除的密钥也会这样。",
        },
        foreign_key: ProblemText {
            word: "AK 非本人",
            advice: "SCNET_ACCESS_KEY 不属于 SCNET_USER 这个用户，请确认密钥是哪个账号的。",
        },
        clock: ProblemText {
            word: "时钟偏差",
            advice: "本机时钟与服务端相差过大，签名请求不被接受。请校准时钟（chronyc tracking、timedatectl），或联系管理员。",
        },
        suspended: ProblemText {
            word: "账号停用",
            advice: "账号在该区域已被停用，因此没有 token，多为欠费或试用到期。请在 SCNet 处理，或用 --region 换一个区域。",
        },
        no_region: ProblemText {
            word: "无此区域",
            advice: "账号下没有这个名称或 ID 的区域。可用 eftop regions 查看全部区域。",
        },
        many_regions: ProblemText {
            word: "未选定区域",
            advice: "符合条件的区域不止一个。请用 --region 或 SCNET_CLUSTER_ID 选定；可用 eftop regions 查看。",
        },
        no_efile: ProblemText {
            word: "无 EFile",
            advice: "该区域没有启用的 EFile 地址。请用 --region 换一个区域；若知道地址，可用 --url 指定。",
        },
        not_renewable: ProblemText {
            word: "token 过期",
            advice: "token 已过期且无法续约。请重新获取后重启 eftop（token 文件更新后会自动重新读取）；设置 SCNET_USER、SCNET_ACCESS_KEY、SCNET_SECRET_KEY 后 eftop 可自行登录。任务不受影响，会继续执行。",
        },
        refused: ProblemText {
            word: "登录被拒",
            advice: "认证服务拒绝登录，原因见其错误码和说明；可用 eftop auth 核对用户和密钥。",
        },
        token_service: ProblemText {
            word: "无法登录",
            advice: "认证服务暂时不可用。eftop 会继续重试；token 有效期内仍会照常查询任务。",
        },
        center: ProblemText {
            word: "center 不可用",
            advice: "暂时查不到区域的 EFile 地址（center 接口不可用）。eftop 会继续重试；用 --url 指定地址则无需查询。",
        },
        token_refused: ProblemText {
            word: "token 被拒",
            advice: "登录正常，但服务端拒绝每个新 token，属服务端故障；eftop 会继续重试。若长时间不恢复，请联系区域技术支持。",
        },
        wrong_address: ProblemText {
            word: "地址有误",
            advice: "该地址有应答，但不是 EFile 接口，且从未正常应答过。请检查基础地址（--url、SCNET_EFILE_URL）的主机、端口和路径。",
        },
    },
};
