//! Whether a server could start, tried without serving.

use crate::{
    certificates::Certificates,
    config::{Address, Settings},
    error::Error,
    sockets,
};
use std::io;

/// Reads the certificates and binds each address for a moment, and says what an operator should know.
///
/// An address that is in use is no error: it may be this server that has it, about to be reloaded. Nor is a Unix socket
/// whose folder is not there, which a supervisor may make.
///
/// # Errors
/// What [`Server::bind`](crate::Server::bind) would refuse.
pub fn check(settings: &Settings) -> Result<Vec<String>, Error> {
    Certificates::read(&settings.listen)?;
    let mut warnings = Vec::new();
    for (section, address) in settings.addresses() {
        let tried = match address {
            Address::Tcp(to) => sockets::tcp(*to, settings.is_ipv6_only(to)).map(drop),
            Address::Unix { path, .. } => sockets::unix(path).map(drop),
        };
        match tried {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => warnings.push(format!(
                "{section} {address}: in use, expected so only where this server runs already"
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => warnings.push(format!(
                "{section} {address}: no such folder yet, expected it before the server starts"
            )),
            Err(error) => {
                return Err(Error::Listen { section, address: address.to_string(), error });
            }
        }
    }
    Ok(warnings)
}
