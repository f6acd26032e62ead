//! What nginx's callbacks return, as the number that it is there.
#![expect(clippy::cast_possible_wrap, reason = "none is that large")]

use ngx::ffi::{self, ngx_int_t};

pub(super) const OK: ngx_int_t = ffi::NGX_OK as ngx_int_t;
pub(super) const ERROR: ngx_int_t = ffi::NGX_ERROR as ngx_int_t;
pub(super) const DECLINED: ngx_int_t = ffi::NGX_DECLINED as ngx_int_t;
pub(super) const INTERNAL_SERVER_ERROR: ngx_int_t =
    ffi::NGX_HTTP_INTERNAL_SERVER_ERROR as ngx_int_t;
