//! One region, or one back end of it, as a service: it signs in when it has to, finds its address through the center, renews its
//! token and asks once more after that. Several addresses of a region are different back ends that do not know each other's tasks,
//! so one is pinned, and another is tried only when the pinned one cannot be connected.

mod backends;

use super::{
    Account, BaseUrl, CancelAnswer, ListAnswer, Located, Service, SignedIn, Submission, Submitted,
    account::{Addresses, Credentials, RegionSelector, Session, SingleFlight, no_efile},
};
use crate::domain::{CallError, CallErrorKind, Origin, SignIn, TaskId};
use backends::{Backend, Found};
use jiff::{SignedDuration, Timestamp};
use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
    time::Duration,
};
use tracing::debug;

/// The center is asked again after this time, since a region's addresses do change,
const LONGEST: SignedDuration = SignedDuration::from_hours(6);
/// or when none of them could be connected for so long.
const UNREACHABLE: SignedDuration = SignedDuration::from_mins(1);
/// So often an address is tried that answers, but not as EFile, and never did,
const TRIES: u32 = 3;
/// with this time in between.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// An id that no task has.
const PROBE: &str = "00000000000000000000000000000000";

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
pub struct RegionClient {
    account: Arc<Account>,
    which: Which,
    found: SingleFlight<Arc<Found>>,
    current: RwLock<Option<Arc<Found>>>,
    center: Mutex<NextLook>,
}

/// When the center is asked again.
#[derive(Debug, Default)]
struct NextLook {
    at: Option<Timestamp>,
    unreachable_since: Option<Timestamp>,
}

impl RegionClient {
    pub(super) fn new(account: Arc<Account>, which: Which) -> Self {
        Self { account, which, found: SingleFlight::default(), current: RwLock::default(), center: Mutex::default() }
    }

    /// Where it is: signs in and asks the center, as far as needed.
    ///
    /// # Errors
    /// When one of these fails.
    pub async fn locate(&self) -> Result<Located, CallError> {
        Ok(self.find().await?.located())
    }

    /// Where it is, if that was found already.
    pub fn located(&self) -> Option<Located> {
        self.current().map(|found| found.located())
    }

    /// Who is signed in there, signing in if need be.
    ///
    /// # Errors
    /// When signing in or finding the address fails.
    pub async fn signed_in(&self) -> Result<SignedIn, CallError> {
        let found = self.find().await?;
        let session = self.account.session(&found.wanted).await?;
        let located = found.located();
        Ok(SignedIn {
            user: self.account.user().map(Into::into).or(session.claims.user),
            region: session.region.or_else(|| located.origin.region.clone()),
            region_name: session.name.or(Some(located.name)),
            base_url: located.origin.base_url.clone(),
            expires: session.claims.expires,
            renewal: self.account.renewal(),
        })
    }

    /// Submits the items in one request, and never in a second one. A sign-in may go before it, and a renewal after a refusal, since
    /// what was refused for the token was not taken; and another back end is tried when there was no connection to the first. Answers
    /// where the tasks live, too.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn submit(&self, submission: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        let found = self.find().await?;
        let (now, found) = (self.account.now(), &found);
        self.account
            .with_token(&found.wanted, |session| async move {
                let mut last = None;
                for backend in found.in_order(now) {
                    let url = backend.client.base_url().as_str();
                    match backend.client.submit_as(&session.token, submission).await {
                        Ok(submitted) => {
                            if submitted.refusal.as_ref().is_none_or(|error| error.code.is_some()) {
                                self.account.prove(url);
                            }
                            let base_url = url.into();
                            let region = found.located.origin.region.clone();
                            return Ok((submitted, Arc::new(Origin { region, base_url })));
                        }
                        Err(error) if is_no_connection(&error) => {
                            debug!(%error, "no connection; the region's next address is tried");
                            backend.note_silence(&error, now);
                            last.get_or_insert(error);
                        }
                        Err(error)
                            if !error.may_have_arrived && is_not_efile(&error) && !self.account.is_proven(url) =>
                        {
                            // What is submitted is never sent twice, so something harmless is asked to see who answers there.
                            let probe = TaskId::new(PROBE).into_iter().collect::<Vec<_>>();
                            let probe = self.known(backend, || backend.client.list_as(&session.token, &probe)).await;
                            return Err(probe.err().filter(is_wrong_address).unwrap_or(error));
                        }
                        Err(error) => return Err(error),
                    }
                }
                Err(last.unwrap_or_else(no_backend))
            })
            .await
    }

    /// Makes a call to a back end. One that answers, but not as EFile, is asked again before it is called a wrong address, and never where
    /// it gave a good answer before.
    async fn known<T, F: Future<Output = Result<T, CallError>>>(
        &self,
        backend: &Backend,
        call: impl Fn() -> F,
    ) -> Result<T, CallError> {
        let url = backend.client.base_url().as_str();
        for tries_left in (0..TRIES).rev() {
            let result = call().await;
            match &result {
                Ok(_) => {
                    self.account.prove(url);
                    backend.note_answer();
                }
                Err(error) if is_not_efile(error) && !self.account.is_proven(url) => {
                    debug!(%error, tries_left, "not an answer of EFile");
                    if tries_left == 0 {
                        return Err(error.clone().during(SignIn::WrongAddress, format!("{url}: {error}")));
                    }
                    tokio::time::sleep(TRY_AGAIN).await;
                    continue;
                }
                Err(_) => {}
            }
            return result;
        }
        Err(no_backend())
    }

    fn current(&self) -> Option<Arc<Found>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn find(&self) -> Result<Arc<Found>, CallError> {
        let is_fresh = |_: &Arc<Found>| {
            let center = self.center.lock().unwrap_or_else(PoisonError::into_inner);
            center.at.is_none_or(|at| self.account.now() < at)
        };
        self.found.once(is_fresh, Box::pin(self.look_up_again())).await
    }

    /// Looks the addresses up. When that fails, those of the last time are good.
    async fn look_up_again(&self) -> Result<Arc<Found>, CallError> {
        let (before, now) = (self.current(), self.account.now());
        let (found, next) = match (self.look_up(before.as_deref()).await, before) {
            (Ok(found), Some(before)) if found.is_same(&before) => (before, LONGEST),
            (Ok(found), _) => (Arc::new(found), LONGEST),
            (Err(error), Some(before)) => {
                debug!(%error, "the center cannot be asked again; the addresses of the last time are kept");
                (before, UNREACHABLE)
            }
            (Err(error), None) => return Err(error),
        };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
        let mut center = self.center.lock().unwrap_or_else(PoisonError::into_inner);
        *center = NextLook { at: now.checked_add(next).ok(), unreachable_since: None };
        Ok(found)
    }

    /// Notes how a call ended: the center is asked again when there was no connection for a while.
    fn note<T>(&self, result: &Result<T, CallError>) {
        let now = self.account.now();
        let mut center = self.center.lock().unwrap_or_else(PoisonError::into_inner);
        if result.as_ref().is_err_and(is_no_connection) {
            let since = *center.unreachable_since.get_or_insert(now);
            if now.duration_since(since) >= UNREACHABLE {
                (center.at, center.unreachable_since) = (Some(now), None);
            }
        } else {
            center.unreachable_since = None;
        }
    }

    async fn look_up(&self, before: Option<&Found>) -> Result<Found, CallError> {
        let (account, home) = (&self.account, matches!(self.which, Which::Home { .. }));
        if home && let Some(url) = account.known_url() {
            return self.named(url).await;
        }
        let wanted = match &self.which {
            Which::Home { .. } => RegionSelector::Home,
            Which::Bound(origin) => origin.region.clone().map_or(RegionSelector::Home, RegionSelector::Id),
        };
        let since = if before.is_some() { SignedDuration::ZERO } else { LONGEST };
        let since = account.now().checked_sub(since).unwrap_or(Timestamp::MIN);
        let addresses = account.addresses(&wanted, since).await?;
        if let (Which::Home { .. }, Credentials::Token(_), Some(region)) =
            (&self.which, &account.options().credentials, &account.options().region)
        {
            is_meant(region, addresses.region.as_deref(), addresses.name.as_deref())?;
        }
        let mut urls: Vec<&BaseUrl> = addresses.enabled().collect();
        let pin = match (&self.which, before) {
            (Which::Bound(origin), _) => addresses.named(&origin.base_url),
            (Which::Home { .. }, Some(before)) => addresses.named(&before.located().origin.base_url),
            (Which::Home { pins }, None) => {
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
        let origin = match (&self.which, before) {
            (Which::Bound(origin), _) => origin.clone(),
            (Which::Home { .. }, Some(before)) => before.located().origin,
            (Which::Home { .. }, None) => {
                let base_url = pin.map_or("", BaseUrl::as_str).into();
                Arc::new(Origin { region: addresses.region.clone(), base_url })
            }
        };
        let name = addresses.name.clone().or_else(|| addresses.region.clone());
        let name = name.unwrap_or_else(|| urls.first().map_or("", |url| url.host()).into());
        let backends = urls.iter().map(|url| Backend::new(account, url)).collect::<Result<Vec<_>, CallError>>()?;
        debug!(region = addresses.region.as_deref(), backends = backends.len(), pinned = pin.is_some(), "found");
        let pin = pin.map_or_else(OnceLock::new, |_| OnceLock::from(0));
        Ok(Found { located: Located { origin, name }, wanted, backends, pin })
    }

    /// At the address that the user named; the center is not asked.
    async fn named(&self, url: &BaseUrl) -> Result<Found, CallError> {
        let account = &self.account;
        let (region, name) = match &account.options().credentials {
            Credentials::Keys { .. } => {
                let session = account.session(&RegionSelector::Home).await?;
                (session.region, session.name)
            }
            // Nothing tells which region it is but the user.
            Credentials::Token(_) => (None, account.options().region.as_deref().map(Into::into)),
        };
        let origin = Arc::new(Origin { region, base_url: url.as_str().into() });
        let located = Located { origin, name: name.unwrap_or_else(|| url.host().into()) };
        let backends = vec![Backend::new(account, url)?];
        Ok(Found { located, wanted: RegionSelector::Home, backends, pin: OnceLock::from(0) })
    }
}

impl Addresses {
    /// The address of this text, switched on or not.
    fn named(&self, base_url: &str) -> Option<&BaseUrl> {
        self.urls.iter().map(|(url, _)| url).find(|url| url.as_str() == base_url)
    }
}

impl RegionClient {
    async fn list_from(&self, found: &Found, session: &Session, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        let (now, mut first) = (self.account.now(), None);
        for backend in found.in_order(now) {
            let pinned = found.is_pinned(backend);
            match self.known(backend, || backend.client.list_as(&session.token, ids)).await {
                // Another back end that knows none of them says nothing.
                Ok(answer) if !pinned && answer.reports.is_empty() => {}
                Ok(answer) => {
                    found.knows_tasks(backend);
                    let mut answer = ListAnswer { partial: answer.partial || !pinned, ..answer };
                    if pinned {
                        self.list_elsewhere(found, session, ids, &mut answer).await;
                    }
                    return Ok(answer);
                }
                Err(error) if is_no_connection(&error) => {
                    debug!(%error, "no connection");
                    backend.note_silence(&error, now);
                    first.get_or_insert(error);
                }
                Err(error) => return Err(first.unwrap_or(error)),
            }
        }
        Err(first.unwrap_or_else(no_backend))
    }

    /// Asks the region's other addresses for what the one that knows the tasks did not return: no task is gone before all were asked.
    /// An address that gives no answer says nothing.
    async fn list_elsewhere(&self, found: &Found, session: &Session, ids: &[TaskId], answer: &mut ListAnswer) {
        let now = self.account.now();
        for backend in found.others(now) {
            let is_missing = |id: &&TaskId| !answer.reports.iter().any(|(one, _)| one == *id);
            let missing: Vec<TaskId> = ids.iter().filter(is_missing).cloned().collect();
            if missing.is_empty() {
                return;
            }
            match backend.client.list_as(&session.token, &missing).await {
                Ok(other) => {
                    answer.reports.extend(other.reports);
                    answer.skipped += other.skipped;
                }
                Err(error) => {
                    debug!(%error, "another address of the region does not tell of missing tasks");
                    backend.note_silence(&error, now);
                }
            }
        }
    }
}

impl Service for RegionClient {
    async fn list(&self, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        let found = self.find().await?;
        let found = &found;
        let call = |session| async move { self.list_from(found, &session, ids).await };
        let result = self.account.with_token(&found.wanted, call).await;
        self.note(&result);
        result
    }

    async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
        let found = self.find().await?;
        // Only there are the tasks known: another back end might take a cancel of what it does not have.
        let backend = found.backends.iter().find(|backend| found.is_pinned(backend)).ok_or_else(no_backend)?;
        let call = |session: Session| async move {
            self.known(backend, || backend.client.cancel_as(&session.token, ids)).await
        };
        self.account.with_token(&found.wanted, call).await
    }

    async fn submit(&self, submission: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        Self::submit(self, submission).await
    }
}

/// Whether whoever answered is not EFile: no such path, or no such version (10009 of EFile).
fn is_not_efile(error: &CallError) -> bool {
    error.http_status == Some(404) || matches!(error.code.as_deref(), Some("404" | "10009"))
}

fn is_wrong_address(error: &CallError) -> bool {
    error.kind == CallErrorKind::SignIn(SignIn::WrongAddress)
}

/// Whether nothing was sent for want of a connection, so that another address may help.
fn is_no_connection(error: &CallError) -> bool {
    !error.may_have_arrived
        && matches!(error.kind, CallErrorKind::Unreachable | CallErrorKind::TimedOut | CallErrorKind::Tls(_))
}

/// The region does not name the address any more that knows the tasks.
fn no_backend() -> CallError {
    CallError::new(CallErrorKind::Unreachable, "the region does not name the EFile address of these tasks any more")
}

/// Whether a token is of the region that the user wants.
fn is_meant(wanted: &str, id: Option<&str>, name: Option<&str>) -> Result<(), CallError> {
    let wanted = wanted.trim();
    let part = wanted.to_lowercase();
    let by_name = name.is_some_and(|name| name.to_lowercase().contains(&part));
    if id == Some(wanted) || by_name || (id.is_none() && name.is_none()) {
        return Ok(());
    }
    let of = [id, name].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let detail = format!("{wanted:?}: the token is of another region, {of}");
    Err(CallError::sign_in(SignIn::NoRegion, detail))
}
