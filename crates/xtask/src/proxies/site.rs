//! The files of the documentation, made to fit the addresses of here.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;

use super::doors::{Doors, NAME};
use super::hold;
use crate::failure::{Failure, Outcome};
use crate::servers::free_port;
use crate::{process, setup, workspace};

/// What nginx is besides the file of the documentation.
const NGINX: &str = "\
daemon off;
worker_processes 2;
pid {directory}/nginx.pid;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path {directory}/nginx-body;
    proxy_temp_path {directory}/nginx-proxy;
    fastcgi_temp_path {directory}/nginx-fastcgi;
    uwsgi_temp_path {directory}/nginx-uwsgi;
    scgi_temp_path {directory}/nginx-scgi;
    include {directory}/docket.conf;
}
";

/// nginx, with the marked lines of its file replaced.
pub(super) fn nginx(
    directory: &Path,
    address: SocketAddr,
    instances: &[SocketAddr; 2],
) -> Outcome<(Command, Doors)> {
    let doors = Doors {
        plain: free_address()?,
        tls: free_address()?,
        certificate: directory.join("certificate.pem"),
    };
    let key = directory.join("key.pem");
    make_certificate(&doors.certificate, &key)?;
    let file = replaced(
        &documented("nginx.conf")?,
        &[
            ("10.0.0.11:8000", &instances[0].to_string()),
            ("10.0.0.12:8000", &instances[1].to_string()),
            ("listen 80;", &format!("listen {};", doors.plain)),
            // And a door without TLS, for clients that know none.
            (
                "listen 443 ssl http2;",
                &format!("listen {} ssl http2; listen {address};", doors.tls),
            ),
            (
                "/etc/ssl/docket/fullchain.pem",
                &doors.certificate.to_string_lossy(),
            ),
            ("/etc/ssl/docket/privkey.pem", &key.to_string_lossy()),
            (
                "/var/log/nginx/docket.log",
                &directory.join("nginx.log").to_string_lossy(),
            ),
        ],
    )?;
    write(&directory.join("docket.conf"), &file)?;
    let main = directory.join("nginx.conf");
    let path = directory.to_string_lossy();
    write(&main, &NGINX.replace("{directory}", &path))?;
    let program = setup::nginx().ok_or_else(|| Failure::because("nginx has vanished"))?;
    let mut command = Command::new(program);
    command.args(["-e", "stderr", "-c"]).arg(main);
    Ok((command, doors))
}

/// Caddy, which takes from variables what differs.
pub(super) fn caddy(
    directory: &Path,
    address: SocketAddr,
    instances: &[SocketAddr; 2],
) -> Outcome<Command> {
    // Its sites listen everywhere, unless they are told otherwise.
    let bound = "servers {";
    let file = replaced(
        &documented("Caddyfile")?,
        &[(bound, &format!("default_bind 127.0.0.1\n\t{bound}"))],
    )?;
    let path = directory.join("Caddyfile");
    write(&path, &file)?;
    let mut command = Command::new("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(path)
        .env("HOME", directory)
        .env("XDG_DATA_HOME", directory)
        .env("XDG_CONFIG_HOME", directory)
        .env("CADDY_ADMIN", "off")
        .env("DOCKET_SITE", format!("http://{address}"))
        .env(
            "DOCKET_INSTANCES",
            format!("{} {}", instances[0], instances[1]),
        );
    Ok(command)
}

/// A file of the documentation.
fn documented(name: &str) -> Outcome<String> {
    let path = workspace::root().join("docs/operations").join(name);
    fs::read_to_string(&path).map_err(Failure::while_doing(format_args!(
        "reading {}",
        path.display()
    )))
}

/// The text with each of these replaced, which must stand in it once.
fn replaced(text: &str, pairs: &[(&str, &str)]) -> Outcome<String> {
    let mut text = text.to_owned();
    for (old, new) in pairs {
        hold(text.matches(old).count() == 1, || {
            format!("`{old}` should stand once in the file")
        })?;
        text = text.replace(old, new);
    }
    Ok(text)
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(Failure::while_doing(format_args!(
        "writing {}",
        path.display()
    )))
}

/// A certificate for the name in the file, good for a day.
fn make_certificate(certificate: &Path, key: &Path) -> Outcome {
    let mut openssl = Command::new("openssl");
    openssl
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
        ])
        .args(["-subj", &format!("/CN={NAME}")])
        .args(["-addext", &format!("subjectAltName=DNS:{NAME}"), "-out"])
        .arg(certificate)
        .arg("-keyout")
        .arg(key);
    process::output(&mut openssl).map(drop)
}

pub(super) fn free_address() -> Outcome<SocketAddr> {
    Ok((Ipv4Addr::LOCALHOST, free_port()?).into())
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn what_is_to_be_replaced_must_stand_in_the_file_once() {
        let file = "listen 80; listen 443 ssl;";
        assert_eq!(
            replaced(file, &[("listen 80;", "listen 8080;")]).ok(),
            Some("listen 8080; listen 443 ssl;".to_owned())
        );
        assert!(replaced(file, &[("listen", "hear")]).is_err());
        assert!(replaced(file, &[("listen 81;", "")]).is_err());
    }
}
