//! What every enum with `ALL` and `name()` can do.

/// `FromStr`, `Display` and `Serialize` by name.
macro_rules! by_name {
    ($type:ident) => {
        impl $type {
            #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
            const NAMES: [&'static str; $type::ALL.len()] = {
                let mut names = [""; $type::ALL.len()];
                let mut index = 0;
                while index < names.len() {
                    names[index] = $type::ALL[index].name();
                    index = index.wrapping_add(1);
                }
                names
            };
        }

        /// By its name.
        impl core::str::FromStr for $type {
            type Err = store_auth::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let found = $type::ALL.iter().find(|known| known.name() == name);
                found.copied().ok_or(store_auth::UnknownName::expecting(&$type::NAMES))
            }
        }

        /// Its name.
        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.name())
            }
        }

        /// Its name.
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    };
}

pub(crate) use by_name;
