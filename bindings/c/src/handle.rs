//! What C holds of a value: a small shell that stays for good, so that whoever uses it when the value is gone is told so.

use std::{
    ptr,
    sync::{
        Mutex, PoisonError,
        atomic::{
            AtomicPtr,
            Ordering::{AcqRel, Acquire},
        },
    },
};

/// A value, until it is taken.
#[derive(Debug)]
pub(crate) struct Handle<T>(AtomicPtr<T>);

/// Every shell of a kind, so that none is taken for lost memory.
pub(crate) type Shells<S> = Mutex<Vec<&'static S>>;

/// Keeps a shell for good.
pub(crate) fn keep<S>(shell: S, all: &Shells<S>) -> *mut S {
    let shell: &'static S = Box::leak(Box::new(shell));
    all.lock().unwrap_or_else(PoisonError::into_inner).push(shell);
    ptr::from_ref(shell).cast_mut()
}

impl<T> Handle<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(AtomicPtr::new(Box::into_raw(Box::new(value))))
    }

    /// The value, unless it is gone.
    ///
    /// # Safety
    /// Nobody takes it meanwhile.
    pub(crate) unsafe fn get(&self) -> Option<&T> {
        // SAFETY: `new` put a valid value there, which stays as the caller says.
        unsafe { self.0.load(Acquire).as_ref() }
    }

    /// The value to change, unless it is gone.
    ///
    /// # Safety
    /// Nobody else uses the handle meanwhile.
    #[expect(clippy::mut_from_ref, reason = "the caller sees to it that there is one alone")]
    pub(crate) unsafe fn get_mut(&self) -> Option<&mut T> {
        // SAFETY: as above, and as the caller says.
        unsafe { self.0.load(Acquire).as_mut() }
    }

    /// Takes the value away, unless it is gone.
    pub(crate) fn take(&self) -> Option<Box<T>> {
        let value = self.0.swap(ptr::null_mut(), AcqRel);
        // SAFETY: `new` made it from a box, and the swap gives it to one alone.
        (!value.is_null()).then(|| unsafe { Box::from_raw(value) })
    }
}
