//! The hash that a signature says, and whether a digest is it.

use crate::code::Code;

/// So many bytes has the scheme's hash.
const SHA1: usize = 20;

/// Fewer digits than these are the start of too many hashes.
const DIGITS_MIN: usize = 16;

/// More digits are no hash that anybody has printed, however naively.
const DIGITS_MAX: usize = 160;

/// The hash that a signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// All bytes of one: of MD5, of SHA-1, of one of the SHA-2 family.
    pub(crate) bytes: Option<Vec<u8>>,
    /// Lower-case hexadecimal digits that are no SHA-1 as they are, but may be the start of one, or one that was
    /// printed naively.
    digits: Option<Vec<u8>>,
}

/// How a digest is written in a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// As it is seen to be without knowing the digest.
    AsSeen,
    /// With this mistake beside.
    With(Code),
}

impl Target {
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let is_hash = matches!(bytes.len(), 16 | SHA1 | 28 | 32 | 48 | 64);
        is_hash.then(|| Self { bytes: Some(bytes.to_vec()), digits: None })
    }

    /// All digits of a hash.
    pub(crate) fn of_hex(digits: &[u8]) -> Option<Self> {
        let mut bytes = [0; 64];
        let bytes = bytes.get_mut(..digits.len() / 2)?;
        hex::decode_to_slice(digits, bytes).ok()?;
        let target = Self::of(bytes)?;
        let is_sha1 = bytes.len() == SHA1;
        Some(Self { digits: (!is_sha1).then(|| digits.to_ascii_lowercase()), ..target })
    }

    /// Digits that are not as many as those of any hash.
    pub(crate) fn of_odd_hex(digits: &[u8]) -> Option<Self> {
        let is_long_enough = (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len());
        let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
        (is_long_enough && is_hex)
            .then(|| Self { bytes: None, digits: Some(digits.to_ascii_lowercase()) })
    }

    /// Whether a digest of so many bytes may be it.
    pub(crate) fn takes(&self, length: usize) -> bool {
        let of_bytes = self.bytes.as_ref().is_some_and(|bytes| match bytes.len() {
            // Longer ones are cut to the length of a signature.
            SHA1 => length >= SHA1,
            other => length == other,
        });
        of_bytes || self.digits.is_some() && length == SHA1
    }

    /// How this digest is written, if it is the one.
    pub(crate) fn written(&self, digest: &[u8]) -> Option<Written> {
        if let Some(bytes) = self.bytes.as_deref() {
            if bytes == digest || bytes.len() == SHA1 && digest.starts_with(bytes) {
                return Some(Written::AsSeen);
            }
        }
        let digits = self.digits.as_deref().filter(|_| digest.len() == SHA1)?;
        if starts_with(digest, digits) {
            return Some(Written::With(Code::TruncatedValue));
        }
        is_printed_naively(digest, digits).then_some(Written::With(Code::SignatureZeros))
    }
}

/// Whether the digits are the bytes of a digest one by one, or all of it as one number, without leading zeros.
fn is_printed_naively(digest: &[u8], digits: &[u8]) -> bool {
    let masked = digest.iter().map(|byte| u32::from(*byte));
    // Java's bytes have a sign.
    let signed = digest.iter().map(|byte| i32::from(i8::from_ne_bytes([*byte])));
    let signed = signed.map(|byte| u32::from_ne_bytes(byte.to_ne_bytes()));
    is_printed(masked, digits) || is_printed(signed, digits) || is_without_zeros(digest, digits)
}

/// Whether these are the first digits of a digest.
fn starts_with(digest: &[u8], digits: &[u8]) -> bool {
    let mut whole = [0; 40];
    hex::encode_to_slice(digest, &mut whole).is_ok() && whole.starts_with(digits)
}

/// Whether the digits are these numbers, each without its leading zeros.
fn is_printed(numbers: impl Iterator<Item = u32>, digits: &[u8]) -> bool {
    let mut rest = digits;
    for number in numbers {
        let length = (32_u32.saturating_sub(number.leading_zeros())).div_ceil(4).max(1);
        for place in (0..length).rev() {
            let digit = char::from_digit(number >> (place.saturating_mul(4)) & 0xf, 16);
            let [first, tail @ ..] = rest else { return false };
            if digit != Some(char::from(*first)) {
                return false;
            }
            rest = tail;
        }
    }
    rest.is_empty()
}

/// Whether the digits are the whole digest as one number, without its leading zeros.
fn is_without_zeros(digest: &[u8], digits: &[u8]) -> bool {
    let mut whole = [b'0'; 40];
    let start = whole.len().saturating_sub(digits.len());
    hex::encode_to_slice(digest, &mut whole).is_ok()
        && whole.get(start..) == Some(digits)
        && whole.iter().take(start).all(|digit| *digit == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: [u8; 20] = [
        0x00, 0x05, 0x9a, 0xff, 0x10, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa0, 0xb0, 0xc0, 0x80, 0x7f,
    ];

    #[track_caller]
    fn assert_is_written(digits: &str, expected: Written) {
        let target = Target::of_hex(digits.as_bytes());
        let target = target.or_else(|| Target::of_odd_hex(digits.as_bytes()));
        let written = target.and_then(|target| target.written(&DIGEST));
        assert_eq!(written, Some(expected), "{digits}");
    }

    #[test]
    fn a_digest_is_known_however_its_digits_are_printed() {
        let zeros = Written::With(Code::SignatureZeros);
        assert_is_written("00059aff100f010203040506070809a0b0c0807f", Written::AsSeen);
        assert_is_written("059aff10f123456789a0b0c0807f", zeros);
        assert_is_written("059aff10f123456789a0b0c0807f".to_uppercase().as_str(), zeros);
        assert_is_written(
            "05ffffff9affffffff10f123456789ffffffa0ffffffb0ffffffc0ffffff807f",
            zeros,
        );
        assert_is_written("59aff100f010203040506070809a0b0c0807f", zeros);
        assert_is_written("00059aff100f01020304", Written::With(Code::TruncatedValue));
        assert_is_written("00059aff100f01020304050607080", Written::With(Code::TruncatedValue));
        assert_is_written("00059aff100f010203040506070809a0", Written::With(Code::TruncatedValue));
    }

    #[test]
    fn another_digest_is_not_it() {
        for digits in [
            "059aff10f123456789a0b0c0807e",
            "10059aff100f01020304",
            "59aff100f010203040506070809a0b0c0807e",
        ] {
            let target = Target::of_odd_hex(digits.as_bytes());
            let written = target.as_ref().map(|target| target.written(&DIGEST));
            assert_eq!(written, Some(None), "{digits}");
        }
    }

    #[test]
    fn a_digest_is_written_by_all_of_its_bytes_or_by_those_that_a_sha_1_has() {
        let digest: Vec<u8> = (0..64).collect();
        for length in [16, 20, 28, 32, 48, 64] {
            let digest = digest.get(..length).unwrap_or_default();
            let written = |length| {
                let target = Target::of(digest.get(..length)?)?;
                target.written(digest)
            };
            assert_eq!(written(length), Some(Written::AsSeen), "{length}");
            for other in [16, 20, 28, 32, 48].into_iter().filter(|other| *other < length) {
                assert_eq!(written(other), (other == 20).then_some(Written::AsSeen));
            }
        }
    }

    #[test]
    fn digits_that_lack_more_than_zeros_are_no_digest() {
        // Its first four digits are `0005`.
        let target = Target::of_odd_hex(b"9aff100f010203040506070809a0b0c0807f");
        assert_eq!(target.map(|target| target.written(&DIGEST)), Some(None));
    }

    #[test]
    fn a_hash_is_looked_for_among_those_of_its_length_and_a_cut_one_among_longer_ones() {
        const LENGTHS: [usize; 6] = [16, 20, 28, 32, 48, 64];
        for length in 0..=70 {
            let expected = LENGTHS.contains(&length);
            assert_eq!(Target::of(&vec![7; length]).is_some(), expected, "{length}");
            let digits = "07".repeat(length);
            assert_eq!(Target::of_hex(digits.as_bytes()).is_some(), expected, "{length}");
        }
        for length in LENGTHS {
            let target = Target::of_hex("07".repeat(length).as_bytes());
            let taken =
                LENGTHS.map(|other| target.as_ref().is_some_and(|target| target.takes(other)));
            // Digits that are no SHA-1 may be those of one, badly printed.
            let expected =
                LENGTHS.map(|other| other == length || other == 20 || length == 20 && other > 20);
            assert_eq!(taken, expected, "{length}");
        }
        let odd = Target::of_odd_hex(&[b'7'; 21]);
        let taken = LENGTHS.map(|other| odd.as_ref().is_some_and(|target| target.takes(other)));
        assert_eq!(taken, LENGTHS.map(|other| other == 20));
    }

    #[test]
    fn few_digits_say_no_hash() {
        for digits in ["", "00059aff100f010", &"0".repeat(161), "00059aff100f0102030g"] {
            assert_eq!(Target::of_odd_hex(digits.as_bytes()), None, "{digits}");
        }
    }
}
