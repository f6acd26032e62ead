//! An audit: what it is told, and running it on threads.

use crate::{
    chunks::Source, control::Control, in_order::InOrder, input::Input, sink::Sink,
    summary::Summary, worker::Worker,
};
use chrono::{DateTime, FixedOffset, Utc};
use std::{
    io::{self, Write},
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    thread,
};
use store_auth::Verifier;
use store_auth_requests::{Format, LogOptions, LogReader};

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
/// let audit = Audit::new(verifier);
/// let summary = audit.run(&[Input::File(log)], &Control::default().into(), None)?;
/// assert_eq!((summary.authorized, summary.denied, summary.no_authorization), (1, 0, 1));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Audit {
    verifier: Verifier,
    at: Option<DateTime<Utc>>,
    threads: NonZeroUsize,
    log: LogOptions,
    top: usize,
    keep_signatures: bool,
}

impl Audit {
    /// An audit with this verifier: on one thread, of any format, each request at its own time.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            at: None,
            threads: NonZeroUsize::MIN,
            log: LogOptions::default(),
            top: 20,
            keep_signatures: false,
        }
    }

    /// Verifies all requests as of this instant rather than at their own times.
    #[must_use]
    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.at = Some(at);
        self.log.without_times = true;
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
        self.log.format = Some(format);
        self
    }

    /// The member of an access log's objects, or the column of CSV, that holds the URL, such as `request.uri`.
    #[must_use]
    pub fn url_member(mut self, path: impl Into<String>) -> Self {
        self.log.url_member = Some(path.into());
        self
    }

    /// The member or column that holds the time of a request, such as `request.time`.
    #[must_use]
    pub fn time_member(mut self, path: impl Into<String>) -> Self {
        self.log.time_member = Some(path.into());
        self
    }

    /// The zone of times that are written without one. Unless set, such a time is not believed.
    #[must_use]
    pub fn zone(mut self, zone: FixedOffset) -> Self {
        self.log.zone = Some(zone);
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
        let reader = LogReader::new(&self.log);
        let names: Vec<_> = inputs.iter().map(ToString::to_string).collect();
        let writes_denied = denied.is_some();
        let source = Mutex::new(Source::new(inputs, &reader, control));
        let sink = InOrder::new(Sink::new(denied, control));
        let worker = Worker {
            verifier: &self.verifier,
            at: self.at,
            reader: &reader,
            names: &names,
            source: &source,
            sink: &sink,
            writes_denied,
            keep_signatures: self.keep_signatures,
        };
        thread::scope(|scope| {
            for _ in 1..self.threads.get() {
                scope.spawn(|| worker.run());
            }
            worker.run();
        });
        let complete = !control.is_stopped();
        let tally = sink.into_inner().finish()?;
        let files = source.into_inner().unwrap_or_else(PoisonError::into_inner).into_files();
        Ok(Summary::new(tally, files, self.verifier.keys().len(), self.top, complete))
    }
}
