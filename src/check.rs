//! The grammar of one field, for whoever has the field alone.

use crate::{expiry, field::Field, malformed::Malformed, signature::Digest, token};

impl Field {
    /// Checks a text, percent-decoded, by the grammar of this field.
    ///
    /// A verifier does so itself. This is for who takes a field from elsewhere: an id from a form, a product code from
    /// a configuration.
    ///
    /// ```
    /// use store_auth::Field;
    ///
    /// assert!(Field::Id.check("XU4XHT8XQDWK").is_ok());
    /// let error = Field::ProductCode.check("b5d7#8da").unwrap_err();
    /// assert_eq!(error.to_string(), "malformed pc: expected visible ASCII other than '#', found '#' at offset 4");
    /// ```
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check<T: AsRef<[u8]> + ?Sized>(self, text: &T) -> Result<(), Malformed> {
        let text = text.as_ref();
        match self {
            Self::Id => token::check_id(text),
            Self::ProductCode => token::check_product_code(text),
            Self::Expiry => expiry::instant(text).map(|_| ()),
            Self::Signature => Digest::parse(text).map(|_| ()),
        }
    }
}
