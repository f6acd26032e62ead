//! How many calls are too many: whose they are.

use super::{buckets::Buckets, client_address::Network, limits::CallLimits};
use crate::model::{CompanyNumber, DisplayNumber, Product, ProductCode, ProductNumber};
use governor::clock::{Clock, DefaultClock};
use std::{collections::HashMap, hash::Hash, time::Duration};

/// Counts calls. Only ids that exist have buckets, so that made-up ones use no memory.
#[derive(Debug)]
pub(super) struct Limiter<C: Clock = DefaultClock> {
    addresses: Option<Buckets<Network, C>>,
    strangers: Option<Buckets<Network, C>>,
    displays: Option<Buckets<(DisplayNumber, Use), C>>,
    companies: Option<Buckets<(CompanyNumber, Use), C>>,
    products: HashMap<ProductCode, Buckets<(DisplayNumber, Network), C>>,
}

/// What is used from where. Products that are unknown are one.
type Use = (Option<ProductNumber>, Network);

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// A display that is known.
    Display(DisplayNumber),
    /// A company that is known.
    Company(CompanyNumber),
    /// Whoever names neither.
    Stranger,
}

/// A call too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany {
    /// The limit that it met.
    pub(super) limit: &'static str,
    /// How long to wait for the next one that is not.
    pub(super) wait: Duration,
}

/// The names of the limits.
pub(super) const LIMITS: [&str; 5] =
    [PER_ADDRESS, PER_STRANGER, PER_ID, PER_COMPANY, PER_APPLICANT];
const PER_ADDRESS: &str = "address";
const PER_STRANGER: &str = "unknown";
const PER_ID: &str = "id";
const PER_COMPANY: &str = "company";
pub(super) const PER_APPLICANT: &str = "applications";

impl Limiter {
    pub(super) fn new(limits: &CallLimits) -> Self {
        Self::timed(limits, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn timed(limits: &CallLimits, clock: &C) -> Self {
        let CallLimits { per_id, per_company, per_address, per_product } = limits;
        let products = per_product
            .iter()
            .map(|(code, rate)| (code.clone(), Buckets::new(*rate, clock.clone())))
            .collect();
        Self {
            addresses: per_address.map(|rate| Buckets::new(rate, clock.clone())),
            strangers: per_id.map(|rate| Buckets::new(rate, clock.clone())),
            displays: per_id.map(|rate| Buckets::new(rate, clock.clone())),
            companies: per_company.map(|rate| Buckets::new(rate, clock.clone())),
            products,
        }
    }

    /// Counts a call of any kind.
    pub(super) fn address(&self, network: Network) -> Result<(), TooMany> {
        take(self.addresses.as_ref(), PER_ADDRESS, &network)
    }

    /// Counts a call for an id and a product.
    pub(super) fn caller(
        &self,
        caller: Caller,
        product: Option<&Product>,
        network: Network,
    ) -> Result<(), TooMany> {
        let used = (product.map(|product| product.number), network);
        match caller {
            Caller::Display(display) => {
                match product.and_then(|product| self.products.get(&product.code)) {
                    Some(buckets) => take(Some(buckets), PER_ID, &(display, network)),
                    None => take(self.displays.as_ref(), PER_ID, &(display, used)),
                }
            }
            Caller::Company(company) => {
                take(self.companies.as_ref(), PER_COMPANY, &(company, used))
            }
            Caller::Stranger => take(self.strangers.as_ref(), PER_STRANGER, &network),
        }
    }
}

fn take<K: Hash + Eq + Clone, C: Clock + Clone>(
    buckets: Option<&Buckets<K, C>>,
    limit: &'static str,
    key: &K,
) -> Result<(), TooMany> {
    let taken = buckets.map_or(Ok(()), |buckets| buckets.take(key));
    taken.map_err(|wait| TooMany { limit, wait })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::limits::Rate;
    use governor::clock::FakeRelativeClock;

    fn limiter(limits: &CallLimits) -> Limiter<FakeRelativeClock> {
        Limiter::timed(limits, &FakeRelativeClock::default())
    }

    fn product(number: u32) -> Product {
        Product {
            number: ProductNumber(number),
            code: format!("{number:040x}").parse().unwrap(),
            name: String::new(),
            short_description: String::new(),
            long_description: String::new(),
            icon: None,
            image: None,
            vendor: None,
            free: true,
            trial_days: 0,
            prices: Vec::new(),
            withdrawn: false,
        }
    }

    fn from(last: u8) -> Network {
        Network::of(Some([192, 0, 2, last].into()))
    }

    /// How many calls pass at once.
    fn passing(mut call: impl FnMut() -> Result<(), TooMany>) -> (usize, TooMany) {
        let mut passed = 0;
        loop {
            match call() {
                Ok(()) => passed += 1,
                Err(too_many) => return (passed, too_many),
            }
        }
    }

    const DISPLAY: Caller = Caller::Display(DisplayNumber(1));
    const COMPANY: Caller = Caller::Company(CompanyNumber(1));

    #[test]
    fn the_numbers_are_those_of_the_store() {
        let limiter = limiter(&CallLimits::default());
        let (one, seconds) = (product(1), Duration::from_secs);
        let of = |caller| passing(|| limiter.caller(caller, Some(&one), from(1)));
        assert_eq!(of(DISPLAY), (30, TooMany { limit: PER_ID, wait: seconds(120) }));
        assert_eq!(of(COMPANY), (600, TooMany { limit: PER_COMPANY, wait: seconds(1) }));
        assert_eq!(of(Caller::Stranger), (30, TooMany { limit: PER_STRANGER, wait: seconds(120) }));
        let too_many = TooMany { limit: PER_ADDRESS, wait: Duration::from_millis(100) };
        assert_eq!(passing(|| limiter.address(from(1))), (600, too_many));
    }

    #[test]
    fn each_id_product_and_address_has_a_bucket() {
        let limiter = limiter(&CallLimits::default());
        let calls = [
            (DISPLAY, Some(product(1)), from(1)),
            (Caller::Display(DisplayNumber(2)), Some(product(1)), from(1)),
            (DISPLAY, Some(product(2)), from(1)),
            (DISPLAY, None, from(1)),
            (DISPLAY, Some(product(1)), from(2)),
        ];
        for (caller, product, network) in &calls {
            assert_eq!(passing(|| limiter.caller(*caller, product.as_ref(), *network)).0, 30);
        }
    }

    #[test]
    fn those_who_name_nobody_share_one_whatever_product_they_name() {
        let limiter = limiter(&CallLimits::default());
        let one = product(1);
        assert_eq!(passing(|| limiter.caller(Caller::Stranger, Some(&one), from(1))).0, 30);
        assert!(limiter.caller(Caller::Stranger, None, from(1)).is_err());
        assert!(limiter.caller(Caller::Stranger, None, from(2)).is_ok());
    }

    #[test]
    fn a_product_may_have_a_rate_of_its_own() {
        let mut limits = CallLimits::default();
        limits.per_product.insert(product(1).code, Rate::new(2, 1.0).unwrap());
        let limiter = limiter(&limits);
        for (number, expected) in [(1, 2), (2, 30)] {
            let product = product(number);
            assert_eq!(
                passing(|| limiter.caller(DISPLAY, Some(&product), from(1))).0,
                expected,
                "{number}"
            );
        }
    }

    #[test]
    fn lifted_limits_let_everything_pass() {
        let limiter = limiter(&CallLimits::lifted());
        let one = product(1);
        for _ in 0..2000 {
            limiter.address(from(1)).unwrap();
            for caller in [DISPLAY, COMPANY, Caller::Stranger] {
                limiter.caller(caller, Some(&one), from(1)).unwrap();
            }
        }
    }
}
