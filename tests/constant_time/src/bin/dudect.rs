//! Times two classes of inputs that differ in a secret, and asks Welch's t-test whether the times differ.
//!
//! After "Dude, is my code constant time?" by Reparaz, Balasch and Verbauwhede: the class of each sample is drawn at
//! random, and the test is made on all samples and on those up to each of a hundred percentiles, which leave out what
//! interrupts add. Whatever is public is drawn anew for each sample of either class: were an id or a signature the
//! same throughout one class, branches on it would be predicted better there and look like a leak.

use chrono::{DateTime, TimeZone, Utc};
use constant_time::{digests_match, sha1_backend};
use std::{array, collections::BTreeMap, env, hint::black_box, process::ExitCode, time::Instant};
use store_auth::{Expiry, Request, ServerKey, Signer, Verifier};

/// Above what |t| there is a leak. Quiet machines allow 5, shared ones do not.
const THRESHOLD: f64 = 10.0;

const SAMPLES: usize = 10_000_000;

/// So many that each class fills the first percentile tested.
const SAMPLES_MIN: usize = 100_000;

fn main() -> ExitCode {
    let Some(samples) = samples() else {
        eprintln!("usage: dudect [--samples N], N from {SAMPLES_MIN}");
        return ExitCode::from(2);
    };
    println!("backend={} samples={samples} threshold={THRESHOLD}", sha1_backend());

    let library = |name, t: f64| report(name, samples, t, t <= THRESHOLD, ["pass", "fail"]);
    let control = |name, t: f64| report(name, samples, t, t > THRESHOLD, ["caught", "missed"]);
    let comparison = |matches| max_t(samples, Pairs::draw, move |pairs| pairs.compare(matches));
    let all_passed = [
        library("comparison", comparison(digests_match)),
        library("verify-key-denied", max_t(samples, Attempt::denied_by_key, Attempt::verify)),
        library("verify-key-accepted", max_t(samples, Attempt::accepted_by_key, Attempt::verify)),
        library("verify-signature", max_t(samples, Attempt::by_signature, Attempt::verify)),
        control("control-comparison", comparison(leaky_match)),
        control("control-verify", max_t(samples, Attempt::by_signature, Attempt::leaky_verify)),
    ]
    .iter()
    .all(|passed| *passed);
    if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn samples() -> Option<usize> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Some(SAMPLES),
        ["--samples", samples] => samples.parse().ok().filter(|samples| *samples >= SAMPLES_MIN),
        _ => None,
    }
}

fn report(name: &str, samples: usize, t: f64, passed: bool, verdicts: [&str; 2]) -> bool {
    let verdict = verdicts[usize::from(!passed)];
    println!("test={name} samples={samples} max_t={t:.2} verdict={verdict}");
    passed
}

/// What an attacker chooses, or what the secret is: the two things to tell apart by time.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    A,
    B,
}

/// Pairs of signatures, the right one and the one received. One comparison is too short for the clock.
struct Pairs([([u8; 20], [u8; 20]); 8]);

impl Pairs {
    /// Differing in the first byte, or in the last.
    fn draw(random: &mut Random, class: Class) -> Self {
        Self(array::from_fn(|_| {
            let right = random.bytes();
            let mut received = right;
            received[if class == Class::A { 0 } else { 19 }] ^= random.not_zero();
            (right, received)
        }))
    }

    /// Whether all pairs gave the answer that they should.
    fn compare(&self, matches: fn(&[u8; 20], &[u8; 20]) -> bool) -> bool {
        let any =
            self.0.iter().fold(false, |any, (right, received)| any | matches(right, received));
        !any
    }
}

/// A control: stops at the first byte that differs.
#[inline(never)]
fn leaky_match(left: &[u8; 20], right: &[u8; 20]) -> bool {
    left.iter().zip(right).all(|(left, right)| left == right)
}

const FIXED_KEY: [u8; 40] = *b"e4232e0620f9290025cb3783768c9c8c4686078c";
const EXPIRY: &str = "2016-04-26T08:17:59.059+0000";

/// A request and the verifier that it goes to.
struct Attempt {
    /// One for each attempt: the keys of both classes then lie equally far from the processor.
    verifier: Verifier,
    id: [u8; 12],
    product_code: [u8; 40],
    received: [u8; 20],
    text: [u8; 40],
    right: [u8; 20],
    now: DateTime<Utc>,
}

impl Attempt {
    /// The fixed key or a random one, and a signature of neither.
    fn denied_by_key(random: &mut Random, class: Class) -> Self {
        let key = random.key(class);
        let received = random.bytes();
        Self::new(random, key, |_| received)
    }

    /// The fixed key or a random one, and its signature.
    fn accepted_by_key(random: &mut Random, class: Class) -> Self {
        let key = random.key(class);
        Self::new(random, key, |right| right)
    }

    /// A signature that agrees with the right one in no byte, or in all but the last.
    fn by_signature(random: &mut Random, class: Class) -> Self {
        let masks: [u8; 20] = array::from_fn(|_| random.not_zero());
        let first = if class == Class::A { 0 } else { 19 };
        Self::new(random, FIXED_KEY, |right| {
            array::from_fn(|index| right[index] ^ if index < first { 0 } else { masks[index] })
        })
    }

    fn new(random: &mut Random, key: [u8; 40], receive: impl Fn([u8; 20]) -> [u8; 20]) -> Self {
        let id = random.id();
        let product_code = random.hex();
        let signature = Signer::new(ServerKey::new(key).unwrap())
            .sign(text(&id), text(&product_code), &Expiry::parse(EXPIRY).unwrap())
            .unwrap();
        let mut right = [0; 20];
        hex::decode_to_slice(signature.as_str(), &mut right).unwrap();
        let received = receive(right);
        Self {
            verifier: Verifier::new(ServerKey::new(key).unwrap()),
            id,
            product_code,
            received,
            text: to_hex(&received),
            right,
            now: Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap(),
        }
    }

    /// Whether the verdict is the one that it should be.
    fn verify(&self) -> bool {
        let request =
            Request::new(&self.id[..], &self.product_code[..], EXPIRY.as_bytes(), &self.text[..]);
        let verdict = black_box(&self.verifier).verify_at(&request, self.now);
        verdict.is_ok() == (self.received == self.right)
    }

    /// A control: verifies, and then compares once more, stopping at the first byte that differs.
    fn leaky_verify(&self) -> bool {
        self.verify() & (leaky_match(&self.right, &self.received) == (self.right == self.received))
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn to_hex(bytes: &[u8; 20]) -> [u8; 40] {
    let mut digits = [0; 40];
    hex::encode_to_slice(bytes, &mut digits).unwrap();
    digits
}

/// The greatest |t| of samples drawn by `draw` and timed in `run`, which says whether it came out right.
fn max_t<T>(
    samples: usize,
    draw: impl Fn(&mut Random, Class) -> T,
    run: impl Fn(&T) -> bool,
) -> f64 {
    const BATCH: usize = 512;

    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut times = Times::default();
    for start in (0..samples).step_by(BATCH) {
        let batch: Vec<_> = (start..samples.min(start + BATCH))
            .map(|_| {
                let class = random.class();
                (class, draw(&mut random, class))
            })
            .collect();
        // Nothing in this loop knows the class.
        let verdicts: Vec<_> = batch
            .iter()
            .map(|(_, input)| {
                let start = Instant::now();
                let right = black_box(run(black_box(input)));
                (start.elapsed(), right)
            })
            .collect();
        for ((class, _), (elapsed, right)) in batch.iter().zip(verdicts) {
            assert!(right, "a verdict other than the expected one");
            times.add(*class, elapsed.as_nanos());
        }
    }
    times.max_t(samples)
}

/// How often each time was measured, in nanoseconds, by class. All percentiles are exact, and no sample is lost.
#[derive(Default)]
struct Times(BTreeMap<u128, [u128; 2]>);

impl Times {
    fn add(&mut self, class: Class, elapsed: u128) {
        self.0.entry(elapsed).or_default()[class as usize] += 1;
    }

    /// The greatest |t| over all samples, and over those up to each percentile of the paper's program.
    #[allow(clippy::cast_precision_loss, reason = "a share of the samples, to be rounded anyway")]
    fn max_t(&self, samples: usize) -> f64 {
        let mut shares = (1..=100).map(|cut| 1.0 - 0.5_f64.powf(f64::from(cut) / 10.0)).peekable();
        let mut sums = [Sums::default(); 2];
        let mut max = 0.0;
        for (elapsed, counts) in &self.0 {
            for (sums, count) in sums.iter_mut().zip(counts) {
                sums.add(*elapsed, *count);
            }
            let seen = (sums[0].count + sums[1].count) as f64;
            let mut due = false;
            while shares.next_if(|share| seen >= share * samples as f64).is_some() {
                due = true;
            }
            if due {
                max = f64::max(max, Sums::t(sums));
            }
        }
        f64::max(max, Sums::t(sums))
    }
}

/// Exact sums: whole nanoseconds, and their squares.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: u128,
    sum: u128,
    squares: u128,
}

impl Sums {
    fn add(&mut self, value: u128, count: u128) {
        self.count += count;
        self.sum += value * count;
        self.squares += value * value * count;
    }

    #[allow(clippy::cast_precision_loss, reason = "nothing is subtracted after it")]
    fn mean(self) -> f64 {
        self.sum as f64 / self.count as f64
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "what nearly cancels out is subtracted before it"
    )]
    fn variance_of_mean(self) -> f64 {
        let Self { count, sum, squares } = self;
        (count * squares - sum * sum) as f64 / (count * count * (count - 1)) as f64
    }

    /// Welch's |t|. No difference where there are too few samples, or all took the same time.
    fn t([a, b]: [Self; 2]) -> f64 {
        if a.count < 1000 || b.count < 1000 {
            return 0.0;
        }
        let difference = (a.mean() - b.mean()).abs();
        let t = difference / (a.variance_of_mean() + b.variance_of_mean()).sqrt();
        if t.is_nan() { 0.0 } else { t }
    }
}

/// The generator `SplitMix64`. Nothing here needs to be unpredictable, and two runs draw the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn class(&mut self) -> Class {
        if self.next() & 1 == 0 { Class::A } else { Class::B }
    }

    fn not_zero(&mut self) -> u8 {
        // The remainder is below 255.
        1 + self.next().rem_euclid(255).to_le_bytes()[0]
    }

    fn bytes(&mut self) -> [u8; 20] {
        array::from_fn(|_| self.byte())
    }

    fn hex(&mut self) -> [u8; 40] {
        to_hex(&self.bytes())
    }

    fn id(&mut self) -> [u8; 12] {
        array::from_fn(|_| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[usize::from(self.byte() % 32)])
    }

    /// Draws a key for either class, so that both take the same steps.
    fn key(&mut self, class: Class) -> [u8; 40] {
        let key = self.hex();
        if class == Class::A { FIXED_KEY } else { key }
    }
}
