//! Measures rows side by side, so that a machine that others use slows all of them or none.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// How long a row runs in each round: short enough to fall between two disturbances.
const TURN: Duration = Duration::from_micros(100);

/// One way to verify requests.
pub struct Row<'a> {
    pub name: String,
    pub blocks: usize,
    /// Judges every item once, and says how many verdicts were the expected ones.
    pass: Box<dyn FnMut() -> usize + 'a>,
    items: usize,
}

impl<'a> Row<'a> {
    /// Judges `items`; the verdict on each must be the expected one every time.
    pub fn new<T: 'a>(
        name: impl Into<String>,
        blocks: usize,
        items: Vec<T>,
        mut is_as_expected: impl FnMut(&T) -> bool + 'a,
    ) -> Self {
        let count = items.len();
        let pass = move || items.iter().filter(|item| is_as_expected(black_box(item))).count();
        Self::of_passes(name, blocks, count, pass)
    }

    /// A verifier that must let in all of `right`, whose time is taken, and none of `wrong`.
    pub fn accepting<T: 'a>(
        name: impl Into<String>,
        blocks: usize,
        right: Vec<T>,
        wrong: &[T],
        mut lets_in: impl FnMut(&T) -> bool + 'a,
    ) -> Self {
        let name = name.into();
        assert!(
            !wrong.is_empty() && !wrong.iter().any(&mut lets_in),
            "{name} lets in what it must not"
        );
        Self::new(name, blocks, right, lets_in)
    }

    /// Judges `items` at once in each pass, which says how many verdicts were the expected ones.
    pub fn of_passes(
        name: impl Into<String>,
        blocks: usize,
        items: usize,
        pass: impl FnMut() -> usize + 'a,
    ) -> Self {
        let mut row = Self { name: name.into(), blocks, pass: Box::new(pass), items };
        row.pass();
        row
    }

    fn pass(&mut self) {
        assert_eq!((self.pass)(), self.items, "verdicts of {}", self.name);
    }

    /// The time of a number of passes. Before many short ones, another wakes up what the other rows put to sleep.
    fn time(&mut self, passes: u32) -> Duration {
        if passes > 1 {
            self.pass();
        }
        let start = Instant::now();
        for _ in 0..passes {
            self.pass();
        }
        start.elapsed()
    }
}

/// What rounds found out of a row, in nanoseconds for each item.
pub struct Times(Vec<f64>);

impl Times {
    pub fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The median, over all rounds, of how many times as long as the other this row took in the same round.
    pub fn median_ratio(&self, other: &Self) -> f64 {
        let mut ratios: Vec<f64> =
            self.0.iter().zip(&other.0).map(|(ours, other)| ours / other).collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

/// Runs each row in every round.
pub fn measure(rows: &mut [Row<'_>], rounds: usize) -> Vec<Times> {
    let passes: Vec<u32> = rows.iter_mut().map(passes_of_a_turn).collect();
    let mut times: Vec<Vec<f64>> = rows.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for _ in 0..rounds {
        for ((row, passes), times) in rows.iter_mut().zip(&passes).zip(&mut times) {
            let items =
                f64::from(*passes) * f64::from(u32::try_from(row.items).expect("millions at most"));
            times.push(row.time(*passes).as_secs_f64() * 1e9 / items);
        }
    }
    times.into_iter().map(Times).collect()
}

fn passes_of_a_turn(row: &mut Row<'_>) -> u32 {
    let mut one = row.time(1);
    if one < TURN {
        one = (0..5).map(|_| row.time(1)).min().expect("five times");
    }
    let passes = TURN.as_nanos().div_ceil(one.as_nanos().max(1));
    u32::try_from(passes).expect("a turn is short").max(1)
}
