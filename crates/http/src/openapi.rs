//! The OpenAPI document, made of the routes that are served.

mod answers;
mod rules;

use actix_web::App;
use serde_json::Value;
use utoipa::openapi::security::{
    Flow, Http, HttpAuthScheme, OAuth2, Password, Scopes, SecurityScheme,
};
use utoipa::openapi::{Components, OpenApi, SecurityRequirement};
use utoipa_actix_web::AppExt;

use crate::routes;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Docket",
        description = "Keeps tasks: register, log in, and manage tasks that only you can touch.\n\n\
                       Make an account at `POST /auth/register`, then log in with *Authorize* (name and \
                       password), or at `POST /auth/login`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "The server that this document comes from")),
    tags(
        (name = "auth", description = "Registering, logging in, and staying so"),
        (name = "tasks", description = "Your tasks"),
        (name = "bulk", description = "Many tasks at once: all of them, or none"),
        (name = "tags", description = "What groups your tasks"),
        (name = "users", description = "Your account and your sessions"),
        (name = "administration", description = "The accounts of others, for administrators"),
        (name = "service", description = "The service itself")
    )
)]
struct Base;

/// The names of the two ways to send an access token; they are the same on the wire. Swagger UI
/// offers them by the alphabet: what a person wants stands first.
const SCHEMES: [&str; 2] = ["password", "token"];

/// The document of everything that is served, as it is served.
///
/// # Errors
/// If it has no JSON form.
pub fn document() -> Result<Value, serde_json::Error> {
    document_of(&operations())
}

/// The document of these operations, with what no schema of theirs says.
///
/// # Errors
/// If it has no JSON form.
pub(crate) fn document_of(operations: &OpenApi) -> Result<Value, serde_json::Error> {
    let mut document = serde_json::to_value(operations)?;
    rules::add(&mut document);
    Ok(document)
}

/// The operations, as the routes tell them.
pub(crate) fn operations() -> OpenApi {
    let base = <Base as utoipa::OpenApi>::openapi();
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(base)
        .configure(routes::configure)
        .split_for_parts();
    document.security = Some(
        SCHEMES
            .map(|name| SecurityRequirement::new(name, [""; 0]))
            .to_vec(),
    );
    let components = document.components.get_or_insert_with(Components::new);
    for (name, scheme) in SCHEMES
        .into_iter()
        .zip([log_in_with_password(), paste_a_token()])
    {
        components.add_security_scheme(name, scheme);
    }
    answers::complete(&mut document);
    document
}

fn log_in_with_password() -> SecurityScheme {
    let flow = Password::new("/auth/login", Scopes::new());
    SecurityScheme::OAuth2(OAuth2::with_description(
        [Flow::Password(flow)],
        "Log in with user name (or e-mail address) and password.",
    ))
}

fn paste_a_token() -> SecurityScheme {
    let mut http = Http::new(HttpAuthScheme::Bearer);
    http.bearer_format = Some("JWT".to_owned());
    http.description = Some("An access token from `POST /auth/login`.".to_owned());
    SecurityScheme::Http(http)
}
