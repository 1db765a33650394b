//! Settings of traces, by the variables that OpenTelemetry has for them.
//!
//! Those of the batches in which spans are sent (`OTEL_BSP_…`), and `OTEL_RESOURCE_ATTRIBUTES`, are
//! read by the library itself, from the environment alone.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use opentelemetry_sdk::trace::Sampler;
use secrecy::{ExposeSecret, SecretString};
use url::{Position, Url};

use super::reader::{Reader, SettingsError};

/// Where traces go, and which.
#[derive(Debug)]
pub(crate) struct TraceSettings {
    /// The collector: an `http` URL.
    pub(crate) endpoint: String,
    /// What it wants to see with each request.
    pub(crate) headers: Headers,
    /// How long to wait for its answer.
    pub(crate) timeout: Duration,
    /// Under which name this service is known there.
    pub(crate) service_name: String,
    /// Which traces are kept.
    pub(crate) sampler: Sampler,
}

/// Headers, of which some are secrets.
#[derive(Debug, Default)]
pub(crate) struct Headers(Vec<(String, SecretString)>);

impl Headers {
    /// As the library takes them.
    pub(crate) fn into_exposed(self) -> HashMap<String, String> {
        let expose =
            |(name, value): (String, SecretString)| (name, value.expose_secret().to_owned());
        self.0.into_iter().map(expose).collect()
    }
}

/// The words for which traces are kept, before their ratio is known.
const SAMPLERS: &[(&str, Sampling)] = &[
    ("always_on", Sampling::new(false, Keep::All)),
    ("always_off", Sampling::new(false, Keep::None)),
    ("traceidratio", Sampling::new(false, Keep::Ratio)),
    ("parentbased_always_on", Sampling::new(true, Keep::All)),
    ("parentbased_always_off", Sampling::new(true, Keep::None)),
    ("parentbased_traceidratio", Sampling::new(true, Keep::Ratio)),
];

#[derive(Debug, Clone, Copy)]
struct Sampling {
    is_by_parent: bool,
    keep: Keep,
}

#[derive(Debug, Clone, Copy)]
enum Keep {
    All,
    None,
    Ratio,
}

impl Sampling {
    const fn new(is_by_parent: bool, keep: Keep) -> Self {
        Self { is_by_parent, keep }
    }

    fn with_ratio(self, ratio: f64) -> Sampler {
        let own = match self.keep {
            Keep::All => Sampler::AlwaysOn,
            Keep::None => Sampler::AlwaysOff,
            Keep::Ratio => Sampler::TraceIdRatioBased(ratio),
        };
        if self.is_by_parent {
            Sampler::ParentBased(Box::new(own))
        } else {
            own
        }
    }
}

impl TraceSettings {
    /// `None` if no collector is named, or if it is switched off. What does not parse is an error
    /// even then.
    pub(super) fn read(reader: &Reader) -> Result<Option<Self>, SettingsError> {
        let all = reader.optional("OTEL_EXPORTER_OTLP_ENDPOINT", |url| {
            let mut url = collector(url)?;
            let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
            url.set_path(&path);
            Ok(url)
        })?;
        let own = reader.optional("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector)?;
        for variable in [
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        ] {
            reader.word(variable, &[("http/protobuf", ())], ())?;
        }
        let exporters = &[("otlp", true), ("none", false)];
        let is_wanted = reader.word("OTEL_TRACES_EXPORTER", exporters, true)?
            && !reader.boolean("OTEL_SDK_DISABLED", false)?;
        let timeout = |variable, default| reader.integer(variable, 1..=600_000, default);
        let timeout = timeout(
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
            timeout("OTEL_EXPORTER_OTLP_TIMEOUT", 10_000)?,
        )?;
        let mut headers = Headers::default();
        for variable in [
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        ] {
            let more = reader.optional(variable, read_headers)?;
            headers.0.extend(more.unwrap_or_default());
        }
        let ratio = reader.optional("OTEL_TRACES_SAMPLER_ARG", |value| {
            let ratio = value.parse().ok();
            let ratio = ratio.filter(|ratio| (0.0..=1.0).contains(ratio));
            ratio.ok_or("must be a number from 0 to 1".into())
        })?;
        let by_default = Sampling::new(true, Keep::All);
        let sampling = reader.word("OTEL_TRACES_SAMPLER", SAMPLERS, by_default)?;
        Ok(own.or(all).filter(|_| is_wanted).map(|endpoint| Self {
            endpoint: endpoint.into(),
            headers,
            timeout: Duration::from_millis(timeout),
            service_name: reader
                .get("OTEL_SERVICE_NAME")
                .unwrap_or("docket")
                .to_owned(),
            sampler: sampling.with_ratio(ratio.unwrap_or(1.0)),
        }))
    }
}

/// The URL of a collector.
fn collector(value: &str) -> Result<Url, Cow<'static, str>> {
    let url = Url::parse(value).map_err(|_| "must be a URL, as in http://127.0.0.1:4318")?;
    let is_bare = url[Position::BeforeUsername..Position::BeforeHost].is_empty();
    if url.scheme() == "https" {
        Err(
            "must begin with http://: TLS is spoken by a collector nearby, which passes traces on"
                .into(),
        )
    } else if url.scheme() != "http" || !is_bare {
        Err("must be a URL without a user, as in http://127.0.0.1:4318".into())
    } else {
        Ok(url)
    }
}

/// Headers as in `name=value,name=value`, values percent-encoded.
fn read_headers(value: &str) -> Result<Vec<(String, SecretString)>, Cow<'static, str>> {
    let pairs = value.split(',').filter(|pair| !pair.trim().is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let name = name.trim();
            let is_token = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
            let value = percent_encoding::percent_decode_str(value.trim());
            let value = value.decode_utf8().ok()?;
            let is_visible = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            (is_token && is_visible)
                .then(|| (name.to_owned(), SecretString::from(value.into_owned())))
        })
        .collect::<Option<_>>()
        .ok_or("must be headers, as in name=value,name=value".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");

    fn read(variables: &[(&str, &str)]) -> Result<Option<TraceSettings>, String> {
        TraceSettings::read(&Reader::with(variables)).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_is_traced_unless_a_collector_is_named_and_nobody_says_no() {
        for variables in [
            &[][..],
            &[
                ("OTEL_SERVICE_NAME", "x"),
                ("OTEL_TRACES_SAMPLER", "always_on"),
            ],
            &[ENDPOINT, ("OTEL_SDK_DISABLED", "true")],
            &[ENDPOINT, ("OTEL_TRACES_EXPORTER", "none")],
        ] {
            assert!(read(variables).unwrap().is_none(), "{variables:?}");
        }
        let settings = read(&[ENDPOINT]).unwrap().unwrap();
        assert_eq!(settings.endpoint, "http://127.0.0.1:4318/v1/traces");
        assert_eq!(settings.service_name, "docket");
        assert_eq!(settings.timeout, Duration::from_secs(10));
    }

    #[test]
    fn a_collector_of_traces_is_asked_where_it_says() {
        let own = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:1/here");
        let settings = read(&[ENDPOINT, own]).unwrap().unwrap();
        assert_eq!(settings.endpoint, "http://traces:1/here");
        let below = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:1/otlp/");
        let settings = read(&[below]).unwrap().unwrap();
        assert_eq!(settings.endpoint, "http://all:1/otlp/v1/traces");
    }

    #[test]
    fn headers_are_decoded_and_show_nothing_of_themselves() {
        let headers = ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=hunter2, x=a%20b%2Cc");
        let settings = read(&[ENDPOINT, headers]).unwrap().unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
        let headers = settings.headers.into_exposed();
        assert_eq!(headers["api-key"], "hunter2");
        assert_eq!(headers["x"], "a b,c");
    }

    #[test]
    fn what_does_not_parse_is_named_by_its_variable_and_not_shown() {
        for (variable, value) in [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://ada:hunter2@h"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "nowhere"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "hunter2"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0ac"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"),
            ("OTEL_TRACES_SAMPLER", "sometimes"),
            ("OTEL_TRACES_SAMPLER_ARG", "2"),
            ("OTEL_TRACES_EXPORTER", "zipkin"),
            ("OTEL_SDK_DISABLED", "perhaps"),
        ] {
            let error = read(&[(variable, value)]).unwrap_err();
            assert!(error.starts_with(&format!("{variable}: ")), "{error}");
            assert!(!error.contains("hunter2") && !error.contains(&format!("`{value}`")));
        }
    }

    #[test]
    fn the_sampler_is_the_one_that_is_set() {
        let sampler = |variables: &[(&str, &str)]| {
            let with_endpoint = [&[ENDPOINT], variables].concat();
            let settings = read(&with_endpoint).unwrap().unwrap();
            format!("{:?}", settings.sampler)
        };
        assert_eq!(sampler(&[]), "ParentBased(AlwaysOn)");
        assert_eq!(
            sampler(&[("OTEL_TRACES_SAMPLER", "always_off")]),
            "AlwaysOff"
        );
        let ratio = [
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
        ];
        assert_eq!(sampler(&ratio), "ParentBased(TraceIdRatioBased(0.25))");
    }
}
