//! The body of a denial, member by member as `store-auth-tower` has it. Of a field that is not there that layer says where it
//! looks for it, which nobody knows here.

use crate::{code::field_name, verdict::Verdict};
use core::fmt::{self, Write as _};

/// A denial as `application/problem+json` (RFC 9457): `title`, `status`, `detail`, `reason` and, where the request is
/// malformed, `field`. Nothing where the request is authorized.
///
/// ```
/// use store_auth_flat::{Request, Settings};
///
/// let mut settings = Settings::new();
/// settings.add_key(b"e4232e0620f9290025cb3783768c9c8c", None, |_| {})?;
/// let verdict = settings.into_verifier()?.verify_at(&Request::from_url("/feed"), 0);
/// assert_eq!(
///     verdict.problem_json().to_string(),
///     "{\"title\":\"Unauthorized\",\"status\":401,\
///       \"detail\":\"malformed id: expected `id` or `cid`, found neither\",\
///       \"reason\":\"malformed\",\"field\":\"id\"}",
/// );
/// # Ok::<(), store_auth_flat::SettingsError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ProblemJson<'a>(&'a Verdict);

impl Verdict {
    /// The body of a denial as `application/problem+json`, with the members that the gateway's have.
    #[must_use]
    pub fn problem_json(&self) -> ProblemJson<'_> {
        ProblemJson(self)
    }
}

impl fmt::Display for ProblemJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = self.0;
        if verdict.is_authorized() {
            return Ok(());
        }
        let status = verdict.status;
        let title = if status == 403 { "Forbidden" } else { "Unauthorized" };
        write!(f, r#"{{"title":"{title}","status":{status},"detail":""#)?;
        write!(Escaped(f), "{}", verdict.message())?;
        write!(f, r#"","reason":"{}""#, verdict.code().name())?;
        if let Some(field) = field_name(verdict.field) {
            write!(f, r#","field":"{field}""#)?;
        }
        f.write_char('}')
    }
}

/// Writes text inside a string of JSON. Messages are of visible ASCII, so that two of its characters need an escape.
struct Escaped<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl fmt::Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(['"', '\\']) {
            match piece.strip_suffix(['"', '\\']) {
                None => self.0.write_str(piece)?,
                Some(before) => {
                    self.0.write_str(before)?;
                    self.0.write_str(if piece.ends_with('"') { "\\\"" } else { "\\\\" })?;
                }
            }
        }
        Ok(())
    }
}
