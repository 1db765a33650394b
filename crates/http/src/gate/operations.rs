//! The operations that are served, as the OpenAPI document tells them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use actix_web::http::Method;
use utoipa::openapi::path::{Operation as Documented, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr, SecurityRequirement};

use crate::error::ApiError;
use crate::metrics::{Meter, Metrics, MetricsError};
use crate::traces::RequestTracer;

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
    by_pattern: HashMap<String, Route>,
    /// The segments of all paths, also those that stand for parameters.
    segments: HashSet<String>,
    meter: Option<Meter>,
    tracer: Option<Arc<dyn RequestTracer>>,
}

/// The operations with the same pattern of paths.
#[derive(Debug, Default)]
pub(crate) struct Route {
    /// Its number, by which requests for it are counted.
    pub(crate) number: usize,
    operations: Vec<(Method, Operation)>,
}

impl Operations {
    /// The operations of a document. One that does not say otherwise needs an access token.
    pub(crate) fn of(document: &OpenApi) -> Self {
        let by_pattern = document
            .paths
            .paths
            .iter()
            .enumerate()
            .map(|(number, (path, item))| {
                let operations = methods(item).map(|(method, documented)| {
                    (
                        method,
                        Operation {
                            rate_limit: rate_limit(documented),
                            query_parameters: query_parameters(documented),
                        },
                    )
                });
                let route = Route {
                    number,
                    operations: operations.collect(),
                };
                (path.clone(), route)
            })
            .collect();
        let paths = document.paths.paths.keys();
        Self {
            by_pattern,
            segments: paths.flat_map(|path| segments(path)).collect(),
            meter: None,
            tracer: None,
        }
    }

    /// Adds a page for people: it is public, is only read, and takes any query.
    pub(crate) fn with_page(mut self, pattern: &str) -> Self {
        self.segments.extend(segments(pattern));
        let route = Route {
            number: self.by_pattern.len(),
            operations: vec![(Method::GET, Operation::default())],
        };
        self.by_pattern.insert(pattern.to_owned(), route);
        self
    }

    /// Begins to count requests for them.
    ///
    /// # Errors
    /// If some are counted already.
    pub(crate) fn counted(mut self, metrics: &Metrics) -> Result<Self, MetricsError> {
        let mut patterns = vec![String::new(); self.by_pattern.len()];
        for (pattern, route) in &self.by_pattern {
            patterns[route.number].clone_from(pattern);
        }
        self.meter = Some(Meter::new(metrics, patterns)?);
        Ok(self)
    }

    /// Begins to trace requests for them, if somebody does.
    pub(crate) fn traced(self, tracer: Option<Arc<dyn RequestTracer>>) -> Self {
        Self { tracer, ..self }
    }

    /// Who traces requests, if anybody does.
    pub(crate) fn tracer(&self) -> Option<&dyn RequestTracer> {
        self.tracer.as_deref()
    }

    /// What is counted of requests, if it is.
    pub(crate) fn meter(&self) -> Option<&Meter> {
        self.meter.as_ref()
    }

    /// Whether a path of some operation has this segment, as it is written.
    pub(crate) fn is_of_a_route(&self, segment: &str) -> bool {
        self.segments.contains(segment)
    }

    /// What is served under this pattern of paths.
    ///
    /// # Errors
    /// [`ApiError::RouteNotFound`].
    pub(crate) fn route(&self, pattern: &str) -> Result<&Route, ApiError> {
        self.by_pattern.get(pattern).ok_or(ApiError::RouteNotFound)
    }
}

impl Route {
    /// The operation with this method.
    ///
    /// # Errors
    /// [`ApiError::MethodNotAllowed`].
    pub(crate) fn operation(&self, method: &Method) -> Result<&Operation, ApiError> {
        self.operations
            .iter()
            .find_map(|(served, operation)| (served == method).then_some(operation))
            .ok_or_else(|| ApiError::MethodNotAllowed(allowed(&self.operations)))
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
