//! The examples in the help of each command, pasted into a shell.

#![cfg(unix)]

mod util;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};
use tempfile::TempDir;
use util::{
    KEY, OTHER_KEY, query, storeauth,
    vectors::{answers, vectors},
};

/// All but `gateway`, which serves until it is told to end.
const COMMANDS: [&str; 10] = [
    "verify",
    "explain",
    "audit",
    "sign",
    "keygen",
    "generate",
    "conformance",
    "demo",
    "completions",
    "man",
];

/// The examples of a command as a terminal of `columns` shows them.
#[track_caller]
fn examples(command: &str, columns: &str) -> String {
    let help = storeauth(command).arg("--help").env("COLUMNS", columns).run().stdout;
    let (_, examples) =
        help.split_once("\nExamples:\n").or_else(|| help.split_once("\nExample:\n")).unwrap();
    let (examples, _) = examples.split_once("\n\n").unwrap();
    format!("{examples}\n")
}

/// A folder with everything that the examples name.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, contents: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    };
    for (name, key) in [("key", KEY), ("new", KEY), ("old", OTHER_KEY), ("b.key", OTHER_KEY)] {
        let path = write(name, key);
        fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    }
    let request = query();
    let escaped = request.replace('+', "%2B");
    let time = "2016-04-26T07:17:59Z";
    let combined =
        format!("::1 - - [26/Apr/2016:07:17:59 +0000] \"GET /?{escaped} HTTP/1.1\" 401 1\n");
    let [id, pc, expiry, signature] =
        ["id", "pc", "expiry", "signature"].map(|name| value(&request, name));
    write("requests", &format!("{request}\n"));
    write("request.txt", &request);
    let object = format!(
        "{{\"time\":\"{time}\",\"id\":\"{id}\",\"pc\":\"{pc}\",\"expiry\":\"{expiry}\",\"signature\":\"{signature}\"}}\n"
    );
    write("requests.ndjson", &object);
    write("access.log", &combined);
    write("app.log", &format!("{{\"time\":\"{time}\",\"http\":{{\"target\":\"/?{escaped}\"}}}}\n"));
    gzip(&folder.path().join("access.log.1.gz"), &combined);
    let csv = format!("time,id,pc,expiry,signature\n{time},{id},{pc},{expiry},{signature}\n");
    gzip(&folder.path().join("requests.csv.gz"), &csv);
    write("conformance.json", &vectors().to_string());
    write("answers", &answers(&vectors()));
    write(".local/share/bash-completion/completions/x", "");
    write(".local/share/man/man1/x", "");
    write(".config/fish/completions/x", "");
    // Other people's programs.
    for (name, script) in [
        ("verifier", "#!/bin/sh\ncat answers\n"),
        ("bin/secret-store", "#!/bin/sh\ncat >secret\n"),
        ("bin/man", "#!/bin/sh\ncat >page\n"),
    ] {
        fs::set_permissions(write(name, script), Permissions::from_mode(0o755)).unwrap();
    }
    std::os::unix::fs::symlink(
        env!("CARGO_BIN_EXE_storeauth"),
        folder.path().join("bin/storeauth"),
    )
    .unwrap();
    for summary in ["web-1.json", "web-2.json"] {
        let command = "storeauth audit --server-key-file key --format json requests.ndjson";
        let (stderr, code) = paste(folder.path(), &format!("{command} >{summary}"));
        assert_eq!((&*stderr, code), ("", Some(0)));
    }
    folder
}

fn value<'q>(query: &'q str, name: &str) -> &'q str {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).unwrap().1
}

fn gzip(path: &Path, text: &str) {
    use std::io::Write;

    let file = fs::File::create(path).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap();
}

/// Pastes a text into a shell, and returns what it complains of, with its exit code.
fn paste(folder: &Path, text: &str) -> (String, Option<i32>) {
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", text])
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", folder)
        .env_remove("STOREAUTH_SERVER_KEY_FILE")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code())
}

/// Each example, which may be longer than a line.
fn each(examples: &str) -> Vec<&str> {
    let starts = examples.match_indices("\n  ").map(|(at, _)| at + 1);
    let starts = starts.filter(|at| !examples[*at..].starts_with("    "));
    let mut starts: Vec<_> = std::iter::once(0).chain(starts).collect();
    starts.push(examples.len());
    starts.windows(2).map(|pair| &examples[pair[0]..pair[1]]).collect()
}

#[test]
fn every_example_runs_as_it_is_pasted_from_a_terminal_of_80_columns() {
    let mut run = 0;
    for command in COMMANDS {
        let folder = folder();
        let all = examples(command, "80");
        let mut before = String::new();
        for example in each(&all) {
            // What an example sets, later ones may use.
            let (stderr, code) = paste(folder.path(), &format!("{before}{example}"));
            assert_eq!(stderr, "", "{example}");
            // Some deny: the requests in the folder have expired.
            assert!(matches!(code, Some(0 | 1)), "{code:?}: {example}");
            if example.trim_start().starts_with("url=") {
                before.push_str(example);
            }
            run += 1;
        }
    }
    assert!(run >= 20, "{run}");
}

#[test]
fn no_line_of_an_example_is_broken_at_80_columns() {
    for command in COMMANDS.into_iter().chain(cfg!(feature = "gateway").then_some("gateway")) {
        let narrow = examples(command, "80");
        assert_eq!(narrow, examples(command, "100"), "{command}");
        for line in narrow.lines() {
            assert!(line.starts_with("  ") && line.chars().count() <= 80, "{line}");
        }
    }
}
