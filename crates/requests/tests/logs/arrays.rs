//! Objects in an array that is written one a line.

use crate::util::{read, read_line};

#[test]
fn an_object_is_read_whatever_of_the_array_is_around_it() {
    for before in ["", "[", ",", "[ ", ", "] {
        for behind in ["", ",", "]", " ,", " ]", ",]", ", ]"] {
            for (object, expected) in
                [("{\"id\":\"a\"}", "a - - -"), ("{\"uri\":\"/\"}", "no authorization")]
            {
                let line = format!("{before}{object}{behind}");
                assert_eq!(read_line(&line), expected, "{line}");
            }
        }
    }
}

#[test]
fn what_is_more_than_one_object_in_an_array_is_none() {
    for line in [
        "{\"id\":\"a\"};",
        "{\"id\":\"a\"},,",
        "{\"id\":\"a\"}]]",
        "[{\"id\":\"a\"},{\"id\":\"a\"}]",
    ] {
        assert!(read_line(line).starts_with("garbage: expected a JSON object: "), "{line}");
    }
    for line in
        ["[", "]", ",", "[]", "[[{\"id\":\"a\"}]]", "[1,{\"id\":\"a\"}]", "x{\"id\":\"a\"}", "[,{}"]
    {
        let expected = "garbage: expected a URL, a query string or a JSON object";
        assert_eq!(read_line(line), expected, "{line}");
    }
}

#[test]
fn an_array_over_many_lines_is_ndjson() {
    let (format, lines) = read("[\n{\"id\":\"a\"},\n{\"id\":\"b\"}\n]");
    let nothing = "garbage: expected a URL, a query string or a JSON object";
    assert_eq!(
        (format, lines),
        ("ndjson", [nothing, "a - - -", "b - - -", nothing].map(str::to_owned).to_vec())
    );
}
