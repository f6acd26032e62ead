//! Who is authorized: the one table that decides it.

use crate::model::{Company, Millis, Paid, Plan, Product, Purchase, Standing, Subscription, Trial};

/// What a company's use of a product is at an instant. The first that fits, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The product is unknown or withdrawn.
    ProductNotFound,
    /// The company is unknown, or the display that stands for one.
    CompanyNotFound,
    /// The company is suspended, or its subscription.
    Suspended,
    /// The product is free.
    Free,
    /// Cancelled, and paid for until an instant, which is its last.
    Cancelled {
        /// The end of what was paid.
        paid_until: Millis,
        /// Whether that is not over.
        is_paid: bool,
        /// The plan.
        plan: Plan,
    },
    /// Bought, on a plan.
    Subscribed {
        /// The plan.
        plan: Plan,
    },
    /// The trial runs.
    OnTrial {
        /// Its last millisecond.
        ends: Millis,
    },
    /// The trial is over, and nothing bought.
    TrialExpired,
    /// None so far.
    NotSubscribed {
        /// The days of the trial that is to be had, 0 for none.
        trial_days: u32,
    },
}

impl Status {
    /// The status of a product for a company at an instant.
    #[must_use]
    pub fn of(
        product: Option<&Product>,
        company: Option<&Company>,
        subscription: Option<&Subscription>,
        now: Millis,
    ) -> Self {
        let Some(product) = product.filter(|product| !product.withdrawn) else {
            return Self::ProductNotFound;
        };
        let Some(company) = company.filter(|company| !company.removed) else {
            return Self::CompanyNotFound;
        };
        let subscription = subscription.copied().unwrap_or_default();
        if company.standing == Standing::Suspended || subscription.suspended {
            return Self::Suspended;
        }
        if product.free {
            return Self::Free;
        }
        let plan = subscription.plan.unwrap_or(Plan::Display);
        match (subscription.purchase, subscription.trial) {
            (Purchase::Cancelled { paid_until }, _) => {
                Self::Cancelled { paid_until, is_paid: now <= paid_until, plan }
            }
            (Purchase::Bought, _) => Self::Subscribed { plan },
            (Purchase::None, Some(Trial { to, .. })) if now <= to => Self::OnTrial { ends: to },
            (Purchase::None, Some(_)) => Self::TrialExpired,
            (Purchase::None, None) => Self::NotSubscribed { trial_days: product.trial_days },
        }
    }

    /// The status in words, as the Store's answers have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProductNotFound => "Product Not Found",
            Self::CompanyNotFound => "Company Not Found",
            Self::Suspended => "Suspended",
            Self::Free => "Free",
            Self::Cancelled { .. } => "Cancelled",
            Self::Subscribed { .. } => "Subscribed",
            Self::OnTrial { .. } => "On Trial",
            Self::TrialExpired => "Trial Expired",
            Self::NotSubscribed { .. } => "Not Subscribed",
        }
    }

    /// When it ends: a trial that runs, or what was paid of what was cancelled.
    #[must_use]
    pub fn expiry(self) -> Option<Millis> {
        match self {
            Self::Cancelled { paid_until, .. } => Some(paid_until),
            Self::OnTrial { ends } => Some(ends),
            _ => None,
        }
    }

    /// The days of the trial that is to be had; 0 where none is.
    #[must_use]
    pub fn trial_days(self) -> u32 {
        if let Self::NotSubscribed { trial_days } = self { trial_days } else { 0 }
    }

    /// Whether it authorizes, and how that is paid for.
    #[must_use]
    pub fn authorizes(self) -> Option<Paid> {
        match self {
            Self::Free => Some(Paid::Free),
            Self::OnTrial { .. } => Some(Paid::Trial),
            Self::Subscribed { plan } | Self::Cancelled { is_paid: true, plan, .. } => {
                Some(Paid::Subscribed(plan))
            }
            _ => None,
        }
    }
}
