//! The routes: a handler parses, calls one service, and renders.

mod administration;
mod auth;
#[cfg(feature = "probe")]
pub(crate) mod probe;
mod problems;
mod service;
mod tags;
mod tasks;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every route. What is registered here is what is served and what is documented.
///
/// The framework tries one after the other, and paths with parameters cost the most: what is asked
/// for most often comes first.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        // Before the paths with an id, which would else take these for one.
        .service(tasks::statistics::get)
        .service(tasks::export::export)
        .service(tasks::import::import)
        .service(tasks::bulk::create)
        .service(tasks::bulk::edit)
        .service(tasks::bulk::delete)
        .service(tasks::create)
        .service(tasks::list)
        .service(tasks::get)
        .service(tasks::edit)
        .service(tasks::replace)
        .service(tasks::delete)
        .service(tasks::tags::add)
        .service(tasks::tags::remove)
        .service(tags::list)
        .service(tags::rename)
        .service(tags::remove)
        .service(auth::register)
        .service(auth::register_alias)
        .service(auth::log_in)
        .service(auth::log_in_alias)
        .service(auth::refresh)
        .service(auth::log_out)
        .service(users::me)
        .service(users::edit_me)
        .service(users::delete_me)
        .service(users::change_password)
        .service(users::sessions::list)
        .service(users::sessions::end)
        // After `/users/me`, which it would else take for an id.
        .service(administration::list)
        .service(administration::get)
        .service(administration::edit)
        .service(administration::delete)
        .service(service::root)
        .service(service::live)
        .service(service::ready)
        .service(service::health)
        .service(service::version)
        .service(service::metrics)
        .service(problems::explain);
}
