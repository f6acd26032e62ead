//! The grammar of sixteen requests at once. Plain loops, to be compiled for the instructions of a backend.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the backend")]
#![expect(clippy::indexing_slicing, reason = "lanes are below the length of all arrays")]
#![expect(clippy::needless_bitwise_bool, reason = "a branch would not be vectorized")]

use crate::{ascii::PLACES, grammar::is_token, instant::Instant};
use sha1_lanes::LANES;

/// From the day before 0000-01-01 to 1970-01-01.
const EPOCH: i64 = 719_529;

/// What expiries and signatures say, and where anything of a request is malformed.
pub(super) struct Parsed {
    /// Not 0 where a field is malformed.
    pub(super) bad: [u32; LANES],
    pub(super) sent: [Instant; LANES],
    pub(super) digest: [[u32; LANES]; 5],
}

impl Parsed {
    pub(super) const NONE: Self =
        Self { bad: [0; LANES], sent: [Instant::EPOCH; LANES], digest: [[0; LANES]; 5] };

    /// Reads the first 24 bytes of expiries and 40 of signatures, as words of each lane.
    #[inline(always)]
    pub(super) fn read(words: &[[u32; LANES]; 16], ends_in_0000: &[bool; LANES]) -> Self {
        let [e0, e1, e2, e3, e4, e5, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9] = words;
        let (sent, mut bad) = expiries([e0, e1, e2, e3, e4, e5], ends_in_0000);
        let digest = [
            digest_words(s0, s1, &mut bad),
            digest_words(s2, s3, &mut bad),
            digest_words(s4, s5, &mut bad),
            digest_words(s6, s7, &mut bad),
            digest_words(s8, s9, &mut bad),
        ];
        Self { bad, sent, digest }
    }

    /// Takes note of ids and product codes with bytes that the grammar refuses.
    #[inline(always)]
    pub(super) fn check_tokens<const N: usize>(
        &mut self,
        messages: &[[[u8; 64]; N]; LANES],
        id_end: &[u8; LANES],
        key_at: &[u8; LANES],
    ) {
        let (first, second) = PLACES.split_at(64);
        // Most end in the first block.
        let end_in_first = key_at.iter().fold(true, |all, key_at| all & (*key_at <= 64));
        for lane in 0..LANES {
            let (id_end, product_code_end) = (id_end[lane], key_at[lane].wrapping_sub(1));
            let are_bad = |block: &[u8; 64], places: &[u8]| {
                block.iter().zip(places).fold(false, |bad, (byte, place)| {
                    bad | ((*place < product_code_end) & (*place != id_end) & !is_token(*byte))
                })
            };
            let mut bad = are_bad(&messages[lane][0], first);
            if !end_in_first {
                bad |= are_bad(&messages[lane][1], second);
            }
            self.bad[lane] |= u32::from(bad);
        }
    }

    #[inline(always)]
    pub(super) fn any_is_bad(&self) -> bool {
        self.bad.iter().fold(0, |any, bad| any | bad) != 0
    }

    #[inline(always)]
    pub(super) fn earliest(&self) -> Instant {
        self.sent.iter().copied().fold(Instant::MAX, Instant::min)
    }
}

/// A word of each digest, of which eight digits write the upper and the lower half.
#[inline(always)]
fn digest_words(high: &[u32; LANES], low: &[u32; LANES], bad: &mut [u32; LANES]) -> [u32; LANES] {
    let mut words = [0; LANES];
    for lane in 0..LANES {
        let (high, bad_high) = half(high[lane]);
        let (low, bad_low) = half(low[lane]);
        words[lane] = (high << 16) | low;
        bad[lane] |= bad_high | bad_low;
    }
    words
}

/// The 16 bits that four lowercase hexadecimal digits write, and 0 if they are that.
#[inline(always)]
fn half(digits: u32) -> (u32, u32) {
    const ONE: u32 = 0x0101_0101;
    // Bit 6 tells a letter, whose low bits start from 1, from a digit.
    let letters = (digits >> 6) & ONE;
    let values = (digits & 0x0f0f_0f0f).wrapping_add(letters << 3).wrapping_add(letters);
    // Below sixteen, and the same when written again: only then were they well-formed.
    let above_nine = (values.wrapping_add(0x0606_0606) >> 4) & ONE;
    let gap = (above_nine << 5).wrapping_add(above_nine << 3).wrapping_sub(above_nine);
    let written = values.wrapping_add(0x3030_3030).wrapping_add(gap);
    let bytes = (values | (values >> 4)) & 0x00ff_00ff;
    ((bytes | (bytes >> 8)) & 0xffff, (values & 0xf0f0_f0f0) | (written ^ digits))
}

/// The instants that expiries name, and 0 for those that are well-formed.
#[inline(always)]
fn expiries(
    words: [&[u32; LANES]; 6],
    ends_in_0000: &[bool; LANES],
) -> ([Instant; LANES], [u32; LANES]) {
    let (mut sent, mut bad) = ([Instant::EPOCH; LANES], [0; LANES]);
    let (mut days_of, mut milliseconds_of) = ([0_u32; LANES], [0; LANES]);
    let [w0, w1, w2, w3, w4, w5] = words;
    for lane in 0..LANES {
        let (x0, bad0) = digits(w0[lane], *b"dddd");
        let (x1, bad1) = digits(w1[lane], *b"-dd-");
        let (x2, bad2) = digits(w2[lane], *b"ddTd");
        let (x3, bad3) = digits(w3[lane], *b"d:dd");
        let (x4, bad4) = digits(w4[lane], *b":dd.");
        let (x5, bad5) = digits(w5[lane] | 0xff, *b"ddd\xff");
        let (century, year) = ((pairs(x0) >> 16) & 0xff, pairs(x0) & 0xff);
        let month = (pairs(x1) >> 8) & 0xff;
        let day = (pairs(x2) >> 16) & 0xff;
        let hour = (x2 & 0xff).wrapping_mul(10).wrapping_add(x3 >> 24);
        let minute = pairs(x3) & 0xff;
        let second = (pairs(x4) >> 8) & 0xff;
        let fraction = (x5 >> 24).wrapping_mul(100).wrapping_add((pairs(x5) >> 8) & 0xff);

        let leap_century = u32::from(century % 4 == 0);
        let leap = if year == 0 { leap_century } else { u32::from(year % 4 == 0) };
        let february = month == 2;
        // 31 in odd months up to July and in even ones from August.
        let long = month.wrapping_add(month >> 3) & 1;
        let length = if february { leap.wrapping_add(28) } else { long.wrapping_add(30) };
        let out_of_range = (month.wrapping_sub(1) > 11)
            | (day.wrapping_sub(1) >= length)
            | (hour > 23)
            | (minute > 59)
            | (second > 59);
        let bad_bytes = (bad0 | bad1 | bad2 | bad3 | bad4 | bad5) & 0x8080_8080;
        bad[lane] = bad_bytes | u32::from(out_of_range);

        // See `calendar::days_since_1970`; the days of the months before are those of months of 30.6 days.
        let mut days = century.wrapping_mul(36_524).wrapping_add(century.wrapping_add(3) >> 2);
        days = days.wrapping_add(year.wrapping_mul(365)).wrapping_add(year.wrapping_add(3) >> 2);
        days = days.wrapping_sub(u32::from((year != 0) & (leap_century == 0)));
        let before = month.wrapping_mul(367).wrapping_sub(362) / 12;
        let missing = if month > 2 { 2_u32.wrapping_sub(leap) } else { 0 };
        days = days.wrapping_add(before).wrapping_sub(missing).wrapping_add(day);
        days_of[lane] = days;

        // `+0000` with the seconds again: the milliseconds were never sent.
        let never_sent = ends_in_0000[lane] & (fraction == second);
        let milliseconds = if never_sent { 0 } else { fraction };
        milliseconds_of[lane] = hour
            .wrapping_mul(60)
            .wrapping_add(minute)
            .wrapping_mul(60)
            .wrapping_add(second)
            .wrapping_mul(1000)
            .wrapping_add(milliseconds);
    }
    for lane in 0..LANES {
        let days = i64::from(days_of[lane]).wrapping_sub(EPOCH);
        sent[lane] = Instant::new(days, milliseconds_of[lane]);
    }
    (sent, bad)
}

/// The values of digits, where the form has `d`; what the form has elsewhere becomes 0. High bits are set where a byte
/// does not fit.
#[inline(always)]
fn digits(word: u32, form: [u8; 4]) -> (u32, u32) {
    let zero = u32::from_be_bytes(form.map(|byte| if byte == b'd' { b'0' } else { byte }));
    let room = u32::from_be_bytes(form.map(|byte| if byte == b'd' { 0x7f - 9 } else { 0x7f }));
    let values = word ^ zero;
    (values, (values & 0x7f7f_7f7f).wrapping_add(room) | values)
}

/// Each byte's ten times with the next one's value added, in the place of the next.
#[inline(always)]
fn pairs(values: u32) -> u32 {
    let tens = (values >> 8) & 0x00ff_ffff;
    (tens << 3).wrapping_add(tens << 1).wrapping_add(values)
}
