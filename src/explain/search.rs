//! The search for the text that was signed.

use super::{
    code::Code,
    expiry_forms::{ExpiryForm, ExpiryForms},
    key_forms::KeyForm,
    layout::{COATS, Coat, DELIMITERS, Delimiter, Order, Part, orders},
    signature_forms::Target,
    values::Subject,
};
use alloc::vec::Vec;
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use zeroize::Zeroizing;

/// No explanation hashes more texts.
pub(super) const CANDIDATES_MAX: usize = 200_000;

/// Enough for the longest message, so that its buffer never grows and leaves a copy of the key behind.
const MESSAGE_MAX: usize = 16 * 1024;

/// All that may have been put together.
pub(super) struct Space<'a> {
    pub(super) subjects: &'a [Subject],
    pub(super) keys: &'a [KeyForm],
    pub(super) expiries: &'a ExpiryForms,
}

/// A text that has the signature.
pub(super) struct Hit<'a> {
    pub(super) mistakes: Mistakes,
    pub(super) subject: &'a Subject,
    pub(super) key: &'a KeyForm,
    pub(super) expiry: &'a ExpiryForm,
}

/// Up to two mistakes that a text has.
#[derive(Clone, Copy, Default)]
pub(super) struct Mistakes([Option<Code>; 2]);

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

    pub(super) fn codes(self) -> impl Iterator<Item = Code> {
        self.0.into_iter().flatten()
    }
}

pub(super) struct Search {
    orders: Vec<Order>,
    message: Zeroizing<Vec<u8>>,
    wide: Zeroizing<Vec<u8>>,
    /// How many texts have been hashed.
    pub(super) candidates: usize,
}

impl Search {
    pub(super) fn new() -> Self {
        Self {
            orders: orders(),
            message: Zeroizing::new(Vec::with_capacity(MESSAGE_MAX)),
            wide: Zeroizing::new(Vec::with_capacity(MESSAGE_MAX)),
            candidates: 0,
        }
    }

    /// The first text that has the signature: without a mistake, with one, with two.
    pub(super) fn find<'a>(
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
        for (coat, code) in COATS {
            let Some(of_coat) = none.with(code, exactly) else { continue };
            for order in orders {
                let Some(of_order) = of_coat.with(order.code, exactly) else { continue };
                for delimiter in &DELIMITERS {
                    let Some(of_delimiter) = of_order.with(delimiter.code, exactly) else {
                        continue;
                    };
                    for subject in space.subjects {
                        let Some(of_subject) = of_delimiter.with(subject.code, exactly) else {
                            continue;
                        };
                        for key in space.keys {
                            let Some(of_key) = of_subject.with(key.code, exactly) else { continue };
                            for expiry in &space.expiries.few {
                                let Some(mistakes) = of_key.with(expiry.code, exactly) else {
                                    continue;
                                };
                                if mistakes.count() != exactly {
                                    continue;
                                }
                                let hit = Hit { mistakes, subject, key, expiry };
                                if self.is_signed(&hit, order, delimiter, coat, target)? {
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
            for subject in space.subjects {
                for key in space.keys {
                    let alone = Mistakes::default().with(expiry.code, 1)?;
                    let mistakes =
                        alone.with(subject.code, 1).and_then(|so_far| so_far.with(key.code, 1));
                    let Some(mistakes) = mistakes else { continue };
                    let hit = Hit { mistakes, subject, key, expiry };
                    if self.is_signed(&hit, order, delimiter, Coat::Plain, target)? {
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
        coat: Coat,
        target: Target,
    ) -> Option<bool> {
        if self.candidates >= CANDIDATES_MAX {
            return None;
        }
        self.candidates = self.candidates.saturating_add(1);
        self.lay_out(parts, order, delimiter, coat);
        let key = parts.key.bytes.as_slice();
        let message = self.message.as_slice();
        Some(match (coat, target) {
            (Coat::Plain | Coat::Behind(_), Target::Sha1(digest)) => {
                *Sha1::digest(message) == digest
            }
            (Coat::Utf16 { big_endian, mark }, Target::Sha1(digest)) => {
                self.widen(big_endian, mark);
                *Sha1::digest(self.wide.as_slice()) == digest
            }
            (Coat::Sha256, Target::Sha256(digest)) => *Sha256::digest(message) == digest,
            // Cut to the length of a signature.
            (Coat::Sha256, Target::Sha1(digest)) => Sha256::digest(message).starts_with(&digest),
            (Coat::HmacSwapped, _) => hmac_is(message, key, target),
            (Coat::HmacOfAll | Coat::HmacWithoutKey | Coat::HmacOfGap, _) => {
                hmac_is(key, message, target)
            }
            (Coat::Plain | Coat::Behind(_) | Coat::Utf16 { .. }, Target::Sha256(_)) => false,
        })
    }

    fn lay_out(&mut self, parts: &Hit<'_>, order: &Order, delimiter: &Delimiter, coat: Coat) {
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
                Part::Key if matches!(coat, Coat::HmacWithoutKey | Coat::HmacSwapped) => continue,
                Part::Key if coat == Coat::HmacOfGap => b"",
                Part::Key => &parts.key.bytes,
                Part::Id => &parts.subject.id,
                Part::ProductCode => &parts.subject.product_code,
                Part::Expiry => &parts.expiry.text,
                Part::Nothing => b"",
            };
            if !is_first {
                put(delimiter.between);
            }
            is_first = false;
            put(text);
        }
        put(delimiter.behind);
        if let Coat::Behind(text) = coat {
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
