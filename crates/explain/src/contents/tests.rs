//! What is read from a text, and from which part of it.

use super::*;

/// Names and decoded values, and the codes of what is wrong with the way they are there.
fn read(text: &str) -> (Vec<(String, String)>, Vec<Code>) {
    let found = Contents::of(text.as_bytes(), &Pasted::of(text.as_bytes()));
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let pairs = found.pairs.iter().map(|pair| (shown(&pair.name), shown(&pair.value.text)));
    (pairs.collect(), found.mistakes.0.iter().map(|mistake| mistake.code).collect())
}

#[track_caller]
fn assert_reads(text: &str, pairs: &[(&str, &str)], codes: &[Code]) {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let expected = (pairs.iter().map(owned).collect(), codes.to_vec());
    assert_eq!(read(text), expected, "{text}");
}

const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";

#[test]
fn a_request_is_read_out_of_what_stands_around_it() {
    let both = [("id", "a"), ("pc", "b")];
    assert_reads("args: id=a&pc=b, status: 401", &both, &[]);
    assert_reads("denied, request: \"GET /feed?id=a&pc=b HTTP/1.1\"", &both, &[]);
    assert_reads("GET /feed?id=a&pc=b HTTP/1.1", &both, &[]);
    assert_reads("GET /feed?id=a b&pc=c HTTP/1.1", &[("id", "a b"), ("pc", "c")], &[]);
    assert_reads("POST it to /feed?id=a&pc=b now", &both, &[]);
    assert_reads(
        "X-Pc: b\nX-Other header: x\n: y\nContent-Type: z\n\nId: a",
        &[("pc", "b"), ("content_type", "z")],
        &[],
    );
}

#[test]
fn text_with_spaces_that_starts_as_a_request_is_one_as_a_whole() {
    assert_reads("/feed?id=a b&pc=c", &[("id", "a b"), ("pc", "c")], &[]);
    assert_reads("/feed?x y&id=a", &[("x y", ""), ("id", "a")], &[]);
    assert_reads("id=a b", &[("id", "a b")], &[]);
    let text = format!("/feed?signature={SIGNATURE} more");
    assert_reads(&text, &[("signature", &format!("{SIGNATURE} more"))], &[]);
    // But for a part that is a whole request, with a signature.
    let whole = [("id", "a"), ("pc", "b"), ("expiry", "c"), ("signature", SIGNATURE)];
    let query = format!("id=a&pc=b&expiry=c&signature={SIGNATURE}");
    assert_reads(&format!("/feed?v=1 and then /feed?{query}"), &whole, &[]);
    let pairs = [&[("note", "a b")][..], &whole].concat();
    assert_reads(&format!("/feed?note=a b&{query}"), &pairs, &[]);
    assert_reads("/feed?note=a b&id=a", &[("note", "a b"), ("id", "a")], &[]);
}

#[test]
fn lines_are_put_together_where_that_makes_a_request_of_them() {
    let fields = [("id", "a"), ("pc", "b"), ("expiry", "c"), ("signature", "d")];
    assert_reads("/feed?id=a&pc=b\n&expiry=c&signature=d", &fields, &[]);
    // What stands below a whole request, or one that is not made whole by it, is no part of it.
    assert_reads("/feed?id=a&pc=b&expiry=c&signature=d\nthanks", &fields, &[]);
    assert_reads("/feed?id=a\nthanks", &[("id", "a")], &[]);
    let good = [
        ("id", "a"),
        ("pc", "b"),
        ("expiry", "2016-04-26T08:17:59.059+0000"),
        ("signature", SIGNATURE),
    ];
    let query = format!("id=a&pc=b&expiry=2016-04-26T08:17:59.059%2B0000&signature={SIGNATURE}");
    assert_reads(&format!("/feed?{query}\nthanks"), &good, &[]);
    // Nor what has a question mark, as a second URL has, or a space.
    assert_reads(
        "/feed?id=a&pc=b&expiry=c&\nsignature=d?",
        &[("id", "a"), ("pc", "b"), ("expiry", "c"), ("\nsignature", "d?")],
        &[],
    );
    assert_reads(
        "id=a b&pc=c&\nexpiry=d&signature=e",
        &[("id", "a b"), ("pc", "c"), ("\nexpiry", "d"), ("signature", "e")],
        &[],
    );
}

#[test]
fn a_fragment_is_a_part_of_the_query_where_it_has_fields() {
    assert_reads("/feed?id=a#&pc=b", &[("id", "a#"), ("pc", "b")], &[]);
    assert_reads("/feed?id=a#top", &[("id", "a")], &[]);
    assert_reads("/feed?id=a#&x=b", &[("id", "a")], &[]);
    assert_reads("/feed?id=a#?x=b", &[("id", "a")], &[]);
}

#[test]
fn a_word_or_an_open_brace_is_no_query() {
    for text in ["expirey", "hello", "f({id=a", "{", "/feed"] {
        assert_reads(text, &[], &[]);
    }
}

#[test]
fn a_query_that_is_encoded_whole_is_decoded() {
    let both = [("id", "a"), ("pc", "b")];
    assert_reads("/feed?id%3Da%26pc%3Db", &both, &[Code::QueryEncoded]);
    assert_reads("/feed%3Fid%3Da%26pc%3Db", &both, &[Code::QueryEncoded]);
    assert_reads("/feed%3Fx%3Da%26y%3Db", &[], &[]);
    assert_reads("/feed?a&b%3Dc", &[("a", ""), ("b=c", "")], &[]);
    assert_reads("/feed?a=%3D", &[("a", "=")], &[]);
}

#[test]
fn escapes_of_html_and_json_are_undone_and_named_where_they_hide_a_field() {
    let both = [("id", "a"), ("pc", "b")];
    assert_reads("/feed?id=a&amp;pc=b", &both, &[Code::HtmlEscaped]);
    assert_reads("/feed?id=a\\u0026pc=b", &both, &[Code::JsonEscaped]);
    assert_reads("/feed?id=a&x=b&amp;y=c", &[("id", "a"), ("x", "b"), ("y", "c")], &[]);
    assert_reads("/feed?{&quot;id&quot;:&quot;a&quot;}", &[("id", "a")], &[Code::JsonInQuery]);
}

#[test]
fn an_object_in_a_query_is_read_once_decoded() {
    let id = [("id", "a")];
    assert_reads("/feed?%7B%22id%22:%22a%22%7D", &id, &[Code::JsonInQuery]);
    assert_reads("/feed?q=%7B%22id%22:+%22a%22%7D", &id, &[Code::JsonInQuery]);
    let call = "/feed?q=f(%7B%22id%22:%22a%22%7D)";
    assert_reads(call, &id, &[Code::JsonInQuery, Code::JsonpBody]);
    assert_reads("/feed?%7B%22id%22:%22a%3D%2541%22%7D", &[("id", "a=%41")], &[Code::JsonInQuery]);
    assert_reads("/feed?q=x%7B%22id%22:%22a%22%7D", &[("q", "x{\"id\":\"a\"}")], &[]);
    assert_reads("/feed?q=%7B", &[("q", "{")], &[]);
    // Beside a whole request it is a value as any other.
    let text = "/feed?id=a&pc=b&expiry=c&signature=d&q={\"id\":\"x\"}";
    let pairs =
        [("id", "a"), ("pc", "b"), ("expiry", "c"), ("signature", "d"), ("q", "{\"id\":\"x\"}")];
    assert_reads(text, &pairs, &[]);
    assert_reads("/feed?=a&id=b", &[("id", "b")], &[]);
}

#[test]
fn members_of_objects_in_objects_are_read_but_for_those_of_an_error() {
    assert_reads("{\"id\":7,\"x\":true,\"y\":[1]}", &[("id", "7")], &[]);
    assert_reads("{\"id\":\"a\",\"id\":\"b\"}", &[("id", "a"), ("id", "b")], &[]);
    let text = "{\"id\":\"a\",\"body\":{\"id\":\"b\",\"pc\":\"c\"},\"error\":{\"expiry\":\"d\"}}";
    assert_reads(text, &[("id", "a"), ("pc", "c")], &[]);
    assert_reads("{\"body\":\"{\\\"id\\\":\\\"a\\\"}\"}", &[("id", "a")], &[]);
    let text = "{\"note\":\"see {\\\"id\\\":\\\"a\\\"}\"}";
    assert_reads(text, &[("note", "see {\"id\":\"a\"}")], &[]);
}

#[test]
fn objects_are_followed_four_deep_be_they_written_as_text_or_not() {
    let within = |object: String, is_text: bool| {
        let text = if is_text { Value::String(object).to_string() } else { object };
        format!("{{\"x\":{text}}}")
    };
    for is_text in [false, true] {
        let four = (0..4).fold("{\"id\":\"a\"}".to_owned(), |object, _| within(object, is_text));
        assert_reads(&four, &[("id", "a")], &[]);
        let (pairs, _) = read(&within(four, is_text));
        assert!(pairs.iter().all(|(name, _)| name != "id"), "{pairs:?}");
    }
}

/// The details of what is wrong with the form, each with its code.
fn details(text: &str) -> Vec<(Code, String)> {
    let found = Contents::of(text.as_bytes(), &Pasted::of(text.as_bytes()));
    found.mistakes.0.into_iter().map(|mistake| (mistake.code, mistake.detail)).collect()
}

#[test]
fn an_answer_of_the_store_says_what_was_taken_from_it() {
    let answer = |signatures: &str| {
        format!("{{\"authorized\":true,\"expiry\":\"a\",\"signatures\":{signatures}}}")
    };
    let one = "expiry and signature were taken from it".to_owned();
    assert_eq!(details(&answer("[{\"value\":\"b\"}]")), [(Code::StoreAnswer, one)]);
    let two = "the expiry was taken from it, and the signature out of 2".to_owned();
    let text = answer("[{\"value\":\"b\"},{\"value\":\"c\"}]");
    assert_eq!(details(&text), [(Code::StoreAnswer, two)]);
    let none = "its member `signatures` is null, empty or missing".to_owned();
    let expected = [(Code::StoreNoSignatures, none), (Code::StoreAnswer, String::new())];
    assert_eq!(details(&answer("null")), expected);
    assert_eq!(details(&answer("[]")), expected);
    // A signature may stand elsewhere.
    let text = format!("{{\"signature\":\"b\",\"answer\":{}}}", answer("null"));
    assert_eq!(details(&text), [(Code::StoreAnswer, String::new())]);
}

#[test]
fn signatures_of_an_answer_are_taken_but_for_those_that_are_too_long() {
    let taken = |length: usize| {
        let signature = "f".repeat(length);
        let text =
            format!("{{\"authorized\":true,\"signatures\":[{{\"value\":\"{signature}\"}}]}}");
        Contents::of(text.as_bytes(), &Pasted::of(text.as_bytes())).signatures.len()
    };
    assert_eq!([taken(VALUE_MAX), taken(VALUE_MAX.saturating_add(1))], [1, 0]);
}

#[test]
fn a_denial_of_the_store_has_its_message_or_none() {
    let error = |message: &str| {
        let text = format!("{{\"authorized\":false,\"error\":{{\"message\":\"{message}\"}}}}");
        let found = Contents::of(text.as_bytes(), &Pasted::of(text.as_bytes()));
        (found.error, found.mistakes.0.first().map(|mistake| mistake.code))
    };
    let denied = |message: &str, code| (Some(message.to_owned()), Some(code));
    assert_eq!(error("Not active."), denied("Not active.", Code::StoreDenied));
    assert_eq!(error("ID not found."), denied("ID not found.", Code::StoreIdNotFound));
    assert_eq!(error(""), (None, Some(Code::StoreDenied)));
}
