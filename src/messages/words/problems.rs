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

const fn problem(word: &'static str, advice: &'static str) -> ProblemText {
    ProblemText { word, advice }
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
            CallErrorKind::SignIn(SignIn::SecretKey) => self.secret_key,
            CallErrorKind::SignIn(SignIn::AccessKey) => self.access_key,
            CallErrorKind::SignIn(SignIn::ForeignKey) => self.foreign_key,
            CallErrorKind::SignIn(SignIn::Clock) => self.clock,
            CallErrorKind::SignIn(SignIn::Suspended) => self.suspended,
            CallErrorKind::SignIn(SignIn::NoRegion) => self.no_region,
            CallErrorKind::SignIn(SignIn::ManyRegions) => self.many_regions,
            CallErrorKind::SignIn(SignIn::NoEfile) => self.no_efile,
            CallErrorKind::SignIn(SignIn::NotRenewable) => self.not_renewable,
            CallErrorKind::SignIn(SignIn::Refused) => self.sign_in_refused,
            CallErrorKind::SignIn(SignIn::TokenService) => self.token_service,
            CallErrorKind::SignIn(SignIn::Center) => self.center,
            CallErrorKind::SignIn(SignIn::TokenRefused) => self.token_refused,
            CallErrorKind::SignIn(SignIn::WrongAddress) => self.wrong_address,
        }
    }
}

texts! {
    /// Kinds of trouble with the service, and, from `secret_key` on, why there is no token, or no address, to ask with.
    ProblemWords {
        limited as ProblemText:
            problem("limited", "The service is busy and limits requests. Nothing to do: eftop asks less often and continues \
                by itself."),
            problem("限流", "服务繁忙，正在限流。无需操作，eftop 会降低查询频率并自动恢复。");
        unauthenticated as ProblemText:
            problem("not signed in", "The token is missing, wrong or expired. Get a new one for this region and start \
                eftop again. The tasks keep running meanwhile."),
            problem("认证失败", "token 缺失、有误或已过期。请为该区域重新获取 token 并重启 eftop；任务不受影响，\
                会继续执行。");
        unreachable as ProblemText:
            problem("unreachable", "No connection to the service. Check network, VPN, proxy (https_proxy) and the base \
                URL. eftop keeps trying."),
            problem("无法连接", "连接不上服务。请检查网络、VPN、代理（https_proxy）和基础地址；eftop 会继续重试。");
        tls as ProblemText:
            problem("TLS failed", "The TLS handshake broke off. Check address and port, and whether a proxy or \
                firewall stands in between."),
            problem("TLS 失败", "TLS 握手中断。请检查地址和端口，以及中间是否有代理或防火墙。");
        untrusted as ProblemText:
            problem("not trusted", "Nobody who is trusted here has signed the server's certificate. If you know the \
                server, give the PEM file of its authority, or of this very certificate, with --ca-file. If not, \
                somebody may stand in between: do not continue."),
            problem("证书不受信任", "服务器证书的签发者不受信任。如果确认是这台服务器，请用 --ca-file 给出其 CA \
                证书或这张证书本身（PEM）；否则可能有人冒充服务器，请勿继续。");
        foreign_name as ProblemText:
            problem("wrong host", "The server's certificate is another host's. Check the address, and whether a proxy \
                puts its own certificate in between."),
            problem("证书域名不符", "服务器证书属于另一台主机。请检查地址，以及代理是否替换了证书。");
        out_of_date as ProblemText:
            problem("out of date", "The server's certificate is too old, or too new. Check the clock of this machine \
                (date); if it is right, the service must renew its certificate."),
            problem("证书不在有效期", "服务器证书已过期或尚未生效。请先核对本机时钟（date）；时钟无误时，\
                需由服务方更换证书。");
        certificate as ProblemText:
            problem("bad certificate", "The server's certificate cannot be used. Tell the support of your region, or \
                whoever runs the proxy in between."),
            problem("证书不可用", "服务器证书无法使用。请联系区域技术支持，或代理的管理员。");
        timed_out as ProblemText:
            problem("timed out", "No answer in time. The service or the network is slow; eftop keeps trying."),
            problem("超时", "服务未及时响应，可能是服务或网络较慢；eftop 会继续重试。");
        server as ProblemText:
            problem("service failed", "A fault inside the service. eftop keeps trying; if it lasts, tell the support \
                of your region."),
            problem("服务故障", "服务端内部故障。eftop 会继续重试；若长时间不恢复，请联系区域技术支持。");
        bad_answer as ProblemText:
            problem("bad answer", "The answer is not one of EFile's: mostly a gateway's or a login page. Check the \
                base URL and the proxy."),
            problem("应答异常", "收到的不是 EFile 的应答，多为网关或登录页面。请检查基础地址和代理。");
        refused as ProblemText:
            problem("refused", "The service understood the request and refused it. The code says why: see its error \
                card."),
            problem("被拒绝", "服务端收到请求但拒绝执行，原因见错误码的说明。");
        misconfigured as ProblemText:
            problem("not configured", "The request could not be built. Check SCNET_EFILE_URL, SCNET_TOKEN, https_proxy \
                and the configuration file, then start again."),
            problem("配置有误", "无法生成请求。请检查 SCNET_EFILE_URL、SCNET_TOKEN、https_proxy 和配置文件，\
                然后重新启动。");
        proxy as ProblemText:
            problem("proxy refused", "The proxy did not let us through. Check https_proxy, http_proxy and no_proxy, \
                and the user and password in them."),
            problem("代理拒绝", "代理服务器没有放行。请检查 https_proxy、http_proxy、no_proxy 及其中的用户名和密码。");
        blocked as ProblemText:
            problem("blocked", "Something between here and the service refused the request: a firewall, a gateway or a \
                proxy, not EFile. Check network, VPN and proxy. eftop keeps trying."),
            problem("被拦截", "请求在途中被防火墙、网关或代理拦截，并非 EFile 拒绝。请检查网络、VPN 和代理；eftop \
                会继续重试。");
        secret_key as ProblemText:
            problem("wrong secret key", "The signature was not accepted: SCNET_SECRET_KEY does not belong to \
                SCNET_ACCESS_KEY. Copy both anew from SCNet: personal centre, access control."),
            problem("SK 不正确", "签名校验失败：SCNET_SECRET_KEY 与 SCNET_ACCESS_KEY 不匹配。请到 SCNet \
                个人中心的访问控制页面重新复制。");
        access_key as ProblemText:
            problem("unknown access key", "The service does not know SCNET_ACCESS_KEY or SCNET_USER. Check both; a key \
                that was deleted on SCNet's access control page is unknown, too."),
            problem("AK 不存在", "服务端找不到 SCNET_ACCESS_KEY 或 SCNET_USER，请核对；\
                在访问控制页面删除的密钥也会这样。");
        foreign_key as ProblemText:
            problem("not this user's key", "SCNET_ACCESS_KEY belongs to another user than SCNET_USER. Check which \
                account the keys were made for."),
            problem("AK 非本人", "SCNET_ACCESS_KEY 不属于 SCNET_USER 这个用户，请确认密钥是哪个账号的。");
        clock as ProblemText:
            problem("clock is off", "The clock of this machine differs too much from the service's for a signed \
                request. Set it right (chronyc tracking, timedatectl), or ask your administrator."),
            problem("时钟偏差", "本机时钟与服务端相差过大，签名请求不被接受。请校准时钟（chronyc tracking、\
                timedatectl），或联系管理员。");
        suspended as ProblemText:
            problem("account suspended", "The account is suspended in this region, so there is no token for it: mostly \
                money owed or a trial that ended. Settle it on SCNet, or choose another --region."),
            problem("账号停用", "账号在该区域已被停用，因此没有 token，多为欠费或试用到期。请在 SCNet 处理，或用 \
                --region 换一个区域。");
        no_region as ProblemText:
            problem("no such region", "The account has no region of this name or id. See what there is with: eftop \
                regions"),
            problem("无此区域", "账号下没有这个名称或 ID 的区域。可用 eftop regions 查看全部区域。");
        many_regions as ProblemText:
            problem("which region?", "More than one region fits. Choose one with --region or SCNET_CLUSTER_ID; see \
                them with: eftop regions"),
            problem("未选定区域", "符合条件的区域不止一个。请用 --region 或 SCNET_CLUSTER_ID 选定；可用 eftop regions \
                查看。");
        no_efile as ProblemText:
            problem("no EFile there", "The region offers no EFile address that is switched on. Choose another \
                --region, or give the address with --url if you know it."),
            problem("无 EFile", "该区域没有启用的 EFile 地址。请用 --region 换一个区域；若知道地址，可用 --url 指定。");
        not_renewable as ProblemText:
            problem("token expired", "The token has expired and cannot be renewed. Get a new one and start eftop again \
                (a token file is read again by itself); with SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY eftop \
                signs in by itself. The tasks keep running meanwhile."),
            problem("token 过期", "token 已过期且无法续约。请重新获取后重启 eftop（token 文件更新后会自动重新读取）；\
                设置 SCNET_USER、SCNET_ACCESS_KEY、SCNET_SECRET_KEY 后 eftop 可自行登录。任务不受影响，会继续执行。");
        sign_in_refused as ProblemText:
            problem("sign-in refused", "The token service refused to sign in. Its code and words say why; check user \
                and keys with: eftop auth"),
            problem("登录被拒", "认证服务拒绝登录，原因见其错误码和说明；可用 eftop auth 核对用户和密钥。");
        token_service as ProblemText:
            problem("no sign-in", "The token service cannot be asked at the moment. eftop keeps trying, and asks for \
                tasks as long as the token lives."),
            problem("无法登录", "认证服务暂时不可用。eftop 会继续重试；token 有效期内仍会照常查询任务。");
        center as ProblemText:
            problem("no center", "The center, which knows the EFile address of the region, cannot be asked at the \
                moment. eftop keeps trying; --url does without it."),
            problem("center 不可用", "暂时查不到区域的 EFile 地址（center 接口不可用）。eftop 会继续重试；用 --url \
                指定地址则无需查询。");
        token_refused as ProblemText:
            problem("token refused", "Signing in works, but the service refuses each token. That is a fault of the \
                service; eftop keeps trying. If it lasts, tell the support of your region."),
            problem("token 被拒", "登录正常，但服务端拒绝每个新 token，属服务端故障；eftop 会继续重试。若长时间不恢复，\
                请联系区域技术支持。");
        wrong_address as ProblemText:
            problem("wrong address", "The address answers, but not as EFile, and never did. Check the base URL (--url, \
                SCNET_EFILE_URL): host, port and path."),
            problem("地址有误", "该地址有应答，但不是 EFile 接口，且从未正常应答过。请检查基础地址（--url、\
                SCNET_EFILE_URL）的主机、端口和路径。");
    }
}
