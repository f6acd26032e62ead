//! The library beside the oracle.

use crate::oracle::{self, Millis, Policy, Verdict, in_oracles_words, instant, verifier};
use store_auth::{Authorization, Denied, Request};

/// Has both verify four strings, and asserts that they say the same.
#[track_caller]
pub(crate) fn verify(policy: &Policy, now: Millis, fields: [&[u8]; 4]) -> Verdict {
    let [id, pc, expiry, signature] = fields;
    let found = verifier(policy).verify_at(&Request::new(id, pc, expiry, signature), instant(now));
    let expected = oracle::verify(policy, now, fields);
    assert_same(&found, &expected);
    if let Ok(authorization) = found {
        assert_eq!(authorization.id().as_bytes(), id);
        assert_eq!(authorization.product_code().as_bytes(), pc);
    }
    expected
}

/// Asserts that a verdict of the library is that of the oracle, and that its message can stand in a log.
#[track_caller]
pub(crate) fn assert_same(found: &Result<Authorization, Denied>, expected: &Verdict) {
    if let Err(denied) = found {
        assert_is_one_line(&denied.to_string());
    }
    assert_eq!(in_oracles_words(found), *expected, "{found:?}");
}

#[track_caller]
pub(crate) fn assert_is_one_line(message: &str) {
    let fits = (1..200).contains(&message.chars().count()) && !message.contains(char::is_control);
    assert!(fits, "{message:?}");
}

/// The Java rendering of an expiry text that the grammar takes.
pub(crate) fn java_rendering(expiry: &str) -> String {
    format!("{}.0{}+0000", &expiry[..19], &expiry[17..19])
}

/// Which text of the expiry a forged signature covers.
#[derive(Clone, Copy)]
pub(crate) enum Signed {
    AsSent,
    JavaRendering,
}

/// The signature that makes three strings authentic, where they have the form that can be signed.
pub(crate) fn forge(key: &str, [id, pc, expiry]: [&[u8]; 3], signed: Signed) -> Option<Vec<u8>> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let (expiry, _) = oracle::read_expiry(expiry)?;
    let expiry = match signed {
        Signed::AsSent => expiry,
        Signed::JavaRendering => java_rendering(&expiry),
    };
    Some(oracle::sign(&text(id)?, &text(pc)?, key, &expiry).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{KEYS, NOW};
    use std::time::Duration;
    use store_auth::ExpiryEncoding;

    /// An authorization until a second after `NOW`.
    fn authorized() -> Result<Authorization, Denied> {
        let expiry = "2016-04-26T07:18:00.059Z";
        let signature = oracle::sign("id", "pc", KEYS[0], expiry);
        let policy = Policy {
            keys: vec![(KEYS[0].to_owned(), None)],
            encoding: ExpiryEncoding::Either,
            leeway: Duration::ZERO,
            products: None,
            max_lifetime: None,
        };
        let found = verifier(&policy)
            .verify_at(&Request::new("id", "pc", expiry, &signature), instant(NOW));
        assert_same(&found, &Verdict::Authorized { key: 0, expires_at: NOW + 1000 });
        found
    }

    #[test]
    #[should_panic(expected = "key: 1")]
    fn another_key_is_a_difference() {
        assert_same(&authorized(), &Verdict::Authorized { key: 1, expires_at: NOW + 1000 });
    }

    #[test]
    #[should_panic(expected = "left == right")]
    fn another_instant_is_a_difference() {
        assert_same(&authorized(), &Verdict::Authorized { key: 0, expires_at: NOW + 1001 });
    }

    #[test]
    #[should_panic(expected = "signature-mismatch")]
    fn an_authorization_where_a_denial_is_due_is_a_difference() {
        let expected = Verdict::Denied { reason: "signature-mismatch", field: None };
        assert_same(&authorized(), &expected);
    }

    #[test]
    #[should_panic(expected = "left == right")]
    fn another_reason_is_a_difference() {
        let expected = Verdict::Denied { reason: "expired", field: None };
        assert_same(&Err(Denied::SignatureMismatch), &expected);
    }

    #[test]
    #[should_panic(expected = "left == right")]
    fn another_field_is_a_difference() {
        let malformed = store_auth::Expiry::parse("").unwrap_err();
        let expected = Verdict::Denied { reason: "malformed", field: Some("pc") };
        assert_same(&Err(malformed.into()), &expected);
    }

    #[test]
    #[should_panic(expected = "two\\nlines")]
    fn a_message_of_two_lines_is_refused() {
        assert_is_one_line("two\nlines");
    }
}
