//! What the directives of a block ask for.

use crate::{border::Configuration, values};
use std::{path::PathBuf, sync::Arc};
use store_auth_flat::{Settings as Flat, SettingsError, Verifier};

/// The directives, in the order of the manual.
pub(crate) const DIRECTIVES: [Directive; 6] = [
    Directive { name: c"store_auth", values: Values::One, set: Settings::switch },
    Directive { name: c"store_auth_key_file", values: Values::OneOrTwo, set: Settings::key_file },
    Directive { name: c"store_auth_leeway", values: Values::One, set: Settings::leeway },
    Directive {
        name: c"store_auth_max_lifetime",
        values: Values::One,
        set: Settings::max_lifetime,
    },
    Directive { name: c"store_auth_products", values: Values::Some, set: Settings::products },
    Directive {
        name: c"store_auth_expiry_encoding",
        values: Values::One,
        set: Settings::expiry_encoding,
    },
];

/// A directive, and what it sets.
#[derive(Debug)]
pub(crate) struct Directive {
    pub(crate) name: &'static std::ffi::CStr,
    pub(crate) values: Values,
    /// Takes its values. An error says what was expected.
    pub(crate) set: Set,
}

type Set = fn(&mut Settings, &[&[u8]], &mut Configuration<'_>) -> Result<(), String>;

/// How many values a directive has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Values {
    One,
    OneOrTwo,
    Some,
}

/// What a block asks for, and what it has from the one around it.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    is_on: Option<bool>,
    /// Where it was switched on: which line of which file.
    place: String,
    /// Those of the block around it, where it has none of its own.
    keys: Vec<Key>,
    leeway: Option<i64>,
    max_lifetime: Option<i64>,
    products: Option<Vec<Vec<u8>>>,
    expiry_encoding: Option<String>,
    verifier: Option<Arc<Verifier>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    path: PathBuf,
    accept_until: Option<i64>,
}

impl Settings {
    /// What requests are judged by, where they are.
    pub(crate) fn verifier(&self) -> Option<&Arc<Verifier>> {
        self.verifier.as_ref()
    }

    /// Takes from the block around it what it does not say itself, and reads the keys.
    pub(crate) fn inherit(&mut self, outer: &Self) -> Result<(), String> {
        let says_nothing = self.keys.is_empty()
            && self.leeway.is_none()
            && self.max_lifetime.is_none()
            && self.products.is_none()
            && self.expiry_encoding.is_none();
        if self.is_on.is_none() {
            self.is_on = outer.is_on;
            self.place.clone_from(&outer.place);
        }
        if self.keys.is_empty() {
            self.keys.clone_from(&outer.keys);
        }
        self.leeway = self.leeway.or(outer.leeway);
        self.max_lifetime = self.max_lifetime.or(outer.max_lifetime);
        self.products = self.products.take().or_else(|| outer.products.clone());
        self.expiry_encoding =
            self.expiry_encoding.take().or_else(|| outer.expiry_encoding.clone());
        if self.is_on == Some(true) {
            self.verifier = match &outer.verifier {
                Some(verifier) if says_nothing => Some(Arc::clone(verifier)),
                _ => Some(Arc::new(
                    self.read().map_err(|error| format!("{error} in {}", self.place))?,
                )),
            };
        }
        Ok(())
    }

    /// The verifier that is asked for. What is to be warned of was, when the directives were read.
    fn read(&self) -> Result<Verifier, String> {
        if self.keys.is_empty() {
            return Err("store_auth: expected at least one store_auth_key_file".to_owned());
        }
        let mut flat = Flat::new();
        for key in &self.keys {
            flat.add_key_file(&key.path, key.accept_until, |_| {}).map_err(words)?;
        }
        if let Some(leeway) = self.leeway {
            flat.set_leeway(leeway).map_err(words)?;
        }
        if let Some(max_lifetime) = self.max_lifetime {
            flat.set_max_lifetime(max_lifetime).map_err(words)?;
        }
        if let Some(products) = &self.products {
            flat.set_products(products).map_err(words)?;
        }
        if let Some(encoding) = &self.expiry_encoding {
            flat.set_expiry_encoding(encoding).map_err(words)?;
        }
        let verifier = flat.into_verifier().map_err(words)?;
        if !verifier.accepts_any() {
            return Err(
                "store_auth: no key is accepted any more: expected a store_auth_key_file without \
                        accept_until, or with a later one"
                    .to_owned(),
            );
        }
        Ok(verifier)
    }

    fn switch(&mut self, values: &[&[u8]], conf: &mut Configuration<'_>) -> Result<(), String> {
        let is_on = values::switch(first(values))?;
        self.place = conf.place();
        once(&mut self.is_on, is_on)
    }

    fn key_file(&mut self, values: &[&[u8]], conf: &mut Configuration<'_>) -> Result<(), String> {
        let path = conf.full_path(first(values)).ok_or("no memory")?;
        let accept_until = values.get(1).map(|value| values::accept_until(value)).transpose()?;
        // The name of a file may be the key itself, by mistake.
        if self.keys.iter().any(|key| key.path == path) {
            return Err("the same file twice: expected another one for each key".to_owned());
        }
        let mut warnings = Vec::new();
        let read = Flat::new()
            .add_key_file(&path, accept_until, |warning| warnings.push(warning.to_owned()));
        for warning in warnings {
            conf.warn(&warning);
        }
        read.map_err(words)?;
        self.keys.push(Key { path, accept_until });
        Ok(())
    }

    fn leeway(&mut self, values: &[&[u8]], _: &mut Configuration<'_>) -> Result<(), String> {
        once(&mut self.leeway, duration(first(values))?)
    }

    fn max_lifetime(&mut self, values: &[&[u8]], _: &mut Configuration<'_>) -> Result<(), String> {
        once(&mut self.max_lifetime, duration(first(values))?)
    }

    /// Several lines add up.
    fn products(&mut self, values: &[&[u8]], _: &mut Configuration<'_>) -> Result<(), String> {
        Flat::new().set_products(values).map_err(words)?;
        self.products.get_or_insert_default().extend(values.iter().map(|code| code.to_vec()));
        Ok(())
    }

    fn expiry_encoding(
        &mut self,
        values: &[&[u8]],
        _: &mut Configuration<'_>,
    ) -> Result<(), String> {
        let name = str::from_utf8(first(values)).unwrap_or_default();
        Flat::new().set_expiry_encoding(name).map_err(words)?;
        once(&mut self.expiry_encoding, name.to_owned())
    }
}

fn first<'a>(values: &[&'a [u8]]) -> &'a [u8] {
    values.first().copied().unwrap_or_default()
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), String> {
    if place.replace(value).is_none() {
        Ok(())
    } else {
        Err("it is given twice: expected once".to_owned())
    }
}

fn duration(value: &[u8]) -> Result<i64, String> {
    #[cfg(feature = "panics")]
    assert!(value != b"panic", "asked to");
    Configuration::milliseconds(value).ok_or_else(|| "expected a time such as 5s or 25h".to_owned())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn words(error: SettingsError) -> String {
    error.to_string()
}
