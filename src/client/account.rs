//! Who asks: credentials, the regions that they reach, and tokens that are kept alive.
//!
//! ```text
//! Account --> token_manager: valid tokens, renewed once for all --> calls: sign in, renew, center --> wire: answers
//!    |           ^-- choose (which region), jwt (when a token ends), single_flight (one attempt at a time), cache (between runs)
//!    +------> RegionClient (see region.rs): a Service that signs in, finds its address and asks once more after a renewal
//! ```

mod cache;
mod calls;
mod choose;
mod jwt;
mod refusal;
mod refused;
mod sign;
mod single_flight;
mod token_file;
mod token_manager;
mod types;
mod wire;

#[cfg(feature = "internals")]
pub use jwt::claims;
pub use types::{AccountOptions, Credentials, Located, RegionInfo, RegionStanding, Renewal, SignedIn};

pub(super) use refusal::mask;
pub(super) use single_flight::SingleFlight;
pub(super) use token_manager::{RegionSelector, Session};

use super::{BadBaseUrl, BaseUrl, Client, ClientOptions, http::Network};
use crate::domain::{CallError, CallErrorKind, SignIn};
use calls::Calls;
use jiff::Timestamp;
use secrecy::SecretString;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};
use token_manager::TokenManager;
use tracing::debug;

/// Credentials in use. Nothing is sent before somebody asks.
#[derive(Debug)]
pub struct Account {
    network: Arc<Network>,
    tokens: TokenManager,
    options: AccountOptions,
    url: Option<BaseUrl>,
    /// What the center said of each region.
    centers: Mutex<HashMap<Option<Box<str>>, Arc<Center>>>,
    /// EFile addresses that gave a good answer once.
    proven: Mutex<HashSet<Box<str>>>,
}

/// What the center says of one region, asked for once.
type Center = SingleFlight<Arc<Addresses>>;

/// The EFile addresses of a region.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Addresses {
    /// The region's id, by the token call or by the center.
    pub region: Option<Box<str>>,
    /// Its name, likewise.
    pub name: Option<Box<str>>,
    /// All that are named and can be used, and whether they are switched on.
    pub urls: Vec<(BaseUrl, bool)>,
    /// When the center said so.
    pub asked: Timestamp,
}

impl Addresses {
    /// Those that are switched on.
    pub fn enabled(&self) -> impl Iterator<Item = &BaseUrl> {
        self.urls.iter().filter(|(_, on)| *on).map(|(url, _)| url)
    }
}

impl Account {
    /// Takes credentials.
    ///
    /// # Errors
    /// [`BadBaseUrl`] when one of the addresses cannot be used.
    pub fn new(options: AccountOptions) -> Result<Arc<Self>, BadBaseUrl> {
        let url = options.url.as_deref().map(|url| BaseUrl::parse(url, options.insecure_http)).transpose()?;
        let network = Network::new(options.connect_timeout, options.ca_file.clone(), Some(options.now));
        let tokens = TokenManager::new(Calls::new(&options, &network)?, &options);
        Ok(Arc::new(Self { network, tokens, options, url, centers: Mutex::default(), proven: Mutex::default() }))
    }

    /// The base URL that is known without asking: the configured one.
    pub fn known_url(&self) -> Option<&BaseUrl> {
        self.url.as_ref()
    }

    /// All regions, each with its EFile addresses. With a token alone it is the token's one.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn regions(&self) -> Result<Vec<RegionInfo>, CallError> {
        if let Credentials::Token(_) = self.options.credentials {
            self.tokens.calls().platform()?;
        }
        let mut infos = Vec::new();
        for region in self.tokens.regions().await? {
            let wanted =
                if region.id.is_empty() { RegionSelector::Home } else { RegionSelector::Id(region.id.clone()) };
            let (mut id, mut name) = (region.id.clone(), region.name.clone());
            let standing = if region.is_platform() {
                RegionStanding::Platform
            } else if region.token.is_none() {
                RegionStanding::Suspended
            } else {
                RegionStanding::Usable(match self.addresses(&wanted, Timestamp::MIN).await {
                    Ok(found) => {
                        id = found.region.clone().unwrap_or(id);
                        name = found.name.clone().unwrap_or(name);
                        let urls: Vec<Box<str>> = found.enabled().map(|url| url.as_str().into()).collect();
                        if urls.is_empty() { Err(no_efile(&found)) } else { Ok(urls) }
                    }
                    Err(error) => Err(error),
                })
            };
            infos.push(RegionInfo { id, name, standing });
        }
        Ok(infos)
    }

    pub(super) fn options(&self) -> &AccountOptions {
        &self.options
    }

    pub(super) fn renewal(&self) -> Renewal {
        self.tokens.renewal()
    }

    pub(super) fn user(&self) -> Option<&str> {
        self.tokens.user()
    }

    /// A token for a region.
    pub(super) async fn session(&self, wanted: &RegionSelector) -> Result<Session, CallError> {
        self.tokens.session(wanted).await
    }

    /// The clock of the wall.
    pub(super) fn now(&self) -> Timestamp {
        (self.options.now)()
    }

    /// An EFile address has given a good answer, in this run or before.
    pub fn prove(&self, base_url: &str) {
        let mut proven = self.proven.lock().unwrap_or_else(PoisonError::into_inner);
        if !proven.contains(base_url) {
            proven.insert(base_url.into());
        }
    }

    /// Whether an EFile address has ever given a good answer.
    pub(super) fn is_proven(&self, base_url: &str) -> bool {
        self.proven.lock().unwrap_or_else(PoisonError::into_inner).contains(base_url)
    }

    /// Makes a call with a token of a region, and once more with another one if the first is refused.
    ///
    /// # Errors
    /// What the call met, or why there is no token.
    pub(super) async fn with_token<T, F: Future<Output = Result<T, CallError>>>(
        &self,
        wanted: &RegionSelector,
        call: impl Fn(Session) -> F,
    ) -> Result<T, CallError> {
        let session = self.session(wanted).await?;
        let result = call(session.clone()).await;
        let Err(error) = &result else {
            self.tokens.accepted(&session);
            return result;
        };
        if error.kind != CallErrorKind::Unauthenticated {
            return result;
        }
        debug!(code = error.code.as_deref(), http = error.http_status, "the token was refused");
        let session = self.tokens.renew(wanted, &session, error).await?;
        let result = call(session.clone()).await;
        match &result {
            Ok(_) => self.tokens.taken(&session),
            Err(error) if error.kind == CallErrorKind::Unauthenticated => {
                return Err(self.tokens.refused_again(&session, error));
            }
            Err(_) => {}
        }
        result
    }

    /// What the center says of a region, not before the time `since`; a renewal may go before it.
    pub(super) async fn addresses(
        &self,
        wanted: &RegionSelector,
        since: Timestamp,
    ) -> Result<Arc<Addresses>, CallError> {
        if let Credentials::Token(_) = self.options.credentials {
            self.tokens.calls().platform()?;
        }
        let region = self.session(wanted).await?.region;
        let flight = {
            let mut centers = self.centers.lock().unwrap_or_else(PoisonError::into_inner);
            centers.entry(region).or_default().clone()
        };
        let attempt = self.with_token(wanted, |session| async move {
            let ours = session.region.clone().or_else(|| self.tokens.own_region());
            let center = self.tokens.calls().center(&session.token, ours.as_deref()).await?;
            let usable = |(url, on): (Box<str>, bool)| match BaseUrl::parse(&url, self.options.insecure_http) {
                Ok(url) => Some((url, on)),
                Err(error) => {
                    tracing::warn!(?error, "an EFile address of the center cannot be used");
                    None
                }
            };
            center.id.iter().for_each(|id| self.tokens.learn_region(id));
            Ok(Arc::new(Addresses {
                region: session.region.or(center.id),
                name: session.name.or(center.name),
                urls: center.efile_urls.into_iter().filter_map(usable).collect(),
                asked: self.now(),
            }))
        });
        flight.once(|addresses| addresses.asked >= since, Box::pin(attempt)).await
    }

    /// A client for one back end; its token is given with each call.
    pub(super) fn client(&self, url: &BaseUrl) -> Result<Client, CallError> {
        let AccountOptions { insecure_http, timeout, submit_timeout, offset, .. } = self.options;
        let options = ClientOptions {
            insecure_http,
            timeout,
            submit_timeout,
            offset,
            ..ClientOptions::new(url.as_str(), SecretString::default())
        };
        // It is an address that was taken before.
        Client::on(&self.network, options).map_err(|error| CallError::unusable(format!("{error:?}")))
    }
}

/// The error of a region without an address.
pub(super) fn no_efile(found: &Addresses) -> CallError {
    let name = found.name.as_deref().or(found.region.as_deref()).unwrap_or("?");
    let detail = match found.urls.len() {
        0 => format!("{name}: the center names no EFile address that can be used"),
        off => format!("{name}: {off} EFile addresses, all switched off"),
    };
    CallError::sign_in(SignIn::NoEfile, detail)
}
