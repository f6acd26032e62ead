//! What people would use instead: another SHA-1, and other ways to sign three fields.
//!
//! The rows of HMAC-SHA256 sign `id#pc#expiry` under the server key and send the same four strings. Their keys are
//! prepared once, and they read the expiry with the library's parser and put the message in a buffer that is used again
//! and again: where they differ from `verify_at` is the signature.

use crate::{
    requests::{Sent, Shape, forge, forged, now},
    rounds::Row,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use std::hint::black_box;
use store_auth::Expiry;

pub fn rows(shape: Shape) -> Vec<Row<'static>> {
    vec![
        openssl_sha1(shape),
        hmac_sha2(shape),
        hmac_ring(shape),
        hmac_aws_lc(shape),
        json_web_token(shape),
        webhook(shape),
    ]
}

fn is_current(sent: &Sent) -> bool {
    Expiry::parse(&sent.expiry).is_ok_and(|expiry| now() <= expiry.instant())
}

fn join(message: &mut Vec<u8>, parts: [&str; 3]) {
    message.clear();
    for part in parts {
        if !message.is_empty() {
            message.push(b'#');
        }
        message.extend_from_slice(part.as_bytes());
    }
}

fn openssl_sha1(shape: Shape) -> Row<'static> {
    let right = shape.authorized();
    let wrong = [forged(&right), shape.expired()].concat();
    Row::accepting("`openssl`: SHA-1 of the scheme", shape.blocks(), right, &wrong, move |sent| {
        let mut hasher = openssl::sha::Sha1::new();
        for part in [&sent.id, "#", sent.product_code, "#", shape.key(), "#", &sent.expiry] {
            hasher.update(part.as_bytes());
        }
        let mut signature = [0; 20];
        hex::decode_to_slice(&sent.signature, &mut signature).is_ok()
            && openssl::memcmp::eq(&hasher.finish(), &signature)
            && is_current(sent)
    })
}

/// A row of HMAC-SHA256, from a function that says whether 32 bytes are the right ones for a message.
fn hmac_row(
    name: &str,
    shape: Shape,
    is_right: impl Fn(&[u8], &[u8; 32]) -> bool + 'static,
) -> Row<'static> {
    let sign = |requests: Vec<Sent>| {
        let sign = |sent: Sent| {
            let mut message = Vec::new();
            join(&mut message, [&sent.id, sent.product_code, &sent.expiry]);
            let signature = Hmac::<Sha256>::new_from_slice(shape.key().as_bytes())
                .expect("a key of any length")
                .chain_update(message)
                .finalize();
            Sent { signature: hex::encode(signature.into_bytes()), ..sent }
        };
        requests.into_iter().map(sign).collect::<Vec<_>>()
    };
    let right = sign(shape.authorized());
    let wrong = [forged(&right), sign(shape.expired())].concat();
    let mut message = Vec::new();
    Row::accepting(name, shape.blocks(), right, &wrong, move |sent| {
        join(&mut message, [&sent.id, sent.product_code, &sent.expiry]);
        let mut signature = [0; 32];
        hex::decode_to_slice(&sent.signature, &mut signature).is_ok()
            && is_right(&message, &signature)
            && is_current(sent)
    })
}

fn hmac_sha2(shape: Shape) -> Row<'static> {
    let key = Hmac::<Sha256>::new_from_slice(shape.key().as_bytes()).expect("a key of any length");
    hmac_row("`hmac`, `sha2`: HMAC-SHA256", shape, move |message, signature| {
        key.clone().chain_update(message).verify_slice(signature).is_ok()
    })
}

fn hmac_ring(shape: Shape) -> Row<'static> {
    use ring::hmac;
    let key = hmac::Key::new(hmac::HMAC_SHA256, shape.key().as_bytes());
    hmac_row("`ring`: HMAC-SHA256", shape, move |message, signature| {
        hmac::verify(&key, message, signature).is_ok()
    })
}

fn hmac_aws_lc(shape: Shape) -> Row<'static> {
    use aws_lc_rs::hmac;
    let key = hmac::Key::new(hmac::HMAC_SHA256, shape.key().as_bytes());
    hmac_row("`aws-lc-rs`: HMAC-SHA256", shape, move |message, signature| {
        hmac::verify(&key, message, signature).is_ok()
    })
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    pc: String,
    exp: i64,
}

/// The token holds the three fields; the expiry is a number, and the clock is the system's.
fn json_web_token(shape: Shape) -> Row<'static> {
    let key = EncodingKey::from_secret(shape.key().as_bytes());
    let token = |sent: Sent| {
        let expiry = Expiry::parse(&sent.expiry).expect("within the grammar");
        let exp = expiry.instant().timestamp();
        let claims = Claims { sub: sent.id, pc: sent.product_code.to_owned(), exp };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).expect("claims of text")
    };
    let right: Vec<String> = shape.authorized().into_iter().map(token).collect();
    let forge = |token: &String| {
        let (message, signature) = token.rsplit_once('.').expect("three parts");
        format!("{message}.{}", forge(signature))
    };
    let mut wrong: Vec<String> = right.iter().map(forge).collect();
    wrong.extend(shape.expired().into_iter().map(token));
    let key = DecodingKey::from_secret(shape.key().as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    Row::accepting("`jsonwebtoken`: HS256", shape.blocks(), right, &wrong, move |token| {
        jsonwebtoken::decode::<Claims>(token, &key, &validation)
            .is_ok_and(|token| black_box(token.claims).exp > 0)
    })
}

/// The payload holds the id and the product code; in place of an expiry there is the time of signing, at most five
/// minutes from the system clock.
fn webhook(shape: Shape) -> Row<'static> {
    let webhook =
        Webhook::from_bytes(shape.key().as_bytes().to_vec()).expect("a key of any length");
    let delivery = |sent: &Sent, ahead, forge: fn(&str) -> String| {
        let payload = format!("{}#{}", sent.id, sent.product_code);
        // In the future, so that it stays right until all is measured.
        let at = now().timestamp() + ahead;
        let signature = webhook.sign("msg_1", at, payload.as_bytes()).expect("text");
        let (version, signature) = signature.split_once(',').expect("a version and a signature");
        let headers = [
            (HEADER_WEBHOOK_ID, "msg_1".to_owned()),
            (HEADER_WEBHOOK_TIMESTAMP, at.to_string()),
            (HEADER_WEBHOOK_SIGNATURE, format!("{version},{}", forge(signature))),
        ];
        let headers = headers.map(|(name, value)| {
            (name.parse().expect("a name"), value.parse().expect("visible ASCII"))
        });
        (payload, HeaderMap::from_iter(headers))
    };
    let requests = shape.authorized();
    let right = requests.iter().map(|sent| delivery(sent, 280, str::to_owned)).collect();
    let forged = requests.iter().map(|sent| delivery(sent, 280, forge));
    let late = requests.iter().map(|sent| delivery(sent, -310, str::to_owned));
    let wrong: Vec<_> = forged.chain(late).collect();
    Row::accepting(
        "`standardwebhooks`: HMAC-SHA256",
        shape.blocks(),
        right,
        &wrong,
        move |(payload, headers)| webhook.verify(payload.as_bytes(), headers).is_ok(),
    )
}
