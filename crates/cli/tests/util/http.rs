//! A client that says exactly what a test tells it to, byte for byte.

use super::PATIENCE;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpStream, ToSocketAddrs},
};

/// A connection to a server.
#[derive(Debug)]
pub(crate) struct Client<S = TcpStream>(BufReader<S>);

/// An answer, its names in lower case.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Client {
    #[track_caller]
    pub(crate) fn connect(address: impl ToSocketAddrs) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self::over(stream)
    }
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn over(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.0.get_mut().write_all(bytes.as_ref()).unwrap();
        self
    }

    /// The answer to a request on a connection that may end at any time.
    pub(crate) fn try_get(&mut self, target: &str) -> io::Result<Answer> {
        self.0.get_mut().write_all(request(target, &[]).as_bytes())?;
        self.try_answer()
    }

    /// The next answer.
    #[track_caller]
    pub(crate) fn answer(&mut self) -> Answer {
        self.try_answer().unwrap()
    }

    pub(crate) fn try_answer(&mut self) -> io::Result<Answer> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok());
        let status = status
            .ok_or_else(|| io::Error::other(format!("expected a status line, found {line:?}")))?;
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: String::new() };
        let body = self.read_body(&answer)?;
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    fn read_body(&mut self, answer: &Answer) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let mut size = String::new();
                self.0.read_line(&mut size)?;
                let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
                let mut chunk = vec![0; size + 2];
                self.0.read_exact(&mut chunk)?;
                body.extend_from_slice(&chunk[..size]);
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        match answer.header("content-length") {
            Some(length) => {
                body.resize(length.parse().map_err(io::Error::other)?, 0);
                self.0.read_exact(&mut body)?;
            }
            None if answer.status != 204 && answer.status != 304 => {
                self.0.read_to_end(&mut body)?;
            }
            None => {}
        }
        Ok(body)
    }

    /// What is left until the other side closes the connection, or breaks it off.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                panic!("expected the connection to be closed")
            }
            _ => rest,
        }
    }

    /// The answer to a request for `target`, on a connection that is kept.
    #[track_caller]
    pub(crate) fn get(&mut self, target: &str, headers: &[&str]) -> Answer {
        self.send(request(target, headers)).answer()
    }
}

impl Answer {
    /// The value of a header that is there once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(found, _)| found == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert_eq!(values.next(), None, "expected {name} once");
        value
    }
}

/// A request as it is written. Each header is a whole line.
pub(crate) fn request(target: &str, headers: &[&str]) -> String {
    let start = format!("GET {target} HTTP/1.1\r\nHost: data.example\r\n");
    headers.iter().fold(start, |request, line| request + line + "\r\n") + "\r\n"
}

/// The answer to one request, on a connection of its own.
#[track_caller]
pub(crate) fn get(address: &str, target: &str, headers: &[&str]) -> Answer {
    Client::connect(address).get(target, headers)
}
