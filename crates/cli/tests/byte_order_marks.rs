//! A byte order mark before what is read is passed over.

mod util;

use util::{AUTHORIZED, EXPIRY, ID, KEY, NOW, PRODUCT_CODE, SIGNATURE, query, storeauth, verify};

/// The same request in each form that is read.
fn requests() -> [String; 3] {
    [
        query(),
        format!("https://data.example/feed?{}", query()),
        format!(
            r#"{{"id":"{ID}","pc":"{PRODUCT_CODE}","expiry":"{EXPIRY}","signature":"{SIGNATURE}"}}"#
        ),
    ]
}

#[test]
fn verify_passes_over_one_before_an_argument() {
    for request in requests() {
        verify().arg(format!("\u{feff}{request}")).run().assert_prints(0, AUTHORIZED);
    }
}

#[test]
fn verify_passes_over_one_before_any_line_of_standard_input() {
    for request in requests() {
        let run = verify().stdin(format!("\u{feff}{request}\r\n\u{feff}{request}\n")).run();
        run.assert_prints(0, &format!("1: {AUTHORIZED}2: {AUTHORIZED}"));
    }
}

#[track_caller]
fn assert_explained_alike(arguments: &[&str], input: Option<&str>, text: &str) {
    let explain = |text: &str| {
        let command = storeauth("explain").key(KEY).args(arguments);
        match input {
            Some(behind) => command.stdin(format!("{text}{behind}")).run(),
            None => command.arg(text).run(),
        }
    };
    let (marked, plain) = (explain(&format!("\u{feff}{text}")), explain(text));
    assert!(plain.stdout.contains("authorized"), "{}", plain.stdout);
    assert_eq!((marked.stdout, marked.code), (plain.stdout, Some(0)));
}

#[test]
fn explain_passes_over_one_before_an_argument_standard_input_and_a_line() {
    for request in requests() {
        assert_explained_alike(&["--at", NOW], None, &request);
        assert_explained_alike(&["--at", NOW], Some("\n"), &request);
        assert_explained_alike(&["--at", NOW, "--lines"], Some("\n"), &request);
    }
}

#[test]
fn explain_passes_over_one_before_a_line_of_a_log() {
    let query = query().replace('+', "%2B");
    for line in [
        format!("::1 - - [26/Apr/2016:07:17:59 +0000] \"GET /?{query} HTTP/1.1\" 200 1"),
        format!("{{\"time\":\"{NOW}\",\"uri\":\"/?{query}\"}}"),
    ] {
        assert_explained_alike(&["--lines"], Some("\n"), &line);
        assert_explained_alike(&[], None, &line);
    }
}
