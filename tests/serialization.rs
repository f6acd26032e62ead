//! Verdicts and policies as JSON.

#![cfg(feature = "serde")]

mod util;

use serde_json::json;
use std::time::Duration;
use store_auth::{ExpiryEncoding, Policy, Request};
use util::{EXPIRY, ID, PRODUCT_CODE, SIGNATURE, at, now, verifier};

#[test]
fn an_authorization_has_the_names_of_the_wire() {
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    let authorization = verifier().verify_at(&request, now()).unwrap();
    assert_eq!(
        serde_json::to_value(authorization).unwrap(),
        json!({"id": ID, "pc": PRODUCT_CODE, "expiresAt": "2016-04-26T08:17:59.000Z", "key": 0})
    );
}

#[test]
fn a_denial_has_its_code_its_field_and_its_message() {
    let denied = verifier().verify_at(&Request::from_query("id=a"), now()).unwrap_err();
    assert_eq!(
        serde_json::to_value(denied).unwrap(),
        json!({
            "reason": "malformed", "field": "pc", "message": "malformed pc: expected `pc`, found none"
        })
    );
    let request = Request::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE);
    let denied = verifier().verify_at(&request, at("2020-01-01T00:00:00.000Z")).unwrap_err();
    assert_eq!(
        serde_json::to_value(denied).unwrap(),
        json!({"reason": "expired", "field": null, "message": denied.to_string()})
    );
}

#[test]
fn an_expiry_encoding_is_its_name() {
    for encoding in ExpiryEncoding::ALL {
        let name = json!(encoding.name());
        assert_eq!(serde_json::to_value(encoding).unwrap(), name);
        assert_eq!(serde_json::from_value::<ExpiryEncoding>(name).unwrap(), encoding);
    }
    assert!(serde_json::from_value::<ExpiryEncoding>(json!("Either")).is_err());
}

#[test]
fn a_policy_is_an_object_in_which_every_member_can_be_left_out() {
    let policy = Policy::default()
        .with_expiry_encoding(ExpiryEncoding::AsReceived)
        .with_leeway(Duration::from_millis(1500))
        .with_max_lifetime(Duration::from_hours(25))
        .with_products([PRODUCT_CODE])
        .unwrap();
    let value = json!({
        "expiryEncoding": "as-received", "leewayMs": 1500, "maxLifetimeMs": 90_000_000,
        "products": [PRODUCT_CODE]
    });
    assert_eq!(serde_json::to_value(&policy).unwrap(), value);
    assert_eq!(serde_json::from_value::<Policy>(value).unwrap(), policy);
    assert_eq!(serde_json::from_value::<Policy>(json!({})).unwrap(), Policy::default());
    let null = serde_json::to_value(Policy::default()).unwrap();
    assert_eq!(null["products"], json!(null));
    assert_eq!(serde_json::from_value::<Policy>(null).unwrap(), Policy::default());
}

#[test]
fn a_policy_with_an_unknown_member_or_an_impossible_product_is_refused() {
    let error = |value| serde_json::from_value::<Policy>(value).unwrap_err().to_string();
    assert!(error(json!({"leeway": 5})).contains("unknown field `leeway`"));
    assert!(error(json!({"products": ["a#b"]})).contains("malformed pc: expected visible ASCII"));
}
