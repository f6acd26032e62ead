//! Explanations of any text, and of requests with a mistake in them.

use crate::{
    compare::assert_is_one_line,
    naive_query,
    oracle::{self, Policy},
    shared::{KEYS, NOW},
};
use sha1::{Digest, Sha1};
use std::{fmt::Write, time::Duration};
use store_auth::{Denied, ExpiryEncoding, Request};
use store_auth_explain::{Code, Confidence, Explainer, Finding, KeyText, Report};

/// A longer text has nothing new to say, and costs more.
const LONGEST: usize = 1024;

/// What is hashed by mistake.
const MISTAKES: [(Code, [&str; 4]); 11] = [
    (Code::KeyTrailingNewline, ["#", "#", "\n#", ""]),
    (Code::KeyCrlf, ["#", "#", "\r\n#", ""]),
    (Code::KeySpaces, ["#", "#", " #", ""]),
    (Code::KeyQuotes, ["#", "#'", "'#", ""]),
    (Code::MessageNewline, ["#", "#", "#", "\n"]),
    (Code::OtherDelimiter, [":", ":", ":", ""]),
    (Code::NoDelimiter, ["", "", "", ""]),
    (Code::OtherDelimiter, ["|", "|", "|", ""]),
    (Code::KeyPrefix, ["#", "#0x", "#", ""]),
    (Code::KeyInvisible, ["#", "#", "\u{a0}#", ""]),
    (Code::KeyLine, ["#", "#SERVER_KEY=", "#", ""]),
];

/// A byte that says which mistake, and a text.
///
/// # Panics
/// Where a law does not hold.
pub fn explain(data: &[u8]) {
    let Some((mode, text)) = data.split_first() else { return };
    let text = &text[..text.len().min(LONGEST)];
    let policy = Policy {
        keys: vec![(KEYS[0].to_owned(), None)],
        encoding: ExpiryEncoding::ALL[usize::from(mode % 3)],
        leeway: Duration::ZERO,
        products: None,
        max_lifetime: None,
    };
    any_text(text, &policy);
    mistaken(text, MISTAKES[usize::from(mode / 3) % MISTAKES.len()], &policy);
}

fn report(text: &[u8], policy: &Policy) -> Report {
    let keys = policy.keys.iter().map(|(key, _)| KeyText::new(key).unwrap());
    let policy = oracle::verifier(policy).policy_in_force().clone();
    Explainer::new(keys, policy).unwrap().explain_at(text, oracle::instant(NOW))
}

fn any_text(text: &[u8], policy: &Policy) {
    let report = report(text, policy);
    assert_is_sound(text, &report);
    let again = self::report(text, policy);
    assert_eq!(serde_json::to_string(&report).unwrap(), serde_json::to_string(&again).unwrap());
    without_key(text, policy, &report);

    let verdict =
        |request: Request<'_>| oracle::verifier(policy).verify_at(&request, oracle::instant(NOW));
    let text = text.trim_ascii();
    // With what no client sends in a URL, it may be other text with a request in it.
    let is_in_text = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`<>".contains(byte);
    let is_plain = !text.starts_with(b"\xef\xbb\xbf")
        && !text.starts_with(b"{")
        && !text.iter().any(is_in_text);
    let expected = match report.form() {
        "url" if is_plain => verdict(Request::from_url(text)),
        "query" if is_plain => verdict(Request::from_query(text)),
        _ => return,
    };
    assert_eq!(report.verdict(), expected.as_ref(), "{}", text.escape_ascii());
}

/// What a key has no part in is the same without one, and what it decides is undecided.
fn without_key(text: &[u8], policy: &Policy, report: &Report) {
    let policy = oracle::verifier(policy).policy_in_force().clone();
    let keyless = Explainer::without_key(policy).unwrap().explain_at(text, oracle::instant(NOW));
    match report.verdict() {
        Err(Denied::Malformed(_)) => assert_eq!(keyless.verdict(), report.verdict()),
        // Before the signature was checked, or because of what it covers.
        Err(Denied::Expired { .. }) => {
            assert!(keyless.undecided().is_some() || keyless.verdict() == report.verdict());
        }
        _ => assert!(keyless.undecided().is_some(), "{}", text.escape_ascii()),
    }
    assert!(!keyless.text(|_, word| word.to_owned()).is_empty());
}

fn assert_is_sound(text: &[u8], report: &Report) {
    let shown = || text.escape_ascii().to_string();
    assert_eq!(report.verdict().is_ok(), report.findings().is_empty(), "{}", shown());
    assert!(report.candidates() <= 200_000, "{}", shown());
    assert_eq!(report.steps().len(), 8);
    for finding in report.findings() {
        let is_unknown = finding.confidence() == Confidence::Unknown;
        assert_eq!(is_unknown, finding.code() == Code::NoKnownMistake, "{}", shown());
    }
    for step in report.steps() {
        assert_is_one_line(step.seen());
        assert_is_one_line(step.expected());
        assert!(step.wrong_at().is_none_or(|at| at < step.seen().chars().count()), "{}", shown());
    }
    for finding in report.findings() {
        let comparison = finding.comparison();
        let texts = comparison.map(|compared| [compared.sent(), compared.signed()]);
        for text in texts.into_iter().flatten().chain([finding.detail()]) {
            assert!(text.len() < 1000 && !text.contains(char::is_control), "{text:?}");
        }
        let end = comparison
            .map(|compared| (compared.differs_at().end, compared.signed().chars().count()));
        assert!(end.is_none_or(|(end, length)| end <= length), "{}", shown());
    }
    let json = serde_json::to_string(report).unwrap();
    assert!(!json.to_ascii_lowercase().contains(KEYS[0]), "{json}");
    if report.verdict().is_ok() {
        return;
    }
    // A product code is as long as a signature, and shown: that of its step, and one that was signed in its place.
    let product_code = report.steps()[6].seen();
    let compared = report.findings().iter().filter_map(Finding::comparison);
    let shown: Vec<&str> = compared
        .flat_map(|compared| [compared.sent(), compared.signed()])
        .chain([product_code])
        .collect();
    let digits = json.split(|letter: char| !letter.is_ascii_hexdigit());
    for run in digits.filter(|run| run.len() >= 40) {
        assert!(shown.iter().any(|text| text.contains(run)), "{json}");
    }
}

/// The pairs of a query, signed by mistake where they have no signature and the scheme takes the rest.
fn mistaken(
    query: &[u8],
    (code, [first, second, third, fourth]): (Code, [&str; 4]),
    policy: &Policy,
) {
    let [id, pc, expiry, signature] = naive_query::fields(&naive_query::split(query));
    let parts = [&id, &pc, &expiry].map(|text| String::from_utf8(text.clone()).ok());
    let [Some(id), Some(pc), Some(expiry)] = parts else { return };
    let is_token = |text: &str, most| {
        (1..=most).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
    };
    let is_good = is_token(&id, 64) && is_token(&pc, 50);
    if !is_good || !signature.is_empty() || oracle::read_expiry(expiry.as_bytes()).is_none() {
        return;
    }
    let key = KEYS[0];
    let message = format!("{id}{first}{pc}{second}{key}{third}{expiry}{fourth}");
    let mut digest = String::new();
    for byte in Sha1::digest(message) {
        write!(digest, "{byte:02x}").unwrap();
    }
    let escape =
        |text: &str| String::from_utf8(naive_query::escape(text.as_bytes(), true)).unwrap();
    let text = format!(
        "id={}&pc={}&expiry={}&signature={digest}",
        escape(&id),
        escape(&pc),
        escape(&expiry)
    );
    let report = report(text.as_bytes(), policy);
    assert_is_sound(text.as_bytes(), &report);
    let found = report
        .findings()
        .iter()
        .any(|finding| finding.code() == code && finding.confidence() == Confidence::Certain);
    let is_holding_key = report.first_code() == Some(Code::KeyInRequest);
    assert!(found || is_holding_key, "{code}: {text}: {:?}", report.findings());
}
