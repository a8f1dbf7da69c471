//! Who asks: credentials, the regions that they reach, and tokens that are kept alive.
//!
//! ```text
//! Account --> keeper: tokens of now, renewed once for all --> calls: sign in, renew, center --> wire: answers
//!    |           ^-- choose (which region), jwt (when a token ends), flight (one attempt at a time), cache (between runs)
//!    +------> Region (see region.rs): a Service that signs in, finds its address and asks once more after a renewal
//! ```

mod cache;
mod calls;
mod choose;
mod flight;
mod jwt;
mod keeper;
mod refusal;
mod sign;
mod types;
mod wire;

pub use jwt::{Claims, claims};
pub use types::{AccountOptions, Credentials, Located, RegionInfo, RegionStanding, Renewal, SignedIn};

pub(super) use choose::problem;
pub(super) use flight::Flight;
pub(super) use keeper::{Lease, Wanted};

use super::{ApiError, BadBaseUrl, BaseUrl, Client, ClientOptions, Region, region::Which};
use crate::domain::{Origin, ProblemKind, SignIn};
use calls::Calls;
use keeper::Keeper;
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Credentials in use. Nothing is sent before somebody asks.
#[derive(Debug)]
pub struct Account {
    keeper: Keeper,
    options: AccountOptions,
    url: Option<BaseUrl>,
    /// What the center said of each region, once per run.
    centers: Mutex<HashMap<Option<Box<str>>, Arc<Center>>>,
}

/// What the center says of one region, asked for once.
type Center = Flight<Arc<Addresses>>;

/// The EFile addresses of a region.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Addresses {
    /// The region's id, by the token call or by the center.
    pub region: Option<Box<str>>,
    /// Its name, likewise.
    pub name: Option<Box<str>>,
    /// All that are named and can be used, and whether they are switched on.
    pub urls: Vec<(BaseUrl, bool)>,
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
        let keeper = Keeper::new(Calls::new(&options)?, &options);
        Ok(Arc::new(Self { keeper, options, url, centers: Mutex::default() }))
    }

    /// The region that is configured. `pins` are origins of tasks of the set: an address of the region that is among them is kept.
    pub fn home(self: &Arc<Self>, pins: Vec<Arc<Origin>>) -> Region {
        Region::new(self.clone(), Which::Home { pins })
    }

    /// The region, and the address in it, that a task of the set is bound to. `None` where these credentials cannot reach it: it
    /// names no region, or there is only a token, of another region.
    pub fn bound(self: &Arc<Self>, origin: &Arc<Origin>) -> Option<Region> {
        let has_keys = matches!(self.options.credentials, Credentials::Keys { .. });
        (has_keys && origin.region.is_some()).then(|| Region::new(self.clone(), Which::Bound(origin.clone())))
    }

    /// The base URL that is known without asking: the configured one.
    pub fn known_url(&self) -> Option<&BaseUrl> {
        self.url.as_ref()
    }

    /// All regions, each with its EFile addresses. With a token alone it is the token's one.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn regions(&self) -> Result<Vec<RegionInfo>, ApiError> {
        let mut infos = Vec::new();
        for region in self.keeper.regions().await? {
            let wanted = if region.id.is_empty() { Wanted::Home } else { Wanted::Id(region.id.clone()) };
            let (mut id, mut name) = (region.id.clone(), region.name.clone());
            let standing = if region.is_platform() {
                RegionStanding::Platform
            } else if region.token.is_none() {
                RegionStanding::Suspended
            } else {
                RegionStanding::Usable(match self.addresses(&wanted).await {
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

    pub(super) fn keeper_renewal(&self) -> Renewal {
        self.keeper.renewal()
    }

    pub(super) fn user(&self) -> Option<&str> {
        self.keeper.user()
    }

    /// A token for a region.
    pub(super) async fn lease(&self, wanted: &Wanted) -> Result<Lease, ApiError> {
        self.keeper.lease(wanted).await
    }

    /// Another token after the one of `generation` was refused.
    pub(super) async fn renew(&self, wanted: &Wanted, generation: u64) -> Result<Lease, ApiError> {
        self.keeper.renew(wanted, generation).await
    }

    /// What the center says of a region; a renewal may go before it.
    pub(super) async fn addresses(&self, wanted: &Wanted) -> Result<Arc<Addresses>, ApiError> {
        let lease = self.lease(wanted).await?;
        let flight = {
            let mut centers = self.centers.lock().unwrap_or_else(PoisonError::into_inner);
            centers.entry(lease.region.clone()).or_default().clone()
        };
        let attempt = async {
            let calls = self.keeper.calls();
            let center = match calls.center(&lease.token).await {
                Err(error) if error.kind() == ProblemKind::Unauthenticated => {
                    let lease = self.renew(wanted, lease.generation).await?;
                    calls.center(&lease.token).await
                }
                other => other,
            }?;
            let usable = |(url, on): (Box<str>, bool)| match BaseUrl::parse(&url, self.options.insecure_http) {
                Ok(url) => Some((url, on)),
                Err(error) => {
                    tracing::warn!(%error, "an EFile address of the center cannot be used");
                    None
                }
            };
            Ok(Arc::new(Addresses {
                region: lease.region.clone().or(center.id),
                name: lease.name.clone().or(center.name),
                urls: center.efile_urls.into_iter().filter_map(usable).collect(),
            }))
        };
        flight.once(Box::pin(attempt)).await
    }

    /// A client for one back end; its token is given with each call.
    pub(super) fn client(&self, url: &BaseUrl) -> Result<Client, ApiError> {
        let AccountOptions { insecure_http, connect_timeout, timeout, submit_timeout, offset, .. } = self.options;
        let options = ClientOptions {
            insecure_http,
            connect_timeout,
            timeout,
            submit_timeout,
            offset,
            ca_file: self.options.ca_file.clone(),
            ..ClientOptions::new(url.as_str(), SecretString::default())
        };
        Client::new(options).map_err(|error| ApiError::Unusable(error.to_string().into()))
    }
}

/// The error of a region without an address.
pub(super) fn no_efile(found: &Addresses) -> ApiError {
    let name = found.name.as_deref().or(found.region.as_deref()).unwrap_or("?");
    let detail = match found.urls.len() {
        0 => format!("{name}: the center names no EFile address that can be used"),
        off => format!("{name}: {off} EFile addresses, all switched off"),
    };
    problem(SignIn::NoEfile, detail)
}

/// Whether a header can hold a token.
fn is_sendable(token: &SecretString) -> bool {
    let text = token.expose_secret().trim();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
