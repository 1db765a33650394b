//! The HTTP server: what it listens on, and how it ends.

mod closing;
mod door;
mod workers;

pub use door::listen;

use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::middleware::{Compat, Condition, NormalizePath, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer, rt};
use utoipa_actix_web::AppExt;

use crate::client_address::TrustedProxies;
use crate::connections::Connections;
use crate::cors::AllowedOrigins;
use crate::docs::{self, Pages};
use crate::edge::edge;
use crate::gate::{Operations, gate};
use crate::openapi::{self, document_of};
use crate::routes;
use crate::shield::shield;
use crate::state::{Limits, Services};
use door::Door;
use workers::Workers;

/// How long a client may take over the head of its first request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// What an operator sets of the server.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// How many threads handle requests.
    pub workers: usize,
    /// What every request is held to.
    pub limits: Limits,
    /// How many connections there may be at once; more wait to be accepted. Each takes two files of
    /// the process.
    pub max_connections: usize,
    /// How long a connection is kept without a request. It should be longer than proxies keep
    /// theirs, so that they never send one into a connection that is being closed.
    pub keep_alive: Duration,
    /// The proxies that are believed about where requests come from.
    pub trusted_proxies: TrustedProxies,
    /// The other sites whose scripts may read answers.
    pub allowed_origins: AllowedOrigins,
    /// How long requests under way may take to finish once shutdown has begun.
    pub shutdown_timeout: Duration,
}

/// Serves `services` on `listener` until `shutdown` resolves; then takes no more connections and
/// finishes the requests of those that it has. From when readiness is withdrawn, each answer is the
/// last of its connection.
///
/// # Errors
/// If the listener cannot be served on.
pub async fn serve(
    listener: TcpListener,
    settings: ServerSettings,
    services: Services,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let operations = openapi::operations();
    let pages = Pages::new(&document_of(&operations)?)?;
    let operations = docs::PATTERNS
        .into_iter()
        .fold(Operations::of(&operations), Operations::with_page)
        .counted(&services.metrics)
        .map_err(io::Error::other)?
        .traced(services.tracer.clone());
    let operations = Data::new(operations);
    let limits = settings.limits;
    let proxies = Data::new(settings.trusted_proxies);
    let connections = Connections::new(services.readiness.clone());
    // Whoever begins a request when the time is nearly over has as long for its head as others.
    connections
        .clone()
        .look_after(settings.keep_alive + HEAD_TIMEOUT);
    let origins = settings.allowed_origins;
    let workers = Workers::default();
    let workers_too = workers.clone();
    let app = move || {
        workers_too.note_this_one();
        App::new()
            .app_data(operations.clone())
            .app_data(Data::new(services.clone()))
            .app_data(Data::new(limits))
            .app_data(Data::new(pages.clone()))
            .app_data(proxies.clone())
            .into_utoipa_app()
            .configure(routes::configure)
            .into_app()
            .configure(docs::configure)
            // The last one wrapped is the first one passed.
            .wrap(from_fn(gate))
            .wrap(NormalizePath::trim())
            .wrap(from_fn(shield))
            .wrap(Compat::new(Condition::new(
                !origins.is_empty(),
                origins.middleware(),
            )))
            .wrap(from_fn(edge))
    };
    let door = Door::of(&listener)?;
    let connections_too = connections.clone();
    let server = HttpServer::new(app)
        .workers(settings.workers)
        .max_connections(settings.max_connections.div_ceil(settings.workers.max(1)))
        .keep_alive(settings.keep_alive)
        .on_connect(move |connection, extensions| connections_too.note(connection, extensions))
        .client_request_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(settings.shutdown_timeout.as_secs())
        .disable_signals()
        .listen(listener)?
        .run();
    let handle = server.handle();
    rt::spawn(async move {
        shutdown.await;
        closing::close(handle, door, connections, workers).await;
    });
    server.await
}
