//! What each thread does: it reads a chunk, verifies its requests, and hands over what they came to.

use crate::{
    chunks::{Chunk, Source},
    denied_line::DeniedLine,
    in_order::InOrder,
    sink::Sink,
    tally::Part,
};
use chrono::{DateTime, Utc};
use std::sync::{Mutex, PoisonError};
use store_auth::{Authorization, Denied, Field, Request, Verifier};
use store_auth_requests::{Entry, LINE_MAX, LogReader, RequestLine};

/// What every thread works with.
pub(crate) struct Worker<'a, 's, 'w> {
    pub(crate) verifier: &'a Verifier,
    /// As of when all requests are verified, rather than at their own times.
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) reader: &'a LogReader,
    /// Those of the files.
    pub(crate) names: &'a [String],
    pub(crate) source: &'a Mutex<Source<'s>>,
    pub(crate) sink: &'a InOrder<Sink<'w>, Part>,
    pub(crate) writes_denied: bool,
    pub(crate) keep_signatures: bool,
}

/// A request of a chunk.
struct Line<'a> {
    number: u64,
    raw: &'a [u8],
    request: RequestLine<'a>,
    now: DateTime<Utc>,
}

impl Worker<'_, '_, '_> {
    /// Works until there is nothing left to read.
    pub(crate) fn run(&self) {
        let _guard = self.sink.guard();
        let mut chunk = Chunk::default();
        let mut reader = self.reader.clone();
        while self.read(&mut chunk) {
            let part = self.check(&chunk, &mut reader);
            self.sink.put(chunk.sequence, part, Sink::take);
        }
    }

    fn read(&self, chunk: &mut Chunk) -> bool {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).read(chunk)
    }

    fn check(&self, chunk: &Chunk, reader: &mut LogReader) -> Part {
        let mut part = Part::default();
        let lines = self.requests(chunk, reader, &mut part);
        let requests: Vec<_> =
            lines.iter().map(|line| (line.request.request(), line.now)).collect();
        let verdicts = verify_all(self.verifier, &requests);
        for (line, verdict) in lines.iter().zip(verdicts) {
            match verdict {
                Ok(authorization) => part.authorized(&authorization, line.now),
                Err(denied) => self.denied(chunk, line, &denied, &mut part),
            }
        }
        part
    }

    /// The requests of a chunk that can be verified. The other lines are counted.
    fn requests<'c>(
        &self,
        chunk: &'c Chunk,
        reader: &mut LogReader,
        part: &mut Part,
    ) -> Vec<Line<'c>> {
        let mut requests = Vec::with_capacity(1024);
        for (number, raw) in (chunk.first_line..).zip(chunk.lines()) {
            let Some(raw) = raw else {
                part.garbage(chunk.file, number, format!("expected at most {LINE_MAX} bytes"));
                continue;
            };
            match reader.read(&chunk.layout, raw) {
                Entry::Request(request, time) => match self.at.or(time) {
                    Some(now) => requests.push(Line { number, raw, request, now }),
                    None => part.without_time(chunk.file, number),
                },
                Entry::NoAuthorization => part.no_authorization(),
                Entry::Garbage(problem) => part.garbage(chunk.file, number, problem),
            }
        }
        requests
    }

    fn denied(&self, chunk: &Chunk, line: &Line<'_>, denied: &Denied, part: &mut Part) {
        let id = line.request.text(Field::Id);
        let product_code = line.request.text(Field::ProductCode);
        part.denied(denied, line.now, id.as_deref(), product_code.as_deref());
        if self.writes_denied {
            let line = DeniedLine {
                file: &self.names[chunk.file],
                line: line.number,
                raw: line.raw,
                request: &line.request,
                now: line.now,
                denied,
            };
            line.write(&mut part.denied, self.keep_signatures);
        }
    }
}

/// Verifies a batch of requests, each at its time.
fn verify_all(
    verifier: &Verifier,
    requests: &[(Request<'_>, DateTime<Utc>)],
) -> Vec<Result<Authorization, Denied>> {
    requests.iter().map(|(request, now)| verifier.verify_at(request, *now)).collect()
}
