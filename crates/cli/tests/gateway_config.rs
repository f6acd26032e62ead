//! The configuration of the gateway: what is refused, and in which words.

#![cfg(unix)]

mod util;

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt};
use util::{
    KEY,
    gateway::{CONFIG, Folder, assert_refused, assert_warned, check, checked, workspace},
    shown, storeauth,
};

#[test]
fn a_good_one_is_good() {
    let (folder, output) = checked(CONFIG);
    output.assert_prints(0, &format!("{}: good\n", shown(folder.path("gateway.toml"))));
}

#[test]
fn the_example_is_good() {
    let text = fs::read_to_string(workspace().join("examples/gateway.toml")).unwrap();
    assert_eq!(checked(&text).1.code, Some(0));
}

// Keys that are not known

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_nearest_one() {
    for (right, wrong, problem) in [
        ("tcp", "tpc", ", line 2: unknown key `tpc`: did you mean `tcp`?"),
        ("header", "haeder", ", line 6: unknown key `haeder`: did you mean `header`?"),
        ("[admin]", "[amdin]", ", line 3: unknown key `amdin`: did you mean `admin`?"),
        (
            "file",
            "path",
            ", line 8: unknown key `path`: expected one of `file`, `credential`, `accept_until`",
        ),
    ] {
        assert_refused(&CONFIG.replacen(right, wrong, 1), problem);
    }
}

#[test]
fn an_unknown_word_is_refused_with_the_nearest_one() {
    let config = format!("{CONFIG}[log]\nformat = 'jsn'\n");
    assert_refused(&config, ", line 10: unknown value `jsn`: did you mean `json`?");
}

// Values of no use

#[test]
fn a_value_of_no_use_is_refused_with_its_line_and_what_was_expected() {
    for (lines, problem) in [
        (
            "[policy]\nleeway = '5'",
            ", line 10: expected a duration such as \"30s\", \"90m\" or \"25h\"",
        ),
        (
            "[policy]\nleeway = 5",
            ", line 10: expected a duration such as \"30s\", \"90m\" or \"25h\"",
        ),
        ("[limits]\nconnections = 0", ", line 10: expected a whole number from 1 to 4294967295"),
        ("[[key]]\nfile = 5", ", line 10: expected a path in quotes"),
        ("[policy]\nproducts = 'a'", ", line 10: expected a list such as [\"a\", \"b\"]"),
        ("[policy]\nproducts = [5]", ", line 10: expected a text in quotes"),
        ("[log]\nlevel = 5", ", line 10: expected a text in quotes"),
        (
            "[log]\nlevel = 'info'\nlevel = 'info'",
            ", line 11: `level` is there already: expected it once",
        ),
        (
            "[[explain]]\nper_minute = 1",
            ", line 9: expected one pair of brackets, [explain]: it is there once",
        ),
        (
            "[limits]\nheader_bytes = 100",
            ", line 10: expected a number of bytes from 8192 to 1048576",
        ),
        (
            "[limits]\nheader_bytes = 'a'",
            ", line 10: expected a number of bytes from 8192 to 1048576",
        ),
        ("[explain]\nper_minute = -1", ", line 10: expected a whole number from 0 to 4294967295"),
        ("[limits]\nidle_time = '0s'", ", line 10: expected a duration from \"100ms\" to \"24h\""),
        (
            "accept_until = '2027-01-01T00:00:00Z'",
            ", line 9: expected an instant with its zone, without quotes, such as 2016-04-27T00:00:00Z",
        ),
        (
            "accept_until = 2027-01-01T00:00:00",
            ", line 9: expected an instant with its zone, without quotes, such as 2016-04-27T00:00:00Z",
        ),
        (
            "[[listen]]\ntcp = 'localhost'",
            ", line 10: expected an address and a port such as \"127.0.0.1:9180\"",
        ),
        ("[[listen]]\nunix = 'a'\nmode = 0o1777", ", line 11: expected a file mode such as 0o660"),
        ("[[listen]]\nunix = 'a'\nmode = '0660'", ", line 11: expected a file mode such as 0o660"),
        (
            "[[listen]]\nunix = 'a'\nmode = 0660",
            ", line 11: expected a number without a leading zero, or a mode such as 0o660",
        ),
    ] {
        assert_refused(&format!("{CONFIG}{lines}\n"), problem);
    }
}

#[test]
fn a_text_without_quotes_is_refused_with_what_to_write() {
    for (section, key, values) in [
        ("[[listen]]", "tcp", &["127.0.0.1:9180", "[::1]:9180", "localhost:9180", "1.2.3.4"][..]),
        ("[[listen]]", "unix", &["/run/gateway.sock", "gateway.sock", "./gateway.sock"]),
        ("[policy]", "leeway", &["5s", "1h 30m", "90 minutes"]),
        ("[policy]", "max_lifetime", &["25h"]),
        ("[log]", "level", &["info", "debug", "none"]),
        ("[log]", "format", &["json", "text", "full"]),
    ] {
        for value in values {
            let problem = format!(", line 10: expected the value of `{key}` in quotes");
            assert_refused(&format!("{CONFIG}{section}\n{key} = {value}\n"), &problem);
        }
    }
    let problem = ", line 10: expected each value of `products` in quotes";
    assert_refused(&format!("{CONFIG}[policy]\nproducts = [a]\n"), problem);
}

#[test]
fn one_listener_takes_two_pairs_of_brackets() {
    let problem =
        ", line 1: expected two pairs of brackets, such as [[listen]]: it may come several times";
    assert_refused(&CONFIG.replace("[[listen]]", "[listen]"), problem);
}

#[test]
fn the_number_of_workers_is_a_number() {
    for value in ["0", "'two'", "-1"] {
        let problem = ", line 1: expected a whole number, 1 or more";
        assert_refused(&format!("workers = {value}\n{CONFIG}"), problem);
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(checked(&format!("\u{feff}{CONFIG}")).1.code, Some(0));
}

#[test]
fn what_goes_together_is_checked_together() {
    for (lines, problem) in [
        ("[[listen]]", ", line 9: expected either `tcp` or `unix`"),
        ("[[listen]]\ntcp = '[::1]:0'\nunix = 'a'", ", line 9: expected either `tcp` or `unix`"),
        (
            "[[listen]]\ntcp = '[::1]:0'\nmode = 0o600",
            ", line 9: `mode` goes with `unix`, not with `tcp`",
        ),
        (
            "[[listen]]\ntcp = '[::1]:0'\ncertificate = 'a'",
            ", line 9: expected both `certificate` and `private_key`, or neither",
        ),
        (
            "[[key]]\nfile = 'a'\ncredential = 'a'",
            ", line 9: expected either `file` or `credential`",
        ),
        (
            "[[key]]\ncredential = 'a/b'",
            ", line 9: expected a `credential` by its name, which has no slash",
        ),
    ] {
        assert_refused(&format!("{CONFIG}{lines}\n"), problem);
    }
}

#[test]
fn one_place_is_believed_and_no_other() {
    let problem =
        ", line 5: expected either `header` or `path_prefix`: one place is believed, no other";
    assert_refused(&CONFIG.replace("header", "path_prefix = '/a'\nheader"), problem);
    assert_refused(&CONFIG.replace("header = 'X-Original-URI'", ""), problem);
    let config = CONFIG.replace("header = 'X-Original-URI'", "path_prefix = 'check/'");
    assert_refused(&config, ", line 5: expected a `path_prefix` such as \"/check\"");
}

#[test]
fn what_must_be_there_is_named() {
    let listen = "[[listen]]\ntcp = '127.0.0.1:0'\n";
    let key = "[[key]]\nfile = 'server.key'\n";
    let problem = ": no [[listen]]: expected at least one, such as tcp = \"127.0.0.1:9180\"";
    assert_refused(&CONFIG.replacen(listen, "", 1), problem);
    let problem = ": no [[key]]: expected at least one, such as file = \"server.key\"";
    assert_refused(&CONFIG.replacen(key, "", 1), problem);
    let config = CONFIG.replace("[request]\nheader = 'X-Original-URI'\n", "");
    assert_refused(&config, ", line 1: expected the key `request`");
}

#[test]
fn explanations_take_a_level_at_which_they_are_logged() {
    let config = format!("{CONFIG}[explain]\nper_minute = 1\n[log]\nlevel = ");
    let problem = ": [explain] per_minute: expected [log] level \"info\" or \"debug\", at which explanations are logged";
    assert_refused(&format!("{config}'warn'\n"), problem);
    assert_eq!(checked(&format!("{config}'info'\n")).1.code, Some(0));
}

#[test]
fn a_product_code_that_no_request_could_have_is_refused() {
    let (_, output) = checked(&format!("{CONFIG}[policy]\nproducts = ['a b']\n"));
    assert!(output.stderr.starts_with("error: [policy] products: malformed pc: "), "{output:?}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = Folder::with(CONFIG);
    fs::remove_file(folder.path("gateway.toml")).unwrap();
    check(&folder).run().assert_system_error(&shown(folder.path("gateway.toml")));
    folder.write("gateway.toml", CONFIG);
    fs::remove_file(folder.path("server.key")).unwrap();
    let named = format!("key file {}", shown(folder.path("server.key")));
    check(&folder).run().assert_system_error(&named);
}

#[test]
fn a_credential_takes_a_start_by_systemd() {
    let config = CONFIG.replace("file = 'server.key'", "credential = 'server.key'");
    let folder = Folder::with(&config);
    let run = check(&folder).env("CREDENTIALS_DIRECTORY", folder.path(".")).run();
    run.assert_prints(0, &format!("{}: good\n", shown(folder.path("gateway.toml"))));
    let start = storeauth("gateway").arg("--config").arg(folder.path("gateway.toml")).run();
    assert!(start.stderr.ends_with(&format!("error: {NO_CREDENTIALS}\n")), "{start:?}");
    assert_eq!(start.code, Some(2));
}

const NO_CREDENTIALS: &str = "credential: no CREDENTIALS_DIRECTORY in the environment: \
     expected a start by systemd, with LoadCredential=";

/// `--check && systemctl reload`, as an operator runs it.
#[test]
fn a_check_outside_of_systemd_looks_at_all_but_the_credential() {
    let config = CONFIG.replace("file = 'server.key'", "credential = 'server.key'");
    assert_warned(&config, &format!("{NO_CREDENTIALS}; not looked at"));
    let (_, output) = checked(&format!("{config}[[key]]\nfile = 'missing.key'\n"));
    assert_eq!(output.code, Some(2));
    let (_, output) = checked(&format!("{config}[policy]\nproducts = ['a b']\n"));
    assert_eq!(output.code, Some(2));
    let certificate = "certificate = 'missing.crt'\nprivate_key = 'missing.key'\n";
    let (_, output) = checked(&format!("{config}[[listen]]\ntcp = '[::1]:0'\n{certificate}"));
    assert_eq!(output.code, Some(2));
}

#[test]
fn a_certificate_that_is_none_is_refused() {
    let lines =
        "[[listen]]\ntcp = '[::1]:0'\ncertificate = 'server.key'\nprivate_key = 'server.key'\n";
    let (folder, output) = checked(&format!("{CONFIG}{lines}"));
    let named = shown(folder.path("server.key"));
    output.assert_error(&format!("certificate {named}: expected a PEM certificate"));
}

// Secrets

#[test]
fn a_key_in_the_configuration_is_not_shown() {
    for config in [
        CONFIG.replace("file = 'server.key'", &format!("file = '{KEY}'")),
        CONFIG.replace("[[key]]\nfile = 'server.key'", &format!("key = '{KEY}'")),
        CONFIG.replace("'server.key'", KEY),
        format!("{CONFIG}accept_until = '{KEY}'\n"),
        format!("{CONFIG}[policy]\nleeway = '{KEY}'\n"),
    ] {
        // `run` looks for the key in what is printed.
        assert_eq!(checked(&config).1.code, Some(2), "{config}");
    }
}

// Warnings

#[test]
fn a_key_file_that_everybody_can_read_is_warned_of() {
    let folder = Folder::with(CONFIG);
    let key = folder.path("server.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let output = check(&folder).run();
    let named = shown(&key);
    assert_eq!(
        output.stderr,
        format!("warning: key file {named}: every user of this machine can read it\n")
    );
}

#[test]
fn a_short_key_is_warned_of() {
    let folder = Folder::with(CONFIG);
    folder.write("server.key", "short");
    let output = check(&folder).run();
    assert!(output.stderr.contains("too short to hold 128 random bits"), "{output:?}");
}

#[test]
fn an_address_that_others_reach_is_warned_of() {
    assert_warned(
        &CONFIG.replacen("127.0.0.1:0", "0.0.0.0:0", 1),
        "[[listen]] 0.0.0.0:0: signatures reach it in the clear; expected TLS, a loopback address or a Unix socket",
    );
    assert_warned(
        &CONFIG.replace("[admin]\ntcp = '127.0.0.1:0'", "[admin]\ntcp = '0.0.0.0:0'"),
        "[admin] 0.0.0.0:0: whoever can reach it sees the metrics; expected a loopback address or a Unix socket",
    );
}

// The reference

/// Each `section.key` of the table in docs/gateway.md.
fn described() -> BTreeSet<String> {
    let text = fs::read_to_string(workspace().join("docs/gateway.md")).unwrap();
    let start = text.find("## Configuration").unwrap();
    let section = text[start..].split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split('`').next().unwrap().to_owned()).collect()
}

/// Each key that is known, as the command itself lists them where one is not.
fn known() -> BTreeSet<String> {
    let expected = |config: &str| {
        let (_, output) = checked(config);
        let (_, list) =
            output.stderr.split_once("expected ").unwrap_or_else(|| panic!("{output:?}"));
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut known = BTreeSet::new();
    for key in expected("q = 1\n") {
        let header = if ["listen", "key"].contains(&&*key) {
            format!("[[{key}]]")
        } else {
            format!("[{key}]")
        };
        if key == "workers" {
            known.insert(key);
            continue;
        }
        known.extend(
            expected(&format!("{header}\nq = 1\n")).iter().map(|name| format!("{key}.{name}")),
        );
    }
    known
}

#[test]
fn every_key_is_described_and_every_key_that_is_described_is_known() {
    assert_eq!(described(), known());
}
