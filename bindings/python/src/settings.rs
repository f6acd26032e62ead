//! What a verifier is made of, as Python gives it.

use crate::{
    text::{bytes_of, wrong_type},
    time::{instant, length},
};
use pyo3::{
    exceptions::{PyOSError, PyUserWarning, PyValueError},
    prelude::*,
    types::{PyBytes, PyString, PyTuple},
};
use std::{ffi::CString, fs::File, io, path::PathBuf};
use store_auth::chrono::{DateTime, Utc};
use store_auth_explain::{Explainer, KeyText};
use store_auth_flat::{Settings, SettingsError, Verifier};
use store_auth_key_file::{Flaw, KeyFile, KeyFileError};

/// The arguments of `Verifier(…)`.
pub(crate) struct Given<'a, 'py> {
    pub(crate) keys: Option<&'a Bound<'py, PyAny>>,
    pub(crate) key_files: Option<&'a Bound<'py, PyAny>>,
    pub(crate) leeway: Option<&'a Bound<'py, PyAny>>,
    pub(crate) max_lifetime: Option<&'a Bound<'py, PyAny>>,
    pub(crate) products: Option<&'a Bound<'py, PyAny>>,
    pub(crate) expiry_encoding: &'a str,
}

/// What verifies, what explains, and how many keys they have.
pub(crate) struct Made {
    pub(crate) verifier: Verifier,
    pub(crate) explainer: Explainer,
    pub(crate) keys: usize,
}

impl Given<'_, '_> {
    pub(crate) fn make(&self, py: Python<'_>) -> PyResult<Made> {
        let mut settings = Settings::new();
        let mut texts = Vec::new();
        for given in many(self.keys)? {
            let (key, until) = with_end(given)?;
            texts.push((add_key(py, &mut settings, &key, until)?, None));
        }
        for given in many(self.key_files)? {
            let (path, until) = with_end(given)?;
            texts.push(add_key_file(py, &mut settings, &path, until)?);
        }
        if let Some(leeway) = self.leeway {
            settings.set_leeway(length("leeway", leeway)?).map_err(refused)?;
        }
        if let Some(longest) = self.max_lifetime {
            settings.set_max_lifetime(length("max_lifetime", longest)?).map_err(refused)?;
        }
        if self.products.is_some() {
            let codes = many(self.products)?;
            let codes = codes.iter().map(|code| Ok(bytes_of("products", code)?.into_owned()));
            settings.set_products(codes.collect::<PyResult<Vec<_>>>()?).map_err(refused)?;
        }
        settings.set_expiry_encoding(self.expiry_encoding).map_err(refused)?;
        let keys = texts.len();
        let verifier = settings.into_verifier().map_err(refused)?;
        Ok(Made { explainer: explainer(&verifier, texts)?, verifier, keys })
    }
}

fn add_key(
    py: Python<'_>,
    settings: &mut Settings,
    key: &Bound<'_, PyAny>,
    until: Option<i64>,
) -> PyResult<KeyText> {
    let key = bytes_of("keys", key)?;
    let mut warnings = Vec::new();
    settings.add_key(&key, until, |warning| warnings.push(warning)).map_err(refused)?;
    for warning in warnings {
        warn(py, warning)?;
    }
    let text = KeyText::new(&key).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(ending(text, until))
}

fn add_key_file(
    py: Python<'_>,
    settings: &mut Settings,
    path: &Bound<'_, PyAny>,
    until: Option<i64>,
) -> PyResult<(KeyText, Option<Flaw>)> {
    let Ok(path) = path.extract::<PathBuf>() else {
        return Err(wrong_type("key_files", "str or os.PathLike", path));
    };
    // Other threads run meanwhile: a pipe may have to be waited for.
    let mut warnings = Vec::new();
    let warned = |warning: &str| warnings.push(warning.to_owned());
    let file = py
        .detach(|| KeyFile::read(&path, |path| File::open(path), warned))
        .map_err(|error| file_refused(&error))?;
    let no_key = |error| file_refused(&file.refused(error));
    let warned = |warning: &str| warnings.push(file.warning(warning));
    settings.add_key(file.bytes(), until, warned).map_err(|error| match error {
        SettingsError::Key { error, .. } => no_key(error),
        error => refused(error),
    })?;
    for warning in warnings {
        warn(py, &warning)?;
    }
    // An explanation makes signatures of the key alone.
    let (text, flaw) = file.text().map_err(|error| file_refused(&error))?;
    let text = KeyText::new(&*text).map_err(no_key)?;
    Ok((ending(text, until), flaw))
}

fn explainer(verifier: &Verifier, texts: Vec<(KeyText, Option<Flaw>)>) -> PyResult<Explainer> {
    let (keys, flaws): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
    let policy = verifier.core().policy_in_force().clone();
    let explainer =
        Explainer::new(keys, policy).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let flaws = flaws.into_iter().enumerate().filter_map(|(at, flaw)| Some((at, flaw?)));
    Ok(flaws.fold(explainer, |explainer, (at, flaw)| explainer.found_in_key_file(at, flaw)))
}

fn ending(key: KeyText, until: Option<i64>) -> KeyText {
    match until.and_then(DateTime::<Utc>::from_timestamp_millis) {
        Some(until) => key.accept_until(until),
        None => key,
    }
}

/// The things of a sequence; one thing alone is one of one, and no sequence of its letters.
fn many<'py>(given: Option<&Bound<'py, PyAny>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    let is_one = given.is_instance_of::<PyString>()
        || given.is_instance_of::<PyBytes>()
        || given.hasattr("__fspath__")?;
    if is_one { Ok(vec![given.clone()]) } else { given.try_iter()?.collect() }
}

/// A key, or a pair of one and of the instant until which it is accepted.
fn with_end(given: Bound<'_, PyAny>) -> PyResult<(Bound<'_, PyAny>, Option<i64>)> {
    let Ok(pair) = given.cast::<PyTuple>() else { return Ok((given, None)) };
    let Ok((key, until)) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() else {
        return Err(PyValueError::new_err(
            "keys: expected a key, or a pair of a key and the instant until which it is accepted",
        ));
    };
    Ok((key, Some(instant("accept until", &until)?)))
}

fn warn(py: Python<'_>, message: &str) -> PyResult<()> {
    let message = CString::new(message.replace('\0', " "))?;
    PyErr::warn(py, &py.get_type::<PyUserWarning>(), &message, 2)
}

fn refused(error: SettingsError) -> PyErr {
    match error {
        SettingsError::KeyFile(error) => file_refused(&error),
        error => PyValueError::new_err(error.to_string()),
    }
}

/// A file that can't be read is an `OSError` of its kind, such as `FileNotFoundError`.
fn file_refused(error: &KeyFileError) -> PyErr {
    match error {
        KeyFileError::Unreadable { error: cause, .. } => {
            io::Error::new(cause.kind(), error.to_string()).into()
        }
        KeyFileError::LooksLikeAKey(_) => PyOSError::new_err(error.to_string()),
        error => PyValueError::new_err(error.to_string()),
    }
}
