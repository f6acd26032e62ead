//! Frames of zstd, one behind the other.

use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};
use std::io::{self, BufRead, Read};

/// Decompresses all frames of a source, and passes over those that hold no data.
///
/// A frame whose window is larger than 128 MiB, which takes `zstd --ultra` or `--long` to make, is refused.
pub(crate) struct Frames<S> {
    source: S,
    decoder: FrameDecoder,
    is_inside: bool,
}

/// How much is decompressed at a time, at least.
const STEP: usize = 128 * 1024;

impl<S: BufRead> Frames<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source, decoder: FrameDecoder::new(), is_inside: false }
    }

    /// Starts the next frame with data. False at the end.
    fn start(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped =
                        io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { requested, max }) => {
                    let problem = format!(
                        "zstd window of {requested} bytes: expected at most {max}, as `zstd` makes without --ultra and --long"
                    );
                    return Err(io::Error::new(io::ErrorKind::Unsupported, problem));
                }
                Err(error) => return Err(corrupt(&error)),
            }
        }
        Ok(false)
    }

    fn check_sum(&self) -> io::Result<()> {
        let stated = self.decoder.get_checksum_from_data();
        if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
            return Err(corrupt(&"expected another checksum"));
        }
        Ok(())
    }
}

impl<S: BufRead> Read for Frames<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            if self.is_inside && self.decoder.is_finished() {
                self.check_sum()?;
                self.is_inside = false;
            }
            if !self.is_inside {
                if !self.start()? {
                    return Ok(0);
                }
                self.is_inside = true;
            }
            self.decoder
                .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBytes(STEP))
                .map_err(|error| corrupt(&error))?;
        }
    }
}

fn corrupt(error: &impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("corrupt zstd stream: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn frame(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    fn decompress(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        Frames::new(io::BufReader::with_capacity(11, bytes)).read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn frames_follow_one_another_and_those_without_data_are_passed_over() {
        let long = b"0123456789abcdef\n".repeat(50_000);
        let skippable = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00abc";
        let bytes =
            [skippable, &frame(b"one\n")[..], skippable, &frame(b""), &frame(&long)].concat();
        assert_eq!(decompress(&bytes).unwrap(), [b"one\n", &long[..]].concat());
        assert_eq!(decompress(b"").unwrap(), b"");
    }

    #[test]
    fn what_is_cut_or_changed_is_an_error() {
        let whole = frame(&b"0123456789abcdef\n".repeat(5000));
        for length in 1..whole.len() {
            assert!(decompress(&whole[..length]).is_err(), "{length}");
        }
        let mut changed = whole.clone();
        *changed.last_mut().unwrap() ^= 1;
        let error = decompress(&changed).unwrap_err().to_string();
        assert_eq!(error, "corrupt zstd stream: expected another checksum");
        assert!(decompress(&[&whole[..], b"x"].concat()).is_err());
        assert!(decompress(b"\x50\x2a\x4d\x18\x03\x00\x00\x00ab").is_err());
    }

    #[test]
    fn a_window_that_is_too_large_is_not_called_corrupt() {
        // No single segment, no checksum; an exponent of 31 - 10, of which the window is two gibibytes.
        let error = decompress(b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00").unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("zstd window of 2147483648 bytes: expected at most "),
            "{message}"
        );
    }
}
