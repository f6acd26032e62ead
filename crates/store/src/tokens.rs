//! Tokens of the admin interface, as they are made and shown once.

use crate::model::TokenHash;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Tells a token from other secrets, for those who find one lying about.
pub(crate) const PREFIX: &str = "sat_";

/// Makes a token of 256 random bits: its text, and what it is known by.
///
/// # Errors
/// What the system says that has no random numbers.
pub fn make() -> Result<(Zeroizing<String>, TokenHash), getrandom::Error> {
    let mut bits = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bits)?;
    let digits = Zeroizing::new(hex::encode(*bits));
    // Of full size from the start: a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + digits.len()));
    text.push_str(PREFIX);
    text.push_str(&digits);
    let hash = hash(&text);
    Ok((text, hash))
}

/// What a token is known by.
///
/// ```
/// use store_auth_store::tokens;
///
/// let (text, hash) = tokens::make()?;
/// assert_eq!(tokens::hash(&text), hash);
/// # Ok::<(), getrandom::Error>(())
/// ```
#[must_use]
pub fn hash(text: &str) -> TokenHash {
    TokenHash(Sha256::digest(text.as_bytes()).into())
}
