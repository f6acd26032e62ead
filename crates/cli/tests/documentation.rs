//! Help, man pages and completions.

mod util;

use std::{collections::BTreeMap, fs};
use util::{shown, storeauth};

const COMMANDS: &[&str] = &[
    "verify",
    "explain",
    #[cfg(feature = "audit")]
    "audit",
    #[cfg(all(unix, feature = "gateway"))]
    "gateway",
    #[cfg(all(unix, feature = "store"))]
    "store",
    "sign",
    "keygen",
    "generate",
    "conformance",
    "demo",
    "completions",
    "man",
];
const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// What a good run prints.
#[track_caller]
fn printed(command: &str, arguments: &[&str]) -> String {
    let run = storeauth(command).args(arguments).run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
    run.stdout
}

// Help

#[test]
fn help_names_every_command_and_what_to_start_with() {
    let help = printed("--help", &[]);
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
    assert!(help.ends_with("Start with:\n  storeauth demo\n  storeauth verify --help\n"), "{help}");
}

#[test]
fn every_command_that_does_something_with_files_shows_examples() {
    for command in COMMANDS.iter().filter(|command| **command != "demo") {
        let help = printed(command, &["--help"]);
        assert!(help.contains(&format!("\n  storeauth {command} ")), "{help}");
    }
}

#[test]
fn help_fits_a_terminal_of_100_columns() {
    let mut pages = vec![printed("--help", &[])];
    pages.extend(COMMANDS.iter().map(|command| printed(command, &["--help"])));
    for page in pages {
        for line in page.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn help_on_verify_names_every_member_of_a_line_of_json() {
    let help = printed("verify", &["--help"]);
    assert!(help.contains("result, reason, field, key, expiresAt, message, line"), "{help}");
}

#[test]
fn help_is_the_same_by_command_and_by_option() {
    for command in COMMANDS {
        assert_eq!(printed("help", &[command]), printed(command, &["--help"]));
    }
}

#[test]
fn without_a_command_help_goes_to_standard_error() {
    let run = storeauth("--help").run();
    let mut bare = std::process::Command::new(env!("CARGO_BIN_EXE_storeauth"));
    let output = bare.output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), run.stdout);
    assert_eq!((output.stdout, output.status.code()), (Vec::new(), Some(2)));
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = format!("storeauth {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(printed("--version", &[]), version);
}

#[test]
fn a_command_that_there_is_not_is_a_usage_error() {
    storeauth("verfy").run().assert_usage("unrecognized subcommand 'verfy'");
}

/// Every page of help: of the command itself and of each of its commands, long and short.
#[track_caller]
fn help_pages() -> Vec<String> {
    let of_all = ["--help", "-h"].map(|option| printed(option, &[]));
    let of_each = COMMANDS
        .iter()
        .flat_map(|command| ["--help", "-h"].map(|option| printed(command, &[option])));
    of_all.into_iter().chain(of_each).collect()
}

#[test]
fn no_help_and_no_man_page_has_the_marks_of_an_unfinished_merge() {
    for page in help_pages().into_iter().chain(man_pages().into_values()) {
        for line in page.lines() {
            let line = unescaped(line);
            for mark in ["<<<<<<<", "=======", ">>>>>>>"] {
                assert!(!line.trim_start().starts_with(mark), "{page}");
            }
        }
    }
}

#[test]
fn help_on_conformance_says_what_outlives_the_program() {
    let help = printed("conformance", &["--help"]).replace('\n', " ");
    let ends =
        "What it started ends with it, unless it makes a session or a process group of its own.";
    assert!(help.contains(ends), "{help}");
}

// Man pages

#[test]
fn the_man_page_names_every_command() {
    let page = printed("man", &[]);
    assert!(page.contains("\n.TH storeauth 1 "), "{page}");
    for command in COMMANDS {
        assert!(page.contains(&format!("storeauth\\-{command}(1)")), "{command}");
    }
}

/// Writes all pages to a directory: their names with what they say.
#[track_caller]
fn man_pages() -> BTreeMap<String, String> {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(printed("man", &["--output", directory.path().to_str().unwrap()]), "");
    let files = fs::read_dir(directory.path()).unwrap().map(Result::unwrap);
    files
        .map(|file| {
            let page = fs::read_to_string(file.path()).unwrap();
            (file.file_name().into_string().unwrap(), page)
        })
        .collect()
}

#[test]
fn each_command_has_a_man_page_of_its_own() {
    let pages = man_pages();
    for command in COMMANDS {
        let page = &pages[&format!("storeauth-{command}.1")];
        assert!(page.contains(&format!("\n.TH storeauth-{command} 1 ")), "{page}");
    }
    let of_these = pages.keys().filter(|name| !is_below_another(name)).count();
    assert_eq!(of_these, COMMANDS.len() + 1);
}

/// Whether a page is that of a command below one of [`COMMANDS`].
fn is_below_another(page: &str) -> bool {
    page.starts_with("storeauth-store-")
}

#[test]
fn each_command_of_the_store_has_a_man_page_that_its_page_refers_to() {
    let pages = man_pages();
    for (name, page) in pages.iter().filter(|(name, _)| is_below_another(name)) {
        let command = name.strip_suffix(".1").unwrap();
        assert!(page.contains(&format!("\n.TH {command} 1 ")), "{page}");
        let (above, _) = command.rsplit_once('-').unwrap();
        let reference = format!("{}(1)", command.replace('-', "\\-"));
        assert!(pages[&format!("{above}.1")].contains(&reference), "{reference} in {above}");
    }
}

/// The lines of a section of a page, as they are shown.
#[track_caller]
fn section<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let named = [format!(".SH {heading}"), format!(".SH \"{heading}\"")];
    let mut lines = page.lines().skip_while(|line| !named.contains(&(*line).to_owned()));
    assert!(lines.next().is_some(), "expected {heading} in {page}");
    lines.take_while(|line| !line.starts_with(".SH ")).collect()
}

#[test]
fn every_man_page_has_its_exit_codes_and_examples_in_sections_of_their_own() {
    for (name, page) in man_pages() {
        assert!(!page.contains(".SH EXTRA"), "{name}");
        assert!(section(&page, "EXIT STATUS").concat().contains("2 "), "{name}");
        assert!(!page.contains("Exit codes:") && !page.contains("Examples:"), "{name}");
    }
}

#[test]
fn examples_on_a_man_page_are_those_of_the_help_line_by_line() {
    let pages = man_pages();
    for command in COMMANDS {
        let page = section(&pages[&format!("storeauth-{command}.1")], "EXAMPLES");
        let [".nf", examples @ .., ".fi"] = &page[..] else { panic!("{page:?}") };
        let help = printed(command, &["--help"]);
        let shown: Vec<_> = examples.iter().map(|line| unescaped(line)).collect();
        let indented = format!("\n  {}\n", shown.join("\n  "));
        assert!(help.contains(&indented), "{indented} in {help}");
    }
}

/// A line of a page without the escapes of roff.
fn unescaped(line: &str) -> String {
    line.replace("\\*(Aq", "'").replace("\\-", "-").replace("\\\\", "\\").replace("\\&", "")
}

#[test]
fn a_synopsis_names_the_values_of_options() {
    let pages = man_pages();
    for (command, options) in [
        ("verify", &["[--at INSTANT]", "[--server-key-file FILE]...", "[REQUEST]..."][..]),
        ("sign", &[" --pc CODE", "{--id ID | --cid ID}", "[--expiry-form FORM]"]),
        ("keygen", &["[-o|--output FILE]"]),
        ("conformance", &["[--exec PROGRAM ARGS]", " FILE..."]),
    ] {
        let synopsis = section(&pages[&format!("storeauth-{command}.1")], "SYNOPSIS").concat();
        let plain =
            ["\\fB", "\\fI", "\\fR"].iter().fold(synopsis, |text, font| text.replace(font, ""));
        let plain = unescaped(&plain);
        for option in options {
            assert!(plain.contains(option), "{option} in {plain}");
        }
    }
}

#[test]
fn the_page_that_is_written_is_the_one_that_is_printed() {
    assert_eq!(man_pages()["storeauth.1"], printed("man", &[]));
}

#[test]
fn every_man_page_that_is_referred_to_is_there() {
    let pages = man_pages();
    let mut references = 0;
    for page in pages.values() {
        for line in page.lines().filter_map(|line| line.strip_suffix("(1)")) {
            let name = format!("{}.1", line.replace('\\', ""));
            assert!(pages.contains_key(&name), "{name}");
            references += usize::from(!is_below_another(&name));
        }
    }
    assert_eq!(references, COMMANDS.len());
}

#[test]
fn a_directory_for_man_pages_must_be_there() {
    let path = tempfile::tempdir().unwrap().path().join("missing");
    let run = storeauth("man").arg("--output").arg(&path).run();
    run.assert_system_error(&format!("directory {}", shown(path)));
}

// Completions

#[test]
fn completions_know_every_command() {
    for shell in SHELLS {
        let script = printed("completions", &[shell]);
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("server-key-file"), "{shell}");
    }
}

#[test]
fn a_shell_that_is_not_known_is_named_with_those_that_are() {
    let run = storeauth("completions").arg("tcsh").run();
    run.assert_usage("invalid value 'tcsh' for '<SHELL>'");
    let known = format!("[possible values: {}]", SHELLS.join(", "));
    assert!(run.stderr.contains(&known), "{}", run.stderr);
}
