//! The framework alone: whatever is asked for is the same task, whatever is sent comes back.

use std::io::{self, Write as _};
use std::thread;

use actix_web::http::header::ContentType;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer, guard};

/// A task as Docket would answer it.
const TASK: &str = r#"{"id":4711,"title":"Review the travel plan 4711","description":"Check what belongs to the invoice.","status":"pending","completed":false,"priority":"medium","due_date":"2026-12-01","tags":["home","work"],"version":1,"created_at":"2026-11-20T12:00:00.123456Z","updated_at":"2026-11-20T12:00:00.123456Z","completed_at":null}"#;

/// Serves on a free port of the loopback address, with as many workers as Docket has by default.
/// The address goes to standard error, in the words of Docket.
#[actix_web::main]
pub(crate) async fn serve() -> io::Result<()> {
    let server = HttpServer::new(|| {
        App::new()
            .route(
                "/{path:.*}",
                web::route().guard(guard::Get()).to(fixed_body),
            )
            .route("/{path:.*}", web::route().to(echo))
    })
    .workers(thread::available_parallelism()?.get())
    .bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        writeln!(
            io::stderr(),
            r#"{{"message":"listening","address":"{address}"}}"#
        )?;
    }
    server.run().await
}

async fn fixed_body() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(TASK)
}

async fn echo(body: Bytes) -> HttpResponse {
    HttpResponse::Created()
        .content_type(ContentType::json())
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::{TASK, echo, fixed_body};
    use actix_web::body::to_bytes;
    use actix_web::web::Bytes;

    #[actix_web::test]
    async fn the_body_is_fixed_or_what_was_sent() {
        let fixed = fixed_body().await.into_body();
        assert_eq!(to_bytes(fixed).await.unwrap(), TASK);
        let echoed = echo(Bytes::from_static(b"{}")).await.into_body();
        assert_eq!(to_bytes(echoed).await.unwrap(), "{}");
    }
}
