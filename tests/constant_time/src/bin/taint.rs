//! Verifies requests under server keys whose bytes valgrind holds for undefined.
//!
//! Memcheck follows undefined bits through every instruction and reports each branch and each address that depends on
//! one. With the keys undefined, what it reports is what an observer could time. The library is the one that users
//! link, called through its public interface; the script beside this folder runs the program and judges.

use chrono::{DateTime, TimeZone, Utc};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    arch::asm,
    env,
    hint::black_box,
    process::ExitCode,
    ptr,
    sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed},
};
use store_auth::{Denied, Expiry, ExpiryEncoding, KeyRing, Request, ServerKey, Signer, Verifier};

fn main() -> ExitCode {
    if !valgrind::is_running() {
        eprintln!("taint: not running under valgrind: start tests/constant_time/taint instead");
        return ExitCode::from(2);
    }
    let backend = constant_time::sha1_backend();
    assert_eq!(backend, "soft", "valgrind hides SHA-NI, so the portable SHA-1 runs");
    match env::args().nth(1).as_deref() {
        Some("verify") => {
            let done = verify_all();
            println!(
                "backend={backend} verifications={} comparisons={}",
                done.verifications, done.comparisons
            );
        }
        Some("early-exit") => println!("{}", early_exit()),
        Some("table") => println!("{}", table()),
        _ => {
            eprintln!("usage: taint verify|early-exit|table");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

#[derive(Default)]
struct Done {
    verifications: usize,
    comparisons: usize,
}

/// Who made the signature of a request.
#[derive(Clone, Copy)]
enum Signature {
    /// The key of that index, over the expiry as received or over its Java rendering.
    By { key: usize, java: bool },
    /// Nobody: the right one but for its first or its last digit.
    Spoilt { digit: usize },
}

const ISO: &str = "2016-04-26T08:17:59.511Z";
const JAVA: &str = "2016-04-26T08:17:59.059+0000";

/// Messages of each number of blocks from one to five, one and two keys, every encoding, both forms of the expiry.
fn verify_all() -> Done {
    let mut done = Done::default();
    let now = Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap();
    let signatures = [
        Signature::By { key: 0, java: false },
        Signature::By { key: 0, java: true },
        Signature::By { key: 1, java: false },
        Signature::By { key: 1, java: true },
        Signature::Spoilt { digit: 0 },
        Signature::Spoilt { digit: 39 },
    ];
    for (id, product_code, key) in
        [(1, 1, 1), (12, 40, 16), (12, 40, 40), (36, 40, 64), (64, 50, 64), (64, 50, 128)]
    {
        let keys = ["e4232e0620f92900", "85bb85314f73fa72"]
            .map(|digits| digits.bytes().cycle().take(key).map(char::from).collect::<String>());
        for count in [1, 2] {
            for encoding in ExpiryEncoding::ALL {
                for expiry in [ISO, JAVA] {
                    let setting = Setting {
                        id: &"S56PSA4W298W".repeat(6)[..id],
                        product_code: &"c4b368be86".repeat(5)[..product_code],
                        keys: &keys[..count],
                        encoding,
                        expiry,
                        now,
                    };
                    let verifier = setting.verifier();
                    for signature in signatures {
                        done.comparisons += setting.verify(&verifier, signature);
                        done.verifications += 1;
                    }
                }
            }
        }
    }
    done
}

struct Setting<'a> {
    id: &'a str,
    product_code: &'a str,
    keys: &'a [String],
    encoding: ExpiryEncoding,
    expiry: &'a str,
    now: DateTime<Utc>,
}

impl Setting<'_> {
    fn verifier(&self) -> Verifier {
        let mut keys = self.keys.iter().map(|key| undefined_key(key));
        let ring = keys.by_ref().take(1).map(KeyRing::new).next().unwrap();
        Verifier::new(keys.fold(ring, KeyRing::with)).expiry_encoding(self.encoding)
    }

    /// Verifies one request, checks the verdict, and says how many signatures had to be compared for it.
    fn verify(&self, verifier: &Verifier, signature: Signature) -> usize {
        let text = match signature {
            Signature::By { key, java } => {
                self.sign(self.keys.get(key).unwrap_or(&self.keys[0]), java)
            }
            Signature::Spoilt { digit } => {
                let mut text = self.sign(&self.keys[0], false);
                let other = if text[digit..].starts_with('0') { "1" } else { "0" };
                text.replace_range(digit..=digit, other);
                text
            }
        };
        // In the order of trial: each key with each text of the expiry that the encoding admits.
        let texts: &[&str] = match self.encoding {
            ExpiryEncoding::AsReceived => &[self.expiry],
            ExpiryEncoding::JavaSample => &[JAVA],
            ExpiryEncoding::Either if self.expiry == JAVA => &[JAVA],
            ExpiryEncoding::Either => &[self.expiry, JAVA],
        };
        let mut candidates = self.keys.iter().enumerate().flat_map(|(index, key)| {
            texts.iter().map(move |expiry| (index, self.sign_text(key, expiry)))
        });
        let found = candidates.by_ref().enumerate().find(|(_, (_, right))| *right == text);

        let request = Request::new(self.id, self.product_code, self.expiry, &text);
        let verdict = verifier.verify_at(&request, self.now);
        match (found, verdict) {
            (Some((tried, (index, _))), Ok(authorization)) => {
                assert_eq!(authorization.key_index(), index);
                tried + 1
            }
            (None, Err(Denied::SignatureMismatch)) => self.keys.len() * texts.len(),
            (found, verdict) => panic!("expected {found:?}, found {verdict:?}"),
        }
    }

    fn sign(&self, key: &str, java: bool) -> String {
        self.sign_text(key, if java { JAVA } else { self.expiry })
    }

    /// Under a key of its own, that is defined.
    fn sign_text(&self, key: &str, expiry: &str) -> String {
        let signer = Signer::new(ServerKey::new(key).unwrap());
        let expiry = Expiry::parse(expiry).unwrap();
        signer.sign(self.id, self.product_code, &expiry).unwrap().as_str().to_owned()
    }
}

/// A key whose bytes are undefined from now on. Making it branches on them, which is why it is made first.
fn undefined_key(text: &str) -> ServerKey {
    let before = ALLOCATIONS.load(Relaxed);
    let key = ServerKey::new(text).unwrap();
    // A key owns room for the longest key and a delimiter, and nothing else, so that is the one thing that was allocated.
    assert_eq!(ALLOCATIONS.load(Relaxed) - before, 1, "a key is one allocation");
    assert_eq!(LATEST_LEN.load(Relaxed), 129, "a key has room for the longest and a delimiter");
    valgrind::make_undefined(LATEST.load(Relaxed), text.len());
    key
}

/// A control: stops at the first byte that differs.
fn early_exit() -> bool {
    let secret = undefined_bytes();
    let guess = black_box([0xa5_u8; 20]);
    secret.iter().zip(&guess).all(|(secret, guess)| secret == guess)
}

/// A control: reads from where the key says.
fn table() -> u8 {
    let secret = undefined_bytes();
    let table: [u8; 256] = black_box(std::array::from_fn(|index| index.to_le_bytes()[0] ^ 0x5a));
    let found = table[usize::from(secret[0])];
    // Printing it would be a second finding.
    valgrind::make_defined((&raw const found).cast_mut(), 1);
    black_box(found)
}

fn undefined_bytes() -> Box<[u8]> {
    let mut bytes = black_box(vec![0xa5_u8; 20].into_boxed_slice());
    valgrind::make_undefined(bytes.as_mut_ptr(), bytes.len());
    black_box(bytes)
}

/// Remembers the latest allocation: the library keeps a key's bytes private, and this is how to find them.
struct Remembering;

#[global_allocator]
static ALLOCATOR: Remembering = Remembering;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static LATEST: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
static LATEST_LEN: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came, and its answer back.
unsafe impl GlobalAlloc for Remembering {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract, which is the same.
        let memory = unsafe { System.alloc(layout) };
        ALLOCATIONS.fetch_add(1, Relaxed);
        LATEST.store(memory, Relaxed);
        LATEST_LEN.store(layout.size(), Relaxed);
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Requests to valgrind, as `valgrind.h` and `memcheck.h` make them.
mod valgrind {
    use super::asm;

    #[cfg(not(target_arch = "x86_64"))]
    compile_error!("valgrind is asked in instructions of x86-64");

    const RUNNING_ON_VALGRIND: usize = 0x1001;
    const MAKE_MEM_UNDEFINED: usize = 0x4d43_0001;
    const MAKE_MEM_DEFINED: usize = 0x4d43_0002;

    pub(crate) fn is_running() -> bool {
        request([RUNNING_ON_VALGRIND, 0, 0, 0, 0, 0]) != 0
    }

    /// Takes a pointer and not a slice: the bytes may have an owner elsewhere, and none of them is touched.
    pub(crate) fn make_undefined(start: *mut u8, len: usize) {
        request([MAKE_MEM_UNDEFINED, start.addr(), len, 0, 0, 0]);
    }

    pub(crate) fn make_defined(start: *mut u8, len: usize) {
        request([MAKE_MEM_DEFINED, start.addr(), len, 0, 0, 0]);
    }

    fn request(arguments: [usize; 6]) -> usize {
        let mut answer = 0_usize;
        // SAFETY: on a processor, the rotations add up to two full turns of rdi and the exchange of rbx with itself
        // changes nothing. Valgrind knows the sequence, reads the six words at rax, and puts its answer into rdx. It
        // changes only what it believes of memory, not memory.
        unsafe {
            asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                in("rax") arguments.as_ptr(),
                inlateout("rdx") answer,
                options(nostack),
            );
        }
        answer
    }
}
