//! The account's calls over HTTP: sign in, renew, ask the center.

use super::{
    super::{
        BadBaseUrl,
        base_url::Address,
        envelope,
        envelope::Reply,
        http::{Call, Http, Network},
        token,
    },
    refusal, sign,
    types::{AccountOptions, Credentials},
    wire::{self, Center, RegionToken},
};
use crate::domain::CallError;
use jiff::Timestamp;
use reqwest::{
    Method,
    header::{HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroize};
use std::sync::Arc;
use tracing::debug;

/// Host and path of the token call (page on tokens; host by all public clients).
const TOKENS: &str = "https://api.scnet.cn";
const TOKENS_PATH: &str = "/api/user/v3/tokens";
/// Host and path of the center call (page on the center; host by all public clients).
const CENTER: &str = "https://www.scnet.cn";
const CENTER_PATH: &str = "/ac/openapi/v2/center";
/// Path of the renewal (page on renewal; on the center's host by one public client).
const NEXT_PATH: &str = "/ac/openapi/v2/tokens/next";
/// Why a token is sent to no platform.
pub const NO_PLATFORM: &str = "the EFile address is not SCNet's: name its platform with center-url";
/// The largest answer of these calls, in bytes.
const MAX_BODY: usize = 1 << 20;

/// Where the account is asked, and how.
#[derive(Debug)]
pub struct Calls {
    tokens: Address,
    center: Address,
    next: Address,
    /// Whether the user, or nobody, said where the center is: a token goes to SCNet's own only if it is SCNet's.
    may_renew: bool,
    to_tokens: Http,
    to_center: Http,
    now: fn() -> Timestamp,
}

impl Calls {
    /// Reads the addresses.
    ///
    /// # Errors
    /// [`BadBaseUrl`] when one cannot be used.
    pub fn new(options: &AccountOptions, network: &Arc<Network>) -> Result<Self, BadBaseUrl> {
        let insecure = options.insecure_http;
        let tokens = options.token_url.as_deref().unwrap_or(TOKENS);
        let tokens = Address::parse(tokens, TOKENS_PATH, insecure, "token-url")?;
        let center = match (&options.center_url, &options.token_url) {
            (Some(center), _) => Address::parse(center, CENTER_PATH, insecure, "center-url")?,
            // Whoever has a platform of its own has all of it there, as older deployments do.
            (None, Some(_)) => tokens.beside(CENTER_PATH),
            (None, None) => Address::parse(CENTER, CENTER_PATH, insecure, "center-url")?,
        };
        let next = center.beside(NEXT_PATH);
        let is_named = options.center_url.is_some() || options.token_url.is_some();
        let may_renew = is_named || options.url.as_deref().is_none_or(is_scnet);
        let http = |address: &Address| Http::new(network.clone(), address.line(), options.timeout, MAX_BODY);
        let (to_tokens, to_center) = (http(&tokens), http(&center));
        Ok(Self { tokens, center, next, may_renew, to_tokens, to_center, now: options.now })
    }

    /// Whether a token alone can be renewed: an EFile address that is not SCNet's has a platform of its own, and unless somebody
    /// says where, its token is sent nowhere else.
    pub fn may_renew(&self) -> bool {
        self.may_renew
    }

    /// Whether there is a platform to send a token alone to.
    ///
    /// # Errors
    /// [`CallError`] where only the user can say.
    pub fn platform(&self) -> Result<(), CallError> {
        if self.may_renew { Ok(()) } else { Err(CallError::unusable(NO_PLATFORM)) }
    }

    /// Signs in: a token for each region.
    ///
    /// # Errors
    /// [`CallError`]: the refusal, or what the network met.
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<Vec<RegionToken>, CallError> {
        let Credentials::Keys { user, access_key, secret_key } = credentials else {
            return Err(CallError::unusable("a token alone cannot sign in"));
        };
        let (host, now) = (self.tokens.host(), (self.now)());
        let timestamp = now.as_second().to_string();
        let signature = sign::signature(access_key, secret_key, user, &timestamp)?;
        // "header: user, accessKey, signature, timestamp" (page on tokens).
        let headers = vec![
            (HeaderName::from_static("user"), plain(user)?),
            (HeaderName::from_static("accesskey"), hidden(access_key)?),
            (HeaderName::from_static("signature"), hidden(&signature)?),
            (HeaderName::from_static("timestamp"), plain(&timestamp)?),
        ];
        let secrets = [access_key, secret_key, &signature];
        debug!(host, "signing in");
        // Clients send no body, `{}` or more, and all are taken; the document says JSON.
        let call = Call {
            method: Method::POST,
            url: self.tokens.as_str(),
            headers,
            body: Some("{}".to_owned()),
            secrets: &secrets,
        };
        let mut reply = match self.to_tokens.send(call).await {
            Ok(reply) => reply,
            Err(error) => return Err(refusal::of_tokens(error, host, None)),
        };
        let skew = refusal::skew(now, reply.date);
        let read = envelope::open(&reply).and_then(|data| {
            wire::tokens(data).ok_or_else(|| envelope::bad(reply.http, "the answer lists no regions", ""))
        });
        reply.body.zeroize();
        let regions = read.map_err(|error| refusal::of_tokens(error, host, skew))?;
        debug!(regions = regions.len(), "signed in");
        Ok(regions)
    }

    /// A new token for an old one, which is of the region `ours` as far as that is known.
    ///
    /// # Errors
    /// [`CallError`]: the refusal, or what the network met.
    pub async fn renew(&self, old: &SecretString, ours: Option<&str>) -> Result<SecretString, CallError> {
        let host = self.center.host();
        debug!(host, "renewing the token");
        let failed = |error| refusal::of_renewal(error, host);
        // The answer may be the same token again, so it is read before that is taken out of it.
        let mut reply = self.with_token(Method::POST, self.next.as_str(), old, &[]).await.map_err(failed)?;
        let read = |reply: &Reply| {
            let data = envelope::open(reply)?;
            wire::renewed(data, ours).ok_or_else(|| envelope::bad(reply.http, "the answer has no token of ours", ""))
        };
        let read = read(&reply).or_else(|_| {
            reply.body = token::redact(std::mem::take(&mut reply.body), old);
            read(&reply)
        });
        reply.body.zeroize();
        read.map_err(failed)
    }

    /// What the center says of the region of a token, which is `ours` as far as that is known.
    ///
    /// # Errors
    /// [`CallError`]: a sign-in that failed, what the network met, or a refusal of the token.
    pub async fn center(&self, token: &SecretString, ours: Option<&str>) -> Result<Center, CallError> {
        let host = self.center.host();
        debug!(host, "asking the center");
        let failed = |error| refusal::of_center(error, host);
        let reply = self.with_token(Method::GET, self.center.as_str(), token, &[token]).await.map_err(failed)?;
        let read = envelope::open(&reply).and_then(|data| {
            wire::center(data, ours).ok_or_else(|| envelope::bad(reply.http, "the answer describes no region", ""))
        });
        read.map_err(failed)
    }

    async fn with_token(
        &self,
        method: Method,
        url: &str,
        token: &SecretString,
        secrets: &[&SecretString],
    ) -> Result<Reply, CallError> {
        let body = (method == Method::POST).then(|| "{}".to_owned());
        let headers = vec![(token::NAME, token::header(token)?)];
        self.to_center.send(Call { method, url, headers, body, secrets }).await
    }
}

/// Whether an address is SCNet's own.
fn is_scnet(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    host == "scnet.cn" || host.ends_with(".scnet.cn")
}

fn plain(text: &str) -> Result<HeaderValue, CallError> {
    // Names beyond ASCII go as the bytes of UTF-8.
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| CallError::unusable("the user has characters that no HTTP header can hold"))
}

fn hidden(secret: &SecretString) -> Result<HeaderValue, CallError> {
    let mut header = HeaderValue::from_str(secret.expose_secret())
        .map_err(|_| CallError::unusable("the access key has characters that no HTTP header can hold"))?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn calls(token_url: Option<&str>, center_url: Option<&str>, url: Option<&str>) -> Calls {
        let credentials = Credentials::Token("eyJ".into());
        let options = AccountOptions::new(credentials, || Timestamp::UNIX_EPOCH);
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (token_url, center_url, url) = (text(token_url), text(center_url), text(url));
        let network = Network::new(options.connect_timeout, None, None);
        Calls::new(&AccountOptions { url, token_url, center_url, ..options }, &network).unwrap()
    }

    #[rstest]
    #[case(None, None, "https://api.scnet.cn/api/user/v3/tokens", "https://www.scnet.cn/ac/openapi/v2/center")]
    #[case(
        Some("http://127.0.0.1:81"),
        None,
        "http://127.0.0.1:81/api/user/v3/tokens",
        "http://127.0.0.1:81/ac/openapi/v2/center"
    )]
    #[case(Some("https://a/x/tokens/"), Some("https://b:9/"), "https://a/x/tokens", "https://b:9/ac/openapi/v2/center")]
    fn addresses(
        #[case] token: Option<&str>,
        #[case] center: Option<&str>,
        #[case] tokens: &str,
        #[case] centers: &str,
    ) {
        let calls = calls(token, center, None);
        assert_eq!((calls.tokens.as_str(), calls.center.as_str()), (tokens, centers));
        assert_eq!(calls.next.as_str(), centers.replace("/center", "/tokens/next"));
    }

    #[rstest]
    #[case(None, None, true)]
    #[case(None, Some("https://efile.scnet.cn:1/efile"), true)]
    #[case(None, Some("https://efile.example.cn"), false)]
    #[case(None, Some("https://notscnet.cn"), false)]
    #[case(None, Some("http://127.0.0.1:1"), false)]
    #[case(Some("https://ac.example.cn"), Some("https://efile.example.cn"), true)]
    fn a_token_is_renewed_only_where_it_belongs(
        #[case] center: Option<&str>,
        #[case] url: Option<&str>,
        #[case] may: bool,
    ) {
        assert_eq!(calls(None, center, url).may_renew(), may);
    }
}
