//! Numbers and times among the options: what is said of those that are none, are negative or out of bounds.

mod util;

use util::storeauth;

/// That each of `values` is refused, behind a space and behind `=`.
#[track_caller]
fn assert_refused(command: &str, option: &str, value_name: &str, values: &[&str], expected: &str) {
    for value in values {
        let message = format!("invalid value '{value}' for '{option} <{value_name}>': {expected}");
        storeauth(command).args([option, value]).run().assert_usage(&message);
        storeauth(command).arg(format!("{option}={value}")).run().assert_usage(&message);
    }
}

/// The options that take numbers, with the least and the most of each.
const NUMBERS: &[(&str, &str, u64, u64)] = &[
    ("generate", "--count", 0, u64::MAX),
    ("generate", "--seed", 0, u64::MAX),
    ("generate", "--ids", 1, 10_000_000),
    ("generate", "--products", 1, 10_000_000),
    ("conformance", "--limit", 0, usize::MAX as u64),
    #[cfg(feature = "audit")]
    ("audit", "--top", 0, usize::MAX as u64),
    #[cfg(feature = "audit")]
    ("audit", "--threads", 1, 1024),
];

#[test]
fn what_is_no_number_or_too_small_a_one_is_told_the_least() {
    for (command, option, least, _) in NUMBERS {
        let expected = format!("expected a whole number of at least {least}");
        assert_refused(command, option, "NUMBER", &["x", "1.5", "-1", "-0.5", "1k"], &expected);
        if *least == 1 {
            assert_refused(command, option, "NUMBER", &["0"], &expected);
        }
    }
}

#[test]
fn too_large_a_number_is_told_the_most() {
    for (command, option, _, most) in NUMBERS {
        let expected = format!("expected a whole number of at most {most}");
        let above = (u128::from(*most) + 1).to_string();
        assert_refused(command, option, "NUMBER", &[&above, &"9".repeat(40)], &expected);
    }
}

#[test]
fn a_negative_duration_is_no_duration() {
    for (command, option) in [
        ("verify", "--leeway"),
        ("verify", "--max-lifetime"),
        ("explain", "--leeway"),
        ("explain", "--max-lifetime"),
        #[cfg(feature = "audit")]
        ("audit", "--leeway"),
        #[cfg(feature = "audit")]
        ("audit", "--max-lifetime"),
        ("sign", "--lifetime"),
        ("generate", "--lifetime"),
        ("conformance", "--timeout"),
    ] {
        let expected = "expected a duration such as 30s, 90m or 24h";
        assert_refused(command, option, "DURATION", &["-5s", "-1", "5", "x"], expected);
    }
}

#[test]
fn a_negative_instant_is_no_instant() {
    for (command, option) in [
        ("verify", "--at"),
        ("verify", "--accept-until"),
        ("explain", "--at"),
        #[cfg(feature = "audit")]
        ("audit", "--at"),
        ("sign", "--accept-until"),
        ("sign", "--expires"),
        ("generate", "--from"),
        ("generate", "--to"),
    ] {
        let expected = "expected an instant such as 2016-04-26T08:00:00Z";
        assert_refused(command, option, "INSTANT", &["-1h", "-1", "1", "x"], expected);
    }
}

#[test]
fn a_negative_share_is_told_its_form() {
    let expected = "expected KIND=PERCENT";
    assert_refused("generate", "--share", "KIND=PERCENT", &["-1", "5"], expected);
}
