//! The routes about the service itself.

use serde_json::json;

use crate::harness::{App, Case, cases, workspace_file};

pub(crate) const CASES: &[Case] = cases!(App:
    the_root_says_where_to_go,
    health_is_told_of_process_and_database,
    health_is_not_to_be_stored,
    the_version_is_the_one_of_this_build,
    every_problem_of_the_contract_is_explained,
    the_type_of_a_problem_leads_to_its_explanation,
    docs_is_a_page_with_all_its_files_at_hand,
    docs_lets_only_its_own_files_run,
);

/// The codes of the problems that these routes can have.
const CODES: [&str; 31] = [
    "bad_request",
    "not_authenticated",
    "token_invalid",
    "token_expired",
    "invalid_credentials",
    "refresh_token_invalid",
    "refresh_token_reused",
    "account_disabled",
    "forbidden",
    "task_forbidden",
    "task_not_found",
    "tasks_not_found",
    "tag_not_found",
    "user_not_found",
    "session_not_found",
    "route_not_found",
    "method_not_allowed",
    "request_timeout",
    "duplicate_user",
    "name_required",
    "last_admin",
    "version_conflict",
    "body_too_large",
    "unsupported_media_type",
    "validation_failed",
    "invalid_json",
    "unknown_field",
    "idempotency_key_reused",
    "rate_limited",
    "internal",
    "unavailable",
];

fn the_root_says_where_to_go(app: &App) {
    let root = app.client().root().ok();
    let message = root["message"].as_str().unwrap();
    assert!(!message.is_empty());
    assert_eq!(
        root,
        json!({
            "message": message, "status": "running", "version": env!("CARGO_PKG_VERSION"),
            "docs": "/docs", "openapi": "/openapi.json"
        })
    );
}

fn health_is_told_of_process_and_database(app: &App) {
    let client = app.client();
    let good = json!({"status": "ok", "database": "healthy"});
    assert_eq!(client.ready().ok(), good);
    assert_eq!(client.health().ok(), good);
    assert_eq!(client.live().ok()["status"], "ok");
}

fn health_is_not_to_be_stored(app: &App) {
    let client = app.client();
    for answer in [client.live(), client.ready(), client.health()] {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
    }
}

fn the_version_is_the_one_of_this_build(app: &App) {
    let version = app.client().version().ok();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    for member in ["commit", "built_at"] {
        assert!(
            version[member]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{version}"
        );
    }
    let printed = app.docket().run(&["--version"]).success();
    assert_eq!(
        printed.trim(),
        format!("docket {}", env!("CARGO_PKG_VERSION"))
    );
}

fn every_problem_of_the_contract_is_explained(app: &App) {
    let client = app.client();
    for code in CODES {
        let kind = format!("/problems/{}", code.replace('_', "-"));
        let explanation = client.explanation(&kind).ok();
        assert_eq!(explanation["code"], code);
        assert_eq!(explanation["type"], kind);
        let status = explanation["status"].as_u64().unwrap();
        assert!((400..600).contains(&status), "{explanation}");
        for member in ["title", "explanation"] {
            assert!(
                explanation[member]
                    .as_str()
                    .is_some_and(|text| text.len() > 3)
            );
        }
    }
}

fn the_type_of_a_problem_leads_to_its_explanation(app: &App) {
    let ada = app.user("ada");
    let post = |body: &str| {
        ada.request("POST", "/tasks")
            .body("application/json", body)
            .send()
    };
    for (answer, status, code) in [
        (app.client().me(), 401, "not_authenticated"),
        (app.client().with_token("x").me(), 401, "token_invalid"),
        (ada.task(&json!(99)), 404, "task_not_found"),
        (ada.task(&json!(0)), 422, "validation_failed"),
        (ada.list("?x=1"), 422, "unknown_field"),
        (post("{"), 422, "invalid_json"),
        (
            ada.request("POST", "/tasks").send(),
            415,
            "unsupported_media_type",
        ),
        (
            ada.request("PUT", "/tasks").send(),
            405,
            "method_not_allowed",
        ),
        (
            ada.request("GET", "/nowhere").send(),
            404,
            "route_not_found",
        ),
    ] {
        let problem = answer.problem(status, code);
        let explanation = app
            .client()
            .explanation(problem["type"].as_str().unwrap())
            .ok();
        for member in ["type", "title", "status", "code"] {
            assert_eq!(explanation[member], problem[member], "{code}");
        }
    }
}

/// The values of `src` and `href` in a page.
fn references(html: &str) -> Vec<String> {
    let after = |mark: &'static str| {
        html.split(mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
    };
    after("src=\"").chain(after("href=\"")).collect()
}

fn docs_is_a_page_with_all_its_files_at_hand(app: &App) {
    let client = app.client();
    let page = client.docs("").is(200);
    assert!(
        page.header("content-type")
            .unwrap()
            .starts_with("text/html"),
        "{page}"
    );
    let html = page.text();
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "{html}"
    );

    let files = references(html);
    assert!(files.len() >= 4, "{files:?}");
    for file in &files {
        let path = file.strip_prefix("/docs");
        let path = path.unwrap_or_else(|| panic!("{file} is from elsewhere"));
        let answer = client.docs(path).is(200);
        let media_type = answer.header("content-type").unwrap();
        let extension = file.rsplit('.').next().unwrap();
        let expected: &[&str] = match extension {
            "js" => &["text/javascript", "application/javascript"],
            "css" => &["text/css"],
            "png" => &["image/png"],
            other => panic!("say what type a file has that ends in {other}"),
        };
        assert!(
            expected.iter().any(|good| media_type.starts_with(good)),
            "{file}: {media_type}"
        );
        assert!(!answer.body.is_empty(), "{file}");
        if extension == "css" {
            assert!(
                !answer.text().contains("url(http"),
                "{file} refers to elsewhere"
            );
        }
    }
    let initializer = files
        .iter()
        .find(|file| file.contains("initializer"))
        .unwrap();
    let script = client.docs(initializer.strip_prefix("/docs").unwrap());
    assert!(script.text().contains("\"/openapi.json\""), "{script}");
    assert!(!script.text().contains("http"), "{script}");
}

fn docs_lets_only_its_own_files_run(app: &App) {
    let client = app.client();
    for file in [
        "",
        "/",
        "/index.html",
        "/swagger-ui-bundle.js",
        "/swagger-ui.css",
    ] {
        let answer = client.docs(file).is(200);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
        assert!(
            directives.contains(&"default-src 'none'"),
            "{file}: {policy}"
        );
        assert!(
            directives.contains(&"script-src 'self'"),
            "{file}: {policy}"
        );
        assert!(
            !policy.contains("http") && !policy.contains('*'),
            "{file}: {policy}"
        );
        assert!(!policy.contains("unsafe-eval"), "{file}: {policy}");
    }
    assert!(workspace_file("Cargo.toml").exists());
    for file in [
        "/../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
    ] {
        let answer = client.docs(file);
        assert!((400..500).contains(&answer.status), "{answer}");
    }
}
