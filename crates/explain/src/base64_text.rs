//! Base64 as people write it: with either alphabet, padded or not.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// What a text stands for, which may be a secret.
pub(crate) fn base64_decoded(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    [&alphabet::STANDARD, &alphabet::URL_SAFE].into_iter().find_map(|alphabet| {
        let mut bytes = Zeroizing::new(vec![0; text.len()]);
        let length = GeneralPurpose::new(alphabet, LENIENT).decode_slice(text, &mut bytes).ok()?;
        bytes.truncate(length);
        Some(bytes)
    })
}
