//! What a configuration leads to: keys that let nobody in, and addresses that cannot be listened on.

#![cfg(unix)]

mod util;

use std::{collections::BTreeSet, fs};
use util::{
    KEY, OTHER_KEY,
    gateway::{
        CONFIG, Folder, Gateway, about, assert_refused, assert_warned, authorized, check, checked,
    },
    http::get,
    port::ReservedPort,
    shown, storeauth,
};

// Keys that let nobody in

#[test]
fn keys_none_of_which_is_accepted_any_more_are_refused() {
    let problem = ": [[key]]: no key is accepted any more, the last was until 2020-01-01T00:00:00.000Z: \
         expected one without `accept_until`, or with a later one";
    let config = format!("{CONFIG}accept_until = 2020-01-01T00:00:00Z\n");
    assert_refused(&config, problem);
    let second = "[[key]]\nfile = 'b'\naccept_until = 2019-01-01T00:00:00Z\n";
    assert_refused(&format!("{config}{second}"), problem);
    let folder = Folder::with(&config);
    let start = storeauth("gateway").arg("--config").arg(folder.path("gateway.toml")).run();
    assert_eq!(start.code, Some(2));
}

#[test]
fn a_key_that_is_past_its_end_beside_one_that_is_not_is_good() {
    let folder = Folder::with(&format!(
        "{CONFIG}accept_until = 2020-01-01T00:00:00Z\n[[key]]\nfile = 'other.key'\n"
    ));
    folder.write("other.key", OTHER_KEY);
    check(&folder)
        .run()
        .assert_prints(0, &format!("{}: good\n", shown(folder.path("gateway.toml"))));
}

#[test]
fn an_end_of_every_key_is_warned_of() {
    assert_warned(
        &format!("{CONFIG}accept_until = 2999-01-01T00:00:00Z\n"),
        "[[key]]: every key has an `accept_until`: nobody is let in after 2999-01-01T00:00:00.000Z",
    );
}

#[test]
fn a_key_in_quotes_is_warned_of() {
    for quote in ['"', '\'', '`'] {
        let folder = Folder::with(CONFIG);
        folder.write("server.key", &format!("{quote}{KEY}{quote}"));
        let output = check(&folder).run();
        let named = shown(folder.path("server.key"));
        assert_eq!(
            output.stderr,
            format!(
                "warning: key file {named}: the key has quotes around it, which signatures cover: \
                 expected the key alone\n"
            )
        );
    }
}

#[test]
fn what_stands_before_a_key_is_warned_of() {
    for (before, what) in [("0x", "`0x`"), ("SERVER_KEY=", "a name and `=`")] {
        let folder = Folder::with(CONFIG);
        folder.write("server.key", &format!("{before}{KEY}"));
        let output = check(&folder).run();
        let named = shown(folder.path("server.key"));
        assert_eq!(
            output.stderr,
            format!(
                "warning: key file {named}: the key has {what} before it, which signatures cover: \
                 expected the key alone\n"
            )
        );
    }
}

#[test]
fn a_policy_that_lets_nobody_in_is_warned_of() {
    assert_warned(
        &format!("{CONFIG}[policy]\nproducts = []\n"),
        "[policy] products: it is empty, so nobody is let in: expected product codes, or none of it for all",
    );
    assert_warned(
        &format!("{CONFIG}[policy]\nmax_lifetime = '0s'\n"),
        "[policy] max_lifetime: it is 0, so nobody is let in before an authorization expires: expected more than \
         the 24 hours of the Store's, such as \"25h\"",
    );
}

#[test]
fn two_keys_from_one_place_are_refused() {
    let problem =
        ": [[key]] 2: it is read from where [[key]] 1 is, expected another place for each key";
    let again = "[[key]]\nfile = './server.key'\naccept_until = 2999-01-01T00:00:00Z\n";
    assert_refused(&format!("{CONFIG}{again}"), problem);
    let config = CONFIG.replace("file = 'server.key'", "credential = 'a'");
    assert_refused(&format!("{config}[[key]]\ncredential = 'a'\n"), problem);
}

#[test]
fn two_files_with_one_key_are_warned_of() {
    let folder = Folder::with(&format!("{CONFIG}[[key]]\nfile = 'copy.key'\n"));
    folder.write("copy.key", KEY);
    let output = check(&folder).run();
    let [copy, key] = ["copy.key", "server.key"].map(|name| shown(folder.path(name)));
    assert_eq!(
        output.stderr,
        format!("warning: key file {copy}: it holds the same key as {key}\n")
    );
    assert_eq!(output.code, Some(0));
}

// Addresses

#[test]
fn one_socket_of_the_current_folder_is_refused_however_it_is_named() {
    for (first, second) in [("s", "./s"), ("./s", "s"), ("s", "s")] {
        let config = CONFIG
            .replacen("tcp = '127.0.0.1:0'", &format!("unix = '{first}'"), 1)
            .replacen("tcp = '127.0.0.1:0'", &format!("unix = '{second}'"), 1);
        let folder = Folder::with(&config);
        let mut there = storeauth("gateway").args(["--check", "--config", "gateway.toml"]);
        there.command().current_dir(folder.path(""));
        there.run().assert_error(&format!(
            "gateway.toml: [admin] {second}: [[listen]] {first} takes it already, expected another address or port"
        ));
    }
}

#[test]
fn one_address_for_two_sections_is_refused() {
    for (first, second) in [
        ("tcp = '127.0.0.1:9'", "tcp = '127.0.0.1:9'"),
        ("tcp = '0.0.0.0:9'", "tcp = '127.0.0.1:9'"),
        ("tcp = '127.0.0.1:9'", "tcp = '0.0.0.0:9'"),
        ("tcp = '[::]:9'", "tcp = '[::1]:9'"),
        ("tcp = '[::ffff:127.0.0.1]:9'", "tcp = '127.0.0.1:9'"),
        ("unix = 'a'", "unix = './a'"),
    ] {
        let address = |keys: &str| keys.split('\'').nth(1).unwrap().to_owned();
        for section in ["[[listen]]", "[admin]"] {
            let config = CONFIG
                .replacen("tcp = '127.0.0.1:0'", first, 1)
                .replace("[admin]\ntcp = '127.0.0.1:0'", &format!("{section}\n{second}"));
            let (folder, output) = checked(&config);
            let name = |keys: &str| match keys.strip_prefix("unix") {
                Some(_) => shown(folder.path(&address(keys))),
                None => address(keys),
            };
            output.assert_error(&format!(
                "{}: {section} {}: [[listen]] {} takes it already, expected another address or port",
                shown(folder.path("gateway.toml")),
                name(second),
                name(first)
            ));
        }
    }
}

#[test]
fn ipv4_and_ipv6_are_listened_on_at_one_port() {
    for (first, second, to) in [
        ("0.0.0.0", "[::]", "[::1]"),
        ("[::]", "0.0.0.0", "127.0.0.1"),
        ("127.0.0.1", "[::]", "[::1]"),
    ] {
        let reserved = ReservedPort::new();
        let port = reserved.number;
        let config = CONFIG
            .replacen("127.0.0.1:0", &format!("{first}:{port}"), 1)
            .replace("[admin]", &format!("[[listen]]\ntcp = '{second}:{port}'\n[admin]"));
        assert_eq!(checked(&config).1.code, Some(0));
        let gateway = Gateway::with(&config);
        for to in ["127.0.0.1", to] {
            let line = about(&format!("/?{}", authorized()));
            assert_eq!(get(&format!("{to}:{port}"), "/", &[&line]).status, 200, "{first} {to}");
        }
        drop(gateway);
    }
}

#[test]
fn ipv6_alone_takes_ipv4_as_well() {
    let reserved = ReservedPort::new();
    let port = reserved.number;
    let gateway = Gateway::with(&CONFIG.replacen("127.0.0.1:0", &format!("[::]:{port}"), 1));
    let line = about(&format!("/?{}", authorized()));
    for to in ["127.0.0.1", "[::1]"] {
        assert_eq!(get(&format!("{to}:{port}"), "/", &[&line]).status, 200, "{to}");
    }
    drop(gateway);
}

#[test]
fn an_address_of_another_machine_is_refused_as_at_a_start() {
    let folder = Folder::with(&CONFIG.replacen("127.0.0.1:0", "192.0.2.1:9180", 1));
    for check in
        [check(&folder), storeauth("gateway").arg("--config").arg(folder.path("gateway.toml"))]
    {
        let output = check.run();
        assert!(output.stderr.contains("error: [[listen]] 192.0.2.1:9180: "), "{output:?}");
        assert_eq!(output.code, Some(2));
    }
}

#[test]
fn a_check_while_it_runs_is_good_and_says_that_its_addresses_are_in_use() {
    let reserved = ReservedPort::new();
    let port = reserved.number;
    let config = CONFIG
        .replacen("127.0.0.1:0", &format!("127.0.0.1:{port}"), 1)
        .replace("[admin]\ntcp = '127.0.0.1:0'", "[admin]\nunix = 'admin.sock'");
    let gateway = Gateway::with(&config);
    let output = check(&gateway.folder).run();
    let admin = shown(gateway.folder.path("admin.sock"));
    let in_use = "in use, expected so only where this server runs already";
    assert_eq!(
        output.stderr,
        format!(
            "warning: [[listen]] 127.0.0.1:{port}: {in_use}\nwarning: [admin] {admin}: {in_use}\n"
        )
    );
    assert_eq!(output.code, Some(0));
    // It serves on.
    let line = about(&format!("/?{}", authorized()));
    assert_eq!(get(gateway.address(), "/", &[&line]).status, 200);
    assert!(gateway.folder.path("admin.sock").exists());
}

#[test]
fn a_unix_socket_that_cannot_be_is_refused_as_at_a_start() {
    let config =
        |name: &str| CONFIG.replacen("tcp = '127.0.0.1:0'", &format!("unix = '{name}'"), 1);
    let (_, output) = checked(&config("server.key"));
    assert!(
        output.stderr.contains("expected a socket or nothing, found another file"),
        "{output:?}"
    );
    assert_eq!(output.code, Some(2));
    let (_, output) = checked(&config(&"a".repeat(200)));
    assert!(output.stderr.starts_with("error: [[listen]] "), "{output:?}");
    assert_eq!(output.code, Some(2));
    let (folder, output) = checked(&config("run/gateway.sock"));
    let named = shown(folder.path("run/gateway.sock"));
    let problem = "no such folder yet, expected it before the server starts";
    assert_eq!(output.stderr, format!("warning: [[listen]] {named}: {problem}\n"));
    assert_eq!(output.code, Some(0));
}

#[test]
fn a_check_leaves_nothing_behind() {
    let (folder, output) = checked(&CONFIG.replacen("tcp = '127.0.0.1:0'", "unix = 'a.sock'", 1));
    assert_eq!(output.code, Some(0));
    let left: BTreeSet<_> =
        fs::read_dir(folder.path("")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["gateway.toml", "server.key"].map(Into::into).into());
}
