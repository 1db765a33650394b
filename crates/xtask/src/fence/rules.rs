//! Who must not depend on what: the arrows of `docs/architecture.md`, read the other way round.

/// What one package must never depend on, directly or through others.
struct Rule {
    package: &'static str,
    never: &'static [&'static str],
}

/// The rooms. A name that ends in `*` stands for all that begin so.
const RULES: &[Rule] = &[
    Rule {
        package: "docket-domain",
        never: &[
            "actix*",
            "diesel*",
            "r2d2*",
            "tokio*",
            "utoipa*",
            "opentelemetry*",
            "prometheus*",
            "serde_json",
            "docket*",
        ],
    },
    Rule {
        package: "docket-application",
        never: &[
            "actix*",
            "diesel*",
            "r2d2*",
            "utoipa*",
            "opentelemetry*",
            "prometheus*",
            "docket-credentials",
            "docket-http",
            "docket-persistence",
        ],
    },
    Rule {
        package: "docket-persistence",
        never: &[
            "actix*",
            "utoipa*",
            "opentelemetry*",
            "prometheus*",
            "docket-credentials",
            "docket-http",
        ],
    },
    Rule {
        package: "docket-credentials",
        never: &[
            "actix*",
            "diesel*",
            "r2d2*",
            "utoipa*",
            "opentelemetry*",
            "prometheus*",
            "docket-http",
            "docket-persistence",
        ],
    },
    Rule {
        package: "docket-http",
        never: &[
            "diesel*",
            "r2d2*",
            "opentelemetry*",
            "docket-credentials",
            "docket-persistence",
        ],
    },
    Rule {
        package: BENCH,
        never: &["docket*"],
    },
];

/// Made for tests alone.
const TESTKIT: &str = "docket-testkit";

/// What Docket is measured against; nothing needs it, and it needs nothing of Docket.
const BENCH: &str = "docket-bench";

/// The targets of the fuzzer, which need nearly everything; nothing needs them.
const FUZZ: &str = "docket-fuzz";

/// What a package must never depend on; a package without a rule must still not ship what is for
/// development.
pub(super) fn never_in(package: &str) -> Vec<&'static str> {
    let own = RULES.iter().filter(|rule| rule.package == package);
    let mut never: Vec<_> = own.flat_map(|rule| rule.never).copied().collect();
    never.extend(
        [TESTKIT, BENCH, FUZZ]
            .into_iter()
            .filter(|it| *it != package),
    );
    never
}

/// The first package with a rule that is not among the members: a rule that would check nothing.
pub(super) fn without_member(members: &[String]) -> Option<&'static str> {
    RULES
        .iter()
        .map(|rule| rule.package)
        .chain([TESTKIT, FUZZ])
        .find(|package| !members.iter().any(|member| member == package))
}

#[cfg(test)]
mod tests {
    use super::{BENCH, FUZZ, RULES, TESTKIT, never_in, without_member};

    #[test]
    fn a_package_without_a_rule_must_still_not_ship_what_is_for_development() {
        assert_eq!(never_in("docket"), [TESTKIT, BENCH, FUZZ]);
        assert!(never_in("docket-http").contains(&TESTKIT));
        assert_eq!(never_in(TESTKIT), [BENCH, FUZZ]);
        assert!(!never_in(FUZZ).contains(&"docket-http"));
    }

    #[test]
    fn a_rule_for_nobody_is_noticed() {
        let mut members: Vec<String> = RULES.iter().map(|rule| rule.package.to_owned()).collect();
        assert_eq!(without_member(&members), Some(TESTKIT));
        members.extend([TESTKIT, FUZZ].map(str::to_owned));
        assert_eq!(without_member(&members), None);
        members.remove(0);
        assert_eq!(without_member(&members), Some("docket-domain"));
    }
}
