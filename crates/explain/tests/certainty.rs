//! How sure a report is of what it finds.

mod util;

use store_auth::{ExpiryEncoding, Policy};
use store_auth_explain::{Code, Confidence, Explainer, Finding};
use util::{
    EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, codes, explain, explainer, key, now,
    query, sha1,
};

/// As Gson and other JSON libraries escape it.
fn gson(text: &str) -> String {
    text.replace('&', "\\u0026").replace('=', "\\u003d")
}

/// Signed over the 12-hour clock or in a zone that nobody lives in: the signature proves the text and not which.
#[test]
fn of_two_mistakes_that_make_one_text_the_likelier_is_first_and_the_other_is_named() {
    let sent = "2016-04-26T18:17:59.059+0000";
    let signed = "2016-04-26T06:17:59.059+0000";
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}#{signed}"));
    let report = explain(&query().replace(EXPIRY, sent).replace(SIGNATURE, &signature));
    assert_eq!(codes(&report), [Code::ExpiryTwelveHours, Code::ExpiryLocalZone]);
    let [first, second] = report.findings() else { panic!("{report:?}") };
    assert_eq!([first.confidence(), second.confidence()], [Confidence::Likely; 2]);
    assert_eq!(first.comparison(), second.comparison());
    assert_eq!(
        first.detail(),
        "what was signed: the Store's form with `hh` for `HH`; the same text is made where the expiry is in a local time \
         zone (`expiry-local-zone`)"
    );
    // A zone that the text shows is no clock.
    let signed = "2016-04-26T06:17:59.059-1200";
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}#{signed}"));
    let report = explain(&query().replace(EXPIRY, sent).replace(SIGNATURE, &signature));
    assert_eq!(codes(&report), [Code::ExpiryLocalZone]);
    assert_eq!(report.findings()[0].confidence(), Confidence::Certain);
}

#[test]
fn a_time_that_is_off_by_what_no_zone_is_off_by_is_no_zone() {
    for (signed, expected) in [
        ("2016-04-26T08:32:59.059Z", Code::NoKnownMistake),
        ("2016-04-26T08:32:59.059+0015", Code::ExpiryLocalZone),
        ("2016-04-26T14:02:59.059Z", Code::ExpiryLocalZone),
    ] {
        let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}#{signed}"));
        let report = explain(&query().replace(SIGNATURE, &signature));
        assert_eq!(codes(&report), [expected], "{signed}");
    }
}

#[test]
fn where_nothing_is_known_nothing_is_certain() {
    let report = explain(&query().replace(SIGNATURE, &"0".repeat(40)));
    assert_eq!(codes(&report), [Code::NoKnownMistake]);
    assert_eq!(report.findings()[0].confidence(), Confidence::Unknown);
}

#[test]
fn a_field_of_which_another_value_was_signed_is_repeated_before_all() {
    for (name, other) in [
        ("id", "S56PSA4W298W"),
        ("id", "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a"),
        ("cid", "S56PSA4W298W"),
        ("cid", "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a"),
        ("pc", "x"),
        ("expiry", "2016-04-27T08:17:59.059+0000"),
        ("signature", OTHER_KEY),
    ] {
        for text in [format!("?{name}={other}&{}", query()), format!("?{}&{name}={other}", query())]
        {
            let report = explain(&text);
            assert_eq!(codes(&report), [Code::RepeatedParameter], "{text}");
            assert_eq!(report.findings()[0].confidence(), Confidence::Certain);
        }
    }
}

#[test]
fn an_id_under_both_names_is_repeated_also_where_the_other_id_is_known() {
    let company = "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a";
    let report = explainer(Policy::default())
        .other_id(ID)
        .explain_at(format!("/feed?cid={company}&{}", query()), now());
    assert_eq!(codes(&report), [Code::RepeatedParameter]);
    let report = explainer(Policy::default()).other_id(ID).explain_at(
        format!("/feed?{}", query().replace(&format!("id={ID}"), &format!("cid={company}"))),
        now(),
    );
    assert_eq!(codes(&report), [Code::DisplayIdSigned]);
}

#[test]
fn what_stands_beside_a_whole_request_is_no_mistake_of_it() {
    let wrong = query().replace(SIGNATURE, &sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}\n#{EXPIRY}")));
    for beside in [
        "filter=%7B%22a%22:1%7D",
        "title=a%26amp;b",
        "title=a&amp;b=c",
        "q=a\\u0026b",
        "q=%7B%22id%22:7%7D",
    ] {
        for text in [format!("/feed?{wrong}&{beside}"), format!("/feed?{beside}&{wrong}")] {
            assert_eq!(codes(&explain(&text)), [Code::KeyTrailingNewline], "{text}");
        }
    }
    let answer = format!(
        "{{\"authorized\":true,\"expiry\":\"{EXPIRY}\",\"signatures\":null,\"error\":null}}"
    );
    let report = explain(&format!("/feed?{wrong}\n{answer}"));
    assert_eq!(codes(&report)[0], Code::KeyTrailingNewline);
    assert!(!codes(&report).contains(&Code::StoreAnswer));
}

#[test]
fn of_a_text_in_which_no_request_was_found_a_missing_parameter_is_only_likely() {
    for (text, confidence) in [
        (
            "2016/04/26 07:17:59 [error] 7#7: *1 upstream timed out (a = b) while reading?",
            Confidence::Likely,
        ),
        ("hello", Confidence::Likely),
        ("{\"level\":\"info\"}", Confidence::Likely),
        ("/feed", Confidence::Certain),
        ("/feed?v=1", Confidence::Certain),
        ("GET /feed?id=a HTTP/1.1", Confidence::Certain),
    ] {
        let report = explain(text);
        assert_eq!(codes(&report), [Code::MissingParameter], "{text}");
        assert_eq!(report.findings()[0].confidence(), confidence, "{text}");
    }
}

#[test]
fn a_missing_parameter_that_stands_elsewhere_in_the_text_is_only_likely() {
    let encoded = query().replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    for text in [
        format!("/auth?target=%2Ffeed%3F{encoded}"),
        format!("/auth?target=%2Ffeed%3F{}", encoded.replace("%3D", "%3d")),
        format!("/auth?target=%252Ffeed%253F{}", encoded.replace('%', "%25")),
        format!("/feed?{}", query().replace('&', ";")),
        query().replace('&', ";"),
        format!("query={}", query()),
        format!("/feed#/?{}", query()),
        format!("/feed?v=1#{}", query()),
        format!("/feed?state=id\\u003d{ID}&pc=x"),
    ] {
        let report = explain(&text);
        let missing = report.findings().iter().find(|found| found.code() == Code::MissingParameter);
        assert_eq!(missing.map(Finding::confidence), Some(Confidence::Likely), "{text}");
        assert!(report.findings().iter().all(|found| found.confidence() != Confidence::Certain));
    }
}

#[test]
fn a_missing_parameter_that_stands_nowhere_in_the_text_is_certain() {
    for text in [
        format!("/feed?{}", query().replace("id=", "uid=")),
        format!("/feed?{}", query().replace(ID, "")),
        format!("/feed?{}#top", query().replace("pc=", "p=")),
    ] {
        let report = explain(&text);
        assert_eq!(codes(&report), [Code::MissingParameter], "{text}");
        assert_eq!(report.findings()[0].confidence(), Confidence::Certain, "{text}");
    }
}

#[test]
fn a_request_that_was_broken_into_lines_is_read_in_one_piece() {
    for broken in [
        query().replace("expiry=", "\nexpiry="),
        query().replace("&expiry=", "\r\n  &expiry="),
        query().replace("-04-", "-04\n-"),
        query().replace(SIGNATURE, &format!("{}\n{}", &SIGNATURE[..9], &SIGNATURE[9..])),
    ] {
        for text in [broken.clone(), format!("https://data.example/feed?{broken}")] {
            assert!(explain(&text).verdict().is_ok(), "{text}");
        }
    }
    let unsigned = query().replace("expiry=", "\nexpiry=").replace(SIGNATURE, "x");
    assert_eq!(codes(&explain(&unsigned)), [Code::MalformedValue]);
    let two = format!("/feed?{}\n/feed?{}", query().replace(EXPIRY, "x"), query());
    assert!(explain(&two).verdict().is_err());
}

#[test]
fn a_delimiter_behind_a_value_is_a_forbidden_byte_and_no_missing_delimiter() {
    for text in [
        format!("/feed?{}", query().replace("&pc=", "#&pc=")),
        query().replace("&pc=", "#&pc="),
        query().replace("&expiry=", "%23&expiry="),
        query().replace("pc=", "pc=%23"),
    ] {
        assert_eq!(codes(&explain(&text)), [Code::ForbiddenByte], "{text}");
    }
}

#[test]
fn a_byte_order_mark_before_what_is_pasted_is_passed_over() {
    for text in [
        query(),
        format!("https://data.example/?{}", query()),
        format!("GET /?{} HTTP/1.1", query()),
    ] {
        assert!(explain(&format!("\u{feff}{text}")).verdict().is_ok(), "{text}");
    }
    let line = format!("\u{feff}denied, request: \"GET /?{} HTTP/1.1\"", query());
    assert!(explain(&line).verdict().is_ok());
}

#[test]
fn a_request_in_other_text_is_the_one_that_is_verified() {
    let target = format!("/feed?{}", query());
    for text in [
        format!("7#7: *1 denied, request: \"GET {target} HTTP/1.1\", host: \"a?b=c\""),
        format!("{{\"msg\":\"GET {} 401\"}}", target.replace('&', "\\u0026")),
        format!("url=\"https://data.example{}\" status=401", gson(&target)),
        format!("url=\"{}\" status=401", gson(&target).replace("\\u003d", "\\u003D")),
        format!("I asked for https://data.example{target}."),
    ] {
        let report = explain(&text);
        assert!(report.verdict().is_ok(), "{text}");
        assert_eq!(report.form(), "url");
    }
    for text in [
        format!("query=\"{}\" status=401", gson(&query())),
        format!("args: {}, status: 401", gson(&query()).replace('+', "\\u002B")),
    ] {
        let report = explain(&text);
        assert!(report.verdict().is_ok(), "{text}");
        assert_eq!(report.form(), "query");
    }
}

#[test]
fn a_key_with_more_than_the_key_on_this_side_is_found_too() {
    for (stored, code) in [
        (format!("SERVER_KEY={KEY}"), Code::KeyLine),
        (format!("anything:{KEY}"), Code::KeyLine),
        (format!("0x{KEY}"), Code::KeyPrefix),
    ] {
        let explainer = Explainer::new([key(&stored)], Policy::default()).unwrap();
        let report = explainer.explain_at(query(), now());
        assert_eq!(codes(&report), [code]);
        assert_eq!(report.findings()[0].confidence(), Confidence::Certain);
    }
}

#[test]
fn a_mistake_with_the_key_is_found_beside_an_expiry_that_this_server_does_not_take() {
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#0x{KEY}#{EXPIRY}"));
    let sent = query().replace(EXPIRY, "2016-04-26T08:17:59.511Z").replace(SIGNATURE, &signature);
    let policy = Policy::default().with_expiry_encoding(ExpiryEncoding::AsReceived);
    let report = explainer(policy).explain_at(sent, now());
    assert_eq!(codes(&report), [Code::KeyPrefix, Code::ExpiryOtherForm]);
}
