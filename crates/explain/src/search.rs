//! The search for the text that was signed.

use crate::{
    code::Code,
    expiry_form::ExpiryForm,
    expiry_forms::ExpiryForms,
    hashings::{HASHINGS, Hashing},
    identifiers::{IdentifierForms, Identifiers},
    key_forms::{KeyForm, KeyForms},
    message_forms::{DELIMITERS, Delimiter, Order, Part, orders},
    mistakes::Mistakes,
    signature_target::{Target, Written},
};
use zeroize::Zeroizing;

/// No explanation hashes more texts.
pub(crate) const CANDIDATES_MAX: usize = 200_000;

/// Enough for the longest message, so that its buffer never grows and leaves a copy of the key behind.
const MESSAGE_MAX: usize = 16 * 1024;

/// All that may have been put together.
pub(crate) struct Space<'a> {
    pub(crate) identifiers: &'a IdentifierForms,
    pub(crate) keys: &'a KeyForms,
    pub(crate) expiries: &'a ExpiryForms,
    /// Texts that may have been hashed with a key, whole.
    pub(crate) queries: &'a [Vec<u8>],
}

/// A text that has the signature.
pub(crate) struct Hit<'a> {
    pub(crate) mistakes: Mistakes,
    pub(crate) written: Written,
    /// What the text was made of, where it was not a query.
    pub(crate) parts: Option<Parts<'a>>,
}

/// What a text was made of.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) identifiers: &'a Identifiers,
    pub(crate) key: &'a KeyForm,
    pub(crate) expiry: &'a ExpiryForm,
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
            // Two bytes for each at most, and the mark.
            wide: Zeroizing::new(Vec::with_capacity(
                MESSAGE_MAX.saturating_mul(2).saturating_add(2),
            )),
            candidates: 0,
        }
    }

    /// The first text that has the signature: without a mistake, with one, with two.
    pub(crate) fn find<'a>(
        &mut self,
        space: &Space<'a>,
        target: &Target,
        most: usize,
    ) -> Option<Hit<'a>> {
        let orders = core::mem::take(&mut self.orders);
        let mut found = None;
        for exactly in 0..=most.min(2) {
            found = self.with_mistakes(space, &orders, target, exactly);
            if exactly == 1 && found.is_none() {
                found = self
                    .with_one_of_many(space, &orders, target)
                    .or_else(|| self.over_query(space, target));
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
        target: &Target,
        exactly: usize,
    ) -> Option<Hit<'a>> {
        let none = Mistakes::default();
        for (hashing, code) in HASHINGS.into_iter().filter(|(way, _)| target.takes(way.length())) {
            let Some(of_hashing) = none.with(code, exactly) else { continue };
            // Of what is put together, one mistake of a kind is enough.
            let is_another = |other: Option<Code>| other.is_none() || other != code;
            for order in orders.iter().filter(|order| is_another(order.code)) {
                let Some(of_order) = of_hashing.with(order.code, exactly) else { continue };
                let is_another = |other: Option<Code>| {
                    is_another(other) && (other.is_none() || other != order.code)
                };
                for delimiter in DELIMITERS.iter().filter(|known| is_another(known.code)) {
                    let Some(of_delimiter) = of_order.with(delimiter.code, exactly) else {
                        continue;
                    };
                    for identifiers in &space.identifiers.few {
                        let Some(of_identifiers) = of_delimiter.with(identifiers.code, exactly)
                        else {
                            continue;
                        };
                        for key in &space.keys.few {
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
                                let parts = Parts { identifiers, key, expiry };
                                self.lay_out(&parts, order, delimiter, hashing);
                                self.count()?;
                                if let Some(written) = self.gives(hashing, &key.bytes, target) {
                                    return Some(Hit { mistakes, written, parts: Some(parts) });
                                }
                            }
                        }
                    }
                }
            }
        }
        None
    }

    /// One of the many forms of an expiry, a key, or an id and product code; with the latter, the expiry may be in a form
    /// that this server does not take.
    fn with_one_of_many<'a>(
        &mut self,
        space: &Space<'a>,
        orders: &[Order],
        target: &Target,
    ) -> Option<Hit<'a>> {
        let (order, delimiter) = (orders.first()?, DELIMITERS.first()?);
        if !target.takes(Hashing::Sha1.length()) {
            return None;
        }
        let Space { identifiers, keys, expiries, .. } = space;
        let sent = expiries.sent();
        for (identifiers, keys, expiries, most) in [
            (&identifiers.few, &keys.many, sent, 2),
            (&identifiers.few, &keys.few, expiries.many.as_slice(), 1),
            (&identifiers.many, &keys.few, sent, 2),
        ] {
            // Once for all expiries: most pairs of a key and an id have a mistake too many.
            let pairs: Vec<_> = identifiers
                .iter()
                .flat_map(|identifiers| {
                    let so_far = Mistakes::default().with(identifiers.code, 1);
                    keys.iter()
                        .filter_map(move |key| Some((identifiers, key, so_far?.with(key.code, 1)?)))
                })
                .collect();
            for expiry in expiries {
                for &(identifiers, key, so_far) in &pairs {
                    let Some(mistakes) = so_far.with(expiry.code, most) else { continue };
                    let parts = Parts { identifiers, key, expiry };
                    self.lay_out(&parts, order, delimiter, Hashing::Sha1);
                    self.count()?;
                    if let Some(written) = self.gives(Hashing::Sha1, &key.bytes, target) {
                        return Some(Hit { mistakes, written, parts: Some(parts) });
                    }
                }
            }
        }
        None
    }

    /// A query as it was sent, with the key before or behind it or for an HMAC.
    fn over_query<'a>(&mut self, space: &Space<'a>, target: &Target) -> Option<Hit<'a>> {
        /// What stands between the query and the key.
        const BETWEEN: [&[u8]; 7] = [b"", b"#", b"&", b"&key=", b"&secret=", b"?", b":"];
        let mistakes = Mistakes::default().with(Some(Code::QueryHashed), 1)?;
        for query in space.queries {
            for key in space.keys.few.iter().filter(|key| key.code.is_none()) {
                let key = key.bytes.as_slice();
                let mut texts: Vec<([&[u8]; 3], Hashing)> = vec![
                    ([query, b"", b""], Hashing::Sha1),
                    ([query, b"", b""], Hashing::HmacOfMessage),
                ];
                for between in BETWEEN {
                    texts.push(([query, between, key], Hashing::Sha1));
                    texts.push(([key, between, query], Hashing::Sha1));
                }
                for (pieces, hashing) in texts {
                    if target.takes(hashing.length()) {
                        self.message.clear();
                        for piece in pieces {
                            put(&mut self.message, piece);
                        }
                        self.count()?;
                        if let Some(written) = self.gives(hashing, key, target) {
                            return Some(Hit { mistakes, written, parts: None });
                        }
                    }
                }
            }
        }
        None
    }

    /// Counts a text; `None` where no more may be tried.
    fn count(&mut self) -> Option<()> {
        let has_room = self.candidates < CANDIDATES_MAX;
        self.candidates = self.candidates.saturating_add(usize::from(has_room));
        has_room.then_some(())
    }

    /// How the signature is written, if the message has it.
    fn gives(&mut self, hashing: Hashing, key: &[u8], target: &Target) -> Option<Written> {
        let message = if let Hashing::Sha1OfUtf16 { big_endian, mark } = hashing {
            self.widen(big_endian, mark);
            &self.wide
        } else {
            &self.message
        };
        hashing.gives(message, key, target)
    }

    fn lay_out(
        &mut self,
        parts: &Parts<'_>,
        order: &Order,
        delimiter: &Delimiter,
        hashing: Hashing,
    ) {
        let message = &mut self.message;
        message.clear();
        put(message, delimiter.before);
        let mut is_joint = true;
        for part in &order.parts {
            let text: &[u8] = match part {
                Part::Key if matches!(hashing, Hashing::HmacWithoutKey | Hashing::HmacSwapped) => {
                    continue;
                }
                Part::Joint => {
                    is_joint = true;
                    continue;
                }
                Part::Key if hashing == Hashing::HmacWithEmptyKey => b"",
                Part::Key => &parts.key.bytes,
                Part::Id => &parts.identifiers.id,
                Part::ProductCode => &parts.identifiers.product_code,
                Part::Expiry => &parts.expiry.text,
                Part::Empty => b"",
            };
            if !is_joint {
                put(message, delimiter.between);
            }
            is_joint = false;
            put(message, text);
        }
        put(message, delimiter.behind);
        if let Hashing::Sha1OfMessageAnd(text) = hashing {
            put(message, text);
        }
    }

    /// The message as UTF-16. Bytes that are no text, such as those of a decoded key, become a letter each.
    fn widen(&mut self, big_endian: bool, mark: bool) {
        let bytes_of = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        self.wide.clear();
        if mark {
            self.wide.extend(bytes_of(0xfeff));
        }
        let message = self.message.as_slice();
        if let Ok(text) = core::str::from_utf8(message) {
            self.wide.extend(text.encode_utf16().flat_map(bytes_of));
        } else {
            let letters = message.iter().map(|byte| u16::from(*byte));
            self.wide.extend(letters.flat_map(bytes_of));
        }
    }
}

fn put(message: &mut Vec<u8>, text: &[u8]) {
    if message.len().saturating_add(text.len()) <= MESSAGE_MAX {
        message.extend_from_slice(text);
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "it is a test")]
mod tests;
