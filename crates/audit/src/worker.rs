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

/// So many requests and their verdicts stay in a core's own cache.
const BATCH: usize = 512;

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
        let mut batches = Batches::default();
        while self.read(&mut chunk) {
            let part = self.check(&chunk, &mut reader, &mut batches);
            self.sink.put(chunk.sequence, part, Sink::take);
        }
    }

    fn read(&self, chunk: &mut Chunk) -> bool {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).read(chunk)
    }

    fn check(&self, chunk: &Chunk, reader: &mut LogReader, batches: &mut Batches) -> Part {
        let mut part = Part::default();
        let mut lines = Vec::with_capacity(BATCH);
        for (number, (raw, layout)) in (chunk.first_line..).zip(chunk.lines()) {
            let Some(raw) = raw else {
                part.garbage(chunk.file, number, format!("expected at most {LINE_MAX} bytes"));
                continue;
            };
            match reader.read(layout, raw) {
                Entry::Header => {}
                Entry::Request(request, time) => match self.at.or(time) {
                    Some(now) => lines.push(Line { number, raw, request, now }),
                    None => part.without_time(chunk.file, number),
                },
                Entry::NoAuthorization => part.no_authorization(),
                Entry::Garbage(problem) => part.garbage(chunk.file, number, problem),
            }
            if lines.len() == BATCH {
                self.verify(chunk, &lines, batches, &mut part);
                lines.clear();
            }
        }
        self.verify(chunk, &lines, batches, &mut part);
        part
    }

    fn verify(&self, chunk: &Chunk, lines: &[Line<'_>], batches: &mut Batches, part: &mut Part) {
        let requests: Vec<_> =
            lines.iter().map(|line| (line.request.request(), line.now)).collect();
        for (line, verdict) in lines.iter().zip(batches.verify(self.verifier, &requests)) {
            match verdict {
                Ok(authorization) => part.authorized(authorization, line.now),
                Err(denied) => self.denied(chunk, line, denied, part),
            }
        }
    }

    fn denied(&self, chunk: &Chunk, line: &Line<'_>, denied: &Denied, part: &mut Part) {
        let request = line.request.request();
        let redacted = |field| {
            // What is no string was not sent as this field.
            line.request.text(field)?;
            request.text(field).map(|text| text.redacted().into_bytes())
        };
        let [id, product_code] = [Field::Id, Field::ProductCode].map(redacted);
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

/// Verifies batches of requests, each at its time.
#[derive(Default)]
struct Batches {
    verdicts: Vec<Result<Authorization, Denied>>,
    /// Which key signed the last authorization: most likely the next ones too.
    last_key: usize,
}

impl Batches {
    fn verify(
        &mut self,
        verifier: &Verifier,
        requests: &[(Request<'_>, DateTime<Utc>)],
    ) -> &[Result<Authorization, Denied>] {
        verifier.verify_batch_from_key(self.last_key, requests, &mut self.verdicts);
        let last = self.verdicts.iter().rev().find_map(|verdict| verdict.as_ref().ok());
        self.last_key = last.map_or(self.last_key, Authorization::key_index);
        &self.verdicts
    }
}
