//! The four fields: their names, their grammar, and what was sent as one.

use std::{borrow::Cow, collections::BTreeSet};
use store_auth::{Field, Malformed, Problem, Request};

#[test]
fn every_name_is_of_the_field_that_has_it_and_no_other_is_known() {
    let names = Field::ALL.into_iter().flat_map(|field| {
        let names = [Some(field.name()), field.other_name()].into_iter().flatten();
        names.map(move |name| (name, field))
    });
    let names: Vec<_> = names.collect();
    for (name, field) in &names {
        assert_eq!(Field::named(name.as_bytes()), Some(*field));
        assert_eq!(name.parse(), Ok(*field));
    }
    let known: BTreeSet<_> = names.iter().map(|(name, _)| *name).collect();
    assert_eq!(known, BTreeSet::from(Field::NAMES));
    for other in ["", "ID", "id ", "expiryTime", "srv"] {
        assert_eq!(Field::named(other.as_bytes()), None);
        assert_eq!(
            other.parse::<Field>().unwrap_err().to_string(),
            "expected one of id, cid, pc, expiry, expiry_time, signature",
        );
    }
}

#[test]
fn a_field_is_checked_alone_as_it_is_in_a_request() {
    let good = [
        (Field::Id, "XU4XHT8XQDWK"),
        (Field::ProductCode, "b5d78da0853d97e2ec28feb5e31b9953d9c72420"),
        (Field::Expiry, "2016-04-26T08:17:59.059+0000"),
        (Field::Signature, "16be1703017fd1001fe63465e50523982f10b0ca"),
    ];
    for (field, text) in good {
        assert_eq!(field.check(text), Ok(()));
        let problem = Problem::Length { found: 0 };
        assert_eq!(field.check(""), Err(Malformed { field, problem }));
    }
}

#[test]
fn of_several_values_the_first_is_the_text_by_whichever_name_it_came() {
    let request = Request::from_query("cid=a&id=b&pc=c&pc=d&pc=e&expiry=%3");
    let text = |field| request.text(field).map(|text| text.as_bytes());
    assert_eq!(text(Field::Id), Some(&b"a"[..]));
    assert_eq!(text(Field::ProductCode), Some(&b"c"[..]));
    assert_eq!(text(Field::Expiry), Some(&b"%3"[..]));
    assert_eq!(text(Field::Signature), None);
}

#[test]
fn texts_of_a_query_are_decoded_and_those_of_pairs_are_not() {
    let of_query = Request::from_query("id=%41%zz%4");
    assert_eq!(*of_query.text(Field::Id).unwrap().decoded(), *b"A%zz%4");
    let of_pairs = Request::from_pairs([("id", "%41")]);
    assert_eq!(*of_pairs.text(Field::Id).unwrap().decoded(), *b"%41");
}

#[test]
fn what_has_no_escape_is_not_copied() {
    let request = Request::from_query("id=A&pc=%42");
    let id = request.text(Field::Id).unwrap().decoded();
    assert!(matches!(id, Cow::Borrowed(b"A")), "{id:?}");
    let product_code = request.text(Field::ProductCode).unwrap().decoded();
    assert!(matches!(&product_code, Cow::Owned(text) if text == b"B"), "{product_code:?}");
}
