//! How fast something went: amounts in buckets of time. A history either keeps its last buckets, or its whole life, by buckets that
//! become twice as wide when there is no room for more. So five days have as much memory as five minutes.

use super::Moment;
use std::time::Duration;

/// What was done in a bucket, and in how much of its time that was seen: what was not seen is a gap, and no zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bucket {
    /// Bytes, or files of what is counted in files.
    pub amount: f32,
    /// Seconds.
    pub seen: f32,
}

impl Bucket {
    /// Per second; `None` where nothing was seen.
    pub fn rate(self) -> Option<f64> {
        (self.seen > 0.0).then(|| f64::from(self.amount) / f64::from(self.seen))
    }

    fn add(&mut self, other: Self) {
        self.amount += other.amount;
        self.seen += other.seen;
    }
}

/// Amounts over time. Each live task has one, so its fields are narrow.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Where the first bucket begins, in microseconds; of no meaning before there is one.
    start: u64,
    /// In milliseconds.
    width: u32,
    most: u16,
    /// Whether the whole life is kept.
    is_whole: bool,
    buckets: Vec<Bucket>,
}

impl History {
    /// The whole life in at most `most` buckets, which are so many milliseconds wide at first.
    pub const fn whole(width: u32, most: u16) -> Self {
        Self::new(width, most, true)
    }

    const fn new(width: u32, most: u16, is_whole: bool) -> Self {
        Self { start: 0, width, most, is_whole, buckets: Vec::new() }
    }

    /// The last `most` buckets of so many milliseconds.
    pub const fn last(width: u32, most: u16) -> Self {
        Self::new(width, most, false)
    }

    /// Adds what was done between two moments, evenly.
    pub fn add(&mut self, from: Moment, to: Moment, amount: f64) {
        self.add_beside(from, to, amount, from);
    }

    /// The same, where other things were seen until `seen_until` already: two that are added together have been seen once.
    pub fn add_beside(&mut self, from: Moment, to: Moment, amount: f64, seen_until: Moment) {
        let span = to.since(from);
        if span.is_zero() || !amount.is_finite() || amount < 0.0 {
            return;
        }
        if self.buckets.is_empty() {
            self.begin_at(from);
        }
        let start = self.make_room(to);
        let rate = amount / span.as_secs_f64();
        // Of what goes further back than the first bucket, the part within counts.
        let mut at = from.max(start);
        while at < to {
            let place = self.place(at, start);
            let end = start.plus(self.times(place + 1)).min(to);
            let seen = end.since(at.max(seen_until)).as_secs_f64();
            let amount = rate * end.since(at).as_secs_f64();
            let Some(bucket) = self.buckets.get_mut(place).filter(|_| end > at) else { return };
            bucket.add(narrow(amount, seen));
            at = end;
        }
    }

    /// Makes buckets until this moment. Returns where the first one begins.
    fn make_room(&mut self, to: Moment) -> Moment {
        let mut start = self.start();
        let needed = |history: &Self, start| {
            let width = history.width().as_nanos().max(1);
            usize::try_from(to.since(start).as_nanos().div_ceil(width)).unwrap_or(usize::MAX)
        };
        // After some years in which buckets are weeks wide, the oldest go.
        while self.is_whole && self.width < u32::MAX && needed(self, start) > usize::from(self.most) {
            self.halve();
        }
        let gone = needed(self, start).saturating_sub(usize::from(self.most));
        if gone > 0 {
            self.buckets.drain(..gone.min(self.buckets.len()));
            start = start.plus(self.times(gone));
            self.begin_at(start);
        }
        let needed = needed(self, start).max(self.buckets.len());
        // Most tasks of a large set are seen for a short time: two more at a time are room enough.
        if needed > self.buckets.capacity() {
            self.buckets.reserve_exact((needed - self.buckets.len()).next_multiple_of(2));
        }
        self.buckets.resize(needed, Bucket::default());
        start
    }

    fn place(&self, at: Moment, start: Moment) -> usize {
        usize::try_from(at.since(start).as_nanos() / self.width().as_nanos().max(1)).unwrap_or(usize::MAX)
    }

    /// So many times the width of a bucket.
    fn times(&self, buckets: usize) -> Duration {
        self.width().saturating_mul(u32::try_from(buckets).unwrap_or(u32::MAX))
    }

    /// Makes each two buckets one.
    fn halve(&mut self) {
        let half = self.buckets.len().div_ceil(2);
        for place in 0..half {
            let pair = self.buckets.get(2 * place..).into_iter().flatten().take(2);
            let both = pair.fold(Bucket::default(), |mut sum, bucket| {
                sum.add(*bucket);
                sum
            });
            if let Some(bucket) = self.buckets.get_mut(place) {
                *bucket = both;
            }
        }
        self.buckets.truncate(half);
        self.width = self.width.saturating_mul(2);
    }

    /// Keeps the whole life in at most so many buckets from now on, and no room for more.
    pub fn keep(&mut self, most: u16) {
        self.most = most.max(2);
        while self.is_whole && self.buckets.len() > usize::from(self.most) {
            self.halve();
        }
        self.buckets.shrink_to(usize::from(self.most));
    }

    /// The buckets, the oldest first.
    pub fn buckets(&self) -> impl DoubleEndedIterator<Item = Bucket> + ExactSizeIterator + '_ {
        self.buckets.iter().copied()
    }

    /// The rates of the last `span`, or of all of it, in `cells` parts of equal length, the oldest first; `None` is a gap.
    pub fn rates(&self, cells: usize, span: Option<Duration>) -> Vec<Option<f64>> {
        let wanted = span.map_or(self.buckets.len(), |span| {
            usize::try_from(span.as_nanos().div_ceil(self.width().as_nanos().max(1))).unwrap_or(usize::MAX)
        });
        // A bucket that is not there yet is a gap; without a span, all that there is has the whole width.
        let missing = wanted.saturating_sub(self.buckets.len());
        let skipped = self.buckets.len().saturating_sub(wanted);
        let part = |cell: usize| {
            let (first, last) = (cell * wanted / cells, ((cell + 1) * wanted / cells).max(cell * wanted / cells + 1));
            let mut sum = Bucket::default();
            for place in first.max(missing)..last.max(missing) {
                sum.add(self.buckets.get(place - missing + skipped).copied().unwrap_or_default());
            }
            sum.rate()
        };
        if wanted == 0 { vec![None; cells] } else { (0..cells).map(part).collect() }
    }

    /// The rate at each part of the work: `total` in `cells` equal parts, of which `before` was done when the history began. `None` is
    /// what was not seen, or is not done yet.
    pub fn rates_over_work(&self, cells: usize, before: f64, total: f64) -> Vec<Option<f64>> {
        let mut parts = vec![(0.0, 0.0); cells];
        let mut at = before / total;
        for bucket in self.buckets() {
            let (amount, seen) = (f64::from(bucket.amount), f64::from(bucket.seen));
            let share = amount / total;
            // A bucket without an amount is time that was lost at one place.
            let ends = (place(at, cells), place(at + share, cells));
            for (cell, part) in parts.iter_mut().enumerate().take(ends.1 + 1).skip(ends.0) {
                let inside = if ends.0 == ends.1 { 1.0 } else { overlap((at, at + share), cell, cells) / share };
                (part.0, part.1) = (part.0 + amount * inside, part.1 + seen * inside);
            }
            at += share;
        }
        parts.into_iter().map(|(amount, seen): (f64, f64)| (seen > 0.0).then(|| amount / seen)).collect()
    }

    /// What was done in all, and in how many seconds, as far as it was seen.
    pub fn sum(&self) -> (f64, f64) {
        let sum = |sum: (f64, f64), bucket: Bucket| (sum.0 + f64::from(bucket.amount), sum.1 + f64::from(bucket.seen));
        self.buckets().fold((0.0, 0.0), sum)
    }

    /// How wide a bucket is.
    pub fn width(&self) -> Duration {
        Duration::from_millis(self.width.into())
    }

    /// Where the first bucket begins.
    fn start(&self) -> Moment {
        Moment(Duration::from_micros(self.start))
    }

    fn begin_at(&mut self, start: Moment) {
        self.start = u64::try_from(start.0.as_micros()).unwrap_or(u64::MAX);
    }
}

/// The cell of a share of the whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "what is beyond the cells is in the last one, and no number in the first"
)]
fn place(share: f64, cells: usize) -> usize {
    ((share * cells as f64) as usize).min(cells.saturating_sub(1))
}

/// How much of the whole a span of it has in common with one of so many cells.
#[expect(clippy::cast_precision_loss, reason = "a graph has some hundred cells")]
fn overlap((from, to): (f64, f64), cell: usize, cells: usize) -> f64 {
    let (start, end) = (cell as f64 / cells as f64, (cell + 1) as f64 / cells as f64);
    (to.min(end) - from.max(start)).max(0.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a graph needs no more than 24 bits")]
fn narrow(amount: f64, seen: f64) -> Bucket {
    Bucket { amount: amount as f32, seen: seen as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: u64) -> Moment {
        Moment(Duration::from_millis(millis))
    }

    fn rates(history: &History) -> Vec<Option<f64>> {
        history.buckets().map(Bucket::rate).collect()
    }

    #[test]
    fn an_amount_is_spread_over_its_time() {
        let mut history = History::last(1000, 10);
        history.add(at(500), at(2500), 200.0);
        history.add(at(2500), at(3000), 25.0);
        assert_eq!(rates(&history), [Some(100.0), Some(100.0), Some(50.0)]);
    }

    #[test]
    fn what_was_not_seen_is_a_gap_and_no_zero() {
        let mut history = History::last(1000, 10);
        history.add(at(0), at(1000), 0.0);
        history.add(at(3000), at(4000), 7.0);
        assert_eq!(rates(&history), [Some(0.0), None, None, Some(7.0)]);
    }

    #[test]
    fn two_at_once_are_added_and_seen_once() {
        let mut history = History::last(1000, 10);
        history.add(at(0), at(2000), 20.0);
        history.add_beside(at(500), at(1500), 6.0, at(2000));
        assert_eq!(rates(&history), [Some(13.0), Some(13.0)]);
    }

    #[test]
    fn a_part_of_the_time_has_its_own_rate() {
        let mut history = History::whole(1000, 10);
        history.add(at(0), at(4000), 40.0);
        history.add(at(4000), at(6000), 60.0);
        history.add(at(7000), at(8000), 0.0);
        assert_eq!(history.rates(4, None), [Some(10.0), Some(10.0), Some(30.0), Some(0.0)]);
        let last = history.rates(5, Some(Duration::from_secs(10)));
        assert_eq!(last, [None, Some(10.0), Some(10.0), Some(30.0), Some(0.0)]);
        assert_eq!(history.rates(2, Some(Duration::from_secs(2))), [None, Some(0.0)]);
    }

    #[test]
    fn a_part_of_the_work_has_its_own_rate() {
        let mut history = History::whole(1000, 60);
        // 20 of 100 were done before; then 10/s, a stall, an outage, and 5/s.
        history.add(at(0), at(3000), 30.0);
        history.add(at(3000), at(4000), 0.0);
        history.add(at(9000), at(11_000), 10.0);
        let rates = history.rates_over_work(10, 20.0, 100.0);
        let (none, ten) = (None, Some(10.0));
        assert_eq!(rates[..5], [none, none, ten, ten, ten]);
        assert!((rates[5].unwrap() - 10.0 / 3.0).abs() < 1e-6, "the stall was there: {rates:?}");
        assert_eq!(rates[7..], [None; 3]);
        assert_eq!(history.sum(), (40.0, 6.0));
        assert_eq!(history.rates_over_work(2, 0.0, 1.0).len(), 2);
        assert_eq!(history.rates_over_work(0, 0.0, 1.0), []);
    }

    #[test]
    fn only_the_last_buckets_are_kept() {
        let mut history = History::last(1000, 3);
        for second in 0..10 {
            history.add(at(second * 1000), at(second * 1000 + 1000), 1.0);
        }
        history.add(at(10_000), at(10_500), 3.0);
        assert_eq!(rates(&history), [Some(1.0), Some(1.0), Some(6.0)]);
        history.add(at(0), at(100_000), 1000.0);
        assert_eq!(rates(&history), [Some(10.0), Some(10.0), Some(10.0)]);
    }

    #[test]
    fn a_whole_life_has_as_many_buckets_as_a_minute() {
        let mut history = History::whole(1000, 60);
        for second in 0..5 * 86_400 {
            history.add(at(second * 1000), at(second * 1000 + 1000), 2.0);
        }
        assert!((30..=60).contains(&history.buckets().len()), "{}", history.buckets().len());
        assert!(rates(&history).iter().flatten().all(|rate| (rate - 2.0).abs() < 0.01));
        history.keep(20);
        assert!(history.buckets().len() <= 20 && rates(&history)[0] == Some(2.0));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_of_a_whole_life_and_no_bucket_is_more_than_its_time(
            spans in prop::collection::vec((1_u64..100_000, 0_u32..1_000_000), 1..60),
        ) {
            let mut history = History::whole(1000, 40);
            let (mut now, mut all) = (5_u64, 0.0);
            for (span, amount) in spans {
                history.add(at(now), at(now + span), f64::from(amount));
                (now, all) = (now + span, all + f64::from(amount));
            }
            let sum: f64 = history.buckets().map(|bucket| f64::from(bucket.amount)).sum();
            prop_assert!((sum - all).abs() <= all * 1e-4 + 1e-3, "{sum} of {all}");
            prop_assert!(history.buckets().len() <= 40);
            let width = history.width().as_secs_f64();
            prop_assert!(history.buckets().all(|bucket| f64::from(bucket.seen) <= width * 1.001));
        }
    }
}
