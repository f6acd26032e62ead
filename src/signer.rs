//! The Store's side of the scheme.

use crate::{
    expiry::Expiry, key::ServerKey, malformed::Malformed, message::Message, signature::Signature,
    token,
};

/// Signs authorizations as the Store does: for tests, tools, and Stores.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use store_auth::{Expiry, ServerKey, Signer};
///
/// let signer = Signer::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
/// let expiry = Expiry::java(Utc.with_ymd_and_hms(2016, 4, 26, 8, 17, 59).unwrap())?;
/// let signature = signer.sign("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420", &expiry)?;
/// assert_eq!(expiry.as_str(), "2016-04-26T08:17:59.059+0000");
/// assert_eq!(signature.as_str(), "16be1703017fd1001fe63465e50523982f10b0ca");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Signer {
    key: ServerKey,
}

impl Signer {
    /// A signer for the data server that shares `key`.
    #[must_use]
    pub fn new(key: ServerKey) -> Self {
        Self { key }
    }

    /// Signs the id of a display or company, a product code and an expiry.
    ///
    /// # Errors
    /// A [`Malformed`] for an id or product code that no verifier would accept.
    pub fn sign(
        &self,
        id: &str,
        product_code: &str,
        expiry: &Expiry,
    ) -> Result<Signature, Malformed> {
        token::check_id(id.as_bytes())?;
        token::check_product_code(product_code.as_bytes())?;
        let mut message = Message::blank();
        message.start(id.as_bytes(), product_code.as_bytes());
        message.finish(&self.key, expiry.as_ref());
        Ok(Signature::new(&message.hash()))
    }
}
