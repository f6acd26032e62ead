//! Mistakes that the form of a value suggests, where no signature proves them.

use crate::{
    code::Code, confidence::Confidence, contents::SentValue, dates, finding::Finding, identifiers,
    key_mask::KeyMask, placeholders, repairs, sent_fields::SentFields, signature_forms,
    signature_target::Target,
};
use store_auth::Field;

/// What the values suggest, field by field.
pub(crate) fn findings(fields: &SentFields, mask: &KeyMask<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for field in Field::ALL {
        let Some(sent) = fields.get(field).filter(|sent| !sent.text.is_empty()) else { continue };
        let Some(code) = suspected(field, &sent.text) else { continue };
        if found.iter().any(|known| known.code() == code) {
            continue;
        }
        let confidence =
            if code == Code::SampleSignature { Confidence::Certain } else { Confidence::Likely };
        let detail = detail(field, sent).unwrap_or_else(|| {
            let shown = mask.field(field, &sent.text, fields.text(Field::Signature));
            format!("`{field}` is {shown}")
        });
        found.push(Finding::new(code, confidence, detail));
    }
    found
}

fn suspected(field: Field, text: &[u8]) -> Option<Code> {
    if placeholders::is_placeholder(field, text) {
        return Some(if field == Field::Id { Code::PlaceholderId } else { Code::PlaceholderValue });
    }
    match field {
        Field::Id | Field::ProductCode => of_token(field, text),
        Field::Expiry => of_expiry(text),
        Field::Signature => of_signature(text),
    }
}

fn of_token(field: Field, text: &[u8]) -> Option<Code> {
    let fault = identifiers::fault(field, text);
    let is_hexadecimal = text.iter().all(u8::is_ascii_hexdigit);
    if fault.is_some() {
        fault
    } else if is_doubled(text) {
        Some(Code::DoubledValue)
    } else if repairs::of(text).iter().any(|repair| repair.1 == Code::PercentEncodedTwice) {
        Some(Code::PercentEncodedTwice)
    } else if field == Field::ProductCode && is_hexadecimal && (24..40).contains(&text.len()) {
        Some(Code::TruncatedValue)
    } else if field == Field::ProductCode
        && is_hexadecimal
        && text.len() == 40
        && text.iter().any(u8::is_ascii_uppercase)
    {
        Some(Code::PcCase)
    } else {
        None
    }
}

fn of_expiry(text: &[u8]) -> Option<Code> {
    let is_good = |text: &[u8]| Field::Expiry.check(text).is_ok();
    if is_good(text) {
        return None;
    }
    let repair = repairs::of(text).into_iter().find(|(text, _)| is_good(text));
    repair
        .map(|repair| repair.1)
        .or_else(|| dates::read(text).map(|date| date.code))
        .or_else(|| is_start_of_an_expiry(text).then_some(Code::TruncatedValue))
        .or(Some(Code::MalformedValue))
}

/// At least a date.
fn is_start_of_an_expiry(text: &[u8]) -> bool {
    [b"2000-01-01T00:00:00.000+0000".as_slice(), b"2000-01-01T00:00:00.000Z"].into_iter().any(
        |form| {
            let fits = |(found, form): (&u8, &u8)| {
                found == form || found.is_ascii_digit() && form.is_ascii_digit()
            };
            (8..form.len()).contains(&text.len()) && text.iter().zip(form).all(fits)
        },
    )
}

fn of_signature(text: &[u8]) -> Option<Code> {
    if text == signature_forms::SAMPLE {
        return Some(Code::SampleSignature);
    }
    if Field::Signature.check(text).is_ok() {
        return None;
    }
    match signature_forms::read(text) {
        Some((_, Some(code))) => Some(code),
        Some((Target { bytes: Some(bytes), .. }, None)) => {
            Some(if bytes.len() == 32 { Code::Sha256 } else { Code::OtherHash })
        }
        _ if signature_forms::is_cut_off(text) => Some(Code::TruncatedValue),
        _ => Some(Code::MalformedValue),
    }
}

/// Eight bytes or more, twice.
fn is_doubled(text: &[u8]) -> bool {
    let (first, second) = text.split_at_checked(text.len() / 2).unwrap_or_default();
    text.len() >= 8 && first == second
}

/// Where the value itself is better not shown, how long it is.
fn detail(field: Field, sent: &SentValue) -> Option<String> {
    (field == Field::Signature).then(|| {
        format!("`signature` has {} bytes, not 40 lowercase hexadecimal digits", sent.text.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_suspected(field: Field, cases: &[(&str, Option<Code>)]) {
        for (text, expected) in cases {
            assert_eq!(suspected(field, text.as_bytes()), *expected, "{field} {text}");
        }
    }

    #[test]
    fn a_product_code_of_hexadecimal_digits_may_be_cut_off_or_in_upper_case() {
        let [truncated, case] = [Some(Code::TruncatedValue), Some(Code::PcCase)];
        let (lower, upper) = ("b5d78da0853d97e2ec28feb5".repeat(2), "ABCDEF012345678".repeat(3));
        let start = |text: &str, length| text.chars().take(length).collect::<String>();
        for (text, expected) in [
            (start(&lower, 23), None),
            (start(&lower, 24), truncated),
            (start(&upper, 39), truncated),
            (start(&lower, 40), None),
            (start(&lower, 41), None),
            (start(&upper, 40), case),
            (start(&upper, 41), None),
            (format!("{}g", start(&lower, 23)), None),
            (format!("{}g", start(&upper, 39)), None),
        ] {
            assert_suspected(Field::ProductCode, &[(&text, expected)]);
            assert_suspected(Field::Id, &[(&text, None)]);
        }
    }

    #[test]
    fn eight_bytes_or_more_that_repeat_are_doubled() {
        let doubled = Some(Code::DoubledValue);
        let cases = [("abab", None), ("abcabc", None), ("abcdabcd", doubled), ("abcdabce", None)];
        assert_suspected(Field::Id, &cases);
        assert_suspected(Field::Id, &[("'abc'", None), ("a%20b", Some(Code::PercentEncodedTwice))]);
    }

    #[test]
    fn the_start_of_an_expiry_is_told_from_what_is_none() {
        let [truncated, malformed] = [Some(Code::TruncatedValue), Some(Code::MalformedValue)];
        assert_suspected(
            Field::Expiry,
            &[
                ("2016-04-26T08:17:59.059+0000", None),
                ("2016-04-26T08:17:59.059+000", truncated),
                ("2016-04-26T08:17", truncated),
                ("2016-04-26", truncated),
                ("2016-04-", truncated),
                ("2016-04", malformed),
                ("2016x04-26T08", malformed),
                ("20160042-26T08", malformed),
                ("20x6-04-26T08", malformed),
                ("tomorrow, perhaps", malformed),
            ],
        );
    }

    #[test]
    fn a_signature_is_told_by_its_digits() {
        let digits =
            |length| Box::leak("0123456789abcdef".repeat(9).into_boxed_str()).get(..length);
        for (length, expected) in [
            (7, Some(Code::MalformedValue)),
            (8, Some(Code::TruncatedValue)),
            (20, Some(Code::TruncatedValue)),
            (32, Some(Code::OtherHash)),
            (39, Some(Code::TruncatedValue)),
            (40, None),
            (41, Some(Code::MalformedValue)),
            (56, Some(Code::OtherHash)),
            (64, Some(Code::Sha256)),
            (96, Some(Code::OtherHash)),
            (128, Some(Code::OtherHash)),
        ] {
            assert_suspected(Field::Signature, &[(digits(length).unwrap_or_default(), expected)]);
        }
        assert_suspected(Field::Signature, &[("none of it", Some(Code::MalformedValue))]);
        assert_suspected(Field::Signature, &[(&"ABCD".repeat(10), Some(Code::SignatureCase))]);
        let sample = String::from_utf8_lossy(signature_forms::SAMPLE);
        assert_suspected(Field::Signature, &[(&sample, Some(Code::SampleSignature))]);
    }
}
