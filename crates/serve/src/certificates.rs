//! TLS: certificates and their keys, which can be read again while they are in use.

use crate::{
    config::{Listen, TlsFiles},
    error::Error,
    open::{Open, open_regular},
};
use std::{
    fmt::Display,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring::Ticketer,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    },
};

/// The certificates of all listeners, as they were read from their files and found good.
#[derive(Debug)]
pub struct Certificates {
    /// One for each listener, in their order.
    pub(crate) of_listeners: Vec<Option<Arc<ServerConfig>>>,
}

impl Certificates {
    /// Reads those that listeners name.
    ///
    /// # Errors
    /// [`Error::Tls`], which names the file that cannot be read or is of no use.
    pub fn read(listen: &[Listen]) -> Result<Self, Error> {
        Self::read_by(listen, |path| File::open(path))
    }

    /// Reads them while a server serves, from regular files only.
    ///
    /// # Errors
    /// As of [`read`](Self::read), and for a file that [`open_regular`] refuses.
    pub fn read_again(listen: &[Listen]) -> Result<Self, Error> {
        Self::read_by(listen, open_regular)
    }

    fn read_by(listen: &[Listen], open: Open) -> Result<Self, Error> {
        let read =
            |listen: &Listen| listen.tls.as_ref().map(|tls| server_config(tls, open)).transpose();
        Ok(Self { of_listeners: listen.iter().map(read).collect::<Result<_, _>>()? })
    }
}

/// The certificate that is shown to new connections.
#[derive(Debug)]
pub(crate) struct CurrentCertificate(RwLock<Arc<ServerConfig>>);

impl CurrentCertificate {
    pub(crate) fn new(config: Arc<ServerConfig>) -> Self {
        Self(RwLock::new(config))
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Clients that have been here before come back as quickly as they would have: a session outlives a certificate,
    /// which is read again whenever any file has changed.
    pub(crate) fn replace(&self, mut config: Arc<ServerConfig>) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let new = Arc::make_mut(&mut config);
        new.ticketer = Arc::clone(&current.ticketer);
        new.session_storage = Arc::clone(&current.session_storage);
        *current = config;
    }
}

/// What a listener needs to speak TLS 1.2 and 1.3.
fn server_config(tls: &TlsFiles, open: Open) -> Result<Arc<ServerConfig>, Error> {
    let certificates = certificates(&tls.certificate, open)
        .map_err(|error| refused("certificate", &tls.certificate, &error))?;
    if certificates.is_empty() {
        return Err(refused("certificate", &tls.certificate, &"expected a PEM certificate"));
    }
    let key = pem(&tls.private_key, open)
        .and_then(PrivateKeyDer::from_pem_reader)
        .map_err(|error| refused("private key", &tls.private_key, &describe(&error)))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| refused("private key", &tls.private_key, &error))?;
    // The client keeps its session, so that any number of them take no memory here.
    config.ticketer = Ticketer::new().map_err(|error| Error::System {
        what: "keys of TLS tickets",
        error: io::Error::other(error),
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(path: &Path, open: Open) -> Result<Vec<CertificateDer<'static>>, String> {
    pem(path, open)
        .and_then(|file| CertificateDer::pem_reader_iter(file).collect())
        .map_err(|error| describe(&error))
}

/// A file of PEM, behind the byte-order mark that some editors put before it.
fn pem(path: &Path, open: Open) -> Result<BufReader<File>, pem::Error> {
    let read = || {
        let mut file = BufReader::new(open(path)?);
        if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            file.consume(3);
        }
        Ok::<_, io::Error>(file)
    };
    read().map_err(pem::Error::Io)
}

/// In words that hold nothing of the file.
fn describe(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "expected PEM, found none of it".to_owned(),
        _ => "expected PEM, found it damaged".to_owned(),
    }
}

fn refused(what: &'static str, path: &Path, problem: &dyn Display) -> Error {
    Error::Tls { what, path: path.to_owned(), problem: problem.to_string() }
}
