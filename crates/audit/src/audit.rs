//! Running an audit: threads that take turns reading, verify their chunks, and have them counted in order.

use crate::{
    chunks::{Chunk, LINE_MAX, Source},
    control::Control,
    denied_line::DeniedLine,
    in_order::InOrder,
    input::Input,
    layout::{Entry, Format, Reading},
    request_line::RequestLine,
    summary::Summary,
    tally::{Part, Tally},
    time::Clock,
};
use chrono::{DateTime, Utc};
use std::{
    io::{self, Write},
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    thread,
};
use store_auth::{Authorization, Denied, Field, Request, Verifier};

/// An audit: under which policy requests are verified, and how they are read.
///
/// ```
/// use store_auth::{ServerKey, Verifier};
/// use store_auth_audit::{Audit, Control, Input};
///
/// # let folder = std::env::temp_dir().join(format!("audit-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let log = folder.join("access.log");
/// std::fs::write(&log, "\
/// 192.0.2.1 - - [26/Apr/2016:04:00:00 -0400] \"GET /feed?id=XU4XHT8XQDWK\
/// &pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420&expiry=2016-04-26T08:17:59.059%2B0000\
/// &signature=16be1703017fd1001fe63465e50523982f10b0ca HTTP/1.1\" 200 612
/// 192.0.2.1 - - [26/Apr/2016:04:00:01 -0400] \"GET /favicon.ico HTTP/1.1\" 404 0
/// ")?;
///
/// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
/// let audit = Audit::new(verifier, 1);
/// let summary = audit.run(&[Input::File(log)], &Control::default().into(), None)?;
/// assert_eq!((summary.authorized, summary.denied, summary.no_authorization), (1, 0, 1));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Audit {
    verifier: Verifier,
    key_count: usize,
    at: Option<DateTime<Utc>>,
    threads: NonZeroUsize,
    format: Option<Format>,
    url_member: Option<String>,
    time_member: Option<String>,
    top: usize,
    keep_signatures: bool,
}

impl Audit {
    /// An audit with a verifier of so many keys: on one thread, of any format, each request at its own time.
    #[must_use]
    pub fn new(verifier: Verifier, key_count: usize) -> Self {
        Self {
            verifier,
            key_count,
            at: None,
            threads: NonZeroUsize::MIN,
            format: None,
            url_member: None,
            time_member: None,
            top: 20,
            keep_signatures: false,
        }
    }

    /// Verifies all requests as of this instant rather than at their own times.
    #[must_use]
    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.at = Some(at);
        self
    }

    /// How many threads read and verify. The result is the same for any number.
    #[must_use]
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The format of all inputs. Unless set, that of each is recognized by its first lines.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The member of an access log's objects, or the column of CSV, that holds the URL, such as `request.uri`.
    #[must_use]
    pub fn url_member(mut self, path: impl Into<String>) -> Self {
        self.url_member = Some(path.into());
        self
    }

    /// The member or column that holds the time of a request, such as `request.time`.
    #[must_use]
    pub fn time_member(mut self, path: impl Into<String>) -> Self {
        self.time_member = Some(path.into());
        self
    }

    /// How many products and denied ids are listed. 20 unless set.
    #[must_use]
    pub fn top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }

    /// Writes denied lines as they are. Unless set, signatures in them are masked.
    #[must_use]
    pub fn keep_signatures(mut self) -> Self {
        self.keep_signatures = true;
        self
    }

    /// Reads and verifies all inputs, in memory that does not grow with them.
    ///
    /// An input that cannot be read is named in the summary with the reason; the others are read all the same.
    /// Denied requests are written to `denied` in their order, one JSON object a line.
    ///
    /// # Errors
    /// What writing to `denied` failed for.
    ///
    /// # Panics
    /// If a thread panicked, as none should.
    pub fn run(
        &self,
        inputs: &[Input],
        control: &Arc<Control>,
        denied: Option<&mut (dyn Write + Send)>,
    ) -> io::Result<Summary> {
        let reading = Reading::new(
            self.format,
            self.url_member.as_deref(),
            self.time_member.as_deref(),
            self.at.is_none(),
        );
        let writes_denied = denied.is_some();
        let names: Vec<_> = inputs.iter().map(ToString::to_string).collect();
        let source = Mutex::new(Source::new(inputs, &reading, control));
        let sink = InOrder::new(Sink {
            tally: Tally::default(),
            denied,
            result: Ok(()),
            control: Arc::clone(control),
        });
        let worker = Worker {
            audit: self,
            reading: &reading,
            names: &names,
            source: &source,
            sink: &sink,
            writes_denied,
        };
        thread::scope(|scope| {
            for _ in 1..self.threads.get() {
                scope.spawn(|| worker.run());
            }
            worker.run();
        });
        let complete = !control.is_stopped();
        let Sink { tally, denied, result, .. } = sink.into_inner();
        result?;
        denied.map_or(Ok(()), Write::flush)?;
        let files = source.into_inner().unwrap_or_else(PoisonError::into_inner).into_files();
        Ok(Summary::new(tally, files, self.key_count, self.top, complete))
    }
}

/// Verifies a batch of requests, each at its time.
fn verify_all(
    verifier: &Verifier,
    requests: &[(Request<'_>, DateTime<Utc>)],
) -> Vec<Result<Authorization, Denied>> {
    requests.iter().map(|(request, now)| verifier.verify_at(request, *now)).collect()
}

/// Where results go, in order.
struct Sink<'a> {
    tally: Tally,
    denied: Option<&'a mut (dyn Write + Send)>,
    result: io::Result<()>,
    control: Arc<Control>,
}

impl Sink<'_> {
    fn take(&mut self, part: Part) {
        if let (Some(denied), Ok(())) = (&mut self.denied, &self.result) {
            self.result = denied.write_all(&part.denied);
            if self.result.is_err() {
                self.control.stop();
            }
        }
        self.control.add_lines(part.lines());
        self.tally.add(part);
    }
}

/// What every thread works with.
struct Worker<'a, 's, 'w> {
    audit: &'a Audit,
    reading: &'a Reading,
    names: &'a [String],
    source: &'a Mutex<Source<'s>>,
    sink: &'a InOrder<Sink<'w>, Part>,
    writes_denied: bool,
}

/// A request of a chunk.
struct Line<'a> {
    number: u64,
    raw: &'a [u8],
    request: RequestLine<'a>,
    now: DateTime<Utc>,
}

impl Worker<'_, '_, '_> {
    fn run(&self) {
        let _guard = self.sink.guard();
        let mut chunk = Chunk::default();
        let mut clock = Clock::default();
        while self.read(&mut chunk) {
            let part = self.check(&chunk, &mut clock);
            self.sink.put(chunk.sequence, part, Sink::take);
        }
    }

    fn read(&self, chunk: &mut Chunk) -> bool {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).read(chunk)
    }

    fn check(&self, chunk: &Chunk, clock: &mut Clock) -> Part {
        let mut part = Part::default();
        let lines = self.requests(chunk, clock, &mut part);
        let requests: Vec<_> =
            lines.iter().map(|line| (line.request.request(), line.now)).collect();
        let verdicts = verify_all(&self.audit.verifier, &requests);
        for (line, verdict) in lines.iter().zip(verdicts) {
            match verdict {
                Ok(authorization) => part.authorized(&authorization, line.now),
                Err(denied) => self.denied(chunk, line, &denied, &mut part),
            }
        }
        part
    }

    /// The requests of a chunk that can be verified. The other lines are counted.
    fn requests<'c>(&self, chunk: &'c Chunk, clock: &mut Clock, part: &mut Part) -> Vec<Line<'c>> {
        let mut requests = Vec::with_capacity(1024);
        for (number, raw) in (chunk.first_line..).zip(chunk.lines()) {
            let Some(raw) = raw else {
                part.garbage(chunk.file, number, format!("expected at most {LINE_MAX} bytes"));
                continue;
            };
            match self.reading.read(&chunk.layout, raw, clock) {
                Entry::Request(request, time) => match self.audit.at.or(time) {
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
        let id = line.request.text_of(Field::Id);
        let product_code = line.request.text_of(Field::ProductCode);
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
            line.write(&mut part.denied, self.audit.keep_signatures);
        }
    }
}
