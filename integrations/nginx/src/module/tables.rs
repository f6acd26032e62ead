//! The module as nginx finds it in the library: its tables, and what enters it into nginx's.

use super::{
    callbacks::{check, create_settings, inherit, set, tell},
    caught::caught,
    status::{ERROR, OK},
};
use crate::{
    border::{constant, set_place},
    settings::{DIRECTIVES, Directive, Values},
    variables::VARIABLES,
};
use ngx::{
    ffi::{
        NGX_CONF_1MORE, NGX_CONF_TAKE1, NGX_CONF_TAKE12, NGX_HTTP_LOC_CONF,
        NGX_HTTP_LOC_CONF_OFFSET, NGX_HTTP_MAIN_CONF, NGX_HTTP_MODULE, NGX_HTTP_SRV_CONF,
        NGX_HTTP_VAR_NOCACHEABLE, ngx_array_push, ngx_command_t, ngx_conf_t, ngx_http_add_variable,
        ngx_http_handler_pt, ngx_http_module_t, ngx_http_phases_NGX_HTTP_ACCESS_PHASE, ngx_int_t,
        ngx_module_t, ngx_str_t, ngx_uint_t,
    },
    http::{HttpModuleMainConf, NgxHttpCoreModule},
};
use std::{ffi::c_char, ptr};

/// The commands, each with its number where others have an offset, and an empty one behind them.
static mut COMMANDS: [ngx_command_t; DIRECTIVES.len() + 1] = {
    let [a, b, c, d, e, f] = &DIRECTIVES;
    [
        command(0, a),
        command(1, b),
        command(2, c),
        command(3, d),
        command(4, e),
        command(5, f),
        ngx_command_t::empty(),
    ]
};

const fn command(number: usize, directive: &Directive) -> ngx_command_t {
    let values = match directive.values {
        Values::One => NGX_CONF_TAKE1,
        Values::OneOrTwo => NGX_CONF_TAKE12,
        Values::Some => NGX_CONF_1MORE,
    };
    let name = directive.name.to_bytes();
    ngx_command_t {
        name: ngx_str_t { len: name.len(), data: name.as_ptr().cast_mut() },
        type_: (NGX_HTTP_MAIN_CONF | NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF | values) as ngx_uint_t,
        set: Some(set),
        conf: NGX_HTTP_LOC_CONF_OFFSET,
        offset: number,
        post: ptr::null_mut(),
    }
}

static CONTEXT: ngx_http_module_t = ngx_http_module_t {
    preconfiguration: Some(add_variables),
    postconfiguration: Some(add_check),
    create_main_conf: None,
    init_main_conf: None,
    create_srv_conf: None,
    merge_srv_conf: None,
    create_loc_conf: Some(create_settings),
    merge_loc_conf: Some(inherit),
};

static mut MODULE: ngx_module_t = ngx_module_t {
    ctx: (&raw const CONTEXT).cast_mut().cast(),
    commands: (&raw mut COMMANDS).cast(),
    type_: NGX_HTTP_MODULE as ngx_uint_t,
    ..ngx_module_t::default()
};

// What nginx looks for in a library of modules. Lists end with null.

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "nginx's name")]
pub(super) static mut ngx_modules: [*mut ngx_module_t; 2] = [&raw mut MODULE, ptr::null_mut()];

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "nginx's name")]
pub(super) static mut ngx_module_names: [*const c_char; 2] =
    [c"ngx_http_store_auth_module".as_ptr(), ptr::null()];

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "nginx's name")]
pub(super) static mut ngx_module_order: [*const c_char; 1] = [ptr::null()];

/// Before the configuration is read: what can be used in it.
unsafe extern "C" fn add_variables(conf: *mut ngx_conf_t) -> ngx_int_t {
    caught(ERROR, || {
        for (number, (name, _)) in VARIABLES.iter().enumerate() {
            let mut name = constant(name);
            // Asked for anew each time: before the check, there is nothing to tell yet.
            let flags = NGX_HTTP_VAR_NOCACHEABLE as ngx_uint_t;
            // SAFETY: nginx passes a valid configuration, and keeps the name, which is never freed.
            let variable = unsafe { ngx_http_add_variable(conf, &raw mut name, flags).as_mut() };
            let Some(variable) = variable else { return ERROR };
            variable.get_handler = Some(tell);
            variable.data = number;
        }
        OK
    })
}

/// When it has been read: the check.
unsafe extern "C" fn add_check(conf: *mut ngx_conf_t) -> ngx_int_t {
    caught(ERROR, || {
        // SAFETY: nginx has numbered its modules, and reads and writes the table in this thread alone.
        set_place(unsafe { (&raw const MODULE.ctx_index).read() });
        // SAFETY: nginx passes a valid configuration.
        let core = unsafe { conf.as_ref() }.and_then(NgxHttpCoreModule::main_conf_mut);
        let phase = core
            .and_then(|core| core.phases.get_mut(ngx_http_phases_NGX_HTTP_ACCESS_PHASE as usize));
        let Some(phase) = phase else { return ERROR };
        // SAFETY: the array is nginx's, of handlers, and it gives a place in it that nobody else has.
        let handler =
            unsafe { ngx_array_push(&raw mut phase.handlers) }.cast::<ngx_http_handler_pt>();
        if handler.is_null() {
            return ERROR;
        }
        // SAFETY: as above.
        unsafe { handler.write(Some(check)) };
        OK
    })
}
