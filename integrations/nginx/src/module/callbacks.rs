//! What nginx calls when it reads its configuration and handles requests. Each starts by making what it is passed safe.

use super::{
    caught::caught,
    status::{DECLINED, ERROR, INTERNAL_SERVER_ERROR, OK},
};
use crate::{
    access::{Access, access},
    border::{Configuration, Request},
    settings::{DIRECTIVES, Settings},
    variables::VARIABLES,
};
use ngx::{
    core::{NGX_CONF_ERROR, Pool},
    ffi::{
        ngx_command_t, ngx_conf_t, ngx_http_request_t, ngx_int_t, ngx_pool_cleanup_add,
        ngx_variable_value_t,
    },
};
use std::{
    ffi::{c_char, c_void},
    ptr,
};

const TAKEN: *mut c_char = ptr::null_mut();
const REFUSED: *mut c_char = NGX_CONF_ERROR.cast();

/// Makes the settings of a block, which say nothing yet.
pub(super) unsafe extern "C" fn create_settings(conf: *mut ngx_conf_t) -> *mut c_void {
    caught(ptr::null_mut(), || {
        // SAFETY: nginx passes a valid one, whose pool lives as long as the configuration.
        let pool = unsafe { Pool::from_ngx_pool((*conf).pool) };
        // SAFETY: the pool is valid.
        let Some(cleanup) =
            (unsafe { ngx_pool_cleanup_add(pool.as_ptr(), size_of::<Settings>()).as_mut() })
        else {
            return ptr::null_mut();
        };
        // SAFETY: nginx has allocated as much as it was asked for, aligned for any type, and nobody else has it.
        unsafe { cleanup.data.cast::<Settings>().write(Settings::default()) };
        cleanup.handler = Some(drop_settings);
        cleanup.data
    })
}

/// Drops the settings of a block, and wipes the keys with the last that has them.
unsafe extern "C" fn drop_settings(settings: *mut c_void) {
    // SAFETY: nginx passes what `create_settings` made, once, when nobody has it any more.
    caught((), || unsafe { settings.cast::<Settings>().drop_in_place() });
}

/// Takes a directive.
pub(super) unsafe extern "C" fn set(
    conf: *mut ngx_conf_t,
    command: *mut ngx_command_t,
    settings: *mut c_void,
) -> *mut c_char {
    caught(REFUSED, || {
        // SAFETY: nginx passes what it reads, which of our commands that is, and the settings of the block around it, which
        // `create_settings` made and nobody else has meanwhile.
        let passed = unsafe {
            (Configuration::of(conf), command.as_ref(), settings.cast::<Settings>().as_mut())
        };
        let (Some(mut conf), Some(command), Some(settings)) = passed else { return REFUSED };
        let Some(directive) = DIRECTIVES.get(command.offset) else { return REFUSED };
        match (directive.set)(settings, &conf.values(), &mut conf) {
            Ok(()) => TAKEN,
            Err(error) => {
                conf.refuse(&format!("{}: {error}", directive.name.to_string_lossy()));
                REFUSED
            }
        }
    })
}

/// Has the settings of a block take from those around it what they do not say.
pub(super) unsafe extern "C" fn inherit(
    conf: *mut ngx_conf_t,
    outer: *mut c_void,
    inner: *mut c_void,
) -> *mut c_char {
    caught(REFUSED, || {
        // SAFETY: nginx passes two that `create_settings` made, which are not the same and which nobody else has meanwhile.
        let passed = unsafe {
            (
                Configuration::of(conf),
                outer.cast::<Settings>().as_ref(),
                inner.cast::<Settings>().as_mut(),
            )
        };
        let (Some(mut conf), Some(outer), Some(inner)) = passed else { return REFUSED };
        match inner.inherit(outer) {
            Ok(()) => TAKEN,
            Err(error) => {
                conf.refuse_block(&error);
                REFUSED
            }
        }
    })
}

/// Lets a request in, or not.
pub(super) unsafe extern "C" fn check(request: *mut ngx_http_request_t) -> ngx_int_t {
    caught(INTERNAL_SERVER_ERROR, || {
        // SAFETY: nginx passes the request that it handles.
        let Some(mut request) = (unsafe { Request::of(request) }) else {
            return INTERNAL_SERVER_ERROR;
        };
        // SAFETY: the settings of each block are what `create_settings` made.
        let Some(settings) = (unsafe { request.settings::<Settings>() }) else {
            return INTERNAL_SERVER_ERROR;
        };
        match access(settings, &mut request) {
            Access::NotAsked => DECLINED,
            // With `satisfy any` that is enough, where NGX_DECLINED would not be.
            Access::LetIn => OK,
            Access::Denied(status) => ngx_int_t::try_from(status).unwrap_or(INTERNAL_SERVER_ERROR),
            Access::Failed => INTERNAL_SERVER_ERROR,
        }
    })
}

/// Gives the value of a variable, of which `number` says which it is.
pub(super) unsafe extern "C" fn tell(
    request: *mut ngx_http_request_t,
    value: *mut ngx_variable_value_t,
    number: usize,
) -> ngx_int_t {
    caught(ERROR, || {
        // SAFETY: nginx passes the request that it handles, and where the value is to be, which nobody else has meanwhile.
        let (request, value) = unsafe { (Request::of(request), value.as_mut()) };
        let (Some(mut request), Some(value)) = (request, value) else { return ERROR };
        let Some((_, tell)) = VARIABLES.get(number) else { return ERROR };
        let Some(text) = request.kept().and_then(|kept| tell(&kept.verdict)) else {
            value.set_not_found(1);
            return OK;
        };
        let (Some(copy), Ok(length)) = (request.copy(&text), u32::try_from(text.len())) else {
            return ERROR;
        };
        value.data = copy.data;
        value.set_len(length);
        value.set_valid(1);
        value.set_no_cacheable(0);
        value.set_not_found(0);
        OK
    })
}
