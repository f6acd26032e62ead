//! What nginx knows while it reads its configuration.

use super::text::bytes;
use ngx::ffi::{
    NGX_LOG_EMERG, NGX_LOG_WARN, ngx_conf_full_name, ngx_conf_log_error, ngx_conf_t,
    ngx_log_error_core, ngx_parse_time, ngx_str_t, ngx_uint_t,
};
use std::{ffi::OsStr, os::unix::ffi::OsStrExt, path::PathBuf};

/// The directive or block that is being read.
#[derive(Debug)]
pub(crate) struct Configuration<'a>(&'a mut ngx_conf_t);

impl<'a> Configuration<'a> {
    /// # Safety
    /// It is what nginx passed to a callback that still runs.
    pub(crate) unsafe fn of(conf: *mut ngx_conf_t) -> Option<Self> {
        // SAFETY: nginx passes one that is valid during the callback, and nobody else uses it meanwhile.
        unsafe { conf.as_mut() }.map(Self)
    }

    /// The values of the directive, without its name.
    pub(crate) fn values(&self) -> Vec<&'a [u8]> {
        // SAFETY: while a directive is read, its words are an array of strings, which live as long as the pool does.
        let words: &[ngx_str_t] =
            unsafe { self.0.args.as_ref().map(|words| words.as_slice()) }.unwrap_or_default();
        // SAFETY: as above.
        words.iter().skip(1).map(|word| unsafe { bytes(word) }).collect()
    }

    /// A path, relative to the folder of the configuration.
    pub(crate) fn full_path(&mut self, path: &[u8]) -> Option<PathBuf> {
        // SAFETY: the pool is the configuration's, and the string is copied into it with the zero that nginx's have.
        let mut name = unsafe { ngx_str_t::from_bytes(self.0.pool, &[path, b"\0"].concat()) }?;
        name.len = path.len();
        // SAFETY: the cycle is the one that is being configured, and the string is in its pool.
        if unsafe { ngx_conf_full_name(self.0.cycle, &raw mut name, 1) } != 0 {
            return None;
        }
        // SAFETY: nginx has put a valid string there.
        Some(PathBuf::from(OsStr::from_bytes(unsafe { bytes(&name) })))
    }

    /// How long a time such as `25h` is.
    pub(crate) fn milliseconds(text: &[u8]) -> Option<i64> {
        let mut text = ngx_str_t { len: text.len(), data: text.as_ptr().cast_mut() };
        // SAFETY: nginx reads the string, to its length, and writes nothing.
        let milliseconds = unsafe { ngx_parse_time(&raw mut text, 0) };
        i64::try_from(milliseconds).ok().filter(|milliseconds| *milliseconds >= 0)
    }

    /// The file and line that are being read.
    pub(crate) fn place(&self) -> String {
        // SAFETY: the file is nginx's own while it is being read, and null while what `-g` gave is.
        let Some(file) = (unsafe { self.0.conf_file.as_ref() }) else {
            return "what -g gave".to_owned();
        };
        // SAFETY: the name of the file is a valid string.
        let name = String::from_utf8_lossy(unsafe { bytes(&file.file.name) });
        format!("{name}:{}", file.line)
    }

    /// Tells of what nginx can do with all the same, and where it is.
    pub(crate) fn warn(&mut self, text: &str) {
        self.log_with_place(NGX_LOG_WARN, text);
    }

    /// Tells why nginx can't use the directive, and where it is.
    pub(crate) fn refuse(&mut self, text: &str) {
        self.log_with_place(NGX_LOG_EMERG, text);
    }

    fn log_with_place(&mut self, level: u32, text: &str) {
        // SAFETY: the format takes a length and as many bytes, which nginx copies.
        unsafe {
            ngx_conf_log_error(
                level as ngx_uint_t,
                self.0,
                0,
                c"%*s".as_ptr(),
                text.len(),
                text.as_ptr(),
            );
        }
    }

    /// Tells why nginx can't use the configuration, for what is found behind the place where it is.
    pub(crate) fn refuse_block(&mut self, text: &str) {
        // SAFETY: as above; the log is the configuration's.
        unsafe {
            ngx_log_error_core(
                NGX_LOG_EMERG as ngx_uint_t,
                self.0.log,
                0,
                c"%*s".as_ptr(),
                text.len(),
                text.as_ptr(),
            );
        }
    }
}
