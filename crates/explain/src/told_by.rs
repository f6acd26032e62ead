//! How a mistake is told, and so how sure that is.

/// How a mistake is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ToldBy {
    /// By the signature alone: it is the one that this mistake makes.
    Signature,
    /// By the form of the request; certain where the signature is right once the mistake is mended.
    Form,
    /// By the checks of the verifier.
    Verdict,
}

impl ToldBy {
    /// A sentence on how sure that is.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Signature => "Told by the signature: it is the one that this mistake makes.",
            Self::Form => {
                "Told by the form of the request, as likely; certain where the signature is right once the mistake is mended."
            }
            Self::Verdict => "Told by the checks themselves.",
        }
    }
}
