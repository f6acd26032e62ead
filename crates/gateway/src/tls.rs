//! TLS: a certificate and its key, read again when keys are.

use crate::{Error, config::Tls};
use std::{path::Path, sync::Arc};
use tokio_rustls::rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
};

/// What a listener needs to speak TLS 1.2 and 1.3.
pub(crate) fn server_config(tls: &Tls) -> Result<Arc<ServerConfig>, Error> {
    let certificates = certificates(&tls.certificate)
        .map_err(|error| refused("certificate", &tls.certificate, &error))?;
    if certificates.is_empty() {
        return Err(refused("certificate", &tls.certificate, &"expected a PEM certificate"));
    }
    let key = PrivateKeyDer::from_pem_file(&tls.private_key)
        .map_err(|error| refused("private key", &tls.private_key, &describe(&error)))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| refused("private key", &tls.private_key, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| describe(&error))
}

/// In words that hold nothing of the file.
fn describe(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "expected PEM, found none of it".to_owned(),
        _ => "expected PEM, found it damaged".to_owned(),
    }
}

fn refused(what: &'static str, path: &Path, problem: &dyn std::fmt::Display) -> Error {
    Error::Tls { what, path: path.to_owned(), problem: problem.to_string() }
}
