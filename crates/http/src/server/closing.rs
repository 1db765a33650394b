//! How the server closes, so that nobody is cut off who was let in.
//!
//! The framework, when it is told to stop, drops the connections that its workers have not begun
//! with, and begins with no request that it has not read, sent or not. So it is told only when there
//! are none of these.

use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;

use super::door::Door;
use super::workers::Workers;
use crate::connections::Connections;

/// How long a connection may have been without a request, so that it is still waited for one: who
/// has just come in, or just got an answer.
const GRACE: Duration = Duration::from_millis(200);

/// How often it is looked who is there.
const PACE: Duration = Duration::from_millis(5);

/// How long to wait at most until none but those remain whose requests are under way.
const LIMIT: Duration = Duration::from_secs(2);

/// Lets nobody else in, waits until no request is under way but those that were begun, and has the
/// server finish these.
pub(super) async fn close(
    server: ServerHandle,
    door: Door,
    connections: Connections,
    workers: Workers,
) {
    let is_shut = door.shut().is_ok();
    if !is_shut {
        // Then those who are in and not accepted are reset.
        server.pause().await;
    }
    let is_settled = || connections.are_all_busy() && !(is_shut && door.has_someone_waiting());
    let begun = Instant::now();
    while begun.elapsed() < LIMIT {
        connections.end_idle(GRACE);
        if is_settled() {
            workers.take_a_turn(LIMIT).await;
            if is_settled() {
                break;
            }
        }
        tokio::time::sleep(PACE).await;
    }
    // Or the listener would stay open until all is finished.
    drop(door);
    server.stop(true).await;
}
