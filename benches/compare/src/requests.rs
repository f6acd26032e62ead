//! The requests that every row verifies: the same ones, in the same order.

use chrono::{DateTime, TimeDelta, Utc};
use std::{iter, sync::OnceLock};
use store_auth::{Expiry, KeyRing, Request, ServerKey, Signer, Verifier};

pub const PRODUCT_CODE: &str = "c4b368be86245bf9501baaa6e0b00df9719869fd";

/// Few enough for the nearest cache, and too many for a branch predictor to learn their bytes.
const REQUESTS: u32 = 64;

/// What a message takes in SHA-1's blocks is a matter of its id and its key.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A display's id and a key of 32 digits: two blocks.
    Display,
    /// A company's id and a key of 40 digits: three blocks.
    Company,
}

impl Shape {
    pub const ALL: [Self; 2] = [Self::Display, Self::Company];

    pub fn blocks(self) -> usize {
        match self {
            Self::Display => 2,
            Self::Company => 3,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Display => "e4232e0620f9290025cb3783768c9c8c",
            Self::Company => "e4232e0620f9290025cb3783768c9c8c4686078c",
        }
    }

    pub fn id(self, number: u32) -> String {
        match self {
            Self::Display => format!("S56P{number:08X}"),
            Self::Company => format!("ed4ca9da-4ee2-4b5c-8c5a-{number:012x}"),
        }
    }

    /// A verifier with a number of keys; the one that signs is the last.
    pub fn verifier(self, keys: usize) -> Verifier {
        let length = self.key().len();
        let others = (1..keys).map(|number| format!("{number:0length$x}"));
        let mut keys = others.chain(iter::once(self.key().to_owned())).map(key);
        let ring = KeyRing::new(keys.next().expect("at least one key"));
        Verifier::new(keys.fold(ring, KeyRing::with))
    }

    /// Requests that the Store authorized for a day.
    pub fn authorized(self) -> Vec<Sent> {
        self.requests(TimeDelta::days(1))
    }

    /// Requests that the Store authorized until yesterday.
    pub fn expired(self) -> Vec<Sent> {
        self.requests(-TimeDelta::days(1))
    }

    fn requests(self, ahead: TimeDelta) -> Vec<Sent> {
        let signer = Signer::new(key(self.key()));
        (0..REQUESTS)
            .map(|number| {
                let at = now() + ahead + TimeDelta::seconds(number.into());
                let expiry = Expiry::java(at).expect("a year of four digits");
                Sent::signed(&signer, self.id(number), &expiry)
            })
            .collect()
    }
}

/// When this run started: one time for every row that is told it.
pub fn now() -> DateTime<Utc> {
    static NOW: OnceLock<DateTime<Utc>> = OnceLock::new();
    *NOW.get_or_init(Utc::now)
}

pub fn key(text: impl AsRef<[u8]>) -> ServerKey {
    ServerKey::new(text).expect("a key of visible ASCII")
}

/// The four strings of a request.
#[derive(Clone)]
pub struct Sent {
    pub id: String,
    pub product_code: &'static str,
    pub expiry: String,
    pub signature: String,
}

impl Sent {
    pub fn signed(signer: &Signer, id: String, expiry: &Expiry) -> Self {
        let signature = signer.sign(&id, PRODUCT_CODE, expiry).expect("within the grammar");
        Self {
            id,
            product_code: PRODUCT_CODE,
            expiry: expiry.to_string(),
            signature: signature.to_string(),
        }
    }

    pub fn request(&self) -> Request<'_> {
        Request::new(&self.id, self.product_code, &self.expiry, &self.signature)
    }

    pub fn url(&self) -> String {
        let Self { id, product_code, expiry, signature } = self;
        format!("/feed?id={id}&pc={product_code}&expiry={expiry}&signature={signature}")
    }

    /// The same with another signature of its length.
    pub fn forged(&self) -> Self {
        Self { signature: forge(&self.signature), ..self.clone() }
    }
}

/// Changes the first digit.
pub fn forge(signature: &str) -> String {
    let (first, rest) = signature.split_at(1);
    format!("{}{rest}", if first == "a" { "b" } else { "a" })
}

pub fn forged(requests: &[Sent]) -> Vec<Sent> {
    requests.iter().map(Sent::forged).collect()
}
