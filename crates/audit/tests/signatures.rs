//! What may be a signature is in nothing that an audit writes, however it is spelled and wherever it stands.

use std::fs;
use store_auth::{ServerKey, Verifier};
use store_auth_audit::{Audit, Control, Format, Input, report_html};

const ID: &str = "XU4XHT8XQDWK";
const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
const EXPIRY: &str = "2016-04-26T08:17:59.059Z";
const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";

/// The denied lines, the summary and the page of a log, one behind the other.
#[track_caller]
fn written(format: Format, log: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, log).unwrap();
    let key = ServerKey::new("85bb85314f73fa720b1e25a9479e41ac1c5dc5af").unwrap();
    let at = "2016-04-26T08:00:00Z".parse().unwrap();
    let audit = Audit::new(Verifier::new(key)).at(at).format(format);
    let mut denied = Vec::new();
    let summary =
        audit.run(&[Input::File(path)], &Control::default().into(), Some(&mut denied)).unwrap();
    assert_eq!((summary.denied, summary.lines), (1, 1), "{log}");
    let denied = String::from_utf8(denied).unwrap();
    denied + &serde_json::to_string(&summary).unwrap() + &report_html(&summary)
}

/// The signature with one digit escaped.
fn escaped(digit: &str) -> String {
    let (before, behind) = SIGNATURE.split_at(19);
    format!("{before}{digit}{}", &behind[1..])
}

#[track_caller]
fn assert_shows_no_signature(written: &str) {
    let written = written.to_ascii_lowercase();
    // Whatever digit is escaped, one half or the other stands together.
    for half in [&SIGNATURE[..19], &SIGNATURE[20..]] {
        assert!(!written.contains(half), "{written}");
    }
}

/// A text in the place of each field but the product code, which looks like a signature.
fn misplaced(text: &str) -> [[&str; 4]; 3] {
    [
        [text, PRODUCT_CODE, EXPIRY, "0"],
        [ID, PRODUCT_CODE, text, "0"],
        [ID, PRODUCT_CODE, EXPIRY, text],
    ]
}

#[test]
fn no_field_of_a_url_shows_a_signature() {
    let upper_case = SIGNATURE.to_uppercase();
    for spelling in [SIGNATURE, &upper_case, &escaped("%36"), &escaped("%2536")] {
        for [id, pc, expiry, signature] in misplaced(spelling) {
            let query = format!("id={id}&pc={pc}&expiry={expiry}&signature={signature}x");
            let target = format!("GET /?{query}&x={spelling} HTTP/1.1");
            let line =
                format!("::1 - - [26/Apr/2016:08:00:00 +0000] \"{target}\" 200 1 \"{query}\"");
            assert_shows_no_signature(&written(Format::Combined, &line));
            assert_shows_no_signature(&written(Format::Ndjson, &query));
            let line = format!("request,referer\n{target},{spelling}");
            assert_shows_no_signature(&written(Format::Csv, &line));
        }
    }
}

#[test]
fn no_member_of_an_object_shows_a_signature() {
    for spelling in [SIGNATURE, &escaped(r"\u0036"), &escaped(r"\\x36"), &escaped("%36")] {
        for [id, pc, expiry, signature] in misplaced(spelling) {
            let line = format!(
                r#"{{"id":"{id}","pc":"{pc}","expiry":"{expiry}","signature":"{signature}x","x":"{spelling}"}}"#
            );
            assert_shows_no_signature(&written(Format::Ndjson, &line));
        }
    }
}

#[test]
fn a_product_code_with_a_signature_in_it_shows_none() {
    for text in [format!("{PRODUCT_CODE}{SIGNATURE}"), format!("{SIGNATURE}x"), escaped("%2536")] {
        let query = format!("id={ID}&pc={text}&expiry={EXPIRY}&signature=0");
        assert_shows_no_signature(&written(Format::Ndjson, &query));
    }
}

#[test]
fn a_product_code_is_shown_though_it_looks_like_a_signature() {
    let query = format!("id={ID}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={SIGNATURE}");
    let written = written(Format::Ndjson, &query);
    // In its member, in the line, in the summary and on the page.
    assert_eq!(written.matches(PRODUCT_CODE).count(), 4, "{written}");
    assert_shows_no_signature(&written);
}
