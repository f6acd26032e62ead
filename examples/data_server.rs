//! A data server in one file: it answers whoever the Store authorized, on the standard library alone.
//!
//! `cargo run --example data_server` prints URLs to try. It listens on a loopback port that the system picks; the
//! address can be given as an argument. One request after another: a real server would use a web framework.

use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    time::{Duration, SystemTime},
};
use store_auth::{Expiry, Request, ServerKey, SignedRequest, Signer, Verifier};

/// A key that protects nothing, for trying out. `STOREAUTH_SERVER_KEY_FILE` names the file of yours.
const DEMONSTRATION_KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

fn main() -> Result<(), Box<dyn Error>> {
    let key_file = env::var_os("STOREAUTH_SERVER_KEY_FILE");
    let key = match &key_file {
        Some(file) => ServerKey::new(fs::read(file)?)?,
        None => ServerKey::new(DEMONSTRATION_KEY)?,
    };
    let verifier = Verifier::new(key).max_lifetime(Duration::from_secs(25 * 60 * 60));

    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address)?;
    let here = listener.local_addr()?;
    if key_file.is_none() {
        println!("authorized: curl -i '{}'", sample_url(&format!("http://{here}/feed"))?);
    }
    println!("denied:     curl -i 'http://{here}/feed'");

    for stream in listener.incoming() {
        // One client's trouble is not the server's.
        if let Err(error) = stream.and_then(|stream| serve(stream, &verifier)) {
            eprintln!("{error}");
        }
    }
    Ok(())
}

/// Reads one request and answers it.
fn serve(mut stream: TcpStream, verifier: &Verifier) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut head = BufReader::new(&stream).take(8 * 1024).lines();
    let request_line = head.next().transpose()?.unwrap_or_default();
    while head.next().transpose()?.is_some_and(|line| !line.is_empty()) {}

    let target = request_line.split(' ').nth(1).unwrap_or_default();
    let (status, challenge, body) = match verifier.verify(&Request::from_url(target)) {
        Ok(authorization) => (200, None, format!("data for {}\n", authorization.id())),
        Err(denied) => (denied.status(), denied.challenge(), format!("{denied}\n")),
    };
    let challenge = challenge.map(|challenge| format!("WWW-Authenticate: {challenge}\r\n"));
    write!(
        stream,
        "HTTP/1.1 {status} \r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\n{}Connection: close\r\n\r\n{body}",
        body.len(),
        challenge.unwrap_or_default()
    )
}

/// A URL as an App would ask for, authorized for the next 24 hours.
fn sample_url(base: &str) -> Result<String, Box<dyn Error>> {
    let (id, product_code) = ("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420");
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let expiry = Expiry::java(tomorrow.into())?;
    let signer = Signer::new(ServerKey::new(DEMONSTRATION_KEY)?);
    let signature = signer.sign(id, product_code, &expiry)?;
    let request = SignedRequest::for_display(id, product_code, expiry.as_str(), signature.as_str());
    Ok(format!("{base}?{request}"))
}
