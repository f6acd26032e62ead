//! How a message may have been hashed.

use crate::{
    code::Code,
    signature_target::{Target, Written},
};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::{Digest, Sha1};
use sha2::{Sha224, Sha256, Sha384, Sha512};

/// How the message is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hashing {
    Sha1,
    /// With this behind the message.
    Sha1OfMessageAnd(&'static [u8]),
    /// The message as UTF-16, with a byte order mark or without.
    Sha1OfUtf16 {
        big_endian: bool,
        mark: bool,
    },
    /// Of the message and the message once more.
    Sha1OfTwice,
    /// Of the 20 bytes of its hash.
    Sha1OfDigest,
    /// Of the 40 digits of its hash.
    Sha1OfDigits,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Md5,
    /// Of the message as it is, with the key in it.
    HmacOfMessage,
    /// Of the other three parts.
    HmacWithoutKey,
    /// Of the message with an empty key in it.
    HmacWithEmptyKey,
    /// By the other three parts, of the key.
    HmacSwapped,
}

/// All ways to hash, the right one first.
pub(crate) const HASHINGS: [(Hashing, Option<Code>); 21] = [
    (Hashing::Sha1, None),
    (Hashing::Sha1OfMessageAnd(b"\n"), Some(Code::MessageNewline)),
    (Hashing::Sha1OfMessageAnd(b"\r\n"), Some(Code::MessageNewline)),
    (Hashing::Sha1OfMessageAnd(b"\0"), Some(Code::OtherDelimiter)),
    (Hashing::Sha1OfMessageAnd(b" "), Some(Code::WhiteSpace)),
    (Hashing::Sha1OfUtf16 { big_endian: false, mark: false }, Some(Code::Utf16)),
    (Hashing::Sha1OfUtf16 { big_endian: true, mark: false }, Some(Code::Utf16)),
    (Hashing::Sha1OfUtf16 { big_endian: false, mark: true }, Some(Code::Utf16)),
    (Hashing::Sha1OfUtf16 { big_endian: true, mark: true }, Some(Code::Utf16)),
    (Hashing::Sha1OfTwice, Some(Code::HashedTwice)),
    (Hashing::Sha1OfDigits, Some(Code::HashedTwice)),
    (Hashing::Sha1OfDigest, Some(Code::HashedTwice)),
    (Hashing::Sha256, Some(Code::Sha256)),
    (Hashing::HmacWithoutKey, Some(Code::Hmac)),
    (Hashing::HmacOfMessage, Some(Code::Hmac)),
    (Hashing::HmacWithEmptyKey, Some(Code::Hmac)),
    (Hashing::HmacSwapped, Some(Code::Hmac)),
    (Hashing::Md5, Some(Code::OtherHash)),
    (Hashing::Sha512, Some(Code::OtherHash)),
    (Hashing::Sha384, Some(Code::OtherHash)),
    (Hashing::Sha224, Some(Code::OtherHash)),
];

impl Hashing {
    /// The longest hash that it gives, in bytes.
    pub(crate) fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1
            | Self::Sha1OfMessageAnd(_)
            | Self::Sha1OfUtf16 { .. }
            | Self::Sha1OfTwice
            | Self::Sha1OfDigest
            | Self::Sha1OfDigits => 20,
            Self::Sha224 => 28,
            // HMACs are tried with SHA-1 and SHA-256.
            Self::Sha256
            | Self::HmacOfMessage
            | Self::HmacWithoutKey
            | Self::HmacWithEmptyKey
            | Self::HmacSwapped => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// How the signature is written, if it is the hash of this message.
    ///
    /// The message has all that this way adds to it.
    pub(crate) fn gives(self, message: &[u8], key: &[u8], target: &Target) -> Option<Written> {
        match self {
            Self::Sha1 | Self::Sha1OfMessageAnd(_) | Self::Sha1OfUtf16 { .. } => {
                target.written(&Sha1::digest(message))
            }
            Self::Sha1OfTwice => {
                target.written(&Sha1::new().chain_update(message).chain_update(message).finalize())
            }
            Self::Sha1OfDigest => target.written(&Sha1::digest(Sha1::digest(message))),
            Self::Sha1OfDigits => {
                let mut digits = [0; 40];
                hex::encode_to_slice(Sha1::digest(message), &mut digits).ok()?;
                target.written(&Sha1::digest(digits))
            }
            Self::Sha224 => target.written(&Sha224::digest(message)),
            Self::Sha256 => target.written(&Sha256::digest(message)),
            Self::Sha384 => target.written(&Sha384::digest(message)),
            Self::Sha512 => target.written(&Sha512::digest(message)),
            Self::Md5 => target.written(&Md5::digest(message)),
            Self::HmacOfMessage | Self::HmacWithoutKey | Self::HmacWithEmptyKey => {
                hmac_gives(key, message, target)
            }
            Self::HmacSwapped => hmac_gives(message, key, target),
        }
    }
}

fn hmac_gives(key: &[u8], message: &[u8], target: &Target) -> Option<Written> {
    fn digest<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Option<impl AsRef<[u8]> + use<M>> {
        let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
        mac.update(message);
        Some(mac.finalize().into_bytes())
    }
    let of_sha1 = digest::<Hmac<Sha1>>(key, message)?;
    target.written(of_sha1.as_ref()).or_else(|| {
        let of_sha256 = digest::<Hmac<Sha256>>(key, message)?;
        target.written(of_sha256.as_ref())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_way_to_hash_is_the_first_and_the_only_one() {
        assert_eq!(HASHINGS.iter().filter(|hashing| hashing.1.is_none()).count(), 1);
        assert_eq!(HASHINGS[0].0, Hashing::Sha1);
    }
}
