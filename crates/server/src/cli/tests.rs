//! The command line against its documentation.

use clap::{CommandFactory, ValueEnum};

use super::*;
use crate::console::Exit;

const DOCUMENTATION: &str = include_str!("../../../../docs/command-line.md");

/// The definition, in which each command knows its whole name.
fn definition() -> clap::Command {
    let mut definition = Cli::command().disable_help_subcommand(true);
    definition.build();
    definition
}

/// A command and all below it.
fn all(command: &clap::Command) -> Vec<&clap::Command> {
    let below = command.get_subcommands().flat_map(all);
    std::iter::once(command).chain(below).collect()
}

#[test]
fn the_command_line_is_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_and_all_of_its_options_are_documented() {
    let definition = definition();
    for command in all(&definition) {
        let name = command.get_bin_name().unwrap_or("docket");
        let alone = format!("`{name}`");
        let with_more = format!("`{name} ");
        assert!(
            DOCUMENTATION.contains(&alone) || DOCUMENTATION.contains(&with_more),
            "`{name}` is not documented"
        );
        for option in command.get_opts().chain(command.get_arguments()) {
            let Some(long) = option.get_long() else {
                continue;
            };
            assert!(
                DOCUMENTATION.contains(&format!("`--{long}")),
                "--{long} of `{name}` is not documented"
            );
        }
    }
    for shell in Shell::value_variants() {
        assert!(DOCUMENTATION.contains(&format!("`{shell}`")), "{shell}");
    }
}

#[test]
fn every_exit_code_is_documented_and_no_other() {
    let lines = Exit::ALL.map(|exit| format!("| {} | {} |", exit.code(), exit.meaning()));
    let found: Vec<&str> = DOCUMENTATION
        .lines()
        .filter(|line| {
            line.strip_prefix("| ")
                .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
        })
        .collect();
    assert_eq!(found, lines);
}

#[test]
fn every_command_says_what_it_does() {
    let definition = definition();
    for command in all(&definition) {
        assert!(command.get_about().is_some(), "{}", command.get_name());
        for argument in command.get_arguments() {
            assert!(
                argument.get_help().is_some(),
                "{} of {}",
                argument.get_id(),
                command.get_name()
            );
        }
    }
}
