//! A request that nginx handles.

use super::text::{bytes, constant};
use ngx::ffi::{
    ngx_http_request_t, ngx_list_push, ngx_pnalloc, ngx_pool_cleanup_add, ngx_str_t,
    ngx_table_elt_t,
};
use std::{
    ffi::c_void,
    ptr,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};
use store_auth_flat::Verdict;

/// The module's number among those for HTTP, by which nginx has a place for each in what it keeps.
static PLACE: AtomicUsize = AtomicUsize::new(0);

pub(crate) fn set_place(number: usize) {
    PLACE.store(number, Relaxed);
}

/// The request that a client sent, also where nginx handles a part of it.
#[derive(Debug)]
pub(crate) struct Request<'a>(&'a mut ngx_http_request_t);

/// A verdict, and the address of what it was made by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) verdict: Verdict,
    pub(crate) by: usize,
}

impl<'a> Request<'a> {
    /// # Safety
    /// It is what nginx passed to a callback that still runs.
    pub(crate) unsafe fn of(request: *mut ngx_http_request_t) -> Option<Self> {
        // SAFETY: nginx passes one that is valid during the callback, and nobody else uses it meanwhile.
        let main = unsafe { request.as_ref() }?.main;
        // SAFETY: the main request lives longer than its parts.
        unsafe { main.as_mut() }.map(Self)
    }

    /// What the location asks for.
    ///
    /// # Safety
    /// The module's settings are of this type.
    pub(crate) unsafe fn settings<T>(&self) -> Option<&'a T> {
        // SAFETY: nginx has a place for each module, with what that module made for the location, which lives as long as the
        // configuration, longer than any request.
        unsafe { self.0.loc_conf.add(PLACE.load(Relaxed)).read().cast::<T>().as_ref() }
    }

    /// The target of the request line as the client sent it: `$request_uri`.
    pub(crate) fn target(&self) -> &'a [u8] {
        // SAFETY: the bytes live as long as the request.
        unsafe { bytes(&self.0.unparsed_uri) }
    }

    /// The verdict on this request, if there is one.
    pub(crate) fn kept(&mut self) -> Option<&'a Kept> {
        // SAFETY: our place among the contexts is null, or what `keep` put there, in the request's pool.
        unsafe { self.find_kept().as_ref() }
    }

    /// Keeps a verdict for as long as the request lives, also when nginx redirects it inside and forgets its contexts.
    pub(crate) fn keep(&mut self, kept: Kept) -> Option<()> {
        let mut place = self.find_kept();
        if place.is_null() {
            // SAFETY: the pool is the request's. nginx fills all of a cleanup but its handler.
            let cleanup = unsafe { ngx_pool_cleanup_add(self.0.pool, size_of::<Kept>()).as_mut() }?;
            cleanup.handler = Some(FORGET);
            place = cleanup.data.cast();
            // SAFETY: as in `find_kept`.
            unsafe { *self.context() = place.cast() };
        }
        // SAFETY: nginx has allocated as much as it was asked for, aligned for any type, and nobody else has it.
        unsafe { ptr::write(place, kept) };
        Some(())
    }

    fn find_kept(&mut self) -> *mut Kept {
        // SAFETY: nginx makes room for the context of each module, which is null at first.
        let context = unsafe { *self.context() };
        if context.is_null() && self.0.internal() != 0 {
            self.find_kept_in_pool()
        } else {
            context.cast()
        }
    }

    /// Where nginx has forgotten the contexts, what is to be cleaned up with the request still leads to it.
    #[cold]
    fn find_kept_in_pool(&mut self) -> *mut Kept {
        // SAFETY: the pool is the request's, and its cleanups are a list that ends with null.
        let mut next = unsafe { (*self.0.pool).cleanup };
        // SAFETY: as above.
        while let Some(cleanup) = unsafe { next.as_ref() } {
            if cleanup.handler.is_some_and(|handler| ptr::fn_addr_eq(handler, FORGET)) {
                // SAFETY: as in `find_kept`.
                unsafe { *self.context() = cleanup.data };
                return cleanup.data.cast();
            }
            next = cleanup.next;
        }
        ptr::null_mut()
    }

    fn context(&mut self) -> *mut *mut c_void {
        // SAFETY: nginx has numbered the module by the time it handles requests, and has a place for each number.
        unsafe { self.0.ctx.add(PLACE.load(Relaxed)) }
    }

    /// Adds `WWW-Authenticate` to the answer.
    pub(crate) fn challenge(&mut self, value: &'static str) -> Option<()> {
        // SAFETY: the list is the request's, of headers, and nginx gives a place in it that nobody else has.
        let header =
            unsafe { ngx_list_push(&raw mut self.0.headers_out.headers) }.cast::<ngx_table_elt_t>();
        if header.is_null() {
            return None;
        }
        // SAFETY: zeros are a header that is not sent, and that none follows.
        unsafe { header.write_bytes(0, 1) };
        // SAFETY: it is valid from here on.
        let filled = unsafe { &mut *header };
        filled.hash = 1;
        filled.key = constant("WWW-Authenticate");
        filled.value = constant(value);
        // With `satisfy any`, nginx takes it back where somebody else lets the request in.
        self.0.headers_out.www_authenticate = header;
        Some(())
    }

    /// Copies a text to where it lives as long as the request.
    pub(crate) fn copy(&mut self, text: &str) -> Option<ngx_str_t> {
        // SAFETY: the pool is the request's.
        let data = unsafe { ngx_pnalloc(self.0.pool, text.len()) }.cast::<u8>();
        if data.is_null() {
            return None;
        }
        // SAFETY: nginx has allocated as much, which nobody else has.
        unsafe { ptr::copy_nonoverlapping(text.as_ptr(), data, text.len()) };
        Some(ngx_str_t { len: text.len(), data })
    }
}

/// Marks a cleanup as ours.
const FORGET: unsafe extern "C" fn(*mut c_void) = forget;

/// Wipes what is kept.
unsafe extern "C" fn forget(kept: *mut c_void) {
    // SAFETY: nginx passes what `keep` had it allocate, once.
    unsafe { kept.cast::<Kept>().write_bytes(0, 1) };
}
