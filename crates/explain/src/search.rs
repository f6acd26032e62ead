//! The search for the text that was signed.

use crate::{
    code::Code,
    expiry_forms::{ExpiryForm, ExpiryForms},
    identifiers::Identifiers,
    key_forms::KeyForm,
    message_forms::{DELIMITERS, Delimiter, HASHINGS, Hashing, Order, Part, orders},
    signature_forms::Target,
};
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use zeroize::Zeroizing;

/// No explanation hashes more texts.
pub(crate) const CANDIDATES_MAX: usize = 200_000;

/// Enough for the longest message, so that its buffer never grows and leaves a copy of the key behind.
const MESSAGE_MAX: usize = 16 * 1024;

/// All that may have been put together.
pub(crate) struct Space<'a> {
    pub(crate) identifiers: &'a [Identifiers],
    pub(crate) keys: &'a [KeyForm],
    pub(crate) expiries: &'a ExpiryForms,
}

/// A text that has the signature.
pub(crate) struct Hit<'a> {
    pub(crate) mistakes: Mistakes,
    pub(crate) identifiers: &'a Identifiers,
    pub(crate) key: &'a KeyForm,
    pub(crate) expiry: &'a ExpiryForm,
}

/// Up to two mistakes that a text has.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mistakes([Option<Code>; 2]);

impl Mistakes {
    /// With one more, unless that would be more than `most`. The same one twice is one.
    fn with(self, code: Option<Code>, most: usize) -> Option<Self> {
        if code.is_none() || self.0.contains(&code) {
            return Some(self);
        }
        let Self([first, second]) = self;
        match (first, second, most) {
            (None, _, 1..) => Some(Self([code, None])),
            (Some(_), None, 2..) => Some(Self([first, code])),
            _ => None,
        }
    }

    fn count(self) -> usize {
        self.0.iter().flatten().count()
    }

    pub(crate) fn codes(self) -> impl Iterator<Item = Code> {
        self.0.into_iter().flatten()
    }
}

pub(crate) struct Search {
    orders: Vec<Order>,
    message: Zeroizing<Vec<u8>>,
    wide: Zeroizing<Vec<u8>>,
    /// How many texts have been hashed.
    pub(crate) candidates: usize,
}

impl Search {
    pub(crate) fn new() -> Self {
        Self {
            orders: orders(),
            message: Zeroizing::new(Vec::with_capacity(MESSAGE_MAX)),
            wide: Zeroizing::new(Vec::with_capacity(MESSAGE_MAX)),
            candidates: 0,
        }
    }

    /// The first text that has the signature: without a mistake, with one, with two.
    pub(crate) fn find<'a>(
        &mut self,
        space: &Space<'a>,
        target: Target,
        most: usize,
    ) -> Option<Hit<'a>> {
        let orders = core::mem::take(&mut self.orders);
        let mut found = None;
        for exactly in 0..=most.min(2) {
            found = self.with_mistakes(space, &orders, target, exactly);
            if exactly == 1 && found.is_none() {
                found = self.with_one_of_many(space, &orders, target);
            }
            if found.is_some() {
                break;
            }
        }
        self.orders = orders;
        found
    }

    fn with_mistakes<'a>(
        &mut self,
        space: &Space<'a>,
        orders: &[Order],
        target: Target,
        exactly: usize,
    ) -> Option<Hit<'a>> {
        let none = Mistakes::default();
        for (hashing, code) in HASHINGS {
            let Some(of_hashing) = none.with(code, exactly) else { continue };
            for order in orders {
                let Some(of_order) = of_hashing.with(order.code, exactly) else { continue };
                for delimiter in &DELIMITERS {
                    let Some(of_delimiter) = of_order.with(delimiter.code, exactly) else {
                        continue;
                    };
                    for identifiers in space.identifiers {
                        let Some(of_identifiers) = of_delimiter.with(identifiers.code, exactly)
                        else {
                            continue;
                        };
                        for key in space.keys {
                            let Some(of_key) = of_identifiers.with(key.code, exactly) else {
                                continue;
                            };
                            for expiry in &space.expiries.few {
                                let Some(mistakes) = of_key.with(expiry.code, exactly) else {
                                    continue;
                                };
                                if mistakes.count() != exactly {
                                    continue;
                                }
                                let hit = Hit { mistakes, identifiers, key, expiry };
                                if self.is_signed(&hit, order, delimiter, hashing, target)? {
                                    return Some(hit);
                                }
                            }
                        }
                    }
                }
            }
        }
        None
    }

    /// One of the many forms of an expiry, and nothing else wrong.
    fn with_one_of_many<'a>(
        &mut self,
        space: &Space<'a>,
        orders: &[Order],
        target: Target,
    ) -> Option<Hit<'a>> {
        let (order, delimiter) = (orders.first()?, DELIMITERS.first()?);
        for expiry in &space.expiries.many {
            for identifiers in space.identifiers {
                for key in space.keys {
                    let alone = Mistakes::default().with(expiry.code, 1)?;
                    let mistakes =
                        alone.with(identifiers.code, 1).and_then(|so_far| so_far.with(key.code, 1));
                    let Some(mistakes) = mistakes else { continue };
                    let hit = Hit { mistakes, identifiers, key, expiry };
                    if self.is_signed(&hit, order, delimiter, Hashing::Sha1, target)? {
                        return Some(hit);
                    }
                }
            }
        }
        None
    }

    /// Whether a text has the signature; `None` where no more may be tried.
    fn is_signed(
        &mut self,
        parts: &Hit<'_>,
        order: &Order,
        delimiter: &Delimiter,
        hashing: Hashing,
        target: Target,
    ) -> Option<bool> {
        if self.candidates >= CANDIDATES_MAX {
            return None;
        }
        self.candidates = self.candidates.saturating_add(1);
        self.lay_out(parts, order, delimiter, hashing);
        let key = parts.key.bytes.as_slice();
        let message = self.message.as_slice();
        Some(match (hashing, target) {
            (Hashing::Sha1 | Hashing::Sha1OfMessageAnd(_), Target::Sha1(digest)) => {
                *Sha1::digest(message) == digest
            }
            (Hashing::Sha1OfUtf16 { big_endian, mark }, Target::Sha1(digest)) => {
                self.widen(big_endian, mark);
                *Sha1::digest(self.wide.as_slice()) == digest
            }
            (Hashing::Sha256, Target::Sha256(digest)) => *Sha256::digest(message) == digest,
            // Cut to the length of a signature.
            (Hashing::Sha256, Target::Sha1(digest)) => Sha256::digest(message).starts_with(&digest),
            (Hashing::HmacSwapped, _) => hmac_is(message, key, target),
            (Hashing::HmacOfMessage | Hashing::HmacWithoutKey | Hashing::HmacWithEmptyKey, _) => {
                hmac_is(key, message, target)
            }
            (
                Hashing::Sha1 | Hashing::Sha1OfMessageAnd(_) | Hashing::Sha1OfUtf16 { .. },
                Target::Sha256(_),
            ) => false,
        })
    }

    fn lay_out(&mut self, parts: &Hit<'_>, order: &Order, delimiter: &Delimiter, hashing: Hashing) {
        let message = &mut self.message;
        message.clear();
        let mut put = |text: &[u8]| {
            if message.len().saturating_add(text.len()) <= MESSAGE_MAX {
                message.extend_from_slice(text);
            }
        };
        put(delimiter.before);
        let mut is_first = true;
        for part in &order.parts {
            let text: &[u8] = match part {
                Part::Key if matches!(hashing, Hashing::HmacWithoutKey | Hashing::HmacSwapped) => {
                    continue;
                }
                Part::Key if hashing == Hashing::HmacWithEmptyKey => b"",
                Part::Key => &parts.key.bytes,
                Part::Id => &parts.identifiers.id,
                Part::ProductCode => &parts.identifiers.product_code,
                Part::Expiry => &parts.expiry.text,
                Part::NoKey => b"",
            };
            if !is_first {
                put(delimiter.between);
            }
            is_first = false;
            put(text);
        }
        put(delimiter.behind);
        if let Hashing::Sha1OfMessageAnd(text) = hashing {
            put(text);
        }
    }

    /// The message as UTF-16. Bytes that are no text, such as those of a decoded key, become a letter each.
    fn widen(&mut self, big_endian: bool, mark: bool) {
        let bytes_of = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        self.wide.clear();
        if mark {
            self.wide.extend(bytes_of(0xfeff));
        }
        let room = MESSAGE_MAX.saturating_sub(2);
        let message = self.message.as_slice();
        if let Ok(text) = core::str::from_utf8(message) {
            self.wide.extend(text.encode_utf16().take(room / 2).flat_map(bytes_of));
        } else {
            let letters = message.iter().map(|byte| u16::from(*byte));
            self.wide.extend(letters.take(room / 2).flat_map(bytes_of));
        }
    }
}

fn hmac_is(key: &[u8], message: &[u8], target: Target) -> bool {
    fn digest<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Option<impl AsRef<[u8]> + use<M>> {
        let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
        mac.update(message);
        Some(mac.finalize().into_bytes())
    }
    let is = |found: Option<&[u8]>, expected: &[u8]| {
        found.is_some_and(|found| found.starts_with(expected))
    };
    match target {
        Target::Sha1(expected) => {
            is(digest::<Hmac<Sha1>>(key, message).as_ref().map(AsRef::as_ref), &expected)
                || is(digest::<Hmac<Sha256>>(key, message).as_ref().map(AsRef::as_ref), &expected)
        }
        Target::Sha256(expected) => {
            is(digest::<Hmac<Sha256>>(key, message).as_ref().map(AsRef::as_ref), &expected)
        }
    }
}
