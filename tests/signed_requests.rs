//! The query that an App sends.

use store_auth::{Field, Request, SignedRequest};

#[test]
fn what_was_written_is_read_again_whatever_it_is() {
    let values = ["a&b=c", "%41 +", "é\0\"", "~-_.:"];
    let written =
        SignedRequest::for_company(values[0], values[1], values[2], values[3]).to_string();
    let request = Request::from_query(&written);
    for (field, value) in Field::ALL.into_iter().zip(values) {
        assert_eq!(*request.text(field).unwrap().decoded(), *value.as_bytes());
    }
    assert_eq!(written, "cid=a%26b%3Dc&pc=%2541%20%2B&expiry=%C3%A9%00%22&signature=~-_.:",);
}

#[test]
fn debug_output_does_not_show_the_signature() {
    let shown = format!("{:?}", SignedRequest::for_display("a", "b", "c", "16be1703"));
    assert!(!shown.contains("16be"), "{shown}");
}
