//! Ids and keys that the Store makes itself.

use crate::model::{CompanyId, DisplayId, ProductCode};
use zeroize::Zeroizing;

/// The system has no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no random numbers from the system")]
pub(crate) struct NoRandomness;

/// What an id of a display is made of: no letter or digit that could be read as another.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const DISPLAY: usize = 12;

/// A product code: 160 random bits.
pub(crate) fn product_code() -> Result<ProductCode, NoRandomness> {
    parsed(&hex::encode(bytes::<20>()?))
}

/// A company's id: a UUID of random bits (RFC 9562, version 4).
pub(crate) fn company_id() -> Result<CompanyId, NoRandomness> {
    let bits = u128::from_be_bytes(bytes()?);
    let bits = (bits & !(0xf << 76) & !(0b11 << 62)) | (4 << 76) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    let mut id = String::with_capacity(36);
    for (at, digit) in digits.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(digit);
    }
    parsed(&id)
}

/// A display's id: twelve letters and digits, which people can read out.
pub(crate) fn display_id() -> Result<DisplayId, NoRandomness> {
    let mut id = String::with_capacity(DISPLAY);
    while id.len() < DISPLAY {
        for byte in bytes::<16>()? {
            // 248 is a multiple of 31: each letter is as likely as any other.
            let letter = (byte < 248).then(|| LETTERS.get(usize::from(byte % 31))).flatten();
            if let Some(letter) = letter.filter(|_| id.len() < DISPLAY) {
                id.push(char::from(*letter));
            }
        }
    }
    parsed(&id)
}

/// A server key: 160 random bits as 40 hexadecimal digits.
pub(crate) fn server_key() -> Result<Zeroizing<String>, NoRandomness> {
    let bits = Zeroizing::new(bytes::<20>()?);
    Ok(Zeroizing::new(hex::encode(*bits)))
}

/// The id of a request: 64 random bits.
pub(crate) fn request_id() -> Result<String, NoRandomness> {
    Ok(hex::encode(bytes::<8>()?))
}

/// 256 bits, for what says who somebody is.
pub(crate) fn session() -> Result<String, NoRandomness> {
    Ok(hex::encode(bytes::<32>()?))
}

fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, NoRandomness> {
    // What is made here is always such an id.
    text.parse().map_err(|_| NoRandomness)
}
