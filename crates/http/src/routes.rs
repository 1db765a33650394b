//! The routes: a handler parses, calls one service, and renders.

mod auth;
mod problems;
mod service;
mod tasks;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every route. What is registered here is what is served and what is documented.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(service::root)
        .service(service::live)
        .service(service::ready)
        .service(service::health)
        .service(service::version)
        .service(problems::explain)
        .service(auth::register)
        .service(auth::register_alias)
        .service(auth::log_in)
        .service(auth::log_in_alias)
        .service(users::me)
        .service(users::edit_me)
        .service(users::delete_me)
        .service(users::change_password)
        .service(tasks::create)
        .service(tasks::list)
        .service(tasks::get)
        .service(tasks::replace)
        .service(tasks::edit)
        .service(tasks::delete);
}
