//! Times in every form that logs have, against those that chrono writes.

use crate::util::read_line_with;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use store_auth_requests::{Entry, Layout, LogOptions, LogReader};

/// Forms with a zone, as chrono names their parts, and how many digits of a fraction they have.
const FORMS: [(&str, usize); 17] = [
    ("%Y-%m-%dT%H:%M:%S%:z", 0),
    ("%Y-%m-%dT%H:%M:%S%z", 0),
    ("%Y-%m-%d %H:%M:%S%:z", 0),
    ("%Y-%m-%d %H:%M:%S%z", 0),
    ("%Y-%m-%dT%H:%M:%S%.3f%:z", 3),
    ("%Y-%m-%dT%H:%M:%S%.6f%z", 6),
    ("%Y-%m-%dT%H:%M:%S%.9f%z", 9),
    ("%Y-%m-%dT%H:%M:%S,%3f%:z", 3),
    ("%Y-%m-%d %H:%M:%S,%3f%z", 3),
    ("%Y%m%dT%H%M%S%z", 0),
    ("%Y%m%dT%H%M%S%.3f%z", 3),
    ("%Y%m%dT%H%M%S,%3f%z", 3),
    ("%d/%b/%Y:%H:%M:%S %z", 0),
    ("%d/%b/%Y:%H:%M:%S%.3f %z", 3),
    ("%d/%b/%Y:%H:%M:%S %:z", 0),
    // In UTC alone.
    ("%Y-%m-%dT%H:%M:%SZ", 0),
    ("%Y-%m-%dT%H:%M:%S%.3fZ", 3),
];

/// The same without a zone.
const LOCAL: [(&str, usize); 7] = [
    ("%Y-%m-%dT%H:%M:%S", 0),
    ("%Y-%m-%dT%H:%M:%S%.3f", 3),
    ("%Y-%m-%d %H:%M:%S", 0),
    ("%Y-%m-%d %H:%M:%S,%3f", 3),
    ("%Y%m%dT%H%M%S", 0),
    ("%Y%m%dT%H%M%S%.3f", 3),
    ("%d/%b/%Y:%H:%M:%S%.3f", 3),
];

/// From the first to the last that is believed, and around the ends of minutes, days, months and years.
fn instants() -> Vec<DateTime<Utc>> {
    let mut instants =
        vec!["2000-01-01T00:00:00Z", "2099-12-31T23:59:59.999Z", "2016-04-26T08:00:07.089Z"];
    instants.extend(["2000-02-28T23:59:59.5Z", "2004-02-29T12:34:56.001Z", "2016-12-31T23:59:59Z"]);
    let mut instants: Vec<DateTime<Utc>> =
        instants.iter().map(|text| text.parse().unwrap()).collect();
    let mut at: DateTime<Utc> = "2019-01-31T23:59:58.765Z".parse().unwrap();
    for step in 1..40 {
        instants.push(at);
        // Another minute, hour and day each, and for three of four the same minute again.
        at += TimeDelta::milliseconds(if step % 4 == 0 { 999_999_937 } else { 1_234 });
    }
    instants
}

/// How the time of one line after the other is read.
struct Times(LogReader);

impl Times {
    fn new(zone: Option<FixedOffset>) -> Self {
        let mut options = LogOptions::default();
        options.zone = zone;
        Self(LogReader::new(&options))
    }

    fn read(&mut self, text: &str) -> Option<DateTime<Utc>> {
        let line = serde_json::json!({"time": text, "id": "a"}).to_string();
        match self.0.read(&Layout::default(), line.as_bytes()) {
            Entry::Request(_, Some(time)) => Some(time),
            Entry::Garbage(_) => None,
            other => panic!("{text}: {other:?}"),
        }
    }
}

fn rounded(time: DateTime<Utc>, digits: usize) -> DateTime<Utc> {
    let unit = 10_u32.pow(9 - u32::try_from(digits).unwrap());
    let nanos = i64::from(time.timestamp_subsec_nanos() % unit);
    time - TimeDelta::nanoseconds(nanos)
}

#[test]
fn a_time_in_any_form_and_zone_is_its_instant_whatever_was_read_before_it() {
    for minutes in [0, -4 * 60, 5 * 60 + 30, 14 * 60, -(11 * 60 + 45)] {
        let zone = FixedOffset::east_opt(minutes * 60).unwrap();
        for (form, digits) in FORMS {
            if form.ends_with('Z') && minutes != 0 {
                continue;
            }
            let mut times = Times::new(None);
            for instant in instants() {
                let text = instant.with_timezone(&zone).format(form).to_string();
                assert_eq!(times.read(&text), Some(rounded(instant, digits)), "{text}");
            }
        }
    }
}

#[test]
fn a_time_without_a_zone_is_in_the_zone_that_is_told_or_none() {
    for minutes in [0, -4 * 60, 5 * 60 + 30] {
        let zone = FixedOffset::east_opt(minutes * 60);
        for (form, digits) in LOCAL {
            let mut times = Times::new(zone);
            for instant in instants() {
                let text = instant.with_timezone(&zone.unwrap()).format(form).to_string();
                assert_eq!(times.read(&text), Some(rounded(instant, digits)), "{text}");
                assert_eq!(Times::new(None).read(&text), None, "{text}");
            }
        }
        // What has a zone keeps it.
        let mut times = Times::new(zone);
        let noon = Some("2016-04-26T12:00:00Z".parse().unwrap());
        for text in [
            "2016-04-26T12:00:00Z",
            "26/Apr/2016:08:00:00 -0400",
            "20160426T140000+02",
            "1461672000",
        ] {
            assert_eq!(times.read(text), noon, "{text}");
        }
    }
}

#[test]
fn a_number_is_an_instant_in_the_unit_of_its_size() {
    let mut times = Times::new(None);
    for instant in instants() {
        let seconds = instant.timestamp();
        let millis = instant.timestamp_millis();
        for (text, digits) in [
            (seconds.to_string(), 0),
            (format!("{seconds}.0"), 0),
            (millis.to_string(), 3),
            (format!("{seconds}.{:03}", millis.rem_euclid(1000)), 3),
            (format!("{millis}.0"), 3),
            (instant.timestamp_micros().to_string(), 6),
            (instant.timestamp_nanos_opt().unwrap().to_string(), 9),
            (format!(" {seconds} "), 0),
        ] {
            assert_eq!(times.read(&text), Some(rounded(instant, digits)), "{text}");
        }
    }
}

#[test]
fn only_times_from_2000_to_2099_are_believed() {
    let mut times = Times::new(None);
    let (first, last) = (946_684_800_i64, 4_102_444_799_i64);
    for (inside, outside) in [(first, first - 1), (last, last + 1)] {
        for unit in [1, 1000, 1_000_000, 1_000_000_000] {
            assert!(times.read(&(inside * unit).to_string()).is_some(), "{inside} * {unit}");
            assert_eq!(times.read(&(outside * unit).to_string()), None, "{outside} * {unit}");
        }
        for form in ["%Y-%m-%dT%H:%M:%SZ", "%d/%b/%Y:%H:%M:%S +0000"] {
            let text =
                |seconds| DateTime::from_timestamp(seconds, 0).unwrap().format(form).to_string();
            assert!(times.read(&text(inside)).is_some(), "{}", text(inside));
            assert_eq!(times.read(&text(outside)), None, "{}", text(outside));
        }
    }
}

#[test]
fn a_text_that_is_no_time_is_none_also_within_the_minute_before() {
    for (before, others) in [
        (
            "2016-04-26T08:00:00Z",
            [
                "2016-04-26T08:00:60Z",
                "2016-04-26T08:00:0xZ",
                "2016-04-26T08:00:x0Z",
                "2016-04-26T08-00:01Z",
            ],
        ),
        (
            "2016-04-26T08:00:00.000Z",
            [
                "2016-04-26T08:00:61.000Z",
                "2016-04-26T08:00:01.0x0Z",
                "2016-04-26T08:00:0:.000Z",
                "2016-04-26T08:00:01;000Z",
            ],
        ),
        (
            "26/Apr/2016:08:00:00 +0000",
            [
                "26/Apr/2016:08:00:61 +0000",
                "26/Apr/2016:08:00:0/ +0000",
                "26/Apr/2016:08:00:01_+0000",
                "26/Apr/2016:08:00:01 +00x0",
            ],
        ),
    ] {
        let mut times = Times::new(None);
        for other in others {
            let alone = Times::new(None).read(other);
            assert_eq!(times.read(before).unwrap().timestamp(), 1_461_657_600);
            assert_eq!(times.read(other), alone, "{other}");
            assert_eq!(times.read(other), alone, "{other} again");
            assert!(alone.is_none() || other.ends_with(":60Z"), "{other}");
        }
    }
}

#[test]
fn of_two_texts_that_differ_in_one_byte_each_is_its_own_time() {
    for text in ["2016-04-26T08:00:00Z", "2016-04-26T08:00:00.000Z", "26/Apr/2016:08:00:00 +0000"] {
        let mut times = Times::new(None);
        for place in 0..text.len() {
            for byte in *b"0123459 x:/-+.TZ" {
                let mut other = text.as_bytes().to_vec();
                other[place] = byte;
                let other = String::from_utf8(other).unwrap();
                assert!(times.read(text).is_some());
                assert_eq!(
                    times.read(&other),
                    Times::new(None).read(&other),
                    "{other} behind {text}"
                );
            }
        }
    }
}

#[test]
fn a_malformed_time_is_told_with_what_was_expected() {
    let expected = "garbage: malformed time: expected ISO 8601 with a zone, 26/Apr/2016:08:00:00 +0000, or a number since 1970";
    for text in [
        "",
        "soon",
        "2016-04-26",
        "12:00:00",
        "2016-04-26T08:00:00",
        "inf",
        "-inf",
        "nan",
        "1e11",
        "-1461657600.5",
        "1e400",
        "1,5",
    ] {
        let line = format!("{{\"id\":\"a\",\"time\":\"{text}\"}}");
        assert_eq!(read_line_with(&LogOptions::default(), &line), expected, "{text}");
    }
}
