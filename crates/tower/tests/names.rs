//! Names that fields can't have.

use store_auth::Field;
use store_auth_tower::Fields;

#[track_caller]
fn assert_error(fields: Fields, field: Field, names: &[&str], message: &str) {
    assert_eq!(fields.named(field, names).unwrap_err().to_string(), message);
}

#[test]
fn a_field_without_a_name() {
    let message = "names of pc: expected at least one, found none";
    assert_error(Fields::query(), Field::ProductCode, &[], message);
    assert_error(Fields::headers(), Field::ProductCode, &[], message);
}

#[test]
fn a_name_that_no_parameter_has() {
    for name in ["", "a b", "a&b", "a=b", "a%20b", "a+b", "a#b", "ä"] {
        let message =
            format!("names of id: expected letters, digits, '-', '.', '_' or '~', found {name:?}");
        assert_error(Fields::query(), Field::Id, &[name], &message);
    }
}

#[test]
fn a_name_that_no_header_has() {
    for name in ["", "a b", "a:b", "ä"] {
        let message = format!("names of id: expected the name of a header, found {name:?}");
        assert_error(Fields::headers(), Field::Id, &["store-id", name], &message);
    }
}

#[test]
fn a_name_that_is_taken() {
    let message = "names of signature: \"cid\" is a name of id already";
    assert_error(Fields::query(), Field::Signature, &["cid"], message);
    let message = "names of signature: \"sig\" is a name of signature already";
    assert_error(Fields::query(), Field::Signature, &["sig", "sig"], message);
    let message = "names of pc: \"STORE-ID\" is a name of id already";
    assert_error(Fields::headers(), Field::ProductCode, &["STORE-ID"], message);
}

#[test]
fn a_field_can_keep_a_name_and_get_another_field_s_former_one() {
    let fields = Fields::query().named(Field::Id, ["id"]).unwrap();
    assert!(fields.named(Field::Signature, ["cid"]).is_ok());
}
