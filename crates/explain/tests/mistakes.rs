//! Each mistake is the first finding of every request that was made with it, and no report of one holds a secret.

mod cases;
mod util;

use cases::cases;
use store_auth_explain::{Code, Confidence, Finding, ToldBy};
use util::PRODUCT_CODE;

/// A signature proves a text, and what made it only where nothing else makes the same one.
fn expected_confidence(findings: &[Finding]) -> Confidence {
    match findings {
        [first, ..] if first.code() == Code::NoKnownMistake => Confidence::Unknown,
        [first, second, ..]
            if first.comparison().is_some() && first.comparison() == second.comparison() =>
        {
            Confidence::Likely
        }
        _ => Confidence::Certain,
    }
}

#[track_caller]
fn assert_is_found(code: Code) {
    let mut wrong = Vec::new();
    let mut made = 0;
    for case in cases().iter().filter(|case| case.code == code.name()) {
        made += 1;
        let report = case.report();
        let Some(first) = report.findings().first() else {
            wrong.push(format!("{}\n    found nothing, of {:?}", case.name(), report.verdict()));
            continue;
        };
        if first.code() != code {
            wrong.push(format!("{}\n    found {:?}", case.name(), report.findings()));
        }
        let expected = expected_confidence(report.findings());
        if code.told_by() != ToldBy::Form && first.confidence() != expected {
            wrong.push(format!("{}\n    is {}, not {expected}", case.name(), first.confidence()));
        }
    }
    assert_ne!(made, 0, "expected a request with this mistake");
    assert!(wrong.is_empty(), "{} of {made}:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! mistakes {
    ($($name:ident $code:ident,)*) => {
        $(
            #[test]
            fn $name() {
                assert_is_found(Code::$code);
            }
        )*

        #[test]
        fn every_code_has_its_test() {
            let tested = [$(Code::$code),*];
            for code in Code::ALL {
                assert!(tested.contains(code), "{code}");
            }
        }
    };
}

#[test]
fn no_report_holds_a_key_or_a_signature() {
    for case in cases() {
        let report = case.report();
        let json = serde_json::to_string(&report).unwrap();
        for text in [json, format!("{report:?}")] {
            for secret in case.keys() {
                let secret = secret.to_ascii_lowercase();
                assert!(!text.to_ascii_lowercase().contains(&secret), "{}: {text}", case.name());
            }
            // Nor one that would have been right, nor one that was sent: only the product code is as long.
            let digits = text.split(|letter: char| !letter.is_ascii_hexdigit());
            for run in digits.filter(|run| run.len() >= 40) {
                assert!(run.eq_ignore_ascii_case(PRODUCT_CODE), "{}: {text}", case.name());
            }
        }
    }
}

mistakes! {
    a_line_break_behind_the_key_is_found KeyTrailingNewline,
    a_windows_line_break_behind_the_key_is_found KeyCrlf,
    a_byte_order_mark_before_the_key_is_found KeyByteOrderMark,
    a_key_in_utf_16_is_found KeyUtf16,
    quotes_around_the_key_are_found KeyQuotes,
    spaces_around_the_key_are_found KeySpaces,
    characters_around_the_key_that_nobody_sees_are_found KeyInvisible,
    a_prefix_of_the_key_is_found KeyPrefix,
    a_line_of_a_configuration_in_place_of_the_key_is_found KeyLine,
    a_key_that_is_cut_off_is_found KeyTruncated,
    an_encoded_key_is_found KeyEncoded,
    a_key_in_other_letters_is_found KeyCase,
    a_key_decoded_from_hexadecimal_is_found KeyHexDecoded,
    a_key_decoded_from_base64_is_found KeyBase64Decoded,
    a_missing_key_is_found KeyMissing,
    a_retired_key_is_found RetiredKey,
    the_key_of_another_server_is_found OtherServerKey,
    a_key_in_the_request_is_found KeyInRequest,
    swapped_id_and_product_code_are_found IdPcSwapped,
    other_orders_are_found FieldOrder,
    missing_delimiters_are_found NoDelimiter,
    other_delimiters_are_found OtherDelimiter,
    a_line_break_behind_the_message_is_found MessageNewline,
    what_was_hashed_twice_is_found HashedTwice,
    other_hashes_are_found OtherHash,
    a_hashed_query_is_found QueryHashed,
    a_message_in_utf_16_is_found Utf16,
    sha_256_is_found Sha256,
    an_hmac_is_found Hmac,
    an_id_in_other_letters_is_found IdCase,
    a_product_code_in_other_letters_is_found PcCase,
    a_signed_company_id_is_found CompanyIdSigned,
    a_signed_display_id_is_found DisplayIdSigned,
    a_company_id_without_hyphens_is_found IdHyphens,
    values_signed_while_encoded_are_found PercentEncoded,
    values_encoded_twice_are_found PercentEncodedTwice,
    a_plus_that_became_a_space_is_found PlusAsSpace,
    white_space_around_values_is_found WhiteSpace,
    quotes_around_values_are_found QuotedValue,
    values_that_are_cut_off_are_found TruncatedValue,
    values_that_are_there_twice_are_found DoubledValue,
    placeholder_ids_are_found PlaceholderId,
    other_placeholders_are_found PlaceholderValue,
    forbidden_bytes_are_found ForbiddenByte,
    values_of_no_form_are_found MalformedValue,
    an_expiry_signed_in_its_other_form_is_found ExpiryOtherForm,
    an_expiry_signed_with_milliseconds_is_found ExpiryMilliseconds,
    an_expiry_by_the_12_hour_clock_is_found ExpiryTwelveHours,
    an_expiry_with_the_year_of_its_week_is_found ExpiryWeekYear,
    an_expiry_with_the_day_of_the_year_is_found ExpiryDayOfYear,
    an_expiry_with_month_and_minute_exchanged_is_found ExpiryMonthMinute,
    an_expiry_signed_in_a_local_zone_is_found ExpiryLocalZone,
    an_expiry_in_seconds_is_found ExpiryEpochSeconds,
    an_expiry_in_milliseconds_is_found ExpiryEpochMilliseconds,
    an_expiry_without_fraction_is_found ExpiryWithoutFraction,
    an_expiry_of_a_date_library_is_found ExpiryDateLibrary,
    a_signature_in_upper_case_is_found SignatureCase,
    a_signature_in_base64_is_found SignatureBase64,
    a_signature_with_separators_is_found SignatureSeparators,
    a_signature_that_lacks_zeros_is_found SignatureZeros,
    the_signature_of_the_documentation_is_found SampleSignature,
    wrong_names_are_found ParameterName,
    missing_parameters_are_found MissingParameter,
    repeated_parameters_are_found RepeatedParameter,
    a_url_escaped_for_html_is_found HtmlEscaped,
    a_url_escaped_for_json_is_found JsonEscaped,
    a_query_encoded_whole_is_found QueryEncoded,
    typographic_quotes_are_found SmartQuotes,
    json_in_a_query_is_found JsonInQuery,
    a_jsonp_body_is_found JsonpBody,
    an_answer_of_the_store_is_found StoreAnswer,
    an_answer_without_signatures_is_found StoreNoSignatures,
    an_answer_that_knows_no_such_id_is_found StoreIdNotFound,
    an_answer_that_does_not_authorize_is_found StoreDenied,
    a_clock_that_is_ahead_is_found ClockSkew,
    an_expired_authorization_is_found Expired,
    a_product_that_is_not_served_is_found ProductNotServed,
    a_lifetime_that_is_too_long_is_found LifetimeTooLong,
    a_mistake_that_is_not_known_is_said_to_be_none NoKnownMistake,
}
