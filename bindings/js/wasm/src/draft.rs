//! What the verifier is to be made of.

use std::fmt::Display;
use store_auth_flat::{Settings, SettingsError, Verifier};

/// Settings, told one after the other, and what there is to say of the last of them.
///
/// ```
/// use store_auth_js::Draft;
///
/// let mut draft = Draft::default();
/// assert!(!draft.add_key(b"", None));
/// assert_eq!(draft.words(), "server key is empty: expected 1 to 128 bytes");
/// assert!(draft.add_key(b"secret", None));
/// assert_eq!(
///     draft.words(),
///     "the key is too short to hold 128 random bits, so one authorization is enough to guess it",
/// );
/// assert!(draft.set_leeway(5000) && draft.words().is_empty());
/// assert!(draft.into_verifier().is_ok());
/// ```
#[derive(Debug, Default)]
pub struct Draft {
    settings: Settings,
    products: Vec<Vec<u8>>,
    words: String,
}

impl Draft {
    /// The warnings of what was taken last, each on a line, or why it was refused.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Adds a key, to be tried after those before. Whether it was taken.
    pub fn add_key(&mut self, key: &[u8], accept_until_ms: Option<i64>) -> bool {
        self.words.clear();
        let words = &mut self.words;
        let added = self.settings.add_key(key, accept_until_ms, |warning| {
            if !words.is_empty() {
                words.push('\n');
            }
            words.push_str(warning);
        });
        match added {
            Ok(()) => true,
            // Whoever calls says which key it is.
            Err(SettingsError::Key { error, .. }) => self.refuse(&error),
            Err(error) => self.refuse(&error),
        }
    }

    /// How long after its expiry a request is let in. Whether it was taken.
    pub fn set_leeway(&mut self, milliseconds: i64) -> bool {
        let set = self.settings.set_leeway(milliseconds);
        self.take(set)
    }

    /// How long before its expiry, at the most, a request is let in. Whether it was taken.
    pub fn set_max_lifetime(&mut self, milliseconds: i64) -> bool {
        let set = self.settings.set_max_lifetime(milliseconds);
        self.take(set)
    }

    /// Adds a code for [`set_products`](Self::set_products).
    pub fn add_product(&mut self, code: &[u8]) {
        self.products.push(code.to_vec());
    }

    /// Serves the products that were added, and no other. Whether they were taken.
    pub fn set_products(&mut self) -> bool {
        let set = self.settings.set_products(&self.products);
        self.take(set)
    }

    /// Which text of the expiry a signature may cover, by its name. Whether it was taken.
    pub fn set_expiry_encoding(&mut self, name: &[u8]) -> bool {
        let set = self.settings.set_expiry_encoding(std::str::from_utf8(name).unwrap_or_default());
        self.take(set)
    }

    /// The verifier.
    ///
    /// # Errors
    /// [`SettingsError::NoKey`]
    pub fn into_verifier(self) -> Result<Verifier, SettingsError> {
        self.settings.into_verifier()
    }

    fn take(&mut self, set: Result<(), SettingsError>) -> bool {
        self.words.clear();
        set.map_err(|error| self.refuse(&error)).is_ok()
    }

    fn refuse(&mut self, error: &dyn Display) -> bool {
        self.words = error.to_string();
        false
    }
}
