//! The four strings that reach a data server, as bytes: an attacker isn't bound to text.

use crate::util::{EXPIRY, ID, PRODUCT_CODE, SIGNATURE};
use std::fmt::Write as _;
use store_auth::Request;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub id: Vec<u8>,
    pub pc: Vec<u8>,
    pub expiry: Vec<u8>,
    pub signature: Vec<u8>,
}

impl Sent {
    pub(crate) fn new(
        id: impl AsRef<[u8]>,
        pc: impl AsRef<[u8]>,
        expiry: impl AsRef<[u8]>,
        signature: impl AsRef<[u8]>,
    ) -> Self {
        let [id, pc] = [id.as_ref().to_vec(), pc.as_ref().to_vec()];
        let [expiry, signature] = [expiry.as_ref().to_vec(), signature.as_ref().to_vec()];
        Self { id, pc, expiry, signature }
    }

    /// What the Store did authorize: display [`ID`] for [`PRODUCT_CODE`] until [`EXPIRY`].
    pub(crate) fn authorized() -> Self {
        Self::new(ID, PRODUCT_CODE, EXPIRY, SIGNATURE)
    }

    pub(crate) fn with_id(self, id: impl AsRef<[u8]>) -> Self {
        Self { id: id.as_ref().to_vec(), ..self }
    }

    pub(crate) fn with_pc(self, pc: impl AsRef<[u8]>) -> Self {
        Self { pc: pc.as_ref().to_vec(), ..self }
    }

    pub(crate) fn with_expiry(self, expiry: impl AsRef<[u8]>) -> Self {
        Self { expiry: expiry.as_ref().to_vec(), ..self }
    }

    pub(crate) fn with_signature(self, signature: impl AsRef<[u8]>) -> Self {
        Self { signature: signature.as_ref().to_vec(), ..self }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request::new(&self.id[..], &self.pc, &self.expiry, &self.signature)
    }

    /// As a query string in which every byte but letters and digits is an escape.
    pub(crate) fn query(&self) -> String {
        let [id, pc] = [escaped(&self.id), escaped(&self.pc)];
        let [expiry, signature] = [escaped(&self.expiry), escaped(&self.signature)];
        format!("id={id}&pc={pc}&expiry={expiry}&signature={signature}")
    }
}

fn escaped(text: &[u8]) -> String {
    let mut query = String::new();
    for byte in text {
        if byte.is_ascii_alphanumeric() {
            query.push(char::from(*byte));
        } else {
            write!(query, "%{byte:02X}").unwrap();
        }
    }
    query
}
