//! Where a database of `PostgreSQL` is, and how it is connected to.

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};
use store_auth_key_file::read_secret;
use url::Url;

/// Where a database of `PostgreSQL` is: `postgres://USER@HOST:PORT/NAME`, with `?sslmode=` and `sslrootcert=` as
/// `PostgreSQL`'s own tools have them, or `postgres://USER@localhost/NAME?host=FOLDER` for the folder of a Unix socket.
///
/// It comes with no password: that is in a file of its own, in `PGPASSWORD` or in `~/.pgpass`. Between machines TLS is used,
/// and the server's certificate and name are verified, unless `sslmode` says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresPlace {
    url: Url,
    tls: Tls,
    root_certificate: Option<PathBuf>,
    password_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    Disable,
    VerifyCa,
    VerifyFull,
}

/// A text does not say where a database is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlaceError(String);

/// No password is longer.
const READ_AT_MOST: usize = 4096;

const EXPECTED: &str = "expected `postgres://USER@HOST/NAME`, with a port where it is not 5432";

impl FromStr for PostgresPlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let refused = |problem: &str| Err(PlaceError(problem.to_owned()));
        // What is wrong with it may be a password: nothing of it is repeated.
        let Ok(url) = text.parse::<Url>() else { return refused(EXPECTED) };
        let has_scheme = matches!(url.scheme(), "postgres" | "postgresql");
        if url.password().is_some() {
            return refused("expected no password in the URL, but a `password_file` beside it");
        }
        let name = url.path().strip_prefix('/').unwrap_or_default();
        let is_named = !name.is_empty() && !name.contains('/');
        if !has_scheme || !is_named || url.username().is_empty() || url.fragment().is_some() {
            return refused(EXPECTED);
        }
        let (mut mode, mut root_certificate, mut folder) = (None, None, None);
        for (name, value) in url.query_pairs() {
            let known = match &*name {
                "sslmode" => &mut mode,
                "sslrootcert" => &mut root_certificate,
                "host" => &mut folder,
                _ => {
                    let problem = "expected no parameter but `sslmode`, `sslrootcert` and `host`";
                    return refused(problem);
                }
            };
            *known = Some(value.into_owned());
        }
        let host = url.host_str().unwrap_or_default();
        if folder.as_ref().is_some_and(|folder| !folder.starts_with('/') || host != "localhost") {
            return refused(
                "expected `localhost` as the host beside the folder of a socket as `?host=/…`",
            );
        }
        let tls = match mode.as_deref() {
            None if is_this_machine(host) => Tls::Disable,
            None | Some("verify-full") => Tls::VerifyFull,
            Some("verify-ca") => Tls::VerifyCa,
            Some("disable") => Tls::Disable,
            Some(_) => return refused("expected `sslmode` disable, verify-ca or verify-full"),
        };
        let root_certificate = root_certificate.map(PathBuf::from);
        Ok(Self { url, tls, root_certificate, password_file: None })
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl PostgresPlace {
    /// The same, with a password in a file. One line break behind it is none of it.
    #[must_use]
    pub fn with_password_file(self, path: PathBuf) -> Self {
        Self { password_file: Some(path), ..self }
    }

    /// Makes paths relative to a folder.
    pub(crate) fn resolve(&mut self, folder: &Path) {
        for path in [&mut self.root_certificate, &mut self.password_file].into_iter().flatten() {
            *path = folder.join(&path);
        }
    }

    /// Whether what is kept there passes other machines in the clear.
    pub(crate) fn is_in_the_clear(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        self.tls == Tls::Disable && !is_this_machine(host)
    }

    /// How it is connected to, with the password as it is now.
    pub(super) fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        let mut url = self.url.clone();
        // Given below, and read by the Store's own rules.
        let host = url.query_pairs().find(|(name, _)| name == "host").map(|(_, host)| host.into());
        url.set_query(None);
        if let Some(host) = host {
            let host: String = host;
            url.query_pairs_mut().append_pair("host", &host);
        }
        let mut options: PgConnectOptions = url.as_str().parse()?;
        options = options.ssl_mode(match self.tls {
            Tls::Disable => PgSslMode::Disable,
            Tls::VerifyCa => PgSslMode::VerifyCa,
            Tls::VerifyFull => PgSslMode::VerifyFull,
        });
        if let Some(path) = &self.root_certificate {
            options = options.ssl_root_cert(readable(path)?);
        }
        if let Some(path) = &self.password_file {
            let mut file = fs::File::open(path).map_err(|error| match error.kind() {
                io::ErrorKind::PermissionDenied => of(path)(error),
                _ => no_password_file(&error),
            })?;
            let text = read_secret("password file", path, &mut file, READ_AT_MOST, |_| {});
            let text = text.map_err(of(path))?;
            let invalid = |error| of(path)(io::Error::new(io::ErrorKind::InvalidData, error));
            let text = str::from_utf8(&text).map_err(invalid)?;
            let password = text.strip_suffix('\n').unwrap_or(text);
            options = options.password(password.strip_suffix('\r').unwrap_or(password));
        }
        Ok(options)
    }
}

/// A file that can be read: an error of the connection would not name it.
fn readable(path: &Path) -> Result<&Path, sqlx::Error> {
    fs::File::open(path).map(|_| path).map_err(of(path))
}

/// Without its name, which may be the password itself: that has no form by which it could be told from a name.
fn no_password_file(error: &io::Error) -> sqlx::Error {
    let problem = "expected the name of a file, not the password";
    sqlx::Error::Configuration(format!("password file ({problem}): {error}").into())
}

fn of(path: &Path) -> impl FnOnce(io::Error) -> sqlx::Error {
    move |error| sqlx::Error::Configuration(format!("{}: {error}", path.display()).into())
}

/// Without parameters.
impl fmt::Display for PostgresPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.url.clone();
        url.set_query(None);
        url.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{PostgresPlace, Tls};

    fn refused(text: &str) -> String {
        text.parse::<PostgresPlace>().unwrap_err().to_string()
    }

    #[test]
    fn between_machines_the_servers_certificate_and_name_are_verified_unless_it_says_otherwise() {
        for (text, tls, is_in_the_clear) in [
            ("postgres://a@db.example/store", Tls::VerifyFull, false),
            ("postgres://a@db.example/store?sslmode=verify-ca", Tls::VerifyCa, false),
            ("postgres://a@db.example/store?sslmode=disable", Tls::Disable, true),
            ("postgres://a@localhost/store", Tls::Disable, false),
            ("postgres://a@[::1]:5433/store", Tls::Disable, false),
            ("postgres://a@localhost/store?host=/run/postgresql", Tls::Disable, false),
        ] {
            let place: PostgresPlace = text.parse().unwrap();
            assert_eq!((place.tls, place.is_in_the_clear()), (tls, is_in_the_clear), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_and_no_password_repeated() {
        for (text, expected) in [
            ("postgres://a:secret@db/store", "no password in the URL"),
            ("postgres://a:se/cret@db/store", "expected `postgres://USER@HOST/NAME`"),
            ("mysql://a@db/store", "expected `postgres://USER@HOST/NAME`"),
            ("postgres://db/store", "expected `postgres://USER@HOST/NAME`"),
            ("postgres://a@db", "expected `postgres://USER@HOST/NAME`"),
            ("postgres://a@db/store?sslmode=prefer", "disable, verify-ca or verify-full"),
            ("postgres://a@db/store?password=secret", "expected no parameter but `sslmode`"),
            ("postgres://a@db/store?host=/run/postgresql", "`localhost` as the host"),
        ] {
            let said = refused(text);
            assert!(said.contains(expected), "{text}: {said}");
            assert!(!said.contains("cret"), "{said}");
        }
    }

    #[test]
    fn a_password_in_place_of_its_file_is_not_shown() {
        for password in ["open-sesame", "open/sesame", &"sesame".repeat(50)] {
            let place: PostgresPlace = "postgres://a@localhost/store".parse().unwrap();
            let said = place.with_password_file(password.into()).options().unwrap_err().to_string();
            assert!(said.contains("password file (expected the name of a file"), "{said}");
            assert!(!said.contains("sesame"), "{said}");
        }
    }

    #[test]
    fn a_place_is_shown_without_its_parameters() {
        let place = "postgres://a@db.example:5433/store?sslrootcert=ca.pem".parse();
        let place: PostgresPlace = place.unwrap();
        assert_eq!(place.to_string(), "postgres://a@db.example:5433/store");
    }
}
