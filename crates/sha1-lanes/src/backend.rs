//! Which instructions to use.

#[cfg(target_arch = "x86_64")]
use crate::x86::{Avx2, Avx512};
use crate::{
    lanes::{Block, LANES},
    portable,
    states::States,
};
use core::fmt;

/// A way to hash [`LANES`] messages at once, which this machine can run.
///
/// A value is proof of that: [`best`](Self::best) and [`available`](Self::available) ask the processor and the
/// operating system, and nothing else makes one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Backend(Kind);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    Portable,
}

impl Backend {
    /// The fastest backend of this machine. The machine is asked once in the life of a process.
    #[must_use]
    pub fn best() -> Self {
        Self::available().next().unwrap_or(Self(Kind::Portable))
    }

    /// All backends that this machine can run, the fastest first. The last is always the portable one.
    ///
    /// ```
    /// use sha1_lanes::Backend;
    ///
    /// let portable = Backend::available().find(|backend| backend.name() == "portable");
    /// assert!(portable.is_some());
    /// ```
    pub fn available() -> impl Iterator<Item = Self> {
        let found = [
            #[cfg(target_arch = "x86_64")]
            Avx512::detect()
                .filter(|_| wanted(cfg!(sha1_lanes_backend = "avx512")))
                .map(Kind::Avx512),
            #[cfg(target_arch = "x86_64")]
            Avx2::detect().filter(|_| wanted(cfg!(sha1_lanes_backend = "avx2"))).map(Kind::Avx2),
            Some(Kind::Portable),
        ];
        found.into_iter().flatten().map(Self)
    }

    /// `avx512`, `avx2` or `portable`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(_) => "avx2",
            Kind::Portable => "portable",
        }
    }

    /// Compresses the first `blocks` blocks of each message into its state, with `blocks` of `N` and more meaning all.
    ///
    /// Padding is the caller's. To start from [`INITIAL`](crate::INITIAL) and to pad makes digests; to go on with the
    /// states of an earlier call makes those of longer messages, or of messages that begin alike.
    pub fn compress<const N: usize>(
        self,
        states: &mut States,
        messages: &[[[u8; 64]; N]; LANES],
        blocks: usize,
    ) {
        self.compress_lanes(states, messages.each_ref(), blocks);
    }

    pub(crate) const fn is_portable(self) -> bool {
        matches!(self.0, Kind::Portable)
    }

    pub(crate) fn compress_block(self, states: &mut States, blocks: [&Block; LANES]) {
        self.compress_lanes(states, blocks.map(core::array::from_ref), 1);
    }

    fn compress_lanes<const N: usize>(
        self,
        states: &mut States,
        messages: [&[Block; N]; LANES],
        blocks: usize,
    ) {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) => avx512.compress(states, messages, blocks),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(avx2) => avx2.compress(states, messages, blocks),
            Kind::Portable => {
                let messages = messages.map(|message| message.get(..blocks).unwrap_or(message));
                portable::compress(states, messages);
            }
        }
    }

    /// The words of one block of each lane as SHA-1 reads them, most significant byte first: word `t` of `lane` is at
    /// `[t][lane]`.
    ///
    /// Brought in this order, other data of up to 64 bytes a lane can be read by plain loops over lanes, vectorized.
    #[must_use]
    pub fn words(self, blocks: &[[u8; 64]; LANES]) -> [[u32; LANES]; 16] {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) => avx512.words(blocks.each_ref()),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(avx2) => avx2.words(blocks.each_ref()),
            Kind::Portable => portable::words(blocks),
        }
    }

    /// Calls a closure that is compiled for this backend's instructions, and returns its result.
    ///
    /// Plain loops in it can then become ones over vectors of 512 bits with `avx512`, of 256 bits with `avx2`. That
    /// holds only for what is inlined: mark the closure, and each function that it calls for the purpose, with
    /// `#[inline(always)]`. Others run as they are compiled for anybody.
    ///
    /// ```
    /// use sha1_lanes::Backend;
    ///
    /// let (mut sums, terms) = ([1_u32; 1000], [2; 1000]);
    /// Backend::best().vectorize(
    ///     #[inline(always)]
    ///     || {
    ///         for (sum, term) in sums.iter_mut().zip(terms) {
    ///             *sum = sum.rotate_left(5).wrapping_add(term);
    ///         }
    ///     },
    /// );
    /// assert_eq!(sums, [34; 1000]);
    /// ```
    pub fn vectorize<R>(self, f: impl FnOnce() -> R) -> R {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) => avx512.vectorize(f),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(avx2) => avx2.vectorize(f),
            Kind::Portable => f(),
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Backend").field(&self.name()).finish()
    }
}

/// Whether a backend may be used: the one that was named when this was compiled, or any if none was.
#[cfg(target_arch = "x86_64")]
const fn wanted(named: bool) -> bool {
    let any = !cfg!(any(
        sha1_lanes_backend = "avx512",
        sha1_lanes_backend = "avx2",
        sha1_lanes_backend = "portable"
    ));
    named || any
}
