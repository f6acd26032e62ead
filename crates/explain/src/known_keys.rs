//! The keys that an explainer was told.

use crate::{
    code::Code,
    key_forms::{self, KeyForm, KeyForms, Origin},
    key_text::KeyText,
    rare_key_forms,
};
use chrono::{DateTime, Utc};
use store_auth::{KeyError, KeyRing};
use zeroize::Zeroizing;

/// Of so many keys the usual changes are tried.
const KEYS_CHANGED: usize = 8;

/// The keys of a server, those that it accepted once, and those of other servers.
#[derive(Debug)]
pub(crate) struct KnownKeys {
    own: Vec<KeyText>,
    pub(crate) retired: Vec<KeyText>,
    /// By their server ids.
    pub(crate) of_other_servers: Vec<(Box<str>, KeyText)>,
}

impl KnownKeys {
    pub(crate) fn of(own: impl IntoIterator<Item = KeyText>) -> Self {
        let own = own.into_iter().collect();
        Self { own, retired: Vec::new(), of_other_servers: Vec::new() }
    }

    /// Whether there is none of this server.
    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// The keys of this server, for its verifier.
    pub(crate) fn ring(&self) -> Result<KeyRing, KeyError> {
        KeyRing::try_from(self.own.iter().map(KeyText::server_key).collect::<Result<Vec<_>, _>>()?)
    }

    /// The first key of this server that is accepted.
    pub(crate) fn accepted_at(&self, ring: &KeyRing, now: DateTime<Utc>) -> Option<&KeyText> {
        let mut keys = self.own.iter().zip(ring);
        keys.find(|(_, key)| key.is_accepted_at(now)).map(|(text, _)| text)
    }

    /// The bytes of every key.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.all().map(|(_, key)| key.as_bytes())
    }

    /// Every key as it is, then those of this server changed.
    pub(crate) fn forms(&self, ring: &KeyRing, now: DateTime<Utc>) -> KeyForms {
        let is_accepted: Vec<_> = ring.iter().map(|key| key.is_accepted_at(now)).collect();
        let unchanged = self.all().map(|(origin, key)| {
            let code = match origin {
                Origin::Own(index) if is_accepted.get(index) == Some(&true) => None,
                Origin::Own(_) | Origin::Retired(_) | Origin::Nothing => Some(Code::RetiredKey),
                Origin::OtherServer(_) => Some(Code::OtherServerKey),
            };
            KeyForm { bytes: Zeroizing::new(key.as_bytes().to_vec()), code, origin }
        });
        let own = || self.own.iter().enumerate().take(KEYS_CHANGED);
        let changed =
            own().flat_map(|(index, key)| key_forms::of(key.as_bytes(), Origin::Own(index)));
        let rarely =
            own().flat_map(|(index, key)| rare_key_forms::of(key.as_bytes(), Origin::Own(index)));
        KeyForms {
            few: unchanged.chain(changed).collect(),
            many: rare_key_forms::of_nothing().into_iter().chain(rarely).collect(),
        }
    }

    /// Which key it is that a signature was made with.
    pub(crate) fn detail(&self, form: &KeyForm) -> String {
        match form.origin {
            Origin::OtherServer(index) => {
                let server = self.of_other_servers.get(index).map(|(id, _)| &**id);
                format!(
                    "it is the one for server `{}`",
                    server.unwrap_or_default().escape_default()
                )
            }
            Origin::Retired(index) => format!("retired key {index} made it"),
            Origin::Own(index) if form.code == Some(Code::RetiredKey) => {
                format!("key {index} of this server made it")
            }
            Origin::Nothing => {
                let word = String::from_utf8_lossy(&form.bytes).escape_default().to_string();
                format!("`{word}` was hashed in its place")
            }
            Origin::Own(index) => {
                format!("the signature was made with key {index} changed in this way")
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = (Origin, &KeyText)> {
        let own = self.own.iter().enumerate().map(|(index, key)| (Origin::Own(index), key));
        let retired =
            self.retired.iter().enumerate().map(|(index, key)| (Origin::Retired(index), key));
        let others = self.of_other_servers.iter().enumerate();
        let others = others.map(|(index, (_, key))| (Origin::OtherServer(index), key));
        own.chain(retired).chain(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_where_it_comes_from_and_what_became_of_it() {
        let keys = KnownKeys {
            own: Vec::new(),
            retired: Vec::new(),
            of_other_servers: KeyText::new("x")
                .map(|key| ("B\n".into(), key))
                .into_iter()
                .collect(),
        };
        for (origin, code, expected) in [
            (Origin::OtherServer(0), Code::OtherServerKey, "it is the one for server `B\\n`"),
            (Origin::Retired(2), Code::RetiredKey, "retired key 2 made it"),
            (Origin::Own(1), Code::RetiredKey, "key 1 of this server made it"),
            (
                Origin::Own(1),
                Code::KeyCrlf,
                "the signature was made with key 1 changed in this way",
            ),
            (Origin::Nothing, Code::KeyMissing, "`null\\n` was hashed in its place"),
        ] {
            let bytes = Zeroizing::new(b"null\n".to_vec());
            assert_eq!(keys.detail(&KeyForm { bytes, code: Some(code), origin }), expected);
        }
    }
}
