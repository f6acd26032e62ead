//! What Apps ask a Store: the query of each endpoint.

use crate::naive_query::{self, Pair, decode_lossy};
use arbitrary::{Arbitrary, Unstructured};
use store_auth_wire::{AppRequest, Asker, Asks, AuthorizationRequest, Callback, Denial, ServerId};

/// What precedes the query.
#[derive(Arbitrary)]
struct Header {
    /// Two bits for the endpoint; one for the case of escapes; one for a doubled slash.
    mode: u8,
    /// Where to add something, and where to begin.
    place: u8,
    /// What to add.
    added: u8,
}

const PATHS: [&str; 4] = [
    "/v1/widget/auth",
    "/v1/company/c/product/status",
    "/v1/product/p/status",
    "/v1/product/p/company/c/trial/start",
];

/// The parameters of the first but the callback, in the order in which one that comes twice is named.
const NAMES: [&str; 5] = ["id", "cid", "pc", "srv", "startTrial"];

/// Parameters that no endpoint knows, near to those that one does.
const UNKNOWN: [&str; 10] = [
    "_=1",
    "",
    "=",
    "ID=x",
    "id%00=x",
    "pc%20=x",
    "%70%63%=x",
    "starttrial=false",
    "callback%5B%5D=f",
    "display_ids=x",
];

type Read<'u> = Result<AppRequest<'u>, Denial>;

/// The query of an endpoint under each law of reading one.
///
/// # Panics
/// Where a law does not hold.
pub fn store_query(data: &[u8]) {
    let mut data = Unstructured::new(data);
    let header = Header::arbitrary(&mut data).unwrap();
    // A request target that is no UTF-8 does not come so far.
    let query = String::from_utf8_lossy(data.take_rest()).into_owned();
    let endpoint = usize::from(header.mode & 3);
    let asking = Asking { endpoint, is_doubled: header.mode & 8 != 0 };
    let pairs = naive_query::split(query.as_bytes());
    let place = usize::from(header.place) % pairs.len();
    let added = usize::from(header.added);

    asking.finds(&query, &pairs);
    asking.same(&query, &escaped(&pairs, header.mode & 4 != 0));
    if given("pc", &pairs).max(given("displayIds", &pairs)) <= 1 || endpoint == 0 {
        let mut turned = pairs.clone();
        turned.rotate_left(place);
        asking.same(&query, &turned);
        turned.reverse();
        asking.same(&query, &turned);
    }
    let mut more = pairs.clone();
    let unknown = naive_query::split(UNKNOWN[added % UNKNOWN.len()].as_bytes()).swap_remove(0);
    more.insert(place, unknown.clone());
    more.push(unknown);
    asking.same(&query, &more);
    asking.refuses_a_second(&pairs, place, added);
    what_is_written_is_read(&query, added);
}

#[derive(Clone, Copy)]
struct Asking {
    endpoint: usize,
    is_doubled: bool,
}

impl Asking {
    fn read(self, query: &str) -> Read<'_> {
        const DOUBLED: [&str; 4] = [
            "//v1/widget/auth",
            "//v1/company/c/product/status",
            "//v1/product/p/status",
            "//v1/product/p/company/c/trial/start",
        ];
        let paths = if self.is_doubled { DOUBLED } else { PATHS };
        AppRequest::of(paths[self.endpoint], query)
    }

    #[track_caller]
    fn same(self, query: &str, pairs: &[Pair]) {
        let other = text(pairs);
        assert_eq!(self.read(query), self.read(&other), "{query} and {other}");
    }

    /// What is read is what a naive reader finds.
    fn finds(self, query: &str, pairs: &[Pair]) {
        let read = self.read(query);
        let callback = value("callback", pairs).map(|text| text.parse::<Callback>());
        let (1 | 0, Ok(callback)) = (given("callback", pairs), callback.transpose()) else {
            assert_eq!(read, Err(Denial::BadCallback), "{query}");
            return;
        };
        let read = read.unwrap();
        assert_eq!(read.callback, callback, "{query}");
        let list = |name| {
            let values = pairs.iter().filter(|(given, _)| decode_lossy(given) == name);
            let values =
                values.map(|(_, value)| decode_lossy(value)).filter(|value| !value.is_empty());
            values.collect::<Vec<_>>().join(",")
        };
        match read.asks {
            Asks::Authorization(question) => {
                assert_eq!(question.as_ref().err(), denial(pairs).as_ref(), "{query}");
                let Ok(question) = question else { return };
                let of_display = matches!(question.asker, Asker::Display(_));
                let id = value(if of_display { "id" } else { "cid" }, pairs);
                assert_eq!(Some(question.asker.id()), id.as_deref(), "{query}");
                assert_eq!(Some(&*question.product_code), value("pc", pairs).as_deref());
                assert_eq!(question.servers.as_deref(), value("srv", pairs).as_deref());
                let says_false = value("startTrial", pairs).as_deref() == Some("false");
                assert_eq!(question.starts_trial, !says_false, "{query}");
            }
            Asks::CompanyStatus { company, products } => {
                assert_eq!((&*company, products), ("c", list("pc")), "{query}");
            }
            Asks::ProductStatus { product, displays } => {
                assert_eq!((&*product, displays), ("p", list("displayIds")), "{query}");
            }
            Asks::TrialStart { product, company } => {
                assert_eq!((&*product, &*company), ("p", "c"), "{query}");
            }
        }
    }

    /// A second of a parameter that comes once is refused by its name, whatever else is wrong, but for an earlier one.
    fn refuses_a_second(self, pairs: &[Pair], place: usize, added: usize) {
        let names: &[&str] = if self.endpoint == 0 { &NAMES } else { &[] };
        let names: Vec<&str> = names.iter().copied().chain(["callback"]).collect();
        let name = names[added % names.len()];
        if given(name, pairs) != 1 {
            return;
        }
        let mut pairs = pairs.to_vec();
        pairs.insert(place, (name.as_bytes().to_vec(), vec![]));
        let query = text(&pairs);
        match self.read(&query) {
            Err(Denial::BadCallback) => {}
            Ok(AppRequest {
                asks: Asks::Authorization(Err(Denial::GivenTwice(first))), ..
            }) => {
                let place = |name| names.iter().position(|known| *known == name);
                assert!(name != "callback" && place(first) <= place(name), "{query}");
            }
            read => panic!("{query} gets {read:?}"),
        }
    }
}

/// How often a parameter comes.
fn given(name: &str, pairs: &[Pair]) -> usize {
    pairs.iter().filter(|(given, _)| decode_lossy(given) == name).count()
}

/// The first value of a parameter, decoded, unless it is empty.
fn value(name: &str, pairs: &[Pair]) -> Option<String> {
    let (_, value) = pairs.iter().find(|(given, _)| decode_lossy(given) == name)?;
    Some(decode_lossy(value)).filter(|value| !value.is_empty())
}

/// The first denial that fits a question.
fn denial(pairs: &[Pair]) -> Option<Denial> {
    let mut names = NAMES.iter();
    let has = |name| value(name, pairs).is_some();
    if let Some(name) = names.find(|name| given(name, pairs) > 1) {
        return Some(Denial::GivenTwice(name));
    }
    match (has("id"), has("cid"), has("pc")) {
        (true, true, _) => Some(Denial::BothIds),
        (false, false, _) => Some(Denial::NoId),
        (_, _, false) => Some(Denial::NoProductCode),
        _ => None,
    }
}

/// The question of an App with any text for an id is read as that text, with its servers and its callback.
fn what_is_written_is_read(text: &str, added: usize) {
    if text.is_empty() {
        return;
    }
    let servers = ["A", "b2"].map(|id| id.parse::<ServerId>().unwrap());
    let callback = added.is_multiple_of(2).then(|| "$.on_1".parse::<Callback>().unwrap());
    let mut question = AuthorizationRequest::for_company(text, text).servers(servers);
    if let Some(callback) = &callback {
        question = question.callback(callback.clone());
    }
    let question = if added.is_multiple_of(3) { question.without_trial() } else { question };
    let query = question.to_string();
    let read = AppRequest::of(PATHS[0], &query).unwrap();
    assert_eq!(read.callback, callback, "{query}");
    let Asks::Authorization(Ok(read)) = read.asks else { panic!("{query} gets {:?}", read.asks) };
    assert_eq!((&read.asker, &*read.product_code), (&Asker::Company(text.into()), text));
    assert_eq!(read.servers.as_deref(), Some("A,b2"), "{query}");
    assert_eq!(read.starts_trial, !added.is_multiple_of(3), "{query}");
}

/// Every byte of names and values as an escape, those of escapes too where they are whole.
fn escaped(pairs: &[Pair], upper_case: bool) -> Vec<Pair> {
    let escape = |text: &Vec<u8>| naive_query::escape(&naive_query::decode_whole(text), upper_case);
    pairs.iter().map(|(name, value)| (escape(name), escape(value))).collect()
}

fn text(pairs: &[Pair]) -> String {
    String::from_utf8(naive_query::join(pairs)).unwrap()
}
