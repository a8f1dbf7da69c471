//! The tokens that are valid: which region has which, when they are renewed, and that it is done once however many ask.

use super::{
    cache::Cache,
    calls::{Calls, NO_PLATFORM},
    choose::{self, choose},
    jwt::{self, Claims},
    refused::Refusals,
    single_flight::SingleFlight,
    token_file::TokenFile,
    types::{AccountOptions, Credentials, Renewal},
    wire::RegionToken,
};
use crate::domain::{CallError, CallErrorKind, SignIn};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{PoisonError, RwLock};
use tracing::{debug, warn};

/// How long before its end a token is renewed, at most; of a short life a fifth.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// After this long a token is renewed that does not say when it ends, or whose end cannot be right.
///
/// Not specified by the API: how long a token lives is not documented; clients assume 2 to 24 hours.
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
pub enum RegionSelector {
    /// The one that is configured.
    Home,
    /// The one of this id.
    Id(Box<str>),
}

/// A token to ask with.
#[derive(Clone, Debug)]
pub struct Session {
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
    regions: Vec<RegionToken>,
    /// When to renew, if there is a way.
    renew_at: Option<Timestamp>,
    /// When it came.
    since: Option<Timestamp>,
}

/// Signs in, renews and hands out tokens.
#[derive(Debug)]
pub struct TokenManager {
    calls: Calls,
    credentials: Credentials,
    region: Option<String>,
    now: fn() -> Timestamp,
    cache: Option<Cache>,
    held: RwLock<Held>,
    flight: SingleFlight<()>,
    file: Option<TokenFile>,
    /// The region of a token alone, once the center told.
    own_region: RwLock<Option<Box<str>>>,
    refusals: Refusals,
}

impl TokenManager {
    /// Takes what signs in. Nothing is sent or read yet.
    pub fn new(calls: Calls, options: &AccountOptions) -> Self {
        let cache = match (&options.credentials, &options.token_cache) {
            (Credentials::Keys { user, .. }, Some(path)) => {
                Some(Cache::new(path.clone(), user, options.token_url.as_deref().unwrap_or_default()))
            }
            _ => None,
        };
        let mut manager = Self {
            calls,
            credentials: options.credentials.clone(),
            region: options.region.clone(),
            now: options.now,
            cache,
            held: RwLock::default(),
            flight: SingleFlight::default(),
            file: None,
            own_region: RwLock::default(),
            refusals: Refusals::default(),
        };
        if let Credentials::Token(token) = &options.credentials {
            manager.file = options.token_file.clone().map(|path| TokenFile::new(path, token.clone()));
            let renew_at = manager.renewal_of(token);
            let region = RegionToken { id: "".into(), name: "".into(), token: Some(token.clone()) };
            manager.held = RwLock::new(Held { generation: 1, regions: vec![region], renew_at, since: None });
        }
        manager
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
    pub async fn session(&self, wanted: &RegionSelector) -> Result<Session, CallError> {
        self.read_file(false).await;
        self.begin().await?;
        let (generation, due) = self.due();
        if self.lacks(wanted) {
            self.refresh(generation).await?;
        } else if due && let Err(error) = self.refresh(generation).await {
            let session = self.select(wanted)?;
            if session.claims.expires.is_some_and(|expires| expires > (self.now)()) {
                debug!(%error, "not renewed; the token still lives");
                self.postpone(session.claims.expires);
                return Ok(session);
            }
            return Err(error);
        }
        self.select(wanted)
    }

    /// Another token after that of `session` was refused with `error`.
    ///
    /// # Errors
    /// When none can be had, or the last ones were refused as well and it is too soon for the next.
    pub async fn renew(
        &self,
        wanted: &RegionSelector,
        session: &Session,
        error: &CallError,
    ) -> Result<Session, CallError> {
        self.read_file(true).await;
        if self.generation() == session.generation {
            if self.refusals.is_too_soon(session.region.as_deref(), (self.now)()) {
                return Err(error.clone().during(SignIn::TokenRefused, &error.message));
            }
            self.refresh(session.generation).await?;
        }
        self.select(wanted)
    }

    /// A new token was refused as well: the error of that. Only signing in can be refused for good; this is the service's trouble.
    pub fn refused_again(&self, session: &Session, error: &CallError) -> CallError {
        self.refusals.add(session.region.as_deref(), session.generation, (self.now)());
        error.clone().during(SignIn::TokenRefused, &error.message)
    }

    /// A token was taken.
    pub fn accepted(&self, session: &Session) {
        self.refusals.accept(session.region.as_deref(), (self.now)());
    }

    /// A new token was taken.
    pub fn taken(&self, session: &Session) {
        self.refusals.forget(session.region.as_deref());
    }

    /// The center told which region a token alone is of.
    pub fn learn_region(&self, id: &str) {
        if matches!(self.credentials, Credentials::Token(_)) {
            *self.own_region.write().unwrap_or_else(PoisonError::into_inner) = Some(id.into());
        }
    }

    /// The region of a token alone, as far as it is known: its id, or what the user calls it.
    pub fn own_region(&self) -> Option<Box<str>> {
        let learned = self.own_region.read().unwrap_or_else(PoisonError::into_inner).clone();
        learned.or_else(|| self.region.as_deref().map(Into::into))
    }

    /// Takes the token of the file if it is another one: when the file has changed, or in any case.
    async fn read_file(&self, in_any_case: bool) {
        if let Some(file) = &self.file
            && let Some(token) = file.read(in_any_case).await
        {
            debug!("another token in the token file");
            self.hold(vec![RegionToken { id: "".into(), name: "".into(), token: Some(token) }], Some((self.now)()));
        }
    }

    /// All regions, signing in first where that was not done.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn regions(&self) -> Result<Vec<RegionToken>, CallError> {
        self.read_file(false).await;
        self.begin().await?;
        let (generation, due) = self.due();
        if due {
            self.refresh(generation).await?;
        }
        Ok(self.held.read().unwrap_or_else(PoisonError::into_inner).regions.clone())
    }

    /// Sees to it that there are tokens: those of an earlier run, or by signing in.
    async fn begin(&self) -> Result<(), CallError> {
        if self.generation() == 0 { self.refresh(0).await } else { Ok(()) }
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
    fn lacks(&self, wanted: &RegionSelector) -> bool {
        let since = self.held.read().unwrap_or_else(PoisonError::into_inner).since;
        let has_keys = matches!(self.credentials, Credentials::Keys { .. });
        let is_old = has_keys && since.is_none_or(|since| (self.now)().duration_since(since) >= AGAIN);
        is_old && self.select(wanted).is_err()
    }

    /// Whether `regions` leave out the region that was used so far. An account does not lose it while its tasks run: that is half an
    /// answer, and no reason to give up a watch.
    fn is_cut(&self, regions: &[RegionToken]) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let wanted = self.region.as_deref();
        let is_missing =
            choose(regions, wanted).is_err_and(|error| error.kind == CallErrorKind::SignIn(SignIn::NoRegion));
        is_missing && choose(&held.regions, wanted).is_ok()
    }

    fn select(&self, wanted: &RegionSelector) -> Result<Session, CallError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let region = match (&self.credentials, wanted) {
            (Credentials::Token(_), _) => held.regions.first(),
            (Credentials::Keys { .. }, RegionSelector::Home) => Some(choose(&held.regions, self.region.as_deref())?),
            (Credentials::Keys { .. }, RegionSelector::Id(id)) => Some(choose::of_id(&held.regions, id)?),
        };
        let token = region.and_then(|region| region.token.clone());
        let (Some(region), Some(token)) = (region, token) else {
            return Err(CallError::sign_in(SignIn::NoRegion, "the account has no region"));
        };
        let text = |text: &str| (!text.is_empty()).then(|| text.into());
        let claims = jwt::claims(&token);
        Ok(Session { claims, region: text(&region.id), name: text(&region.name), token, generation: held.generation })
    }

    /// Signs in or renews, unless that was done since `generation`; one at a time.
    async fn refresh(&self, generation: u64) -> Result<(), CallError> {
        let attempt = || async {
            if self.generation() != generation {
                return Ok(());
            }
            match &self.credentials {
                Credentials::Keys { .. } if generation == 0 && self.load_cache().await? => {}
                Credentials::Keys { .. } => {
                    let regions = self.calls.sign_in(&self.credentials).await?;
                    if self.is_cut(&regions) {
                        let detail = "the list of regions leaves out the one that is used";
                        return Err(CallError::sign_in(SignIn::TokenService, detail));
                    }
                    self.save_cache(&regions).await;
                    self.hold(regions, Some((self.now)()));
                }
                Credentials::Token(_) => {
                    if !self.calls.may_renew() {
                        return Err(CallError::sign_in(SignIn::NotRenewable, NO_PLATFORM));
                    }
                    let old = self.select(&RegionSelector::Home)?;
                    let token = self.calls.renew(&old.token, self.own_region().as_deref()).await?;
                    let is_same = token.expose_secret() == old.token.expose_secret();
                    if is_same && old.claims.expires.is_some_and(|expires| expires <= (self.now)()) {
                        let detail = "the renewal brought the same token, which has ended";
                        return Err(CallError::sign_in(SignIn::NotRenewable, detail));
                    }
                    self.hold(
                        vec![RegionToken { id: "".into(), name: "".into(), token: Some(token) }],
                        Some((self.now)()),
                    );
                    if is_same {
                        self.postpone(old.claims.expires);
                    }
                }
            }
            Ok(())
        };
        // An attempt to better an earlier generation, such as the cache's tokens, is no answer to this one.
        self.flight.share(generation, Box::pin(attempt())).await
    }

    fn hold(&self, regions: Vec<RegionToken>, since: Option<Timestamp>) {
        let usable = regions.iter().filter(|region| !region.is_platform()).filter_map(|region| region.token.as_ref());
        let renew_at = usable.filter_map(|token| self.renewal_of(token)).min();
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held { generation: held.generation + 1, regions, renew_at, since };
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

    /// Whether tokens of an earlier run are held now.
    async fn load_cache(&self) -> Result<bool, CallError> {
        let Some(cache) = self.cache.clone() else { return Ok(false) };
        let loaded = tokio::task::spawn_blocking(move || cache.load()).await;
        let unusable = CallError::unusable;
        let loaded = loaded.map_err(|error| unusable(error.to_string()))?;
        let Some(regions) = loaded.map_err(|error| unusable(error.to_string()))? else { return Ok(false) };
        let now = (self.now)();
        // One that says nothing of its end may be old.
        let fresh = |region: &RegionToken| {
            region.token.as_ref().is_none_or(|token| jwt::claims(token).expires.is_some_and(|expires| expires > now))
        };
        if regions.iter().any(|region| region.token.is_some()) && regions.iter().all(fresh) {
            debug!(regions = regions.len(), "tokens of an earlier run");
            // However new the list is, a region that it lacks is worth a sign-in.
            self.hold(regions, None);
        }
        Ok(self.generation() != 0)
    }

    /// Keeps tokens for the next run; a failure costs a sign-in then, and nothing now.
    async fn save_cache(&self, regions: &[RegionToken]) {
        let Some(cache) = self.cache.clone() else { return };
        let regions = regions.to_vec();
        match tokio::task::spawn_blocking(move || cache.save(&regions)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the token cache was not written"),
            Err(error) => warn!(%error, "the token cache was not written"),
        }
    }
}
