//! Query strings and URLs.

use crate::{
    compare::{self, Signed},
    naive_query::{self, NAMES, Pair},
    oracle::{self, Policy, Verdict},
    shared::{KEYS, NOW},
};
use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, Utc};
use std::time::Duration;
use store_auth::{Authorization, Denied, ExpiryEncoding, Request, Verifier};

/// What precedes the query.
#[derive(Arbitrary)]
struct Header {
    /// Two bits for the encoding; three more, see [`signed`]; one for the case of escapes.
    mode: u8,
    /// Which pair to add something before, or to repeat.
    place: u8,
    /// What to add.
    added: u8,
}

/// Parameters that a data server doesn't know, near to those that it does.
const UNKNOWN: [&str; 12] = [
    "x=y",
    "callback=f",
    "",
    "=",
    "id",
    "ID=x",
    "id%00=x",
    "pc%20=x",
    "%70%63%=x",
    "expiry-time=x",
    "signature2=x",
    "cid%",
];

/// A query under each law of reading one.
///
/// # Panics
/// Where a law does not hold.
pub fn query(data: &[u8]) {
    verdict(data);
}

struct Laws {
    verifier: Verifier,
    now: DateTime<Utc>,
}

impl Laws {
    fn verify(&self, request: &Request<'_>) -> Result<Authorization, Denied> {
        self.verifier.verify_at(request, self.now)
    }

    fn of_query(&self, query: &[u8]) -> Result<Authorization, Denied> {
        self.verify(&Request::from_query(query))
    }

    fn of_url(&self, url: &[u8]) -> Result<Authorization, Denied> {
        self.verify(&Request::from_url(url))
    }
}

pub(crate) fn verdict(data: &[u8]) -> Verdict {
    let mut data = Unstructured::new(data);
    let header = Header::arbitrary(&mut data).unwrap();
    let query = signed(data.take_rest(), header.mode >> 2 & 7);
    let pairs = naive_query::split(&query);
    let policy = Policy {
        keys: KEYS[..2].iter().map(|key| ((*key).to_owned(), None)).collect(),
        encoding: ExpiryEncoding::ALL[usize::from(header.mode & 3) % 3],
        leeway: Duration::ZERO,
        products: Some(["b5d78da0853d97e2ec28feb5e31b9953d9c72420", "p"].map(str::to_owned).into()),
        max_lifetime: Some(Duration::from_hours(10 * 366 * 24)),
    };
    let laws = Laws { verifier: oracle::verifier(&policy), now: oracle::instant(NOW) };

    let verdict = laws.of_query(&query);
    let fields = naive_query::fields(&pairs);
    let expected = oracle::verify(&policy, NOW, fields.each_ref().map(Vec::as_slice));
    compare::assert_same(&verdict, &expected);

    let place = usize::from(header.place) % pairs.len();
    let added = usize::from(header.added);
    escapes_mean_their_bytes(&laws, &pairs, &verdict, header.mode & 0x80 != 0);
    unknown_parameters_are_ignored(&laws, &pairs, &verdict, place, UNKNOWN[added % UNKNOWN.len()]);
    repeated_fields_are_malformed(&laws, &pairs, place, added);
    only_the_query_of_a_url_counts(&laws, &query, &verdict, added);
    expected
}

/// The query with a true signature behind it, of a key and over a text of the expiry that `how` says.
fn signed(query: &[u8], how: u8) -> Vec<u8> {
    let (key, signed) = match how {
        4 => (KEYS[0], Signed::AsSent),
        5 => (KEYS[0], Signed::JavaRendering),
        6 => (KEYS[1], Signed::AsSent),
        7 => (KEYS[1], Signed::JavaRendering),
        _ => return query.to_vec(),
    };
    let [id, pc, expiry, _] = naive_query::fields(&naive_query::split(query));
    match compare::forge(key, [&id, &pc, &expiry], signed) {
        Some(signature) => [query, b"&signature=", &signature].concat(),
        None => query.to_vec(),
    }
}

/// Escaping each byte of each name and value changes nothing, nor does decoding them beforehand.
fn escapes_mean_their_bytes(
    laws: &Laws,
    pairs: &[Pair],
    verdict: &Result<Authorization, Denied>,
    upper_case: bool,
) {
    // What cannot be decoded stays as it is.
    let escape = |text: &Vec<u8>| match naive_query::decode(text) {
        Some(decoded) => naive_query::escape(&decoded, upper_case),
        None => text.clone(),
    };
    let values: Vec<Pair> =
        pairs.iter().map(|(name, value)| (name.clone(), escape(value))).collect();
    assert_eq!(laws.of_query(&naive_query::join(&values)), *verdict);
    let both: Vec<Pair> =
        values.iter().map(|(name, value)| (escape(name), value.clone())).collect();
    assert_eq!(laws.of_query(&naive_query::join(&both)), *verdict);

    let decoded: Option<Vec<Pair>> = pairs
        .iter()
        .map(|(name, value)| Some((naive_query::decode(name)?, naive_query::decode(value)?)))
        .collect();
    if let Some(decoded) = decoded {
        let pairs = decoded.iter().map(|(name, value)| (name, value));
        assert_eq!(laws.verify(&Request::from_pairs(pairs)), *verdict);
    }
}

/// A parameter that no field has for a name changes nothing, wherever it stands.
fn unknown_parameters_are_ignored(
    laws: &Laws,
    pairs: &[Pair],
    verdict: &Result<Authorization, Denied>,
    place: usize,
    unknown: &str,
) {
    let unknown = naive_query::split(unknown.as_bytes()).swap_remove(0);
    if naive_query::field(&unknown.0).is_some() {
        return;
    }
    let mut pairs = pairs.to_vec();
    pairs.insert(place, unknown.clone());
    pairs.push(unknown);
    assert_eq!(laws.of_query(&naive_query::join(&pairs)), *verdict);
}

/// A second text for a field that has one makes that field malformed, unless an earlier one is.
fn repeated_fields_are_malformed(laws: &Laws, pairs: &[Pair], place: usize, added: usize) {
    let mut present = pairs.iter().cycle().skip(place).take(pairs.len());
    let Some((field, value)) =
        present.find_map(|(name, value)| Some((naive_query::field(name)?, value)))
    else {
        return;
    };
    let name = NAMES[field][added % NAMES[field].len()].as_bytes().to_vec();
    let places = [(0, value.clone()), (place, vec![]), (pairs.len(), value.clone())];
    let (place, value) = places[added / 2 % places.len()].clone();
    let mut pairs = pairs.to_vec();
    pairs.insert(place, (name, value));
    let query = naive_query::join(&pairs);
    match laws.of_query(&query) {
        Err(Denied::Malformed(malformed)) if malformed.field as usize <= field => {}
        verdict => panic!("{} gets {verdict:?}", query.escape_ascii()),
    }
}

/// Of a URL, what stands before `?` and behind `#` is not looked at.
fn only_the_query_of_a_url_counts(
    laws: &Laws,
    query: &[u8],
    verdict: &Result<Authorization, Denied>,
    added: usize,
) {
    let fragment = query.iter().position(|byte| *byte == b'#');
    let in_url = match fragment {
        Some(fragment) => laws.of_query(&query[..fragment]),
        None => verdict.clone(),
    };
    let urls = [
        ("?", ""),
        ("/data?", "#"),
        ("https://user@data.example:8443/a=b&id=x/%?", "#id=x"),
        ("data.example?", "#?id=x&pc=y#signature=z"),
    ];
    let (before, behind) = urls[added % urls.len()];
    let url = [before.as_bytes(), query, behind.as_bytes()].concat();
    assert_eq!(laws.of_url(&url), in_url, "{}", url.escape_ascii());

    // Behind a fragment, and without a `?`, there is no query at all.
    let nothing = laws.of_query(b"");
    assert_eq!(laws.of_url(&[b"/#?", query].concat()), nothing);
    let without_fragment = &query[..fragment.unwrap_or(query.len())];
    if !without_fragment.contains(&b'?') {
        assert_eq!(laws.of_url(query), nothing);
    }
}
