//! Answers that are sent smaller.

use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, header};
use std::io::Write;

/// Whether a client asks for gzip: by its name, and not with a weight of zero.
pub(super) fn is_asked_for(headers: &HeaderMap) -> bool {
    let lists =
        headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    let mut codings = lists.flat_map(|list| list.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !is_zero(weight.trim())
    })
}

/// Whether a weight such as `q=0.5` is zero.
fn is_zero(weight: &str) -> bool {
    let (name, value) = weight.split_once('=').unwrap_or_default();
    name.trim_end().eq_ignore_ascii_case("q")
        && value.trim_start().bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// The body in gzip, at the level that costs least: most are one line.
pub(super) fn compress(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len()), Compression::fast());
    // A vector takes all that it is given.
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[track_caller]
    fn assert_asked(values: &[&str], expected: bool) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ACCEPT_ENCODING, value.parse().unwrap());
        }
        assert_eq!(is_asked_for(&headers), expected, "{values:?}");
    }

    #[test]
    fn it_is_asked_for_by_its_name() {
        for values in [
            &["gzip"][..],
            &["GZIP"],
            &["gzip, deflate, br, zstd"],
            &["br;q=1.0 , gzip ; q=0.001"],
            &["br", "gzip;q=1"],
        ] {
            assert_asked(values, true);
        }
    }

    #[test]
    fn it_is_not_asked_for_otherwise() {
        for values in [
            &[][..],
            &[""],
            &["identity"],
            &["*"],
            &["gzipped"],
            &["gzip;q=0"],
            &["gzip; Q = 0.000"],
            &["identity;q=0"],
        ] {
            assert_asked(values, false);
        }
    }

    #[test]
    fn what_was_compressed_is_read_again() {
        for body in ["", "{\"error\":\"\"}", &"a long one ".repeat(10_000)] {
            let mut read = String::new();
            GzDecoder::new(&*compress(body.as_bytes())).read_to_string(&mut read).unwrap();
            assert_eq!(read, body);
        }
    }
}
