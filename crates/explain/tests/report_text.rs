//! A report as text for people.

mod util;

use sha1::{Digest, Sha1};
use store_auth::Policy;
use store_auth_explain::{Code, Report};
use util::{EXPIRY, ID, KEY, PRODUCT_CODE, SIGNATURE, explainer, now, query};

fn plain(report: &Report) -> String {
    report.text(|_, word| word.to_owned())
}

#[test]
fn a_denial_is_told_by_its_steps_and_findings_and_what_to_do_comes_last() {
    let id = ID.to_lowercase();
    let text = format!("{id}#{PRODUCT_CODE}#{KEY}\n#{EXPIRY}");
    let text = query().replace(SIGNATURE, &hex::encode(Sha1::digest(text)));
    let report = explainer(Policy::default()).reveal_expected().explain_at(text, now());
    let seen = report.steps()[3].seen();
    let [case, newline] = [Code::IdCase, Code::KeyTrailingNewline];
    let expected = format!(
        "denied (signature-mismatch): {}

  ✓ id         {ID}
  ✓ pc         {PRODUCT_CODE}
  ✓ expiry     {EXPIRY}
  ✓ signature  {seen}
  ✓ time       expires at 2016-04-26T08:17:59.000Z, now is 2016-04-26T07:17:59.000Z
  ✗ match      {seen}
               expected the hash of id#pc#key#expiry with the accepted key
  · product    not reached
  · lifetime   not reached

certain: {} (id-case)
  {}
  id sent    {ID}
  id signed  {id}
             ^^^^^^^^^^^^

certain: {} (key-trailing-newline)
  {}
  Here: the signature was made with key 0 changed in this way.

expected signature: {SIGNATURE}

also: {}
fix: {}
",
        report.verdict().unwrap_err(),
        case.title(),
        case.explanation(),
        newline.title(),
        newline.explanation(),
        newline.fix(),
        case.fix(),
    );
    assert_eq!(plain(&report), expected);
}

#[test]
fn the_first_wrong_character_has_a_mark_below_it() {
    let report = explainer(Policy::default()).explain_at(query().replace(ID, "ab%23c"), now());
    let expected = "
  ✗ id         ab#c
                 ^
               expected 1 to 64 bytes of visible ASCII other than '#'
  · pc         not reached
";
    assert!(plain(&report).contains(expected), "{}", plain(&report));
}

#[test]
fn of_a_right_request_there_is_nothing_to_do() {
    let report = explainer(Policy::default()).explain_at(query(), now());
    let text = plain(&report);
    assert!(text.starts_with("authorized until 2016-04-26T08:17:59.000Z by key 0\n\n  ✓ id "));
    assert!(text.ends_with("  ✓ lifetime   1 h ahead\n"), "{text}");
}
