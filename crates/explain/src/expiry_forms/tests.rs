//! The texts that an expiry may have been signed as, and which mistake each would be.

use super::*;

#[test]
fn zones_are_whole_hours_and_those_half_and_quarter_hours_that_somewhere_are_or_were_in_use() {
    let others: Vec<_> = QUARTER_HOURS.filter(|quarters| quarters % 4 != 0).collect();
    let in_use: Vec<_> = others.into_iter().filter(|quarters| is_in_use(*quarters)).collect();
    // As hours and minutes east of Greenwich.
    let known = [
        (-9, -30),
        (-4, -30),
        (-3, -30),
        (-2, -30),
        (3, 30),
        (4, 30),
        (5, 30),
        (5, 45),
        (6, 30),
        (7, 30),
        (8, 30),
        (8, 45),
        (9, 30),
        (10, 30),
        (11, 30),
        (12, 45),
        (13, 45),
    ];
    assert_eq!(in_use, known.map(|(hours, minutes)| hours * 4 + minutes / 15));
    assert!(QUARTER_HOURS.step_by(4).all(is_in_use));
}

fn forms(text: &str, raw: &str, encoding: ExpiryEncoding) -> ExpiryForms {
    let sent = SentValue { raw: raw.into(), text: text.into() };
    ExpiryForms::of(&sent, core::iter::empty::<&[u8]>(), encoding)
}

#[test]
fn a_time_of_a_zone_has_its_hours_and_minutes() {
    let java = "2016-04-26T08:17:59.059+0000";
    let forms = forms(java, java, ExpiryEncoding::Either);
    for local in [
        "2016-04-26T13:47:59.059+0530",
        "2016-04-26T04:47:59.059-0330",
        "2016-04-26T07:17:59.000-01:00",
        "2016-04-25T20:17:59-12",
        "2016-04-26T22:17:59.059+1400",
    ] {
        let found = forms.many.iter().find(|form| form.text == local.as_bytes());
        assert_eq!(found.and_then(|form| form.code), Some(Code::ExpiryLocalZone), "{local}");
    }
}

#[test]
fn the_form_that_a_server_takes_is_no_mistake() {
    let (iso, java) = ("2016-04-26T08:17:59.511Z", "2016-04-26T08:17:59.059+0000");
    let other = Some(Code::ExpiryOtherForm);
    for (encoding, text, expected) in [
        (ExpiryEncoding::Either, iso, &[(iso, None), (java, None)][..]),
        (ExpiryEncoding::AsReceived, iso, &[(iso, None), (java, other)]),
        (ExpiryEncoding::JavaSample, iso, &[(iso, other), (java, None)]),
        (ExpiryEncoding::Either, java, &[(java, None)]),
        (ExpiryEncoding::AsReceived, java, &[(java, None)]),
        (ExpiryEncoding::JavaSample, java, &[(java, None)]),
    ] {
        let forms = forms(text, text, encoding);
        let found: Vec<_> = forms.sent().iter().map(|form| (&*form.text, form.code)).collect();
        let expected = expected.iter().map(|(text, code)| (text.as_bytes(), *code));
        assert!(found.iter().copied().eq(expected), "{encoding:?} {text}");
    }
}

#[test]
fn a_text_that_was_sent_escaped_in_part_may_have_been_signed_so() {
    let (text, raw) = ("2016-04-26T08:17:59.059+0000", "2016-04-26T08%3A17:59.059%2B0000");
    let forms = forms(text, raw, ExpiryEncoding::Either);
    let found = forms.few.iter().find(|form| form.text == raw.as_bytes());
    assert_eq!(found.and_then(|form| form.code), Some(Code::PercentEncoded));
}

#[test]
fn the_milliseconds_of_a_text_are_those_that_it_shows() {
    for (text, expected) in
        [("2016-04-26T08:17:59.511Z", 511), ("2016-04-26T08:17:59.059+0000", 59)]
    {
        assert_eq!(Expiry::parse(text).map(|expiry| fraction(&expiry)), Ok(expected));
    }
}

#[test]
fn a_further_value_may_be_the_one_that_was_signed_in_either_form() {
    let sent = SentValue { raw: b"x".into(), text: b"x".into() };
    let other = ["2016-04-26T08:17:59.511Z"];
    let forms = ExpiryForms::of(&sent, other.into_iter(), ExpiryEncoding::Either);
    for text in [other[0], "2016-04-26T08:17:59.059+0000"] {
        let found = forms.few.iter().find(|form| form.text == text.as_bytes());
        assert_eq!(found.and_then(|form| form.code), Some(Code::RepeatedParameter), "{text}");
    }
}
