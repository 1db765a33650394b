//! Reading what `cargo tree --prefix none` prints: one package on each line, the first of them the
//! one that was asked about.

/// A package on a line of the output.
pub(super) struct Package<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its version, without the `v`.
    version: &'a str,
}

/// The packages in the output, in its order.
pub(super) fn packages(tree: &str) -> impl Iterator<Item = Package<'_>> {
    tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next()?;
        let version = words.next()?.strip_prefix('v')?;
        Some(Package { name, version })
    })
}

/// The dependencies that are forbidden, each once, in the form that `cargo tree --invert` takes.
pub(super) fn breaches(tree: &str, never: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = packages(tree)
        .skip(1)
        .filter(|package| never.iter().any(|pattern| matches(pattern, package.name)))
        .map(|package| format!("{}@{}", package.name, package.version))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a name is the pattern, or begins with what stands before its `*`.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::{breaches, packages};

    const TREE: &str = "\
docket-domain v0.1.0 (/home/somebody/docket/crates/domain)
jiff v0.2.15
serde v1.0.228
serde_derive v1.0.228 (proc-macro)
syn v2.0.119
diesel v2.3.14
diesel_derives v2.3.10 (proc-macro)
syn v2.0.119 (*)
diesel v2.3.14 (*)
docket-http v0.1.0 (/home/somebody/docket/crates/http)
";

    #[test]
    fn what_is_forbidden_is_found_once_and_in_the_form_that_cargo_takes() {
        assert_eq!(
            breaches(TREE, &["actix*", "diesel*", "tokio"]),
            ["diesel@2.3.14", "diesel_derives@2.3.10"]
        );
        assert_eq!(breaches(TREE, &["serde"]), ["serde@1.0.228"]);
    }

    #[test]
    fn the_package_itself_is_no_dependency_of_its_own() {
        assert_eq!(breaches(TREE, &["docket*"]), ["docket-http@0.1.0"]);
    }

    #[test]
    fn a_name_is_not_taken_for_the_beginning_of_another() {
        assert!(breaches(TREE, &["dies", "syn2", "serde_", "http"]).is_empty());
        assert!(breaches("docket-domain v0.1.0\n", &["docket*", "*"]).is_empty());
    }

    #[test]
    fn empty_lines_between_packages_mean_nothing() {
        let names: Vec<_> = packages("a v1.0.0 (/a)\n\nb v2.0.0 (/b)\n")
            .map(|package| package.name)
            .collect();
        assert_eq!(names, ["a", "b"]);
    }
}
