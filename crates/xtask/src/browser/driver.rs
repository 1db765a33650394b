//! The program that drives the browser, and the packages that it needs.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::setup::CHROMIUM;
use crate::{locate, process, report, workspace};

/// What npm is told by: what is needed, in which versions, and how to install it.
const MANIFESTS: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// The program, ready to be run.
#[derive(Debug)]
pub(super) struct Driver {
    modules: PathBuf,
    chromium: PathBuf,
}

impl Driver {
    /// Sees to it that its packages are here in the versions that are asked for.
    pub(super) fn ensure() -> Outcome<Self> {
        let home = workspace::target()?.join("browser");
        let modules = home.join("node_modules");
        let chromium = locate::program(CHROMIUM, &[])
            .ok_or_else(|| Failure::because("Chromium is not in PATH"))?;
        let driver = Self { modules, chromium };
        // Written last, so that an installation that was interrupted is begun anew.
        let installed = home.join("installed.json");
        let wanted = fs::read(file("package-lock.json"))
            .map_err(Failure::while_doing("reading package-lock.json"))?;
        if fs::read(&installed).is_ok_and(|there| there == wanted) && driver.modules.is_dir() {
            return Ok(driver);
        }
        report::say(format_args!(
            "installing packages of Node in {}",
            home.display()
        ));
        fs::create_dir_all(&home).map_err(Failure::while_doing("making a place for packages"))?;
        for name in MANIFESTS {
            fs::copy(file(name), home.join(name))
                .map_err(Failure::while_doing(format_args!("copying {name}")))?;
        }
        let mut npm = Command::new("npm");
        // No package runs a program of its own while it is installed.
        npm.current_dir(&home)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        Failure::unless_success(process::run(&mut npm)?)?;
        fs::write(&installed, wanted).map_err(Failure::while_doing("noting what was installed"))?;
        Ok(driver)
    }

    /// Everything that a person does, on this server.
    pub(super) fn command(&self, server: SocketAddr) -> Command {
        let mut command = Command::new("node");
        command
            .arg(file("main.js"))
            .arg("--server")
            .arg(format!("http://{server}"))
            .arg("--chromium")
            .arg(&self.chromium)
            .env("NODE_PATH", &self.modules);
        command
    }
}

/// A file that belongs to it.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("browser")
        .join(name)
}
