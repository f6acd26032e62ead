//! The border to JavaScript: numbers and places in memory, and no `unsafe` block.
//!
//! The package asks for [`room`], writes texts there, and says how long each is. An instance is made a verifier once, by
//! [`finish`], and has it for good. After a trap nobody calls it again: the package drops it.

// An exported name is unsafe only in that something else may have it: in this module, nothing has.
#![allow(unsafe_code, reason = "the package calls these by their names")]

use crate::{draft::Draft, numbers::milliseconds};
use std::{
    mem,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};
use store_auth_flat::{Code, Field, Request, Verdict, Verifier, field_name};
use zeroize::Zeroize;

/// What is none of the codes of a verdict: there is no verifier, or the lengths are not those of the room.
const NO_VERDICT: u32 = u32::MAX;

/// A text stands there otherwise than it is.
const NOWHERE: u32 = u32::MAX;

static ROOM: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static DRAFT: Mutex<Option<Draft>> = Mutex::new(None);
static VERIFIER: OnceLock<Verifier> = OnceLock::new();
static VERDICT: Mutex<Option<Verdict>> = Mutex::new(None);
/// Where in the room the id and the product code of the last authorization start.
static PLACES: Mutex<(u32, u32)> = Mutex::new((NOWHERE, NOWHERE));
static WORDS: Mutex<String> = Mutex::new(String::new());

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where to write texts of so many bytes. It stays there until more room is asked for.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn room(length: usize) -> *mut u8 {
    let mut room = lock(&ROOM);
    if room.len() < length {
        room.zeroize();
        *room = vec![0; length];
    }
    room.as_mut_ptr()
}

/// Hands over the draft and a text of so many bytes in the room, which is wiped then. Whether it was taken.
#[inline(never)]
fn draw(length: usize, take: &dyn Fn(&mut Draft, &[u8]) -> bool) -> bool {
    let mut room = lock(&ROOM);
    let mut draft = lock(&DRAFT);
    let draft = draft.get_or_insert_default();
    let is_taken = room.get(..length).is_some_and(|text| take(draft, text));
    room.as_mut_slice().zeroize();
    draft.words().clone_into(&mut lock(&WORDS));
    is_taken
}

/// Adds a key, for good.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn add_key(length: usize) -> bool {
    draw(length, &|draft, key| draft.add_key(key, None))
}

/// Adds a key that is accepted until and at an instant.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn add_key_until(length: usize, until: f64) -> bool {
    draw(length, &|draft, key| draft.add_key(key, Some(milliseconds(until))))
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn set_leeway(length_of_time: f64) -> bool {
    draw(0, &|draft, _| draft.set_leeway(milliseconds(length_of_time)))
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn set_max_lifetime(length_of_time: f64) -> bool {
    draw(0, &|draft, _| draft.set_max_lifetime(milliseconds(length_of_time)))
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn add_product(length: usize) -> bool {
    draw(length, &|draft, code| {
        draft.add_product(code);
        true
    })
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn set_products() -> bool {
    draw(0, &|draft, _| draft.set_products())
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn set_expiry_encoding(length: usize) -> bool {
    draw(length, &Draft::set_expiry_encoding)
}

/// Makes the verifier of what was told. Whether there is one.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn finish() -> bool {
    match mem::take(&mut *lock(&DRAFT)).unwrap_or_default().into_verifier() {
        Ok(verifier) => VERIFIER.set(verifier).is_ok(),
        Err(error) => {
            *lock(&WORDS) = error.to_string();
            false
        }
    }
}

/// Verifies the URL or request target of so many bytes in the room: the number of the verdict's code.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn verify_url(length: usize, now: f64) -> u32 {
    let room = lock(&ROOM);
    let Some(url) = room.get(..length) else { return NO_VERDICT };
    let request = Request::from_url(url);
    let code = verify(&request, now);
    if code == Code::Authorized.number() {
        let place = |field, length| place(&request, field, length, url);
        let [id, product] =
            of_verdict(|verdict| [verdict.id_length, verdict.product_length], [0; 2]);
        *lock(&PLACES) = (place(Field::Id, id), place(Field::ProductCode, product));
    }
    code
}

/// Verifies the four texts that are one behind the other in the room: the number of the verdict's code.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn verify_fields(
    id: usize,
    product: usize,
    expiry: usize,
    signature: usize,
    now: f64,
) -> u32 {
    let room = lock(&ROOM);
    let fields = || {
        let (id, rest) = room.split_at_checked(id)?;
        let (product, rest) = rest.split_at_checked(product)?;
        let (expiry, rest) = rest.split_at_checked(expiry)?;
        Some(Request::new(id, product, expiry, rest.get(..signature)?))
    };
    match fields() {
        Some(request) => verify(&request, now),
        None => NO_VERDICT,
    }
}

#[inline]
fn verify(request: &Request<'_>, now: f64) -> u32 {
    let Some(verifier) = VERIFIER.get() else { return NO_VERDICT };
    lock(&VERDICT).insert(verifier.verify_at(request, milliseconds(now))).code
}

/// Where in a URL the text of a field starts, if it stands there as it is: with an escape it would be longer.
fn place(request: &Request<'_>, field: Field, length: u32, url: &[u8]) -> u32 {
    let place = |text: &[u8]| {
        let place = text.as_ptr().addr().checked_sub(url.as_ptr().addr())?;
        (u32::try_from(text.len()) == Ok(length)).then(|| u32::try_from(place).ok())?
    };
    request.text(field).and_then(|text| place(text.as_bytes())).unwrap_or(NOWHERE)
}

/// What an authorization has, of the last verdict.
fn of_verdict<T>(read: impl FnOnce(&Verdict) -> T, otherwise: T) -> T {
    lock(&VERDICT).as_ref().map_or(otherwise, read)
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn expires_at() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "years have four digits")]
    of_verdict(|verdict| verdict.expires_at_ms as f64, f64::NAN)
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn key() -> u32 {
    of_verdict(|verdict| verdict.key, 0)
}

/// Where in the URL in the room the id starts: it stands there as it is. Or that it does not.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn id_place() -> u32 {
    lock(&PLACES).0
}

/// Likewise the product code.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn product_place() -> u32 {
    lock(&PLACES).1
}

/// Where the id starts. It stays there.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn id_start() -> *const u8 {
    of_verdict(|verdict| verdict.id.as_ptr(), std::ptr::null())
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn id_length() -> u32 {
    of_verdict(|verdict| verdict.id_length, 0)
}

/// Where the product code starts. It stays there.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn product_start() -> *const u8 {
    of_verdict(|verdict| verdict.product.as_ptr(), std::ptr::null())
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn product_length() -> u32 {
    of_verdict(|verdict| verdict.product_length, 0)
}

/// Puts the last verdict into words, a line for each: code, field, status, challenge, message, and the body of an answer.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn describe() {
    *lock(&WORDS) = of_verdict(words_of, String::new());
}

/// None of the lines has a line break: all of them are of visible ASCII and spaces.
fn words_of(verdict: &Verdict) -> String {
    let Verdict { status, field, .. } = verdict;
    let (code, field) = (verdict.code().name(), field_name(*field).unwrap_or_default());
    let challenge = verdict.challenge().unwrap_or_default();
    let (message, problem) = (verdict.message(), verdict.problem_json());
    format!("{code}\n{field}\n{status}\n{challenge}\n{message}\n{problem}")
}

/// Where the words start: of the last verdict, or of what was told to the draft.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn words_start() -> *const u8 {
    lock(&WORDS).as_ptr()
}

#[unsafe(no_mangle)]
pub(crate) extern "C" fn words_length() -> usize {
    lock(&WORDS).len()
}
