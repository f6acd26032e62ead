//! What an audit counts, however its input comes: in how many pieces, files and chunks, for how many threads.

use crate::{oracle, shared::KEYS};
use arbitrary::{Arbitrary, Unstructured};
use flate2::{Compression, write::GzEncoder};
use rustix::{
    fs::{MemfdFlags, memfd_create},
    pipe::{PipeFlags, pipe_with},
};
use serde_json::{Value, from_slice, to_value};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Write,
    num::NonZeroUsize,
    os::fd::{AsRawFd, OwnedFd},
    sync::{Arc, LazyLock},
    time::Duration,
};
use store_auth::{ExpiryEncoding, Verifier};
use store_auth_audit::{Audit, Control, Format, Input, Summary};

/// What precedes the input.
#[derive(Arbitrary)]
struct Header {
    /// Its format, if it is told: as many as there are, and none.
    format: u8,
    /// Two bits for the number of threads; three for a log before the input; three for the law.
    mode: u8,
    /// Where the input is cut: 256 times as far is its end.
    cuts: [u8; 4],
}

/// An input of more bytes has nothing new to say.
const LONGEST: usize = 4000;
/// Lists are whole: no input has as many ids.
const TOP: usize = 10_000;

/// Any bytes as a log, and as summaries.
///
/// # Panics
/// Where a law does not hold.
pub fn audit(data: &[u8]) {
    let mut data = Unstructured::new(data);
    let header = Header::arbitrary(&mut data).unwrap();
    let data = data.take_rest();
    let data = &data[..data.len().min(LONGEST)];
    let auditor = Auditor {
        format: Format::ALL.get(usize::from(header.format)).copied(),
        threads: NonZeroUsize::MIN.saturating_add(usize::from(header.mode & 3)),
    };
    let mut ends = header.cuts.map(|cut| usize::from(cut) * data.len() / 256);
    ends.sort_unstable();
    match header.mode >> 5 {
        0 => auditor
            .counts_the_same_behind_a_long_log(usize::from(header.mode >> 2) % LOGS.len(), data),
        1 | 2 => auditor.adds_up_files(data, ends[0]),
        3 | 4 => auditor.counts_members_as_the_whole(data, &pieces(data, &ends)),
        _ => auditor.counts_pieces_as_the_whole(data, &pieces(data, &ends)),
    }
    summaries_are_added_up(data);
}

fn pieces<'a>(data: &'a [u8], ends: &[usize]) -> Vec<&'a [u8]> {
    let starts = [0].into_iter().chain(ends.iter().copied());
    let ends = ends.iter().copied().chain([data.len()]);
    starts.zip(ends).map(|(start, end)| &data[start..end]).collect()
}

/// An input, and what it lies in for as long as it is read.
struct Source {
    input: Input,
    _kept: OwnedFd,
}

impl Source {
    fn of(kept: OwnedFd) -> Self {
        Self {
            input: Input::File(format!("/proc/self/fd/{}", kept.as_raw_fd()).into()),
            _kept: kept,
        }
    }

    /// A file, which can be read again.
    fn file(data: &[u8]) -> Self {
        let mut file = File::from(memfd_create("log", MemfdFlags::CLOEXEC).unwrap());
        file.write_all(data).unwrap();
        Self::of(file.into())
    }

    /// A pipe out of which the pieces come one by one, whoever reads how much.
    fn pipe(pieces: &[&[u8]]) -> Self {
        let (kept, to) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::DIRECT).unwrap();
        let mut to = File::from(to);
        // An empty one would be an end.
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            to.write_all(piece).unwrap();
        }
        Self::of(kept)
    }
}

fn verifier() -> Verifier {
    oracle::verifier(&oracle::Policy {
        keys: KEYS[..2].iter().map(|key| ((*key).to_owned(), None)).collect(),
        encoding: ExpiryEncoding::Either,
        leeway: Duration::ZERO,
        products: None,
        max_lifetime: None,
    })
}

#[derive(Clone, Copy)]
struct Auditor {
    format: Option<Format>,
    threads: NonZeroUsize,
}

impl Auditor {
    /// What an audit finds, and what it writes of denied lines.
    fn found(self, sources: &[&Source]) -> (Summary, Vec<u8>) {
        let mut audit = Audit::new(verifier()).threads(self.threads).top(TOP);
        if let Some(format) = self.format {
            audit = audit.format(format);
        }
        let inputs: Vec<Input> = sources.iter().map(|source| source.input.clone()).collect();
        let mut denied = Vec::new();
        let control = Arc::new(Control::default());
        let summary = audit.run(&inputs, &control, Some(&mut denied)).unwrap();
        let Summary { lines, authorized, denied: refused, .. } = summary;
        let others = summary.no_authorization + summary.without_time + summary.garbage;
        assert_eq!(lines, authorized + refused + others);
        assert_eq!(denied.split(|byte| *byte == b'\n').skip(1).count() as u64, refused);
        let again: Summary = serde_json::from_value(to_value(&summary).unwrap()).unwrap();
        assert_eq!(to_value(&again).unwrap(), to_value(&summary).unwrap());
        (summary, denied)
    }

    /// The same without the names of the inputs, which differ.
    fn said(self, source: &Source) -> (Value, String) {
        let (summary, denied) = self.found(&[source]);
        let name = source.input.to_string();
        let summary = serde_json::to_string(&summary).unwrap().replace(&name, "input");
        let denied = String::from_utf8(denied).unwrap().replace(&name, "input");
        (serde_json::from_str(&summary).unwrap(), denied)
    }

    /// In however many pieces it comes, it is one text, and how many threads read it is no matter.
    fn counts_pieces_as_the_whole(self, data: &[u8], pieces: &[&[u8]]) {
        let one = Self { threads: NonZeroUsize::MIN, ..self };
        assert_eq!(self.said(&Source::pipe(pieces)), one.said(&Source::file(data)));
    }

    /// Nor is it whether it is compressed, each piece apart.
    fn counts_members_as_the_whole(self, data: &[u8], pieces: &[&[u8]]) {
        let whole = self.said(&Source::file(data));
        let file = &whole.0["files"][0];
        // What is compressed already, or is told by its first bytes to be of no use, is another text within.
        if !file["compression"].is_null() || !file["error"].is_null() {
            return;
        }
        let members = pieces.iter().map(|piece| {
            let mut to = GzEncoder::new(Vec::new(), Compression::none());
            to.write_all(piece).unwrap();
            to.finish().unwrap()
        });
        let members = members.collect::<Vec<_>>().concat();
        let (mut summary, denied) = self.said(&Source::file(&members));
        assert_eq!(summary["files"][0]["compression"].take(), "gzip");
        assert_eq!((summary, denied), whole);
    }

    /// The summaries of two files add up to that of both, but for what is said of lists that may not be whole.
    fn adds_up_files(self, data: &[u8], end: usize) {
        let end = data[..end].iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
        let (one, other) = (Source::file(&data[..end]), Source::file(&data[end..]));
        let apart = [&one, &other].map(|source| self.found(&[source]));
        let (both, denied) = self.found(&[&one, &other]);
        assert_eq!([&apart[0].1[..], &apart[1].1].concat(), denied);
        let sum = Summary::merged(apart.map(|(summary, _)| summary), TOP).unwrap();
        let [mut sum, mut both] = [sum, both].map(|summary| to_value(summary).unwrap());
        for list in ["products", "deniedIds"] {
            let errors =
                [&mut sum, &mut both].map(|summary| summary[list]["error"].take().as_u64());
            assert!(errors[0] >= errors[1]);
        }
        assert_eq!(sum, both);
    }

    /// What begins near the end of a chunk counts as much as what begins before it.
    fn counts_the_same_behind_a_long_log(self, which: usize, data: &[u8]) {
        // More lines could make another log of the short one.
        if data.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() > SHORT / 4 {
            return;
        }
        let auditor = Self { format: None, ..self };
        let [short, long] = &LOGS[which];
        let [short, long] = [short, long].map(|(text, before)| {
            let (summary, _) = auditor.found(&[&Source::file(&[text, data].concat())]);
            difference(&counts(&summary), before)
        });
        assert_eq!(short, long);
    }
}

/// So many lines has a log of which there is one that is nearly a chunk.
const SHORT: usize = 200;
/// Where the long one ends: an input lies on both sides of 256 KiB.
const LONG: usize = 256 * 1024 - LONGEST / 4;

/// A log, and what is counted in it.
type Log = (Vec<u8>, Counts);

/// Logs of each layout, a short one and a long one.
static LOGS: LazyLock<Vec<[Log; 2]>> = LazyLock::new(|| {
    const QUERY: &str = "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
        &expiry=2016-04-26T08:17:59.059%2B0000&signature=16be1703017fd1001fe63465e50523982f10b0ca";
    let logs = [
        ("", format!("::1 - - [26/Apr/2016:07:17:50 +0000] \"GET /?{QUERY} HTTP/2.0\" 200 1")),
        ("", format!("{{\"ts\":1461655070,\"request\":{{\"uri\":\"/feed?{QUERY}\"}}}}")),
        ("[", format!("{{\"ts\":1461655070,\"request\":{{\"uri\":\"/feed?{QUERY}\"}}}},")),
        ("time,id,pc,expiry,signature\n", "2016-04-26T07:17:50Z,a,b,c,d".to_owned()),
        ("time;url\n", format!("2016-04-26T07:17:50Z;/?{QUERY}")),
        ("#Fields: date time cs-uri-query\n", format!("2016-04-26 07:17:50 {QUERY}")),
    ];
    let auditor = Auditor { format: None, threads: NonZeroUsize::MIN };
    let made = logs.map(|(header, line)| {
        [SHORT, LONG / (line.len() + 1)].map(|count| {
            let text = format!("{header}{}", format!("{line}\n").repeat(count)).into_bytes();
            let (summary, _) = auditor.found(&[&Source::file(&text)]);
            assert_eq!(summary.authorized + summary.denied, count as u64);
            (text, counts(&summary))
        })
    });
    made.into()
});

/// Each count of a summary by where it stands.
type Counts = BTreeMap<String, i64>;

fn counts(summary: &Summary) -> Counts {
    let mut summary = to_value(summary).unwrap();
    // They are of lines, whose numbers are others.
    for samples in ["garbageSamples", "firstWithoutTime", "files"] {
        summary[samples].take();
    }
    let mut counts = Counts::new();
    put("", &summary, &mut counts);
    counts
}

fn put(place: &str, value: &Value, counts: &mut Counts) {
    match value {
        Value::Number(number) => {
            counts.insert(place.to_owned(), number.as_i64().unwrap());
        }
        Value::Array(list) => {
            for (index, element) in list.iter().enumerate() {
                let names = element.as_object().into_iter().flatten();
                let of_text = |(name, text): (&String, &Value)| {
                    let is_name =
                        ["hour", "reason", "field", "productCode", "id"].contains(&name.as_str());
                    is_name.then(|| text.to_string())
                };
                let names: Vec<String> = names.filter_map(of_text).collect();
                let name = if names.is_empty() { index.to_string() } else { names.join(" ") };
                put(&format!("{place} {name}"), element, counts);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                put(&format!("{place} {name}"), value, counts);
            }
        }
        _ => {}
    }
}

/// What is counted besides.
fn difference(all: &Counts, before: &Counts) -> Counts {
    let more = |(place, count): (&String, &i64)| {
        let more = count - before.get(place).unwrap_or(&0);
        (more != 0).then(|| (place.clone(), more))
    };
    // The number of a key is no count.
    all.iter().filter(|(place, _)| !place.ends_with(" key")).filter_map(more).collect()
}

/// Whatever summaries say, they are added up, and the sum is one.
fn summaries_are_added_up(data: &[u8]) {
    let texts = data.split(|byte| *byte == b'\n');
    let read: Vec<Summary> = texts.filter_map(|text| from_slice(text).ok()).collect();
    let count = read.len();
    match Summary::merged(read.into_iter().cycle().take(count * 2), TOP) {
        Ok(sum) => {
            let text = serde_json::to_vec(&sum).unwrap();
            assert_eq!(
                to_value(from_slice::<Summary>(&text).unwrap()).unwrap(),
                to_value(&sum).unwrap()
            );
        }
        Err(problem) => assert!(problem.starts_with("expected ")),
    }
}
