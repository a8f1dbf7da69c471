//! The tokens of now: who has which, when they are renewed, and that it is done once however many ask.

use super::{
    super::ApiError,
    cache::Cache,
    calls::Calls,
    choose::{self, choose},
    flight::Flight,
    jwt::{self, Claims},
    types::{AccountOptions, Credentials, Renewal},
    wire::Listed,
};
use crate::domain::SignIn;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::sync::{PoisonError, RwLock};
use tracing::{debug, warn};

/// How long before its end a token is renewed, at most; of a short life a fifth.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// After this long a token is renewed that does not say when it ends, or whose end cannot be right.
///
/// Doubt: how long a token lives is not documented; clients assume 2 to 24 hours.
const LIFE: SignedDuration = SignedDuration::from_hours(1);
/// The longest life of a token that is believed.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(31 * 24);
/// The longest pause after a renewal that failed while the token still lives.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// How long a list of regions counts that lacks the one that is wanted, before another is asked for: it may have been half an answer,
/// and what was suspended may not be any more. The poll loop's own back-off makes it longer.
const AGAIN: SignedDuration = SignedDuration::from_secs(5);

/// Which region a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The one that is configured.
    Home,
    /// The one of this id.
    Id(Box<str>),
}

/// A token to ask with.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The token.
    pub token: SecretString,
    /// The region's id; `None` where a token alone does not tell.
    pub region: Option<Box<str>>,
    /// The region's name, likewise.
    pub name: Option<Box<str>>,
    /// What the token says of itself.
    pub claims: Claims,
    /// Which sign-in it is from.
    pub generation: u64,
}

/// What is held.
#[derive(Debug, Default)]
struct Held {
    /// Counts sign-ins and renewals; 0: nothing is held yet.
    generation: u64,
    regions: Vec<Listed>,
    /// When to renew, if there is a way.
    renew_at: Option<Timestamp>,
    /// When it came.
    since: Option<Timestamp>,
}

/// The keeper of tokens.
#[derive(Debug)]
pub struct Keeper {
    calls: Calls,
    credentials: Credentials,
    region: Option<String>,
    now: fn() -> Timestamp,
    cache: Option<Cache>,
    held: RwLock<Held>,
    flight: Flight<()>,
}

impl Keeper {
    /// Takes what signs in. Nothing is sent or read yet.
    pub fn new(calls: Calls, options: &AccountOptions) -> Self {
        let cache = match (&options.credentials, &options.token_cache) {
            (Credentials::Keys { user, .. }, Some(path)) => {
                Some(Cache::new(path.clone(), user, options.token_url.as_deref().unwrap_or_default()))
            }
            _ => None,
        };
        let mut keeper = Self {
            calls,
            credentials: options.credentials.clone(),
            region: options.region.clone(),
            now: options.now,
            cache,
            held: RwLock::default(),
            flight: Flight::default(),
        };
        if let Credentials::Token(token) = &options.credentials {
            let renew_at = keeper.renewal_of(token);
            let region = Listed { id: "".into(), name: "".into(), token: Some(token.clone()) };
            keeper.held = RwLock::new(Held { generation: 1, regions: vec![region], renew_at, since: None });
        }
        keeper
    }

    /// The calls that it makes.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// How the token is kept alive.
    pub fn renewal(&self) -> Renewal {
        match &self.credentials {
            Credentials::Keys { .. } => Renewal::Keys,
            Credentials::Token(_) if self.calls.may_renew() => Renewal::Token,
            Credentials::Token(_) => Renewal::None,
        }
    }

    /// The user that signs in.
    pub fn user(&self) -> Option<&str> {
        if let Credentials::Keys { user, .. } = &self.credentials { Some(user) } else { None }
    }

    /// A token for a region: signs in first where none is held, and renews one that is about to end. While that fails, the one
    /// that is held is good as long as it lives.
    ///
    /// # Errors
    /// When there is no such token and none can be had.
    pub async fn lease(&self, wanted: &Wanted) -> Result<Lease, ApiError> {
        if self.generation() == 0 {
            self.load_cache().await?;
        }
        let (generation, due) = self.due();
        if generation == 0 || self.lacks(wanted) {
            self.refresh(generation).await?;
        } else if due && let Err(error) = self.refresh(generation).await {
            let lease = self.select(wanted)?;
            if lease.claims.expires.is_some_and(|expires| expires > (self.now)()) {
                debug!(%error, "not renewed; the token still lives");
                self.postpone(lease.claims.expires);
                return Ok(lease);
            }
            return Err(error);
        }
        self.select(wanted)
    }

    /// Another token after the one of `generation` was refused.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn renew(&self, wanted: &Wanted, generation: u64) -> Result<Lease, ApiError> {
        self.refresh(generation).await?;
        self.select(wanted)
    }

    /// All regions, signing in first where that was not done.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn regions(&self) -> Result<Vec<Listed>, ApiError> {
        if self.generation() == 0 {
            self.load_cache().await?;
        }
        let (generation, due) = self.due();
        if generation == 0 || due {
            self.refresh(generation).await?;
        }
        Ok(self.held.read().unwrap_or_else(PoisonError::into_inner).regions.clone())
    }

    fn generation(&self) -> u64 {
        self.held.read().unwrap_or_else(PoisonError::into_inner).generation
    }

    /// The generation that is held, and whether it is to be renewed.
    fn due(&self) -> (u64, bool) {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        (held.generation, held.renew_at.is_some_and(|at| at <= (self.now)()))
    }

    /// Whether the region is not in the list, and the list is no longer new.
    fn lacks(&self, wanted: &Wanted) -> bool {
        let since = self.held.read().unwrap_or_else(PoisonError::into_inner).since;
        let is_old = since.is_some_and(|since| (self.now)().duration_since(since) >= AGAIN);
        is_old && self.select(wanted).is_err()
    }

    /// Whether `regions` leave out the region that was used so far. An account does not lose it while its tasks run: that is half an
    /// answer, and no reason to give up a watch.
    fn is_cut(&self, regions: &[Listed]) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let wanted = self.region.as_deref();
        let is_missing = matches!(choose(regions, wanted), Err(ApiError::SignIn { step: SignIn::NoRegion, .. }));
        is_missing && choose(&held.regions, wanted).is_ok()
    }

    fn select(&self, wanted: &Wanted) -> Result<Lease, ApiError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let region = match (&self.credentials, wanted) {
            (Credentials::Token(_), _) => held.regions.first(),
            (Credentials::Keys { .. }, Wanted::Home) => Some(choose(&held.regions, self.region.as_deref())?),
            (Credentials::Keys { .. }, Wanted::Id(id)) => Some(choose::of_id(&held.regions, id)?),
        };
        let token = region.and_then(|region| region.token.clone());
        let (Some(region), Some(token)) = (region, token) else {
            return Err(choose::problem(SignIn::NoRegion, "the account has no region".to_owned()));
        };
        let text = |text: &str| (!text.is_empty()).then(|| text.into());
        let claims = jwt::claims(&token);
        Ok(Lease { claims, region: text(&region.id), name: text(&region.name), token, generation: held.generation })
    }

    /// Signs in or renews, unless that was done since `generation`; one at a time.
    async fn refresh(&self, generation: u64) -> Result<(), ApiError> {
        let attempt = async {
            if self.generation() != generation {
                return Ok(());
            }
            match &self.credentials {
                Credentials::Keys { .. } => {
                    let regions = self.calls.sign_in(&self.credentials).await?;
                    if self.is_cut(&regions) {
                        let detail = "the list of regions leaves out the one that is used".to_owned();
                        return Err(choose::problem(SignIn::TokenService, detail));
                    }
                    self.save_cache(&regions).await;
                    self.hold(regions);
                }
                Credentials::Token(_) => {
                    let old = self.select(&Wanted::Home)?.token;
                    if !self.calls.may_renew() {
                        let detail = "the EFile address is not SCNet's: name its platform with center-url";
                        return Err(choose::problem(SignIn::NotRenewable, detail.to_owned()));
                    }
                    let token = Some(self.calls.renew(&old).await?);
                    self.hold(vec![Listed { id: "".into(), name: "".into(), token }]);
                }
            }
            Ok(())
        };
        self.flight.share(Box::pin(attempt)).await
    }

    fn hold(&self, regions: Vec<Listed>) {
        let usable = regions.iter().filter(|region| !region.is_platform()).filter_map(|region| region.token.as_ref());
        let renew_at = usable.filter_map(|token| self.renewal_of(token)).min();
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held { generation: held.generation + 1, regions, renew_at, since: Some((self.now)()) };
    }

    /// When a token that was just given is to be renewed; `None` where nothing but its refusal can tell, or where there is no way.
    fn renewal_of(&self, token: &SecretString) -> Option<Timestamp> {
        let now = (self.now)();
        let life = jwt::claims(token).expires.map(|expires| expires.duration_since(now));
        let sane = life.filter(|life| life.is_positive() && *life <= LONGEST_LIFE);
        match (self.renewal(), sane) {
            (Renewal::Keys | Renewal::Token, Some(life)) => now.checked_add(life - MARGIN.min(life / 5)).ok(),
            (Renewal::Keys, None) => now.checked_add(LIFE).ok(),
            // Of a token from outside it is not known how old it is.
            (Renewal::Token, None) | (Renewal::None, _) => None,
        }
    }

    /// A renewal failed while the token lives: tries again later, and well before its end.
    fn postpone(&self, expires: Option<Timestamp>) {
        let now = (self.now)();
        let left = expires.map_or(PAUSE, |expires| expires.duration_since(now));
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.renew_at = now.checked_add((left / 2).min(PAUSE)).ok();
    }

    async fn load_cache(&self) -> Result<(), ApiError> {
        let Some(cache) = self.cache.clone() else { return Ok(()) };
        let attempt = async {
            if self.generation() != 0 {
                return Ok(());
            }
            let loaded = tokio::task::spawn_blocking(move || cache.load()).await;
            let unusable = |error: String| ApiError::Unusable(error.into());
            let loaded = loaded.map_err(|error| unusable(error.to_string()))?;
            let Some(regions) = loaded.map_err(|error| unusable(error.to_string()))? else { return Ok(()) };
            let now = (self.now)();
            // One that says nothing of its end may be old.
            let fresh = |region: &Listed| {
                region
                    .token
                    .as_ref()
                    .is_none_or(|token| jwt::claims(token).expires.is_some_and(|expires| expires > now))
            };
            if regions.iter().any(|region| region.token.is_some()) && regions.iter().all(fresh) {
                debug!(regions = regions.len(), "tokens of an earlier run");
                self.hold(regions);
            }
            Ok(())
        };
        self.flight.share(Box::pin(attempt)).await
    }

    /// Keeps tokens for the next run; a failure costs a sign-in then, and nothing now.
    async fn save_cache(&self, regions: &[Listed]) {
        let Some(cache) = self.cache.clone() else { return };
        let regions = regions.to_vec();
        match tokio::task::spawn_blocking(move || cache.save(&regions)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the token cache was not written"),
            Err(error) => warn!(%error, "the token cache was not written"),
        }
    }
}
