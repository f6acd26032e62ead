//! What a verifier is made of.

use crate::{
    buffer,
    caught::caught,
    failure::{Failure, GONE, NULL, PANICKED, fail},
    handle::{Handle, Shells, keep},
    passed::{Text, terminated},
    verifier::{VerifierHandle, new_verifier},
};
use std::{
    ffi::{OsStr, c_char, c_int, c_void},
    path::Path,
    ptr, slice,
    sync::Mutex,
};
use store_auth_flat::{Settings, SettingsError};

/// For a key that is accepted for good.
pub const STORE_AUTH_NO_END: i64 = i64::MAX;

/// Is told of a key that is easy to get at, or most likely more than the key: by a text with a zero behind it, which is gone
/// when the function returns, and by what was given with it.
pub type Warn = Option<unsafe extern "C" fn(text: *const c_char, context: *mut c_void)>;

/// Keys and a policy, to be made a verifier of. One thread at a time may use them.
///
/// What sets something returns 0 where that is done. Else it returns 1, changes nothing, and says why in `failure`, unless that
/// is null.
#[derive(Debug)]
pub struct SettingsHandle {
    handle: Handle<Set>,
}

#[derive(Debug)]
struct Set {
    settings: Settings,
    warn: Warn,
    context: *mut c_void,
}

static ALL: Shells<SettingsHandle> = Mutex::new(Vec::new());

/// Settings without a key, which let in every product for any time and know no leeway. Null where there is a mistake in the
/// library.
#[unsafe(no_mangle)]
pub extern "C" fn store_auth_settings_new() -> *mut SettingsHandle {
    caught(ptr::null_mut(), || {
        let set = Set { settings: Settings::new(), warn: None, context: ptr::null_mut() };
        keep(SettingsHandle { handle: Handle::new(set) }, &ALL)
    })
}

/// Frees settings of which no verifier is to be made. Null, and settings that are gone, are left as they are.
///
/// # Safety
/// They are what `store_auth_settings_new` gave, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_settings_free(settings: *mut SettingsHandle) {
    caught((), || {
        // SAFETY: as the caller says: shells stay for good.
        if let Some(shell) = unsafe { settings.as_ref() } {
            drop(shell.handle.take());
        }
    });
}

/// Whom to tell of keys that are added from now on; null for nobody.
///
/// # Safety
/// The settings are what `store_auth_settings_new` gave, or null, and nobody else uses them meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_on_warning(
    settings: *mut SettingsHandle,
    warn: Warn,
    context: *mut c_void,
) {
    caught((), || {
        // SAFETY: as the caller says.
        if let Ok(set) = unsafe { opened(settings) } {
            (set.warn, set.context) = (warn, context);
        }
    });
}

/// Adds a key, to be tried behind those before: all of its bytes, accepted until and at a time, or for good.
///
/// # Safety
/// As of each of these functions: the settings are what `store_auth_settings_new` gave, or null, and nobody else uses them
/// meanwhile; a text has as many bytes as it says; `failure` is null, or room for one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_add_key(
    settings: *mut SettingsHandle,
    key: Text,
    accept_until_ms: i64,
    failure: *mut Failure,
) -> c_int {
    // SAFETY: as the caller says.
    unsafe {
        change(settings, failure, |set| {
            let key = key.bytes().ok_or(NULL)?;
            let Set { settings, warn, context } = set;
            settings
                .add_key(key, end(accept_until_ms), |text| tell(*warn, *context, text))
                .map_err(words)
        })
    }
}

/// Adds the key that a file holds, and nothing else.
///
/// # Safety
/// As of `store_auth_add_key`; the path ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_add_key_file(
    settings: *mut SettingsHandle,
    path: *const c_char,
    accept_until_ms: i64,
    failure: *mut Failure,
) -> c_int {
    // SAFETY: as the caller says.
    unsafe {
        change(settings, failure, |set| {
            let path = path_of(terminated(path).ok_or(NULL)?)?;
            let Set { settings, warn, context } = set;
            settings
                .add_key_file(path, end(accept_until_ms), |text| tell(*warn, *context, text))
                .map_err(words)
        })
    }
}

/// How long after its expiry a request is let in.
///
/// # Safety
/// As of `store_auth_add_key`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_set_leeway(
    settings: *mut SettingsHandle,
    milliseconds: i64,
    failure: *mut Failure,
) -> c_int {
    // SAFETY: as the caller says.
    unsafe { change(settings, failure, |set| set.settings.set_leeway(milliseconds).map_err(words)) }
}

/// How long before its expiry, at the most, a request is let in.
///
/// # Safety
/// As of `store_auth_add_key`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_set_max_lifetime(
    settings: *mut SettingsHandle,
    milliseconds: i64,
    failure: *mut Failure,
) -> c_int {
    // SAFETY: as the caller says.
    unsafe {
        change(settings, failure, |set| set.settings.set_max_lifetime(milliseconds).map_err(words))
    }
}

/// The product codes that are served: so many texts. With none of them, nobody is let in.
///
/// # Safety
/// As of `store_auth_add_key`; there are so many texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_set_products(
    settings: *mut SettingsHandle,
    codes: *const Text,
    count: usize,
    failure: *mut Failure,
) -> c_int {
    // SAFETY: as the caller says.
    unsafe {
        change(settings, failure, |set| {
            let is_sound = isize::try_from(count.saturating_mul(size_of::<Text>())).is_ok();
            let codes = match (codes.is_null(), count) {
                (_, 0) => &[],
                (false, count) if is_sound => slice::from_raw_parts(codes, count),
                _ => return Err(NULL.to_owned()),
            };
            let codes =
                codes.iter().map(|code| code.bytes().ok_or(NULL)).collect::<Result<Vec<_>, _>>()?;
            // Nothing is to be changed by some that are refused.
            Settings::new().set_products(&codes).map_err(words)?;
            set.settings.set_products(&codes).map_err(words)
        })
    }
}

/// Which text of the expiry a signature may cover: `as-received`, `java-sample` or `either`.
///
/// # Safety
/// As of `store_auth_add_key`; the name ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_set_expiry_encoding(
    settings: *mut SettingsHandle,
    name: *const c_char,
    failure: *mut Failure,
) -> c_int {
    // SAFETY: as the caller says.
    unsafe {
        change(settings, failure, |set| {
            let name = str::from_utf8(terminated(name).ok_or(NULL)?).unwrap_or_default();
            set.settings.set_expiry_encoding(name).map_err(words)
        })
    }
}

/// Makes a verifier of settings, which are gone from then on, also where it fails: then it returns null, and says why.
///
/// # Safety
/// As of `store_auth_add_key`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_verifier_new(
    settings: *mut SettingsHandle,
    failure: *mut Failure,
) -> *mut VerifierHandle {
    let made = caught(Err(PANICKED.to_owned()), || {
        // SAFETY: as the caller says.
        let shell = unsafe { settings.as_ref() }.ok_or(NULL)?;
        let set = shell.handle.take().ok_or(GONE)?;
        set.settings.into_verifier().map(new_verifier).map_err(words)
    });
    match made {
        Ok(verifier) => verifier,
        // SAFETY: as the caller says.
        Err(error) => unsafe { fail(failure, error, ptr::null_mut()) },
    }
}

/// # Safety
/// As of `store_auth_add_key`.
unsafe fn change(
    settings: *mut SettingsHandle,
    failure: *mut Failure,
    change: impl FnOnce(&mut Set) -> Result<(), String>,
) -> c_int {
    // SAFETY: as the caller says.
    let changed = caught(Err(PANICKED.to_owned()), || change(unsafe { opened(settings) }?));
    match changed {
        Ok(()) => 0,
        // SAFETY: as the caller says.
        Err(error) => unsafe { fail(failure, error, 1) },
    }
}

/// # Safety
/// As of `store_auth_add_key`.
unsafe fn opened<'a>(settings: *mut SettingsHandle) -> Result<&'a mut Set, &'static str> {
    // SAFETY: as the caller says.
    let shell = unsafe { settings.as_ref() }.ok_or(NULL)?;
    // SAFETY: as the caller says.
    unsafe { shell.handle.get_mut() }.ok_or(GONE)
}

fn end(accept_until_ms: i64) -> Option<i64> {
    (accept_until_ms != STORE_AUTH_NO_END).then_some(accept_until_ms)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn words(error: SettingsError) -> String {
    error.to_string()
}

fn tell(warn: Warn, context: *mut c_void, text: &str) {
    if let Some(warn) = warn {
        let mut room = [0; 512];
        buffer::put(text, &mut room);
        // SAFETY: whoever gave the function said that it takes a text and what was given with it.
        unsafe { warn(room.as_ptr().cast(), context) };
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere, not every text is a path")]
fn path_of(path: &[u8]) -> Result<&Path, String> {
    use std::os::unix::ffi::OsStrExt;

    Ok(Path::new(OsStr::from_bytes(path)))
}

#[cfg(not(unix))]
fn path_of(path: &[u8]) -> Result<&Path, String> {
    str::from_utf8(path)
        .map(Path::new)
        .map_err(|_| "key file: expected its name in UTF-8".to_owned())
}
