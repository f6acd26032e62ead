//! The scheme as one writes it in an afternoon: `format!`, a digest, hexadecimal digits, `==`, and chrono's parser.

use crate::{
    requests::{Sent, Shape, forged, now},
    rounds::Row,
};
use chrono::{DateTime, Utc};
use sha1::{Digest as _, Sha1};

fn lets_in(sent: &Sent, key: &str, now: DateTime<Utc>) -> bool {
    let Sent { id, product_code, expiry, signature } = sent;
    let Ok(expires_at) = DateTime::parse_from_str(expiry, "%Y-%m-%dT%H:%M:%S%.3f%z") else {
        return false;
    };
    let expected = hex::encode(Sha1::digest(format!("{id}#{product_code}#{key}#{expiry}")));
    expected == *signature && now <= expires_at
}

pub fn row(shape: Shape) -> Row<'static> {
    let right = shape.authorized();
    let wrong = [forged(&right), shape.expired()].concat();
    Row::accepting(
        "naive: `format!`, `Sha1::digest`, `hex::encode`, `==`, chrono",
        shape.blocks(),
        right,
        &wrong,
        move |sent| lets_in(sent, shape.key(), now()),
    )
}
