//! Looking at every byte of a line at once.

#![allow(clippy::needless_range_loop, reason = "iterators side by side are not vectorized")]

/// So many bytes are looked at together, in whatever vector registers there are.
const BLOCK: usize = 32;

/// How often a byte of a block may be counted.
const BLOCKS_MAX: usize = 255;

/// The number of each byte in a block.
const PLACES: [u8; BLOCK] = {
    let mut places = [0; BLOCK];
    let mut place = 0_u8;
    while (place as usize) < BLOCK {
        places[place as usize] = place;
        place += 1;
    }
    places
};

/// How often a byte is in a line, and whether any byte there is odd.
#[inline]
pub(crate) fn count(line: &[u8], counted: u8, is_odd: impl Fn(u8) -> bool) -> (usize, bool) {
    let (mut count, mut is_any_odd) = (0, false);
    for part in line.chunks(BLOCK * BLOCKS_MAX) {
        // Without a way out, for vector instructions.
        let (mut counts, mut odd) = ([0_u8; BLOCK], [0_u8; BLOCK]);
        let mut blocks = part.chunks_exact(BLOCK);
        for block in blocks.by_ref().filter_map(<[u8]>::first_chunk::<BLOCK>) {
            for place in 0..BLOCK {
                let byte = block[place];
                counts[place] = counts[place].wrapping_add(u8::from(byte == counted));
                odd[place] |= u8::from(is_odd(byte));
            }
        }
        let rest = blocks.remainder();
        // Those before the rest have been counted.
        let start = PLACES[(BLOCK - rest.len()) % BLOCK];
        match part.last_chunk::<BLOCK>() {
            _ if rest.is_empty() => {}
            Some(block) => {
                for place in 0..BLOCK {
                    let byte = block[place];
                    let is_new = u8::from(PLACES[place] >= start);
                    counts[place] = counts[place].wrapping_add(u8::from(byte == counted) & is_new);
                    odd[place] |= u8::from(is_odd(byte));
                }
            }
            None => {
                for byte in rest {
                    count += usize::from(*byte == counted);
                    is_any_odd |= is_odd(*byte);
                }
            }
        }
        count += usize::from(counts.iter().map(|count| u16::from(*count)).sum::<u16>());
        is_any_odd |= odd != [0; BLOCK];
    }
    (count, is_any_odd)
}

/// What follows a start that a line has, if it has it.
///
/// Two pieces of a fixed size that meet or overlap are a few instructions, where `strip_prefix` is a call of `memcmp`.
#[inline]
pub(crate) fn behind<'a>(line: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    let (found, rest) = line.split_at_checked(start.len())?;
    let is_it = match start.len() {
        16..=32 => have_ends::<16>(found, start),
        8..16 => have_ends::<8>(found, start),
        4..8 => have_ends::<4>(found, start),
        0..4 => found.iter().eq(start),
        _ => found == start,
    };
    is_it.then_some(rest)
}

#[inline]
fn have_ends<const PIECE: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<PIECE>() == other.first_chunk()
        && one.last_chunk::<PIECE>() == other.last_chunk()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_counted_once_wherever_it_stands() {
        for len in (0..200).chain([8159, 8160, 8161, 20_000]) {
            let mut line = vec![b'-'; len];
            assert_eq!(count(&line, b'"', |_| false).0, 0, "{len}");
            assert_eq!(count(&line, b'-', |_| false).0, len, "{len}");
            for place in (0..len.min(70)).chain(len.saturating_sub(70)..len) {
                line[place] = b'"';
                assert_eq!(count(&line, b'"', |byte| byte == b'x'), (1, false), "{place} of {len}");
                line[place] = b'x';
                assert_eq!(count(&line, b'"', |byte| byte == b'x'), (0, true), "{place} of {len}");
                line[place] = b'-';
            }
        }
    }

    #[test]
    fn a_start_is_that_of_a_line_only_where_every_byte_is_the_same() {
        let line: Vec<u8> = (0..100).collect();
        for len in 0..60 {
            let mut start = line[..len].to_vec();
            assert_eq!(behind(&line, &start), Some(&line[len..]), "{len}");
            assert_eq!(behind(&line[..len], &start), Some(&[][..]), "{len}");
            for place in 0..len {
                assert_eq!(behind(&line[..place], &start), None, "{place} of {len}");
                start[place] ^= 1;
                assert_eq!(behind(&line, &start), None, "{place} of {len}");
                start[place] ^= 1;
            }
        }
    }
}
