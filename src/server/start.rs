//! Starting and ending the embedded server.

use super::{
    account::Account,
    answer::Answer,
    clock::{Clock, Pace},
    connection, control,
    engine::Engine,
    error::ServerError,
    fault::Faults,
    gate,
    log::{Counters, Log},
    noise,
    options::{Expired, LogSink, NextShape, Options},
    regions::{self, EfileUrl, OtherRegion},
    routes_account, routes_submit, routes_task, scope,
    scripted::Scripted,
    shared::{Shared, State},
    tls::Certificate,
    token::Tokens,
};
use axum::{
    Router,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rustix::system::uname;
use std::{
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

/// In milliseconds.
const DAY: i64 = 24 * 3_600_000;

/// A running server; dropping it ends it.
pub struct Running {
    base_url: String,
    token: String,
    task_ids: Vec<String>,
    account: Account,
    stop: watch::Sender<bool>,
    server: JoinHandle<io::Result<()>>,
}

impl Running {
    /// `http://127.0.0.1:PORT`, without a path.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// A token that the server takes from the start.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The ids that a client would watch at first, in the order of the scenario.
    pub fn task_ids(&self) -> &[String] {
        &self.task_ids
    }

    /// Who is signed in, and the keys that sign in.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Where the keys of [`Self::account`] sign in.
    pub fn token_url(&self) -> String {
        format!("{}{}", self.base_url, scope::TOKENS)
    }

    /// Ends the server: no new connections, answers at work are finished, hung ones are let go.
    ///
    /// # Errors
    /// What the system says of serving, if anything.
    pub async fn shut_down(self) -> io::Result<()> {
        let Self { stop, server, .. } = self;
        // Without a receiver the server has ended already.
        let _ = stop.send(true);
        server.await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("base_url", &self.base_url)
            .field("tasks", &self.task_ids.len())
            .finish_non_exhaustive()
    }
}

/// What a server is made of, whoever does its tasks.
struct Parts {
    listen: SocketAddr,
    tls: Option<TlsAcceptor>,
    clock: Arc<Clock>,
    engine: Arc<dyn Engine>,
    /// The made-up world, which has control routes.
    world: Option<Arc<Scripted>>,
    account: Account,
    tokens: Tokens,
    /// A token that is taken from the start.
    token: String,
    /// In milliseconds.
    token_life: i64,
    seed: u64,
    regions: Vec<OtherRegion>,
    own_urls: Option<Vec<EfileUrl>>,
    faults: Faults,
    next_shape: NextShape,
    expired: Expired,
    log: Option<LogSink>,
}

/// Starts the server over a made-up world. It must be called within a tokio runtime, and serves until [`Running`] is dropped or shut
/// down.
///
/// # Errors
/// A [`ServerError`] when address, token or number of tasks cannot be used.
pub async fn start(options: Options) -> Result<Running, ServerError> {
    if !options.listen.ip().is_loopback() {
        return Err(ServerError::NotLoopback(options.listen));
    }
    if let Some(token) = &options.token {
        regions::check_token(token)?;
    }
    regions::check(&options.regions, &options.scenario.account, options.token.as_deref())?;
    let token_life = token_life(&options)?;
    let clock = Arc::new(Clock::new(options.pace, options.epoch, options.clock_off));
    let world = Arc::new(Scripted::new(&options.scenario, options.seed, options.tasks, Arc::clone(&clock))?);
    let account = options.scenario.account.clone();
    let mut tokens = Tokens::new(options.seed);
    for region in &options.regions {
        if let Some(token) = &region.token {
            tokens.admit_for_good(token, &region.cluster_id);
        }
    }
    let token = if let Some(token) = options.token {
        tokens.admit(&token, token_life, &account.cluster_id);
        token
    } else {
        let unix = clock.wall(token_life).as_millisecond();
        tokens.issue(&account.user, &account.user_id, &account.cluster_id, token_life, unix)
    };
    let mut faults = Faults::default();
    for fault in &options.scenario.faults {
        faults.add(fault.clone(), 0);
    }
    let parts = Parts {
        listen: options.listen,
        tls: None,
        clock,
        engine: options.engine.unwrap_or_else(|| Arc::clone(&world) as Arc<dyn Engine>),
        world: Some(world),
        account,
        tokens,
        token,
        token_life,
        seed: options.seed,
        regions: options.regions,
        own_urls: options.own_urls,
        faults,
        next_shape: options.next_shape,
        expired: options.expired,
        log: options.log,
    };
    serve(parts).await
}

/// Where a server of real files listens.
#[derive(Debug)]
pub struct Listen {
    pub address: SocketAddr,
    pub certificate: Option<Certificate>,
    /// Without a certificate, too, where other machines reach the address.
    pub insecure_http: bool,
}

/// Starts the server over an engine of real files: its account, and a token that is good as long as the server runs.
///
/// # Errors
/// When the address cannot be listened on, the certificate cannot be used, or other machines would send tokens without TLS.
pub async fn start_files(
    engine: Arc<dyn Engine>,
    (account, token): (Account, String),
    Listen { address: listen, certificate, insecure_http }: Listen,
    log: Option<LogSink>,
) -> Result<Running, ServerError> {
    if !listen.ip().is_loopback() && certificate.is_none() && !insecure_http {
        return Err(ServerError::Plain(listen));
    }
    let tls = certificate.map(|certificate| certificate.acceptor()).transpose()?;
    let clock = Arc::new(Clock::new(Pace::Real, None, 0));
    // The tokens of signing in follow from it, so nobody may guess it; only the one that was made once is good after a restart.
    let seed = RandomState::new().build_hasher().finish();
    let mut tokens = Tokens::new(seed);
    tokens.admit_for_good(&token, &account.cluster_id);
    let parts = Parts {
        listen,
        tls,
        clock,
        engine,
        world: None,
        account,
        tokens,
        token,
        token_life: DAY,
        seed,
        regions: Vec::new(),
        own_urls: Some(vec![EfileUrl::on(format!("{}/efile", regions::BASE))]),
        faults: Faults::default(),
        next_shape: NextShape::default(),
        expired: Expired::default(),
        log,
    };
    serve(parts).await
}

async fn serve(parts: Parts) -> Result<Running, ServerError> {
    let unusable = |source| ServerError::Listen { address: parts.listen, source };
    let listener = TcpListener::bind(parts.listen).await.map_err(unusable)?;
    let scheme = if parts.tls.is_some() { "https" } else { "http" };
    let base_url = format!("{scheme}://{}", reachable(listener.local_addr().map_err(unusable)?));
    let (stop, stopped) = watch::channel(false);
    let task_ids = parts.world.as_ref().map(|world| world.first_ids()).unwrap_or_default();
    let state = State {
        faults: parts.faults,
        tokens: parts.tokens,
        log: Log::default(),
        counters: Counters::default(),
        sink: parts.log,
    };
    let (account, token) = (parts.account, parts.token);
    let shared = Arc::new(Shared {
        clock: parts.clock,
        engine: parts.engine,
        account: account.clone(),
        base_url: base_url.clone(),
        seed: parts.seed,
        token_life: parts.token_life,
        regions: parts.regions,
        own_urls: parts.own_urls.unwrap_or_else(regions::usual_urls),
        next_shape: parts.next_shape,
        expired: parts.expired,
        state: Mutex::new(state),
        stop: stopped.clone(),
    });
    let server = tokio::spawn(connection::serve(listener, parts.tls, router(shared, parts.world), stopped));
    Ok(Running { base_url, token, task_ids, account, stop, server })
}

/// Where clients reach the server: one that listens on all addresses, by the name of the machine.
fn reachable(address: SocketAddr) -> String {
    let name = uname();
    match name.nodename().to_str() {
        Ok(host) if address.ip().is_unspecified() && !host.is_empty() => format!("{host}:{}", address.port()),
        _ => address.to_string(),
    }
}

/// How long tokens live, in milliseconds.
fn token_life(options: &Options) -> Result<i64, ServerError> {
    match options.token_life {
        None => Ok(noise::millis(options.scenario.token_life)),
        Some(life) if (0.1..=1e8).contains(&life.as_secs_f64()) => Ok(noise::millis(life.as_secs_f64())),
        Some(life) => Err(ServerError::BadTokenLife(life)),
    }
}

fn router(shared: Arc<Shared>, world: Option<Arc<Scripted>>) -> Router {
    Router::new()
        .route("/efile/openapi/v2/file/task/list", post(routes_task::list))
        .route("/efile/openapi/v2/file/task/cancel", post(routes_task::cancel))
        .route("/efile/openapi/v2/file/async-copy", post(routes_submit::copy))
        .route("/efile/openapi/v2/file/async-move", post(routes_submit::relocate))
        .route("/efile/openapi/v2/file/async-remove", post(routes_submit::remove))
        .route(scope::TOKENS, post(routes_account::tokens))
        .route(scope::NEXT, post(routes_account::next))
        .route("/ac/openapi/v2/tokens/state", get(routes_account::state))
        .route(scope::CENTER, get(routes_account::center))
        .merge(world.map(control::routes).unwrap_or_default())
        // Seen by clients of the real service: unknown paths are 404 in an envelope, wrong methods are 1001.
        .method_not_allowed_fallback(wrong_method)
        .fallback(not_found)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), gate::gate))
        .layer(middleware::map_response_with_state(Arc::clone(&shared), gate::dated))
        .with_state(shared)
}

async fn not_found() -> Response {
    Answer::said("404", "Not Found").http(StatusCode::NOT_FOUND).into_response()
}

async fn wrong_method() -> Response {
    Answer::code("1001").into_response()
}
