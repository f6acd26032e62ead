//! Server keys at rest: encrypted under a master key that lies elsewhere.

use crate::server_keys::OpenKey;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use std::fmt;
use store_auth::{ServerKey, Signer};
use store_auth_wire::ServerId;
use zeroize::Zeroizing;

/// Encrypts and decrypts server keys: XChaCha20-Poly1305, the server's id and the key's number as associated data, a random
/// nonce before what is encrypted.
pub struct Seal(XChaCha20Poly1305);

/// A server key that cannot be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The master key is another one, or the database was changed by other means.
    #[error(
        "server {server}, key {number}: sealed by another master key, expected the one that this database was made with"
    )]
    OtherMasterKey {
        /// The server.
        server: ServerId,
        /// The number of its key.
        number: u32,
    },
    /// The master key is another one, as a word shows that it cannot open.
    #[error("sealed by another master key, expected the one that this database was made with")]
    OtherWord,
    /// The system has no random numbers.
    #[error("no random numbers from the system")]
    NoRandomness,
}

const NONCE: usize = 24;
/// No server's id and number are written so.
const WORD: &str = "master key";

impl Seal {
    /// By a master key of 256 random bits.
    #[must_use]
    pub fn new(master_key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(master_key.into()))
    }

    /// Encrypts a key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`]
    pub fn seal(&self, server: &ServerId, number: u32, key: &str) -> Result<Vec<u8>, SealError> {
        self.encrypt(key, &associated(server, number))
    }

    pub(crate) fn open(
        &self,
        server: &ServerId,
        number: u32,
        sealed: &[u8],
    ) -> Result<OpenKey, SealError> {
        let other = || SealError::OtherMasterKey { server: server.clone(), number };
        let text = self.decrypt(sealed, &associated(server, number)).ok_or_else(other)?;
        let key = ServerKey::new(text.as_bytes()).map_err(|_| other())?;
        Ok(OpenKey { signer: Signer::new(key), text })
    }

    /// Encrypts a word that is no secret: who can open it has the same master key.
    pub(crate) fn seal_word(&self) -> Result<Vec<u8>, SealError> {
        self.encrypt(WORD, WORD.as_bytes())
    }

    pub(crate) fn opens_word(&self, sealed: &[u8]) -> bool {
        self.decrypt(sealed, WORD.as_bytes()).is_some_and(|text| *text == WORD)
    }

    fn encrypt(&self, text: &str, aad: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let payload = Payload { msg: text.as_bytes(), aad };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        // Only a text of 2^38 bytes cannot be encrypted.
        let sealed = sealed.map_err(|_| SealError::NoRandomness)?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn decrypt(&self, sealed: &[u8], aad: &[u8]) -> Option<Zeroizing<String>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(text).ok().map(Zeroizing::new)
    }
}

/// The id has no other byte than letters and digits, so no two pairs are written alike.
fn associated(server: &ServerId, number: u32) -> Vec<u8> {
    format!("{server}#{number}").into_bytes()
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

    fn server(id: &str) -> ServerId {
        id.parse().unwrap()
    }

    #[test]
    fn a_sealed_key_is_opened_in_its_own_place_by_its_own_master_key_alone() {
        let (seal, other) = (Seal::new(&[7; 32]), Seal::new(&[8; 32]));
        let sealed = seal.seal(&server("A"), 1, KEY).unwrap();
        assert_eq!(*seal.open(&server("A"), 1, &sealed).unwrap().text, KEY);
        for (seal, server, number) in [
            (&seal, server("A"), 2),
            (&seal, server("B"), 1),
            (&seal, server("A1"), 1),
            (&other, server("A"), 1),
        ] {
            let error = seal.open(&server, number, &sealed).unwrap_err();
            assert_eq!(error, SealError::OtherMasterKey { server, number });
        }
    }

    #[test]
    fn no_two_keys_are_sealed_alike() {
        let seal = Seal::new(&[7; 32]);
        let sealed = [(); 2].map(|()| seal.seal(&server("A"), 1, KEY).unwrap());
        assert_ne!(sealed[0], sealed[1]);
    }

    #[test]
    fn a_key_is_no_word_and_a_word_is_opened_by_its_master_key_alone() {
        let (seal, other) = (Seal::new(&[7; 32]), Seal::new(&[8; 32]));
        let word = seal.seal_word().unwrap();
        assert!(seal.opens_word(&word) && !other.opens_word(&word));
        assert!(!seal.opens_word(&seal.seal(&server("A"), 1, KEY).unwrap()));
    }

    #[test]
    fn nothing_is_printed_of_a_master_key() {
        assert_eq!(format!("{:?}", Seal::new(&[7; 32])), "Seal(…)");
    }
}
