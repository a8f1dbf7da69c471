//! `eftop demo`: the live screen over the embedded server, or that server alone.

use super::{
    exit::Result,
    live::Live,
    session,
    signals::Signals,
    start::{self, Settings},
};
use crate::{
    cli::{DemoArgs, Exit},
    client::{Client, ClientOptions},
    domain::{Origin, Region, RegionId, Task, TaskId},
    server::{self, Options, Scenario},
    settings::{Environment, Key, values::Value},
    terminal::Stderr,
    watch::{
        self, Clock, Parts,
        pollers::{Pollers, RegionSetup},
    },
};
use color_eyre::eyre::Context;
use std::{io::Write, sync::Arc, time::Duration};

/// Runs the demo until it is left.
pub async fn run(args: DemoArgs) -> Result<Exit> {
    let scenario = match &args.scenario {
        Some(name) => name,
        None if args.tasks.is_some() => "crowd",
        None => Scenario::names().next().unwrap_or_default(),
    };
    let options = Options {
        seed: args.seed,
        tasks: args.tasks,
        listen: args.listen,
        token_life: args.token_life,
        ..Options::new(Scenario::named(scenario)?)
    };
    if args.serve { serve(options).await } else { show(args, options).await }
}

/// Runs the server alone: two lines for a shell on stdout; on stderr the other way to sign in, what to watch, and each request.
async fn serve(options: Options) -> Result<Exit> {
    let mut signals = Signals::listen()?;
    let log = Box::new(|line: &server::LogLine| {
        // Whoever reads the log may have gone, or not read; that is no reason to stop serving.
        _ = writeln!(Stderr, "{line}");
    });
    let server = server::start(Options { log: Some(log), ..options }).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "export SCNET_EFILE_URL={}", server.base_url())
        .and_then(|()| writeln!(out, "export SCNET_TOKEN={}", server.token()))
        .and_then(|()| out.flush())
        .context("standard output cannot be written")?;
    drop(out);
    let account = server.account();
    // These keys open nothing but this server: that they are printed is their use.
    _ = writeln!(
        Stderr,
        "# or with keys: export SCNET_USER={} SCNET_ACCESS_KEY={} SCNET_SECRET_KEY={} SCNET_TOKEN_URL={}",
        account.user,
        account.access_key,
        account.secret_key,
        server.token_url()
    );
    _ = writeln!(Stderr, "# task ids to watch: {}", server.task_ids().join(" "));
    let signal = signals.next().await;
    server.shut_down().await?;
    Ok(Exit::Signal(signal))
}

/// Runs the server and the screen over it. Nothing is kept: the tasks live as long as the server.
async fn show(args: DemoArgs, options: Options) -> Result<Exit> {
    let scenario = options.scenario.name.clone();
    start::need_screen(&Environment::of_process())?;
    let mut flags = args.settings.flags.or_of_demo();
    // Its server is on this machine; this address is not asked.
    flags.0.insert(Key::Url, Value::Text("http://127.0.0.1".to_owned()));
    let settings = Settings::read(flags)?;
    settings.start_log()?;
    let config = &settings.config;
    let server = server::start(options).await?;
    let client = Client::new(ClientOptions {
        timeout: Duration::from_secs(5),
        ..ClientOptions::new(server.base_url(), server.token().into())
    })?;
    let clock = Clock::start();
    let name: Box<str> = format!("demo {scenario}").into();
    let origin = Some(Arc::new(Origin { region: None, base_url: server.base_url().into() }));
    let home = Region { id: RegionId::DEFAULT, name: name.clone(), origin: origin.clone() };
    let mut model = start::model(&settings, clock.now(), vec![home], None)?;
    let added = clock.now().wall;
    let watched = server.task_ids().iter().filter_map(|id| TaskId::new(id).ok());
    model.adopt(watched.map(|id| Task::new(id, added)).collect());
    let settings =
        watch::Settings { interval: config.interval, floor: watch::floor(true), ..watch::Settings::default() };
    let recording = start::record(args.record, &model)?;
    let parts = Parts {
        pollers: Pollers::alone(RegionSetup { service: Arc::new(client), settings, name, origin }, clock),
        store: None,
        follows_set: false,
        to_save: Vec::new(),
        clock,
        recording,
    };
    let live = Live::new(model, parts);
    let exit = Box::pin(session::run(live, clock, Vec::new(), start::outside(config))).await?;
    server.shut_down().await?;
    Ok(exit)
}
