//! Made-up requests of every kind, the same ones for the same seed.

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use std::fmt;
use store_auth::{Expiry, Malformed, Signer};

/// What is to become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Authorized,
    Expired,
    SignatureMismatch,
    MalformedId,
    MalformedPc,
    MalformedExpiry,
    MalformedSignature,
    Garbage,
    NoAuthorization,
}

impl Kind {
    pub(crate) const ALL: [Self; 9] = [
        Self::Authorized,
        Self::Expired,
        Self::SignatureMismatch,
        Self::MalformedId,
        Self::MalformedPc,
        Self::MalformedExpiry,
        Self::MalformedSignature,
        Self::Garbage,
        Self::NoAuthorization,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Authorized => "authorized",
            Self::Expired => "expired",
            Self::SignatureMismatch => "signature-mismatch",
            Self::MalformedId => "malformed-id",
            Self::MalformedPc => "malformed-pc",
            Self::MalformedExpiry => "malformed-expiry",
            Self::MalformedSignature => "malformed-signature",
            Self::Garbage => "garbage",
            Self::NoAuthorization => "no-authorization",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What requests are made of.
pub(crate) struct Plan {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    pub(crate) lifetime: TimeDelta,
    pub(crate) ids: usize,
    pub(crate) products: usize,
    /// Each kind with how many in a million requests are of it.
    pub(crate) shares: Vec<(Kind, u32)>,
    /// The current key's first. Each signs for the same part of the time, the current one last.
    pub(crate) signers: Vec<Signer>,
}

/// A request at a time.
pub(crate) struct Sample {
    pub(crate) kind: Kind,
    pub(crate) time: DateTime<Utc>,
    pub(crate) is_company: bool,
    pub(crate) id: String,
    pub(crate) product_code: String,
    pub(crate) expiry: String,
    pub(crate) signature: String,
    /// A number from 0 to 255, always the same for an id.
    pub(crate) address: usize,
}

/// Makes requests.
pub(crate) struct Samples {
    plan: Plan,
    ids: Vec<String>,
    products: Vec<String>,
    random: Rng,
}

/// One in so many ids is a company's.
const COMPANIES: usize = 8;

impl Samples {
    pub(crate) fn new(plan: Plan, seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let ids = (0..plan.ids).map(|number| id(number, &mut random)).collect();
        let products = (0..plan.products).map(|_| hexadecimal(40, &mut random)).collect();
        Self { plan, ids, products, random }
    }

    /// Request `number` of `count`, which is later than those before it.
    pub(crate) fn request(&mut self, number: u64, count: u64) -> Result<Sample, Malformed> {
        let kind = self.kind();
        let time = self.time(number, count);
        let subject = self.frequent(self.ids.len());
        let product = self.frequent(self.products.len());
        let (id, product_code) = (self.ids[subject].clone(), self.products[product].clone());
        // Issued by the Store at some time before, and until now or a little ago.
        let ahead = match kind {
            Kind::Expired => -self.milliseconds(TimeDelta::hours(3)) - TimeDelta::seconds(1),
            _ => {
                self.milliseconds(self.plan.lifetime - TimeDelta::seconds(1))
                    + TimeDelta::seconds(1)
            }
        };
        let expires_at = time + ahead;
        let expiry = if self.random.u8(..) < 200 {
            Expiry::java(expires_at)?
        } else {
            Expiry::iso(expires_at)?
        };
        let signer = self.signer_at(expires_at - self.plan.lifetime);
        let signature = signer.sign(&id, &product_code, &expiry)?.to_string();
        let sample = Sample {
            kind,
            time,
            is_company: subject % COMPANIES == COMPANIES - 1,
            id,
            product_code,
            expiry: expiry.as_str().to_owned(),
            signature,
            address: subject % 256,
        };
        Ok(self.spoiled(sample))
    }

    fn kind(&mut self) -> Kind {
        let mut drawn = self.random.u32(..1_000_000);
        for (kind, share) in &self.plan.shares {
            match drawn.checked_sub(*share) {
                Some(rest) => drawn = rest,
                None => return *kind,
            }
        }
        Kind::Authorized
    }

    fn time(&self, number: u64, count: u64) -> DateTime<Utc> {
        let span = i128::from((self.plan.to - self.plan.from).num_milliseconds());
        let passed = span * i128::from(number) / i128::from(count.max(1));
        // Never longer than the span.
        self.plan.from + TimeDelta::milliseconds(i64::try_from(passed).unwrap_or_default())
    }

    /// One of so many, the first ones more often than the last.
    fn frequent(&mut self, of: usize) -> usize {
        let one = self.random.usize(..of.max(1));
        self.random.usize(..=one)
    }

    fn milliseconds(&mut self, below: TimeDelta) -> TimeDelta {
        TimeDelta::milliseconds(self.random.i64(0..below.num_milliseconds().max(1)))
    }

    fn signer_at(&self, time: DateTime<Utc>) -> &Signer {
        let Plan { from, to, signers, .. } = &self.plan;
        let span = (*to - *from).num_milliseconds().max(1);
        let passed = (time - *from).num_milliseconds().clamp(0, span - 1);
        // Which part of the time it is, of as many as there are keys.
        let part = i128::from(passed) * signers.len() as i128 / i128::from(span);
        let newest = signers.len() - 1;
        &signers[newest - usize::try_from(part).unwrap_or_default().min(newest)]
    }

    /// The request as its kind asks for, wrong in that and in nothing else.
    fn spoiled(&mut self, mut sample: Sample) -> Sample {
        match sample.kind {
            Kind::SignatureMismatch => {
                let at = self.random.usize(..sample.signature.len());
                let other = if &sample.signature[at..=at] == "0" { "1" } else { "0" };
                sample.signature.replace_range(at..=at, other);
            }
            Kind::MalformedId => match self.random.u8(..3) {
                0 => sample.id.clear(),
                1 => sample.id.push('#'),
                _ => sample.id = "x".repeat(65),
            },
            Kind::MalformedPc => sample.product_code.push(' '),
            Kind::MalformedExpiry => match self.random.u8(..3) {
                0 => sample.expiry.truncate(19),
                1 => sample.expiry.replace_range(10..11, " "),
                _ => sample.expiry.replace_range(5..7, "13"),
            },
            Kind::MalformedSignature => {
                if self.random.bool() {
                    sample.signature.truncate(39);
                } else {
                    sample.signature.replace_range(0..1, "G");
                }
            }
            Kind::Authorized | Kind::Expired | Kind::Garbage | Kind::NoAuthorization => {}
        }
        sample
    }
}

fn id(number: usize, random: &mut Rng) -> String {
    if number % COMPANIES == COMPANIES - 1 {
        let parts = [8, 4, 4, 4, 12].map(|length| hexadecimal(length, random));
        parts.join("-")
    } else {
        const LETTERS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
        (0..12).map(|_| char::from(LETTERS[random.usize(..LETTERS.len())])).collect()
    }
}

fn hexadecimal(length: usize, random: &mut Rng) -> String {
    (0..length).map(|_| char::from(b"0123456789abcdef"[random.usize(..16)])).collect()
}
