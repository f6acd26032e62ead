//! `storeauth sign --url`: where the query goes, and which URLs are refused.

mod util;

use util::{AUTHORIZED, ID, KEY, PRODUCT_CODE, Storeauth, line, storeauth, verify};

/// With milliseconds, which only the form `iso` shows.
const EXPIRES: &str = "2016-04-26T08:17:59.511Z";

/// `storeauth sign` with the key, the id and the product code of these tests.
#[track_caller]
fn sign() -> Storeauth {
    storeauth("sign").key(KEY).args(["--id", ID, "--pc", PRODUCT_CODE])
}

#[test]
fn a_url_gets_the_query_string_behind_its_own_and_before_its_fragment() {
    let query = line(sign().args(["--expires", EXPIRES]));
    for (url, expected) in [
        ("https://data.example/feed", format!("https://data.example/feed?{query}")),
        ("https://data.example/?", format!("https://data.example/?{query}")),
        ("https://data.example/?a=b", format!("https://data.example/?a=b&{query}")),
        ("https://data.example/?a=b&", format!("https://data.example/?a=b&{query}")),
        ("https://data.example/?a=b#top", format!("https://data.example/?a=b&{query}#top")),
        ("https://data.example/#a?b", format!("https://data.example/?{query}#a?b")),
    ] {
        assert_eq!(line(sign().args(["--expires", EXPIRES, "--url", url])), expected);
    }
}

#[test]
fn a_url_with_a_field_of_its_own_is_refused() {
    for (url, parameter, field) in [
        ("https://data.example/feed?id=5", "id", "id"),
        ("https://data.example/feed?a=b&cid=5#top", "cid", "id"),
        ("/feed?%69d=5", "%69d", "id"),
        ("/feed?a&c%69%64", "c%69%64", "id"),
        ("?pc=", "pc", "pc"),
        ("/feed?expiry=1", "expiry", "expiry"),
        ("/feed?x=y&expiry_time=1&z", "expiry_time", "expiry"),
        ("/feed?expiry%5Ftime=1", "expiry%5Ftime", "expiry"),
        ("/feed?signature=0", "signature", "signature"),
        ("/feed?x=a?b&id=5", "id", "id"),
    ] {
        sign().args(["--url", url]).run().assert_error(&format!(
            "--url: expected a URL without the parameter `{parameter}`: the {field} is added, and one given twice is denied"
        ));
    }
}

#[test]
fn a_url_with_a_line_break_or_a_control_character_is_refused() {
    for letter in
        ['\n', '\r', '\t', '\u{1}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{2028}', '\u{2029}']
    {
        for url in [
            format!("{letter}https://data.example/feed"),
            format!("https://data.example/fe{letter}ed?a=b"),
            format!("https://data.example/feed?a=b#top{letter}"),
            format!("https://data.example/feed?i{letter}d=5&id=5"),
        ] {
            sign()
                .args(["--url", &url])
                .run()
                .assert_error("--url: expected a URL without line breaks and control characters");
        }
    }
}

#[test]
fn a_url_with_what_only_looks_like_a_field_is_signed() {
    for url in ["/id=5?a=b", "/feed#?id=5", "/feed?ID=5&ids=5&x=id&pc2=1", "/feed?i%2564=5"] {
        let url = line(sign().args(["--expires", EXPIRES, "--url", url]));
        let run = verify().arg(format!("https://data.example{url}")).run();
        run.assert_prints(0, AUTHORIZED);
    }
}
