//! What a power cut comes upon.

use clap::ValueEnum;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum During {
    /// Calls, at any operation of the disk.
    Load,
    /// Changes of the catalogue, under load.
    Changes,
    /// A backup, under load.
    Backup,
    /// A start after a kill.
    Start,
    /// An end by SIGTERM, or right after it.
    End,
    /// A new master key, or right after it.
    Rekey,
    /// `init`, or right after it.
    Init,
}

impl During {
    /// All but what the longest part is.
    pub(crate) const OTHERS: [Self; 6] =
        [Self::Changes, Self::Backup, Self::Start, Self::End, Self::Rekey, Self::Init];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Changes => "changes",
            Self::Backup => "backup",
            Self::Start => "start",
            Self::End => "end",
            Self::Rekey => "rekey",
            Self::Init => "init",
        }
    }

    /// How many operations of the disk come before the cut: fewer than are done meanwhile. What ends by itself is cut right
    /// after it as often.
    pub(crate) fn operations(self, random: &mut fastrand::Rng) -> u64 {
        let (most, ends) = match self {
            Self::Load | Self::Changes => (400, false),
            Self::Backup => (8000, false),
            Self::Start => (60, false),
            Self::End => (60, true),
            Self::Rekey => (100, true),
            Self::Init => (250, true),
        };
        if ends && random.bool() { u64::MAX } else { random.u64(..most) }
    }
}
