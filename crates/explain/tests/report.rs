//! What a report says beside its findings, and what it never says.

mod util;

use serde_json::json;
use std::time::Duration;
use store_auth::{Denied, ExpiryEncoding, KeyError, Policy, Request, Verifier};
use store_auth_explain::{Code, Confidence, Explainer, Flaw, KeyText, Report, Status, Step, Topic};
use store_auth_key_file::clean;
use util::{
    EXPIRY, ID, KEY, OTHER_KEY, PRODUCT_CODE, SIGNATURE, at, codes, explain, explainer, key, now,
    query, server_key, sha1, sign,
};

fn statuses(report: &Report) -> Vec<(&str, Status)> {
    report.steps().iter().map(|step| (step.name(), step.status())).collect()
}

// Verdict and steps

#[test]
fn the_verdict_is_that_of_the_verifier() {
    for text in
        [query(), query().replace(ID, "x"), query().replace("pc=", "x="), query().replace('+', " ")]
    {
        let verdict = Verifier::new(server_key(KEY)).verify_at(&Request::from_query(&text), now());
        assert_eq!(explain(&text).verdict(), verdict.as_ref());
        let url = format!("https://data.example/?{text}#top");
        assert_eq!(explain(&url).verdict(), verdict.as_ref());
    }
}

#[test]
fn of_a_right_request_every_step_passes() {
    let report = explain(&query());
    let names = ["id", "pc", "expiry", "signature", "time", "match", "product", "lifetime"];
    assert_eq!(statuses(&report), names.map(|name| (name, Status::Passed)));
}

#[test]
fn steps_behind_the_one_that_failed_are_not_reached() {
    use Status::{Failed, NotReached as N, Passed};
    let after = |text: &str, at: &str| {
        let policy = Policy::default()
            .with_products([PRODUCT_CODE])
            .unwrap()
            .with_max_lifetime(Duration::from_secs(7200));
        let report = explainer(policy).explain_at(text, util::at(at));
        report.steps().iter().map(Step::status).collect::<Vec<_>>()
    };
    let good = "2016-04-26T07:17:59.000Z";
    assert_eq!(after(&query().replace("pc=", "x="), good), [Passed, Failed, N, N, N, N, N, N]);
    assert_eq!(after(&query().replace('+', " "), good), [Passed, Passed, Failed, N, N, N, N, N]);
    let expired = after(&query(), "2016-04-26T09:00:00.000Z");
    assert_eq!(expired, [Passed, Passed, Passed, Passed, Failed, N, N, N]);
    let mismatch = after(&query().replace(ID, "x"), good);
    assert_eq!(mismatch, [Passed, Passed, Passed, Passed, Passed, Failed, N, N]);
    let early = after(&query(), "2016-04-26T01:00:00.000Z");
    assert_eq!(early, [Passed, Passed, Passed, Passed, Passed, Passed, Passed, Failed]);
    let signature = sha1(&format!("{ID}#x#{KEY}#{EXPIRY}"));
    let other = after(&format!("id={ID}&pc=x&expiry={EXPIRY}&signature={signature}"), good);
    assert_eq!(other, [Passed, Passed, Passed, Passed, Passed, Passed, Failed, N]);
}

#[test]
fn where_only_the_whole_second_was_signed_the_match_comes_before_the_time() {
    let text = query().replace(EXPIRY, "2016-04-26T08:17:59.511Z");
    let report = explainer(Policy::default()).explain_at(&text, at("2016-04-26T08:17:59.300Z"));
    assert!(matches!(report.verdict(), Err(Denied::Expired { .. })));
    assert_eq!(statuses(&report)[4..6], [("time", Status::Failed), ("match", Status::Passed)]);
}

#[test]
fn the_first_wrong_byte_is_marked() {
    let report = explain(&query().replace('+', "%20"));
    let step = &report.steps()[2];
    assert_eq!((step.seen(), step.wrong_at()), ("2016-04-26T08:17:59.059 0000", Some(23)));
    let report = explain(&query().replace("id=X", "id=%0A%23"));
    assert_eq!(report.steps()[0].wrong_at(), Some(0));
    assert_eq!(explain(&query()).steps()[0].wrong_at(), None);
}

#[test]
fn every_form_of_a_request_is_named() {
    for (text, form) in [
        (query(), "query"),
        (format!("/?{}", query()), "url"),
        ("{}".to_owned(), "json"),
        (format!("Id: {ID}"), "headers"),
        ("hello".to_owned(), "text"),
    ] {
        assert_eq!(explain(&text).form(), form);
    }
}

#[test]
fn any_bytes_are_explained() {
    for text in [
        &b""[..],
        b"\xff\xfe=",
        b"{\"id\":\"\\ud800\"}",
        b"?=&=#",
        b"f({",
        &b"{".repeat(70_000),
        &b"&".repeat(70_000),
    ] {
        let report = explainer(Policy::default()).explain_at(text, now());
        assert!(report.verdict().is_err());
        assert_ne!(report.findings().len(), 0);
    }
}

// Findings

#[test]
fn a_comparison_marks_what_differs() {
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}#2016-04-26T04:17:59.059-0400"));
    let report = explain(&query().replace(SIGNATURE, &signature));
    let comparison = report.findings()[0].comparison().unwrap();
    assert_eq!(comparison.sent(), EXPIRY);
    assert_eq!(comparison.signed(), "2016-04-26T04:17:59.059-0400");
    assert_eq!(comparison.differs_at(), 12..26);
    assert_eq!(&comparison.signed()[comparison.differs_at()], "4:17:59.059-04");
}

#[test]
fn two_mistakes_at_once_are_both_found() {
    let text = format!("{ID}#{PRODUCT_CODE}#{KEY}\n#{EXPIRY}\n");
    let report = explain(&query().replace(SIGNATURE, &sha1(&text)));
    assert_eq!(codes(&report), [Code::MessageNewline, Code::KeyTrailingNewline]);
    assert!(report.findings().iter().all(|finding| finding.confidence() == Confidence::Certain));
    let text = format!("{}:{PRODUCT_CODE}:{KEY}:{EXPIRY}", ID.to_lowercase());
    let report = explain(&query().replace(SIGNATURE, &sha1(&text)));
    assert_eq!(codes(&report), [Code::OtherDelimiter, Code::IdCase]);
}

#[test]
fn a_mistake_of_the_form_and_one_of_the_signature_are_both_certain() {
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}\n#{EXPIRY}")).to_uppercase();
    let report = explain(&query().replace(SIGNATURE, &signature).replace("signature", "sig"));
    let expected = [Code::KeyTrailingNewline, Code::SignatureCase, Code::ParameterName];
    assert_eq!(codes(&report), expected);
    assert!(report.findings().iter().all(|finding| finding.confidence() == Confidence::Certain));
}

#[test]
fn what_only_the_form_suggests_is_likely() {
    let wrong = "0".repeat(40);
    let report = explain(&query().replace(SIGNATURE, &wrong).replace(ID, "preview"));
    assert_eq!(codes(&report), [Code::PlaceholderId]);
    assert_eq!(report.findings()[0].confidence(), Confidence::Likely);
}

#[test]
fn the_java_rendering_is_a_mistake_only_where_it_is_not_accepted() {
    let text = query().replace(EXPIRY, "2016-04-26T08:17:59.511Z");
    let explain = |encoding| {
        let policy = Policy::default().with_expiry_encoding(encoding);
        codes(&explainer(policy).explain_at(&text, now()))
    };
    assert_eq!(explain(ExpiryEncoding::Either), []);
    assert_eq!(explain(ExpiryEncoding::JavaSample), []);
    assert_eq!(explain(ExpiryEncoding::AsReceived), [Code::ExpiryOtherForm]);
}

#[test]
fn a_file_with_more_than_the_key_is_named_first() {
    for (file, code) in [
        (format!("{KEY}\n"), Code::KeyTrailingNewline),
        (format!("{KEY}\r\n"), Code::KeyCrlf),
        (format!("\u{feff}{KEY}"), Code::KeyByteOrderMark),
        (format!("\"{KEY}\"\n"), Code::KeyTrailingNewline),
        (format!("'{KEY}'"), Code::KeyQuotes),
        (format!(" {KEY}"), Code::KeySpaces),
        (format!("{KEY}\t"), Code::KeySpaces),
        (KEY.chars().flat_map(|letter| [letter, '\0']).collect(), Code::KeyUtf16),
    ] {
        let (text, flaw) = clean(file.as_bytes()).unwrap();
        let flaw = flaw.unwrap();
        assert_eq!(flaw.name(), code.name());
        let key = KeyText::new(text).unwrap();
        let explainer =
            Explainer::new([key], Policy::default()).unwrap().found_in_key_file(0, flaw);
        let report = explainer.explain_at(query(), now());
        assert!(report.verdict().is_ok());
        assert_eq!(codes(&report), [code]);
        assert_eq!(report.findings()[0].confidence(), Confidence::Certain);
    }
    assert_eq!(clean(KEY.as_bytes()).unwrap().1, None);
    assert!(clean(b"\n").is_err());
    assert!(clean(b"two words").is_err());
}

#[test]
fn what_is_shown_of_a_key_has_nothing_of_its_text() {
    assert_eq!(format!("{:?}", key(KEY)), "KeyText(..)");
}

#[test]
fn findings_say_how_late_a_request_is() {
    let report = explainer(Policy::default()).explain_at(query(), at("2016-04-26T08:18:41.500Z"));
    let detail = report.findings()[0].detail();
    let expected = "it expired 42 s 500 ms ago, at 2016-04-26T08:17:59.000Z; a leeway of 43 s would have let it in";
    assert!(detail.starts_with(expected), "{detail}");
    let report = explainer(Policy::default()).explain_at(query(), at("2016-04-26T12:17:59.000Z"));
    let detail = report.findings()[0].detail();
    assert!(
        detail.ends_with("that is 4 hours almost to the minute, as of a clock set to a local time"),
        "{detail}"
    );
}

#[test]
fn an_explainer_without_a_key_is_refused() {
    let explainer = Explainer::new([], Policy::default());
    assert_eq!(explainer.unwrap_err(), KeyError::NoKey);
}

#[test]
fn every_key_is_tried() {
    let keys = [key(OTHER_KEY), key("second-key"), key(KEY)];
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}\r\n#{EXPIRY}"));
    let report = Explainer::new(keys, Policy::default())
        .unwrap()
        .explain_at(query().replace(SIGNATURE, &signature), now());
    assert_eq!(codes(&report), [Code::KeyCrlf]);
    assert_eq!(
        report.findings()[0].detail(),
        "the signature was made with key 2 changed in this way"
    );
}

#[test]
fn many_keys_are_searched_within_bounds() {
    let others = (1..=40).map(|number| key(&format!("{number:040x}")));
    let keys = [key(KEY)].into_iter().chain(others);
    let wrong = query().replace(SIGNATURE, &"0".repeat(40));
    let report = Explainer::new(keys, Policy::default()).unwrap().explain_at(wrong, now());
    assert_eq!(report.candidates(), 200_000);
    assert_eq!(codes(&report), [Code::NoKnownMistake]);
}

// Secrets

#[test]
fn a_key_in_any_field_is_masked() {
    for text in [
        query().replace(ID, KEY),
        query().replace(ID, &format!("a-{}-b", KEY.to_uppercase())),
        query().replace(PRODUCT_CODE, KEY),
        query().replace(EXPIRY, KEY),
        format!("{KEY}=x&{}", query().replace("pc=", "x=")),
    ] {
        let report = explain(&text);
        assert!(codes(&report).contains(&Code::KeyInRequest), "{text}");
        let json = serde_json::to_string(&report).unwrap().to_ascii_lowercase();
        assert!(!json.contains(KEY), "{json}");
    }
}

#[test]
fn a_signature_in_any_spelling_is_masked_wherever_it_stands() {
    let digit = |escape: &str| SIGNATURE.replacen('3', escape, 1);
    let spellings = [
        SIGNATURE.to_owned(),
        SIGNATURE.to_uppercase(),
        digit("%33"),
        digit("%2533"),
        digit(r"\x33"),
        digit(r"\u0033"),
        SIGNATURE.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02x}")),
    ];
    for spelling in spellings {
        for text in [
            query().replace(ID, &spelling),
            query().replace(PRODUCT_CODE, &format!("{spelling}-")),
            query().replace(EXPIRY, &format!("2016-{spelling}")),
            query().replace(SIGNATURE, &format!("{spelling}{spelling}")),
            query().replace("signature=", &format!("signatur={spelling}&{spelling}=")),
            json!({"authorized": false, "error": {"message": spelling}}).to_string(),
            json!({"authorized": true, "signatures": [{"value": spelling}]}).to_string(),
        ] {
            let report = serde_json::to_string(&explain(&text)).unwrap().to_ascii_lowercase();
            for part in [&SIGNATURE[4..16], &SIGNATURE[24..]] {
                assert!(!report.contains(part), "{text}\n{report}");
            }
        }
    }
}

#[test]
fn the_right_signature_is_in_the_report_only_where_it_was_asked_for() {
    let wrong = query().replace(SIGNATURE, &"0".repeat(40));
    assert!(explain(&wrong).expected_signature().is_none());
    let report = explainer(Policy::default()).reveal_expected().explain_at(&wrong, now());
    assert_eq!(report.expected_signature().unwrap().as_str(), SIGNATURE);
    assert!(!format!("{report:?}").contains(SIGNATURE));
    assert_eq!(serde_json::to_value(&report).unwrap()["expectedSignature"], SIGNATURE);
    let malformed = query().replace(ID, "a%23b");
    let report = explainer(Policy::default()).reveal_expected().explain_at(malformed, now());
    assert!(report.expected_signature().is_none());
}

#[test]
fn debug_output_of_an_explainer_holds_no_key() {
    let explainer =
        explainer(Policy::default()).other_server("B", key(OTHER_KEY)).retired_key(key("long-ago"));
    let shown = format!("{explainer:?}");
    assert!(
        !shown.contains(KEY) && !shown.contains(OTHER_KEY) && !shown.contains("long-ago"),
        "{shown}"
    );
}

// JSON

#[test]
fn a_report_is_serialised_with_all_that_is_said_of_its_findings() {
    let signature = sign("unknown", ID, PRODUCT_CODE, EXPIRY);
    let report = explain(&format!("/?{}", query().replace(SIGNATURE, &signature)));
    let value = serde_json::to_value(&report).unwrap();
    assert_eq!(value["denied"]["reason"], "signature-mismatch");
    assert_eq!(value["form"], "url");
    assert_eq!(value["steps"][5]["name"], "match");
    assert_eq!(value["steps"][5]["status"], "failed");
    assert_eq!(value["steps"][6]["status"], "not-reached");
    assert_eq!(value["candidates"], report.candidates());
    let code = Code::NoKnownMistake;
    assert_eq!(
        value["findings"],
        json!([{
            "code": "no-known-mistake", "confidence": "unknown", "title": code.title(),
            "detail": format!("{} texts were hashed", report.candidates()),
            "explanation": code.explanation(), "fix": code.fix(), "comparison": null,
        }])
    );
    assert_eq!(value.get("expectedSignature"), None);
    let value = serde_json::to_value(explain(&query())).unwrap();
    assert_eq!(value["authorized"]["key"], 0);
}

// Names

#[test]
fn every_name_is_read_as_it_is_written() {
    for code in Code::ALL {
        assert_eq!(code.name().parse(), Ok(*code));
    }
    for topic in Topic::ALL {
        assert_eq!(topic.name().parse(), Ok(topic));
    }
    for confidence in Confidence::ALL {
        assert_eq!(confidence.name().parse(), Ok(confidence));
    }
    for status in Status::ALL {
        assert_eq!(status.name().parse(), Ok(status));
    }
    let error = "sure".parse::<Confidence>().unwrap_err();
    assert_eq!(error.expected(), ["certain", "likely", "unknown"]);
}

#[test]
fn every_flaw_of_a_key_file_has_the_name_of_a_mistake() {
    for flaw in Flaw::ALL {
        let code: Code = flaw.name().parse().unwrap();
        assert_eq!(code.topic(), Topic::Key);
        let report =
            explainer(Policy::default()).found_in_key_file(0, flaw).explain_at(query(), now());
        assert_eq!(codes(&report), [code]);
    }
}

#[test]
fn a_comparison_as_data_says_where_it_differs() {
    let signature = sha1(&format!("{ID}#{PRODUCT_CODE}#{KEY}#2016-04-26T04:17:59.059-0400"));
    let report = explain(&query().replace(SIGNATURE, &signature));
    let data = serde_json::to_value(&report).unwrap();
    assert_eq!(
        data["findings"][0]["comparison"],
        json!({
            "field": "expiry", "sent": EXPIRY, "signed": "2016-04-26T04:17:59.059-0400",
            "differsAt": {"start": 12, "end": 26},
        })
    );
}

#[test]
fn only_words_with_a_tone_are_painted() {
    let report = explain(&query().replace(SIGNATURE, &"0".repeat(40)));
    let plain = report.text(|_, word| word.to_owned());
    let painted = report.text(|tone, word| format!("<{tone:?} {word}>"));
    assert!(painted.starts_with("<Bad denied> (signature-mismatch): signature"), "{painted}");
    assert!(painted.contains("\n  <Good ✓> id         "), "{painted}");
    assert!(painted.contains("\n<Doubtful unknown:> no known mistake"), "{painted}");
    let unpainted = ["<Good ", "<Bad ", "<Doubtful ", ">"]
        .into_iter()
        .fold(painted, |text, mark| text.replace(mark, ""));
    assert_eq!(unpainted, plain);
}
