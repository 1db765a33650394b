//! Requests: how many, how long they took, and how many are under way.

use std::sync::OnceLock;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};

/// Upper bounds of durations, in seconds: from reading a task to waiting for a full queue.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The methods that are told apart.
const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

/// The statuses that are told apart: those that the service gives, and those of the framework.
const STATUSES: [u16; 22] = [
    200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 422, 429, 431,
    500, 501, 503,
];

/// What stands for all others.
const OTHER: &str = "other";

/// What stands for all paths at which nothing is served, and for requests that were answered before
/// that was looked up.
const NO_ROUTE: &str = "unknown";

/// Of a request, the number of its route among those that are served; absent as in [`NO_ROUTE`].
pub(crate) type RouteNumber = Option<usize>;

/// What is counted of requests.
#[derive(Debug)]
pub(crate) struct Requests {
    answered: IntCounterVec,
    took: HistogramVec,
    in_flight: IntGauge,
    /// One for each route, and the last one for [`NO_ROUTE`].
    routes: Vec<Route>,
}

#[derive(Debug)]
struct Route {
    pattern: String,
    /// One for each of [`METHODS`], and the last one for [`OTHER`].
    methods: [OnceLock<Series>; METHODS.len() + 1],
}

#[derive(Debug)]
struct Series {
    took: Histogram,
    /// One for each of [`STATUSES`], and the last one for [`OTHER`].
    statuses: [OnceLock<IntCounter>; STATUSES.len() + 1],
}

/// While this lives, a request is under way.
#[derive(Debug)]
pub(crate) struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Requests {
    /// Begins to count requests for these routes, which have numbers in this order.
    pub(super) fn new(registry: &Registry, routes: Vec<String>) -> prometheus::Result<Self> {
        let answered = IntCounterVec::new(
            Opts::new(
                "docket_http_requests_total",
                "Requests answered, by pattern of the route, method and status.",
            ),
            &["route", "method", "status"],
        )?;
        let took = HistogramVec::new(
            HistogramOpts::new(
                "docket_http_request_duration_seconds",
                "Time from the head of a request to the head of its answer, or to the end of one that is made while it is sent.",
            )
            .buckets(BUCKETS.to_vec()),
            &["route", "method"],
        )?;
        let in_flight = IntGauge::new(
            "docket_http_requests_in_flight",
            "Requests that are not answered yet.",
        )?;
        registry.register(Box::new(answered.clone()))?;
        registry.register(Box::new(took.clone()))?;
        registry.register(Box::new(in_flight.clone()))?;
        let patterns = routes.into_iter().chain([NO_ROUTE.to_owned()]);
        let routes = patterns.map(|pattern| Route {
            pattern,
            methods: Default::default(),
        });
        Ok(Self {
            answered,
            took,
            in_flight,
            routes: routes.collect(),
        })
    }

    /// The pattern of a route, if there is one with this number.
    pub(crate) fn pattern(&self, route: RouteNumber) -> Option<&str> {
        let of_routes = &self.routes[..self.routes.len() - 1];
        Some(&of_routes.get(route?)?.pattern)
    }

    /// A request has begun.
    pub(crate) fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// A request was answered.
    pub(crate) fn count(
        &self,
        route: RouteNumber,
        method: &Method,
        status: StatusCode,
        took: Duration,
    ) {
        let none = self.routes.len() - 1;
        let route = &self.routes[route.unwrap_or(none).min(none)];
        let method = place_of(method, &METHODS);
        let series = route.methods[method].get_or_init(|| self.series(&route.pattern, method));
        series.took.observe(took.as_secs_f64());
        let status = place_of(&status.as_u16(), &STATUSES);
        let count =
            series.statuses[status].get_or_init(|| self.counter(&route.pattern, method, status));
        count.inc();
    }

    fn series(&self, route: &str, method: usize) -> Series {
        Series {
            took: self.took.with_label_values(&[route, method_name(method)]),
            statuses: Default::default(),
        }
    }

    fn counter(&self, route: &str, method: usize, status: usize) -> IntCounter {
        let number = STATUSES.get(status).map(ToString::to_string);
        let status = number.as_deref().unwrap_or(OTHER);
        self.answered
            .with_label_values(&[route, method_name(method), status])
    }
}

/// Where something stands in a list; if it does not, the place after the last.
fn place_of<T: PartialEq>(wanted: &T, list: &[T]) -> usize {
    let found = list.iter().position(|it| it == wanted);
    found.unwrap_or(list.len())
}

/// The word for a method: its name, or [`OTHER`].
pub(crate) fn method_word(method: &Method) -> &'static str {
    method_name(place_of(method, &METHODS))
}

fn method_name(method: usize) -> &'static str {
    // The names of these methods are static; only the type does not say so.
    const NAMES: [&str; METHODS.len()] =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    NAMES.get(method).copied().unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use prometheus::TextEncoder;

    use super::*;

    fn told(count: impl FnOnce(&Requests)) -> String {
        let registry = Registry::new();
        let routes = vec!["/tasks".to_owned(), "/tasks/{id}".to_owned()];
        count(&Requests::new(&registry, routes).unwrap());
        TextEncoder::new()
            .encode_to_string(&registry.gather())
            .unwrap()
    }

    #[test]
    fn a_request_is_counted_by_route_method_and_status_and_its_time_by_the_first_two() {
        let told = told(|requests| {
            let took = Duration::from_micros(700);
            requests.count(Some(1), &Method::GET, StatusCode::OK, took);
            requests.count(Some(1), &Method::GET, StatusCode::NOT_FOUND, took);
        });
        for line in [
            r#"docket_http_requests_total{method="GET",route="/tasks/{id}",status="200"} 1"#,
            r#"docket_http_requests_total{method="GET",route="/tasks/{id}",status="404"} 1"#,
            r#"docket_http_request_duration_seconds_bucket{method="GET",route="/tasks/{id}",le="0.0005"} 0"#,
            r#"docket_http_request_duration_seconds_bucket{method="GET",route="/tasks/{id}",le="0.001"} 2"#,
            r#"docket_http_request_duration_seconds_count{method="GET",route="/tasks/{id}"} 2"#,
        ] {
            assert!(told.contains(line), "{line} is not in\n{told}");
        }
    }

    #[test]
    fn what_a_client_makes_up_makes_no_series() {
        let told = told(|requests| {
            for (method, status) in [("BREW", 418), ("PROPFIND", 299), ("LOCK", 599)] {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let status = StatusCode::from_u16(status).unwrap();
                requests.count(None, &method, status, Duration::ZERO);
                requests.count(Some(99), &method, status, Duration::ZERO);
            }
        });
        let counters = told
            .lines()
            .filter(|line| line.contains("_requests_total{"));
        let counters: Vec<&str> = counters.collect();
        assert_eq!(
            counters,
            [r#"docket_http_requests_total{method="other",route="unknown",status="other"} 6"#]
        );
    }

    #[test]
    fn each_method_has_its_own_name() {
        for (place, method) in METHODS.iter().enumerate() {
            assert_eq!(method_name(place), method.as_str());
        }
    }

    #[test]
    fn a_request_is_in_flight_as_long_as_somebody_holds_it() {
        let in_flight = |told: &str| told.contains("docket_http_requests_in_flight 1\n");
        assert!(!in_flight(&told(|requests| drop(requests.begin()))));
        assert!(in_flight(&told(|requests| {
            // As if its request never ended.
            std::mem::forget(requests.begin());
        })));
    }
}
