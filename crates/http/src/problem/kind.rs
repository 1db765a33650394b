//! Every kind of problem there is: its status, its words, its explanation.

use actix_web::http::StatusCode;

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemKind {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
}

impl ProblemKind {
    const fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        explanation: &'static str,
    ) -> Self {
        Self {
            status,
            code,
            title,
            explanation,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.status
    }

    /// The stable word for programs, in `snake_case`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// The kind in a few words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.title
    }

    /// What it means and what to do about it.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        self.explanation
    }

    /// Where it is explained: the path of `GET /problems/{slug}`.
    #[must_use]
    pub fn path(self) -> String {
        format!("/problems/{}", self.slug())
    }

    /// The code in the spelling of paths.
    #[must_use]
    pub fn slug(self) -> String {
        self.code.replace('_', "-")
    }

    /// The kind with this slug.
    #[must_use]
    pub fn by_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }
}

/// Names the kinds and lists them all, so that none can be left out of the list.
macro_rules! kinds {
    ($($name:ident: $status:ident $code:literal $title:literal $explanation:literal)*) => {
        impl ProblemKind {
            $(
                #[doc = $explanation]
                pub const $name: Self =
                    Self::new(StatusCode::$status, $code, $title, $explanation);
            )*

            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

kinds! {
    BAD_REQUEST: BAD_REQUEST "bad_request" "Bad Request"
        "The request is not HTTP as this service speaks it: its path is not valid UTF-8, or its body ended too early."
    NOT_AUTHENTICATED: UNAUTHORIZED "not_authenticated" "Not Authenticated"
        "This needs an access token. Log in at POST /auth/login and send `Authorization: Bearer <access_token>`."
    TOKEN_INVALID: UNAUTHORIZED "token_invalid" "Token Invalid"
        "The access token is not one that this service issued, or its user may no longer use it. Log in again."
    TOKEN_EXPIRED: UNAUTHORIZED "token_expired" "Token Expired"
        "The access token was good once. Log in again."
    INVALID_CREDENTIALS: UNAUTHORIZED "invalid_credentials" "Invalid Credentials"
        "There is no such user, or it is not their password. Which of the two is not said."
    REFRESH_TOKEN_INVALID: UNAUTHORIZED "refresh_token_invalid" "Refresh Token Invalid"
        "The refresh token is not one of a session that goes on: it has expired, or the session has ended. Log in again."
    REFRESH_TOKEN_REUSED: UNAUTHORIZED "refresh_token_reused" "Refresh Token Reused"
        "The refresh token was used before. Someone may have stolen it, so its session has ended, with all of its tokens. Log in again."
    ACCOUNT_DISABLED: FORBIDDEN "account_disabled" "Account Disabled"
        "The password is right, but an administrator has disabled the account."
    FORBIDDEN: FORBIDDEN "forbidden" "Forbidden"
        "This is for administrators, and you are none."
    TASK_FORBIDDEN: FORBIDDEN "task_forbidden" "Task Forbidden"
        "The task belongs to someone else."
    TASK_NOT_FOUND: NOT_FOUND "task_not_found" "Task Not Found"
        "There is no task with this id. It may have been deleted."
    TASKS_NOT_FOUND: NOT_FOUND "tasks_not_found" "Tasks Not Found"
        "Some of the tasks are not there or belong to someone else; `missing_ids` names them. Nothing was changed."
    TAG_NOT_FOUND: NOT_FOUND "tag_not_found" "Tag Not Found"
        "The task does not have this tag, or none of your tasks has it."
    USER_NOT_FOUND: NOT_FOUND "user_not_found" "User Not Found"
        "There is no user with this id. The account may have been deleted."
    SESSION_NOT_FOUND: NOT_FOUND "session_not_found" "Session Not Found"
        "You have no session with this id. It may have ended."
    ROUTE_NOT_FOUND: NOT_FOUND "route_not_found" "Route Not Found"
        "Nothing is served at this path. GET /openapi.json lists what is."
    METHOD_NOT_ALLOWED: METHOD_NOT_ALLOWED "method_not_allowed" "Method Not Allowed"
        "The path is served, but not with this method. The `Allow` header lists those it is served with."
    REQUEST_TIMEOUT: REQUEST_TIMEOUT "request_timeout" "Request Timeout"
        "The body of the request did not arrive in time."
    DUPLICATE_USER: CONFLICT "duplicate_user" "Duplicate User"
        "Another account has this user name or e-mail address; `field` says which of the two. Case makes no difference."
    NAME_REQUIRED: CONFLICT "name_required" "Name Required"
        "The account would be left without a user name and without an e-mail address. Give it the other one first."
    LAST_ADMIN: CONFLICT "last_admin" "Last Admin"
        "This is the last active administrator. Make someone else one first."
    VERSION_CONFLICT: PRECONDITION_FAILED "version_conflict" "Version Conflict"
        "The task has changed since you read it: `If-Match` names another version than `current_version`. Read it again."
    BODY_TOO_LARGE: PAYLOAD_TOO_LARGE "body_too_large" "Body Too Large"
        "The body of the request is larger than this service takes."
    UNSUPPORTED_MEDIA_TYPE: UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "Unsupported Media Type"
        "The body must be JSON in UTF-8 (`Content-Type: application/json`), without any `Content-Encoding`."
    VALIDATION_FAILED: UNPROCESSABLE_ENTITY "validation_failed" "Validation Failed"
        "The input breaks rules; `errors` lists each of them."
    INVALID_JSON: UNPROCESSABLE_ENTITY "invalid_json" "Invalid JSON"
        "The body is not well-formed JSON; `line` and `column` say where it stops being so."
    UNKNOWN_FIELD: UNPROCESSABLE_ENTITY "unknown_field" "Unknown Field"
        "The input has a member or a query parameter that is not known here; `field` names it. Look for a typing error."
    IDEMPOTENCY_KEY_REUSED: UNPROCESSABLE_ENTITY "idempotency_key_reused" "Idempotency Key Reused"
        "You have sent another request with this `Idempotency-Key` before. Use a new key for each thing to be done."
    RATE_LIMITED: TOO_MANY_REQUESTS "rate_limited" "Rate Limited"
        "This was asked for too often. Try again after `Retry-After` seconds; `RateLimit-Policy` tells the limits."
    INTERNAL: INTERNAL_SERVER_ERROR "internal" "Internal Server Error"
        "A defect of this service. Its operator finds the cause in the log under `request_id`."
    UNAVAILABLE: SERVICE_UNAVAILABLE "unavailable" "Service Unavailable"
        "The service cannot do this right now: its database is away, it has too much to do, or it is shutting down. Try again after `Retry-After` seconds."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_slug_alone() {
        for kind in ProblemKind::ALL {
            assert_eq!(
                ProblemKind::by_slug(&kind.slug()),
                Some(*kind),
                "{}",
                kind.code()
            );
        }
        assert_eq!(ProblemKind::by_slug("no-such-kind"), None);
    }
}
