//! One region, or one back end of it, as a service: it signs in when it has to, finds its address through the center, renews its
//! token and asks once more after that. Several addresses of a region are different back ends that do not know each other's tasks,
//! so one is pinned, and another is tried only when the pinned one cannot be connected.

use super::{
    Account, ApiError, BaseUrl, CancelAnswer, Client, ListAnswer, Located, Service, SignedIn, Submission, SubmitError,
    Submitted,
    account::{Credentials, Flight, Lease, Wanted, no_efile},
    http::Unanswered,
};
use crate::domain::{Origin, ProblemKind, TaskId};
use std::sync::{Arc, PoisonError, RwLock};
use tracing::debug;

/// Which region, and which address of it.
#[derive(Debug)]
pub(super) enum Which {
    /// The configured one, at the address that tasks of the set live at, if the region still names it.
    Home {
        /// Where tasks of the set live.
        pins: Vec<Arc<Origin>>,
    },
    /// The one that tasks are bound to.
    Bound(Arc<Origin>),
}

/// A region as a service.
#[derive(Debug)]
pub struct Region {
    account: Arc<Account>,
    which: Which,
    found: Flight<Arc<Found>>,
    located: RwLock<Option<Located>>,
}

/// Where a region is asked.
#[derive(Debug)]
struct Found {
    located: Located,
    wanted: Wanted,
    /// The one that knows the tasks first, unless the region does not name it any more.
    backends: Vec<Backend>,
}

#[derive(Debug)]
struct Backend {
    client: Client,
    /// Whether it is the one that knows the tasks.
    pinned: bool,
}

impl Region {
    pub(super) fn new(account: Arc<Account>, which: Which) -> Self {
        Self { account, which, found: Flight::default(), located: RwLock::default() }
    }

    /// Where it is: signs in and asks the center, as far as needed.
    ///
    /// # Errors
    /// When one of these fails.
    pub async fn locate(&self) -> Result<Located, ApiError> {
        Ok(self.find().await?.located.clone())
    }

    /// Where it is, if that was found already.
    pub fn located(&self) -> Option<Located> {
        self.located.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Who is signed in there, signing in if need be.
    ///
    /// # Errors
    /// When signing in or finding the address fails.
    pub async fn signed_in(&self) -> Result<SignedIn, ApiError> {
        let found = self.find().await?;
        let lease = self.account.lease(&found.wanted).await?;
        Ok(SignedIn {
            user: self.account.user().map(Into::into).or(lease.claims.user),
            region: lease.region.or_else(|| found.located.origin.region.clone()),
            region_name: lease.name.or_else(|| Some(found.located.name.clone())),
            base_url: found.located.origin.base_url.clone(),
            expires: lease.claims.expires,
            renewal: self.account.keeper_renewal(),
        })
    }

    /// Submits the items in one request, and never in a second one. A sign-in may go before it, and a renewal after a refusal, since
    /// what was refused for the token was not taken; and another back end is tried when there was no connection to the first. Answers
    /// where the tasks live, too.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn submit(&self, submission: &Submission) -> Result<(Submitted, Arc<Origin>), SubmitError> {
        let unsent = |error| SubmitError { error, may_have_arrived: false };
        let found = self.find().await.map_err(unsent)?;
        let mut lease = self.account.lease(&found.wanted).await.map_err(unsent)?;
        let mut renewed = false;
        let mut at = 0;
        loop {
            let Some(backend) = found.backends.get(at) else { return Err(unsent(no_backend())) };
            match backend.client.submit_as(&lease.token, submission).await {
                Ok(submitted) => {
                    let base_url = backend.client.base_url().as_str().into();
                    return Ok((submitted, Arc::new(Origin { region: found.located.origin.region.clone(), base_url })));
                }
                Err(SubmitError { error, may_have_arrived: false })
                    if !renewed && error.kind() == ProblemKind::Unauthenticated =>
                {
                    lease = self.account.renew(&found.wanted, lease.generation).await.map_err(unsent)?;
                    renewed = true;
                }
                Err(SubmitError { error, may_have_arrived: false })
                    if is_no_connection(&error) && at + 1 < found.backends.len() =>
                {
                    debug!(%error, "no connection; the region's next address is tried");
                    at += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn find(&self) -> Result<Arc<Found>, ApiError> {
        let found = self.found.once(Box::pin(async { self.look_up().await.map(Arc::new) })).await?;
        let mut located = self.located.write().unwrap_or_else(PoisonError::into_inner);
        located.get_or_insert_with(|| found.located.clone());
        drop(located);
        Ok(found)
    }

    async fn look_up(&self) -> Result<Found, ApiError> {
        let (account, home) = (&self.account, matches!(self.which, Which::Home { .. }));
        if home && let Some(url) = account.known_url() {
            return self.named(url).await;
        }
        let wanted = match &self.which {
            Which::Home { .. } => Wanted::Home,
            Which::Bound(origin) => origin.region.clone().map_or(Wanted::Home, Wanted::Id),
        };
        let addresses = account.addresses(&wanted).await?;
        if let (Which::Home { .. }, Credentials::Token(_), Some(region)) =
            (&self.which, &account.options().credentials, &account.options().region)
        {
            is_meant(region, addresses.region.as_deref(), addresses.name.as_deref())?;
        }
        let mut urls: Vec<&BaseUrl> = addresses.enabled().collect();
        let pin = match &self.which {
            Which::Bound(origin) => {
                // Its tasks are known there only, so it counts as long as the region names it, switched on or not.
                addresses.urls.iter().map(|(url, _)| url).find(|url| url.as_str() == &*origin.base_url)
            }
            Which::Home { pins } => {
                let is_pin = |url: &&BaseUrl| {
                    pins.iter().any(|pin| {
                        *pin.base_url == *url.as_str() && (pin.region.is_none() || pin.region == addresses.region)
                    })
                };
                urls.iter().copied().find(is_pin).or_else(|| urls.first().copied())
            }
        };
        if let Some(pin) = pin {
            urls.retain(|url| *url != pin);
            urls.insert(0, pin);
        }
        if urls.is_empty() {
            return Err(no_efile(&addresses));
        }
        let origin = match (&self.which, pin) {
            (Which::Bound(origin), _) => origin.clone(),
            (Which::Home { .. }, pin) => {
                let base_url = pin.map_or("", BaseUrl::as_str).into();
                Arc::new(Origin { region: addresses.region.clone(), base_url })
            }
        };
        let name = addresses.name.clone().or_else(|| addresses.region.clone());
        let name = name.unwrap_or_else(|| urls.first().map_or("", |url| url.host()).into());
        let backend = |url: &&BaseUrl| Ok(Backend { client: account.client(url)?, pinned: Some(*url) == pin });
        let backends = urls.iter().map(backend).collect::<Result<Vec<_>, ApiError>>()?;
        debug!(region = addresses.region.as_deref(), backends = backends.len(), "found");
        Ok(Found { located: Located { origin, name }, wanted, backends })
    }

    /// At the address that the user named; the center is not asked.
    async fn named(&self, url: &BaseUrl) -> Result<Found, ApiError> {
        let account = &self.account;
        let (region, name) = match &account.options().credentials {
            Credentials::Keys { .. } => {
                let lease = account.lease(&Wanted::Home).await?;
                (lease.region, lease.name)
            }
            // Nothing tells which region it is but the user.
            Credentials::Token(_) => (None, account.options().region.as_deref().map(Into::into)),
        };
        let origin = Arc::new(Origin { region, base_url: url.as_str().into() });
        let located = Located { origin, name: name.unwrap_or_else(|| url.host().into()) };
        let backends = vec![Backend { client: account.client(url)?, pinned: true }];
        Ok(Found { located, wanted: Wanted::Home, backends })
    }

    /// The address and a token.
    async fn ready(&self) -> Result<(Arc<Found>, Lease), ApiError> {
        let found = self.find().await?;
        let lease = self.account.lease(&found.wanted).await?;
        Ok((found, lease))
    }

    /// Another token after one was refused with `error`.
    async fn again(&self, found: &Found, refused: &Lease, error: &ApiError) -> Result<Lease, ApiError> {
        debug!(code = error.code(), http = error.http(), "the token was refused");
        self.account.renew(&found.wanted, refused.generation).await
    }
}

impl Found {
    async fn list(&self, lease: &Lease, ids: &[TaskId]) -> Result<ListAnswer, ApiError> {
        let mut first = None;
        for Backend { client, pinned } in &self.backends {
            match client.list_as(&lease.token, ids).await {
                // Another back end that knows none of them says nothing.
                Ok(answer) if !pinned && answer.reports.is_empty() => {}
                Ok(answer) => return Ok(ListAnswer { partial: !pinned, ..answer }),
                Err(Unanswered { error, sent: false }) if is_no_connection(&error) => {
                    first.get_or_insert(error);
                }
                Err(Unanswered { error, .. }) => return Err(first.unwrap_or(error)),
            }
        }
        Err(first.unwrap_or_else(no_backend))
    }

    async fn cancel(&self, lease: &Lease, ids: &[TaskId]) -> Result<CancelAnswer, ApiError> {
        // Only there are the tasks known: another back end might take a cancel of what it does not have.
        let pinned = self.backends.iter().find(|backend| backend.pinned).ok_or_else(no_backend)?;
        Ok(pinned.client.cancel_as(&lease.token, ids).await?)
    }
}

impl Service for Region {
    async fn list(&self, ids: &[TaskId]) -> Result<ListAnswer, ApiError> {
        let (found, lease) = self.ready().await?;
        match found.list(&lease, ids).await {
            Err(error) if error.kind() == ProblemKind::Unauthenticated => {
                found.list(&self.again(&found, &lease, &error).await?, ids).await
            }
            other => other,
        }
    }

    async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, ApiError> {
        let (found, lease) = self.ready().await?;
        match found.cancel(&lease, ids).await {
            Err(error) if error.kind() == ProblemKind::Unauthenticated => {
                found.cancel(&self.again(&found, &lease, &error).await?, ids).await
            }
            other => other,
        }
    }
}

/// Whether nothing was sent for want of a connection, so that another address may help.
fn is_no_connection(error: &ApiError) -> bool {
    matches!(error.kind(), ProblemKind::Unreachable | ProblemKind::TimedOut | ProblemKind::Tls(_))
}

/// The region does not name the address any more that knows the tasks.
fn no_backend() -> ApiError {
    ApiError::Unreachable("the region does not name the EFile address of these tasks any more".into())
}

/// Whether a token is of the region that the user wants.
fn is_meant(wanted: &str, id: Option<&str>, name: Option<&str>) -> Result<(), ApiError> {
    let wanted = wanted.trim();
    let part = wanted.to_lowercase();
    let by_name = name.is_some_and(|name| name.to_lowercase().contains(&part));
    if id == Some(wanted) || by_name || (id.is_none() && name.is_none()) {
        return Ok(());
    }
    let of = [id, name].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let detail = format!("{wanted:?}: the token is of another region, {of}");
    Err(super::account::problem(crate::domain::SignIn::NoRegion, detail))
}
