//! What is counted, as Prometheus reads it: its text format, version 0.0.4, read strictly.

use std::collections::{BTreeMap, BTreeSet};

/// The labels of a series.
pub(crate) type Labels = BTreeMap<String, String>;

/// One scrape.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    /// The type of each family.
    pub(crate) types: BTreeMap<String, String>,
    /// Every series: its name, its labels and its value.
    pub(crate) samples: Vec<(String, Labels, f64)>,
}

impl Exposition {
    /// Reads it. Every family must be described once, and before its series, which must differ.
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        let mut found = Self::default();
        let mut helped = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut family = String::new();
        assert!(text.ends_with('\n'), "the last line ends");
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, words) = help.split_once(' ').expect("a family has its words");
                assert!(words.ends_with('.'), "{line}");
                assert!(helped.insert(name.to_owned()), "{line}: twice");
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').expect("a family has a type");
                assert!(helped.contains(name), "{line}: what is it?");
                name.clone_into(&mut family);
                let known = found.types.insert(family.clone(), kind.to_owned());
                assert_eq!(known, None, "{line}: twice");
            } else {
                let sample = sample(line);
                let of_family = sample.0.strip_prefix(family.as_str());
                let is_histogram = found.types[&family] == "histogram";
                let fits = match of_family {
                    Some("_bucket" | "_sum" | "_count") => is_histogram,
                    rest => rest == Some("") && !is_histogram,
                };
                assert!(fits, "{line} is not of {family}");
                let series = (sample.0.clone(), sample.1.clone());
                assert!(seen.insert(series), "{line}: twice");
                found.samples.push(sample);
            }
        }
        found.histograms_add_up();
        found
    }

    /// The sum of the series with this name and these labels, whatever others they have; 0 if there
    /// are none.
    pub(crate) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let values = self.matching(name, labels).map(|(.., value)| value);
        values.sum()
    }

    /// Whether there is such a series.
    pub(crate) fn has(&self, name: &str, labels: &[(&str, &str)]) -> bool {
        self.matching(name, labels).next().is_some()
    }

    fn matching(
        &self,
        name: &str,
        labels: &[(&str, &str)],
    ) -> impl Iterator<Item = &(String, Labels, f64)> {
        self.samples.iter().filter(move |(found, has, _)| {
            let agrees =
                |(label, value): &(&str, &str)| has.get(*label).is_some_and(|found| found == value);
            found == name && labels.iter().all(agrees)
        })
    }

    /// The buckets of a histogram hold ever more, and the last one all.
    fn histograms_add_up(&self) {
        let mut buckets: BTreeMap<(&str, Labels), Vec<(f64, f64)>> = BTreeMap::new();
        for (name, labels, value) in &self.samples {
            if let Some(family) = name.strip_suffix("_bucket") {
                let mut labels = labels.clone();
                let bound = labels.remove("le").expect("a bucket has a bound");
                let bound = bound.parse().expect("a bound is a number");
                buckets
                    .entry((family, labels))
                    .or_default()
                    .push((bound, *value));
            }
        }
        for ((family, labels), buckets) in buckets {
            assert!(buckets.is_sorted_by(|a, b| a.0 < b.0), "{family}");
            assert!(buckets.is_sorted_by(|a, b| a.1 <= b.1), "{family}");
            let (bound, all) = buckets.last().expect("none is empty");
            assert!(bound.is_infinite(), "{family} has no last bucket");
            let labels: Vec<_> = labels
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            let count = self.sum(&format!("{family}_count"), &labels);
            assert!((count - all).abs() < 0.5, "{family} {labels:?}");
        }
    }
}

/// A series and its value: `name{label="value",…} 1`.
fn sample(line: &str) -> (String, Labels, f64) {
    let (series, value) = line.rsplit_once(' ').expect("a series has a value");
    let value = value.parse().expect("a value is a number");
    let Some((name, labels)) = series.split_once('{') else {
        return (series.to_owned(), Labels::new(), value);
    };
    let labels = labels.strip_suffix('}').expect("labels end");
    // None of our values has a quotation mark, a comma, a backslash or an end of line in it.
    let labels = labels.split(',').map(|label| {
        let (name, value) = label.split_once('=').expect("a label has a value");
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        (
            name.to_owned(),
            value.expect("a value is quoted").to_owned(),
        )
    });
    (name.to_owned(), labels.collect(), value)
}
