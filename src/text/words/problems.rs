//! Trouble with the service: a word for the header, and what a user can do about it.

use crate::domain::ProblemKind;

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
}

impl ProblemWords {
    /// The texts for a kind of problem.
    pub fn of(&self, kind: ProblemKind) -> ProblemText {
        match kind {
            ProblemKind::Limited => self.limited,
            ProblemKind::Unauthenticated => self.unauthenticated,
            ProblemKind::Unreachable => self.unreachable,
            ProblemKind::Tls => self.tls,
            ProblemKind::TimedOut => self.timed_out,
            ProblemKind::Server => self.server,
            ProblemKind::BadAnswer => self.bad_answer,
            ProblemKind::Refused => self.refused,
            ProblemKind::Misconfigured => self.misconfigured,
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
        advice: "The certificate or the handshake was refused. Check the clock and the address, and whether a proxy puts its own certificate in between.",
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
        advice: "The request could not be built. Check SCNET_EFILE_URL, SCNET_TOKEN and the configuration file, then start again.",
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
        word: "TLS 失败", advice: "证书或握手未通过。请检查系统时钟和地址，以及代理是否替换了证书。"
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
        advice: "无法生成请求。请检查 SCNET_EFILE_URL、SCNET_TOKEN 和配置文件，然后重新启动。",
    },
};
