//! Why a call of the service brought no answer that can be used: its kind, by what a user can do about it, and the words for it.

/// What kind of thing went wrong with a call, by what a user can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallErrorKind {
    /// The service is busy and limits us (911048, HTTP 429, 503): wait.
    Limited,
    /// The token is missing, wrong or expired (10008, 911406, HTTP 401): sign in again.
    Unauthenticated,
    /// No connection: name not found, refused, reset, network down.
    Unreachable,
    /// The certificate or the TLS handshake was refused.
    Tls(Tls),
    /// No answer in time.
    TimedOut,
    /// The service failed (HTTP 5xx, 10001, 911404).
    Server,
    /// An answer that is none of the API's: a gateway's page, broken or endless JSON.
    BadAnswer,
    /// The service understood and refused (any other code).
    Refused,
    /// Nothing was sent: the request could not be built from what is configured.
    Misconfigured,
    /// The proxy did not let us through.
    Proxy,
    /// Something on the way refused (a page with HTTP 403): a firewall or a gateway, not the service.
    Blocked,
    /// Signing in, or finding the region, did not come to an end.
    SignIn(SignIn),
}

/// What of TLS was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tls {
    /// The handshake broke off, or was none.
    Handshake,
    /// Nobody who is trusted here signed the certificate.
    Untrusted,
    /// The certificate is another host's.
    Name,
    /// The certificate is too old, or too new; or the clock of this machine is off.
    Dates,
    /// The certificate cannot be used for something else.
    Certificate,
}

/// Why there is no token, or no address, to ask with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignIn {
    /// The signature was not taken: the secret key does not belong to the access key.
    SecretKey,
    /// The access key, or the user, is not known.
    AccessKey,
    /// The access key is another user's.
    ForeignKey,
    /// The clock of this machine is off by more than the service takes.
    Clock,
    /// The account is suspended in the region: it is listed without a token.
    Suspended,
    /// No region of the account is called so.
    NoRegion,
    /// Several regions, and none of them was chosen; or several are called so.
    ManyRegions,
    /// The region names no EFile URL that is switched on and can be used.
    NoEfile,
    /// A token alone, and it is too late, or there is no address, to renew it.
    NotRenewable,
    /// The token service said no in some other way.
    Refused,
    /// The token service cannot be asked at the moment.
    TokenService,
    /// The center, which knows the region's EFile URLs, cannot be asked at the moment.
    Center,
    /// Tokens are issued, and the service refuses each of them.
    TokenRefused,
    /// The address answers, but not as EFile (404, 10009), and never did.
    WrongAddress,
}

impl SignIn {
    /// Whether trying again later, with nothing changed, makes sense.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::TokenService | Self::Center | Self::TokenRefused)
    }

    /// Whether other settings are needed, and not other credentials.
    pub fn is_about_settings(self) -> bool {
        matches!(self, Self::NoRegion | Self::ManyRegions | Self::NoEfile | Self::WrongAddress)
    }
}

impl CallErrorKind {
    /// All kinds, and the word for each in files and in machine-readable output.
    const WORDS: [(Self, &'static str); 29] = [
        (Self::Limited, "limited"),
        (Self::Unauthenticated, "unauthenticated"),
        (Self::Unreachable, "unreachable"),
        (Self::Tls(Tls::Handshake), "tls"),
        (Self::Tls(Tls::Untrusted), "certificate-not-trusted"),
        (Self::Tls(Tls::Name), "certificate-of-another-host"),
        (Self::Tls(Tls::Dates), "certificate-out-of-date"),
        (Self::Tls(Tls::Certificate), "certificate-unusable"),
        (Self::TimedOut, "timed-out"),
        (Self::Server, "server"),
        (Self::BadAnswer, "bad-answer"),
        (Self::Refused, "refused"),
        (Self::Misconfigured, "misconfigured"),
        (Self::Proxy, "proxy"),
        (Self::Blocked, "blocked"),
        (Self::SignIn(SignIn::SecretKey), "wrong-secret-key"),
        (Self::SignIn(SignIn::AccessKey), "unknown-access-key"),
        (Self::SignIn(SignIn::ForeignKey), "foreign-access-key"),
        (Self::SignIn(SignIn::Clock), "clock-skew"),
        (Self::SignIn(SignIn::Suspended), "account-suspended"),
        (Self::SignIn(SignIn::NoRegion), "no-such-region"),
        (Self::SignIn(SignIn::ManyRegions), "region-not-chosen"),
        (Self::SignIn(SignIn::NoEfile), "no-efile-url"),
        (Self::SignIn(SignIn::NotRenewable), "token-not-renewable"),
        (Self::SignIn(SignIn::Refused), "sign-in-refused"),
        (Self::SignIn(SignIn::TokenService), "token-service-unavailable"),
        (Self::SignIn(SignIn::Center), "center-unavailable"),
        (Self::SignIn(SignIn::TokenRefused), "token-refused"),
        (Self::SignIn(SignIn::WrongAddress), "wrong-address"),
    ];

    /// The word for it in files and in machine-readable output.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Reads the word of [`CallErrorKind::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, one)| *one == word).map(|(kind, _)| *kind)
    }

    /// Whether asking again later, with nothing changed, makes sense.
    pub fn is_passing(self) -> bool {
        match self {
            Self::Limited
            | Self::Unreachable
            | Self::Tls(_)
            | Self::TimedOut
            | Self::Server
            | Self::BadAnswer
            | Self::Blocked
            | Self::Proxy => true,
            Self::Unauthenticated | Self::Refused | Self::Misconfigured => false,
            Self::SignIn(step) => step.is_passing(),
        }
    }

    /// Whether only other or newer credentials help.
    pub fn is_signed_out(self) -> bool {
        match self {
            Self::Unauthenticated => true,
            Self::SignIn(step) => !step.is_passing() && !step.is_about_settings(),
            _ => false,
        }
    }

    /// Whether only other settings help.
    pub fn is_misconfigured(self) -> bool {
        match self {
            Self::Misconfigured => true,
            Self::SignIn(step) => step.is_about_settings(),
            _ => false,
        }
    }
}

/// A failed call, in words that can be shown: cleaned, bounded, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// What a user can do about it.
    pub kind: CallErrorKind,
    /// The envelope's code, when there was an envelope.
    pub code: Option<Box<str>>,
    /// The HTTP status, when there was one and it was not 200.
    pub http: Option<u16>,
    /// The service's or the system's own words, short.
    pub detail: Box<str>,
}

impl CallError {
    /// Whether the request may have reached the service, though no definite answer came.
    pub fn may_have_arrived(&self) -> bool {
        matches!(self.kind, CallErrorKind::TimedOut | CallErrorKind::Server | CallErrorKind::BadAnswer)
    }
}
