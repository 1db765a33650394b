//! The operations that are served, as the OpenAPI document tells them.

use std::collections::{HashMap, HashSet};

use actix_web::http::Method;
use utoipa::openapi::path::{Operation as Documented, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr, SecurityRequirement};

use crate::error::ApiError;

/// One operation: a method of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Operation {
    /// To which limit it is held.
    pub(crate) rate_limit: RateLimit,
    /// The query parameters that it knows.
    pub(crate) query_parameters: Vec<String>,
}

/// To which limit an operation is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum RateLimit {
    /// None: it is public, and costs little.
    #[default]
    None,
    /// How often passwords are tried from an address.
    Login,
    /// How often accounts are made from an address.
    Register,
    /// How often a user asks for anything, who has to say who they are by an access token.
    User,
}

/// Under which name a public operation tells to which limit it is held.
const EXTENSION: &str = "x-rate-limit";

/// The operations that are served.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    by_pattern: HashMap<String, Vec<(Method, Operation)>>,
    /// The segments of all paths, also those that stand for parameters.
    segments: HashSet<String>,
}

impl Operations {
    /// The operations of a document. One that does not say otherwise needs an access token.
    pub(crate) fn of(document: &OpenApi) -> Self {
        let by_pattern = document
            .paths
            .paths
            .iter()
            .map(|(path, item)| {
                let operations = methods(item).map(|(method, documented)| {
                    (
                        method,
                        Operation {
                            rate_limit: rate_limit(documented),
                            query_parameters: query_parameters(documented),
                        },
                    )
                });
                (path.clone(), operations.collect())
            })
            .collect();
        let paths = document.paths.paths.keys();
        Self {
            by_pattern,
            segments: paths.flat_map(|path| segments(path)).collect(),
        }
    }

    /// Adds a page for people: it is public, is only read, and takes any query.
    pub(crate) fn with_page(mut self, pattern: &str) -> Self {
        self.segments.extend(segments(pattern));
        self.by_pattern.insert(
            pattern.to_owned(),
            vec![(Method::GET, Operation::default())],
        );
        self
    }

    /// Whether a path of some operation has this segment, as it is written.
    pub(crate) fn is_of_a_route(&self, segment: &str) -> bool {
        self.segments.contains(segment)
    }

    /// The operation with this pattern of paths and this method.
    ///
    /// # Errors
    /// [`ApiError::RouteNotFound`] or [`ApiError::MethodNotAllowed`].
    pub(crate) fn find(&self, pattern: &str, method: &Method) -> Result<&Operation, ApiError> {
        let operations = self
            .by_pattern
            .get(pattern)
            .ok_or(ApiError::RouteNotFound)?;
        operations
            .iter()
            .find_map(|(served, operation)| (served == method).then_some(operation))
            .ok_or_else(|| ApiError::MethodNotAllowed(allowed(operations)))
    }
}

fn segments(pattern: &str) -> impl Iterator<Item = String> {
    pattern.split('/').map(str::to_owned)
}

/// The methods that a client may use: HEAD goes wherever GET goes.
fn allowed(operations: &[(Method, Operation)]) -> Vec<Method> {
    let mut methods: Vec<Method> = operations
        .iter()
        .map(|(method, _)| method.clone())
        .collect();
    if let Some(at) = methods.iter().position(|method| *method == Method::GET) {
        methods.insert(at + 1, Method::HEAD);
    }
    methods
}

fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &Documented)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, documented)| Some((method, documented.as_ref()?)))
}

/// To which limit an operation is held. One that does not say that it is public needs a token.
fn rate_limit(documented: &Documented) -> RateLimit {
    // `security: [{}]` is how a document says that an operation needs none.
    let public = |requirements: &Vec<_>| {
        requirements
            .iter()
            .any(|requirement| *requirement == SecurityRequirement::default())
    };
    if !documented.security.as_ref().is_some_and(public) {
        return RateLimit::User;
    }
    let named = documented
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get(EXTENSION)?.as_str());
    match named {
        Some("login") => RateLimit::Login,
        Some("register") => RateLimit::Register,
        _ => RateLimit::None,
    }
}

fn query_parameters(documented: &Documented) -> Vec<String> {
    documented
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(found) if found.parameter_in == ParameterIn::Query => Some(found.name.clone()),
            _ => None,
        })
        .collect()
}
