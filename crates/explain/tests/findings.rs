//! What a report finds, and what it says of it.

mod util;

use store_auth::{Denied, Policy};
use store_auth_explain::{Code, Confidence, Explainer, Report};
use store_auth_key_file::clean;
use util::{
    EXPIRY, ID, KEY, PRODUCT_CODE, SIGNATURE, at, codes, explain, explainer, key, now, query, sha1,
};

fn details(report: &Report) -> Vec<(Code, &str)> {
    report.findings().iter().map(|finding| (finding.code(), finding.detail())).collect()
}

#[test]
fn the_first_code_is_that_of_the_first_finding() {
    assert_eq!(explain(&query()).first_code(), None);
    let report = explain(&query().replace("pc=", "code=").replace(ID, "preview"));
    assert_eq!(codes(&report), [Code::ParameterName, Code::PlaceholderId]);
    assert_eq!(report.first_code(), Some(Code::ParameterName));
}

#[test]
fn a_flaw_of_the_key_file_is_named_once_and_before_what_else_is_found() {
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}\n#{EXPIRY}")).to_uppercase();
    let (_, flaw) = clean(format!("{KEY}\n").as_bytes()).unwrap();
    let explainer = explainer(Policy::default()).found_in_key_file(0, flaw.unwrap());
    let report = explainer.explain_at(query().replace(SIGNATURE, &signature), now());
    assert_eq!(
        details(&report),
        [
            (
                Code::KeyTrailingNewline,
                "the file of key 0 is so; a server that reads it as it is fails"
            ),
            (Code::SignatureCase, ""),
        ]
    );
}

#[test]
fn a_request_that_is_malformed_and_late_is_said_to_be_both() {
    let text = query().replace(ID, "a%23b");
    let report = explainer(Policy::default()).explain_at(&text, at("2016-04-26T08:18:00.000Z"));
    assert_eq!(codes(&report), [Code::ForbiddenByte, Code::Expired]);
    assert_eq!(codes(&explain(&text)), [Code::ForbiddenByte]);
}

/// The core wants a `%` escaped; all else can be told from the text.
#[test]
fn where_nothing_but_the_form_is_wrong_the_verdict_is_the_finding() {
    let signature = sha1(&format!("100%#{PRODUCT_CODE}#{KEY}#{EXPIRY}"));
    let text = query().replace(ID, "100%").replace(SIGNATURE, &signature);
    let keyless = Explainer::without_key(Policy::default()).unwrap().explain_at(&text, now());
    for report in [explain(&text), keyless] {
        let denied = report.verdict().unwrap_err();
        assert!(matches!(denied, Denied::Malformed(_)));
        assert_eq!(details(&report), [(Code::MalformedValue, denied.to_string().as_str())]);
        assert_eq!(report.findings()[0].confidence(), Confidence::Certain);
    }
}

#[test]
fn a_signature_that_is_there_twice_alike_is_no_other_of_the_values() {
    let report = explain(&format!("{}&signature={SIGNATURE}", query()));
    let detail = "`signature` is there more than once, under one name or both";
    assert_eq!(details(&report), [(Code::RepeatedParameter, detail)]);
}

#[test]
fn of_values_that_are_repeated_eight_more_are_looked_at() {
    let with_others = |others: usize| {
        let others = (1..others).fold(String::new(), |text, number| format!("{text}&pc={number}"));
        let text = query().replace("pc=", "pc=0&x=");
        details(&explain(&format!("{text}{others}&pc={PRODUCT_CODE}")))[0].1.to_owned()
    };
    let found = "the signature is right for another of the values than the first";
    assert_eq!(with_others(8), found);
    assert_eq!(with_others(9), "`pc` is there more than once, under one name or both");
}

#[test]
fn a_signature_over_a_long_value_is_found_up_to_256_bytes() {
    let with_id = |length| {
        let id = "x".repeat(length);
        let signature = sha1(&format!("{id}#{PRODUCT_CODE}#{KEY}\n#{EXPIRY}"));
        explain(&query().replace(ID, &id).replace(SIGNATURE, &signature))
    };
    assert_eq!(codes(&with_id(256)), [Code::MalformedValue, Code::KeyTrailingNewline]);
    let report = with_id(257);
    assert_eq!((codes(&report), report.candidates()), (vec![Code::MalformedValue], 0));
}

#[test]
fn a_query_of_a_thousand_bytes_is_found_where_it_was_hashed_with_the_key() {
    let long_key = "k".repeat(100);
    let unsigned = query().replace(&format!("&signature={SIGNATURE}"), "");
    let long = format!("{unsigned}&x={}", "y".repeat(970 - unsigned.len()));
    let signature = sha1(&format!("{long}&secret={long_key}"));
    let report = Explainer::new([key(&long_key)], Policy::default())
        .unwrap()
        .explain_at(format!("{long}&signature={signature}"), now());
    assert_eq!(codes(&report), [Code::QueryHashed]);
}

#[test]
fn the_rendering_that_this_server_takes_is_no_part_of_what_is_said_of_an_id() {
    let signature = sha1(&format!("{}#{PRODUCT_CODE}#{KEY}#{EXPIRY}", ID.to_lowercase()));
    let text = query().replace(EXPIRY, "2016-04-26T08:17:59.511Z").replace(SIGNATURE, &signature);
    assert_eq!(details(&explain(&text)), [(Code::IdCase, "")]);
}

#[test]
fn each_value_that_looks_wrong_is_shown_and_a_signature_is_told_by_its_length() {
    let text = query().replace(ID, "preview").replace(PRODUCT_CODE, "pc").replace(EXPIRY, "null");
    let report = explain(&text.replace(SIGNATURE, &SIGNATURE[..20]));
    assert_eq!(
        details(&report),
        [
            (Code::PlaceholderId, "`id` is preview"),
            (Code::PlaceholderValue, "`pc` is pc"),
            (Code::TruncatedValue, "`signature` has 20 bytes, not 40 lowercase hexadecimal digits"),
        ]
    );
    assert!(report.findings().iter().all(|found| found.confidence() == Confidence::Likely));
}

#[test]
fn the_signature_of_the_documentation_is_certain_to_be_it() {
    let sample = "8cb2237d0679ca88db6464eac60da96345513964";
    let report = explain(&query().replace(SIGNATURE, sample));
    assert_eq!(codes(&report), [Code::SampleSignature]);
    assert_eq!(report.findings()[0].confidence(), Confidence::Certain);
}

#[test]
fn of_a_text_64_kib_are_looked_at() {
    let behind = |length: usize| {
        let padding = "x".repeat(length - "/feed?x=&".len() - query().len());
        explain(&format!("/feed?x={padding}&{}", query()))
    };
    assert!(behind(65_536).verdict().is_ok());
    assert!(behind(65_537).verdict().is_err());
}

#[test]
fn what_the_store_says_in_so_many_words_is_certain() {
    for (text, code) in [
        ("{\"authorized\":false,\"error\":{\"message\":\"Not active.\"}}", Code::StoreDenied),
        ("{\"authorized\":false,\"error\":{\"message\":\"Id not found.\"}}", Code::StoreIdNotFound),
    ] {
        let report = explain(text);
        assert_eq!(report.first_code(), Some(code), "{text}");
        assert_eq!(report.findings()[0].confidence(), Confidence::Certain, "{text}");
    }
}
