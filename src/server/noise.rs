//! Deterministic chance and smooth variation: the same seed gives the same world on every machine.

/// The increment of `SplitMix64`.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// `SplitMix64`'s finaliser: spreads every bit of the input over the output.
pub fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// A hash of a text under a seed (FNV-1a, then mixed).
pub fn hash(seed: u64, text: &str) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325 ^ mix(seed.wrapping_add(STEP));
    mix(text.bytes().fold(start, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)))
}

/// A task id as the document shows them: 32 lower-case hex digits.
pub fn task_id(seed: u64, name: &str) -> String {
    let high = hash(seed, name);
    format!("{high:016x}{:016x}", mix(high.wrapping_add(STEP)))
}

/// Seconds of a number of milliseconds.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a few years are far below 2^53")]
pub fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

/// Milliseconds of a number of seconds; not a number becomes 0, and the rest is held within what an `i64` carries.
#[expect(clippy::cast_possible_truncation, reason = "a cast from float saturates")]
pub fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}

/// The whole part of `fraction` of `total`, never above `total`.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounding of one in 2^53 is unseen, a cast from float saturates, and a negative one becomes 0"
)]
pub fn share(total: u64, fraction: f64) -> u64 {
    if fraction >= 1.0 { total } else { ((total as f64 * fraction) as u64).min(total) }
}

/// `part` of `whole` in percent, 0 for an empty whole.
#[expect(clippy::cast_precision_loss, reason = "a rounding of one in 2^53 is unseen in a percentage")]
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 100.0).min(100.0) }
}

/// A row of dice, named so that a new row does not disturb the others.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of this name under this seed.
    pub fn new(seed: u64, name: &str) -> Self {
        Self(hash(seed, name))
    }

    /// 64 even bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Evenly within 0 (with) to 1 (without).
    pub fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.bits() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// Evenly between two numbers.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Between two positive numbers, evenly over the orders of magnitude, as sizes of real files are.
    pub fn magnitude(&mut self, low: f64, high: f64) -> f64 {
        libm::exp(self.between(libm::log(low), libm::log(high)))
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized, const N: usize>(&mut self, items: &[&'a T; N]) -> &'a T {
        let at = usize::try_from(self.bits() >> 32).unwrap_or(0) % N;
        items[at]
    }
}

/// Work over time whose rate swings gently around 1: a sum of sines, integrated in closed form, so that any instant costs the same.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Amplitude, angular speed (1/s), phase. The amplitudes add up to less than 1: work never runs backwards.
    waves: [(f64, f64, f64); 3],
}

impl Flow {
    /// The flow of this name under this seed.
    pub fn new(seed: u64, name: &str) -> Self {
        let mut dice = Dice::new(seed, name);
        let mut wave = |low: f64, high: f64, amplitude: f64| {
            let period = dice.between(low, high);
            let turn = std::f64::consts::TAU;
            (amplitude * dice.between(0.5, 1.0), turn / period, turn * dice.unit())
        };
        Self { waves: [wave(6.0, 14.0, 0.16), wave(22.0, 50.0, 0.26), wave(80.0, 200.0, 0.32)] }
    }

    /// Work done after this many seconds; about one a second.
    fn work(&self, seconds: f64) -> f64 {
        self.waves.iter().fold(seconds, |work, (amplitude, speed, phase)| {
            work + amplitude / speed * (libm::cos(*phase) - libm::cos(speed * seconds + phase))
        })
    }

    /// The part of a job of `whole` milliseconds that is done after `elapsed` of them: 0 to 1, never falling.
    pub fn fraction(&self, elapsed: i64, whole: i64) -> f64 {
        if elapsed >= whole {
            1.0
        } else if elapsed <= 0 {
            0.0
        } else {
            (self.work(seconds(elapsed)) / self.work(seconds(whole))).clamp(0.0, 1.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_flow_never_runs_backwards(seed: u64, whole in 1_i64..10_000_000, a in 0_i64..10_000_000, b in 0_i64..10_000_000) {
            let flow = Flow::new(seed, "x");
            let (early, late) = (flow.fraction(a.min(b), whole), flow.fraction(a.max(b), whole));
            prop_assert!((0.0..=1.0).contains(&early) && early <= late);
        }

        #[test]
        fn a_share_stays_within(total: u64, fraction in -1.0_f64..2.0) {
            prop_assert!(share(total, fraction) <= total);
        }
    }

    #[test]
    fn a_flow_is_not_flat() {
        let flow = Flow::new(1, "x");
        let steps: Vec<f64> =
            (0..60).map(|s| flow.fraction((s + 1) * 1000, 60_000) - flow.fraction(s * 1000, 60_000)).collect();
        let (low, high) = steps.iter().fold((1.0_f64, 0.0_f64), |(low, high), step| (low.min(*step), high.max(*step)));
        assert!(high > low * 1.3, "{low} {high}");
    }

    #[test]
    fn ids_look_like_the_documents() {
        let id = task_id(7, "first");
        assert_eq!(id.len(), 32);
        assert!(id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
        assert_ne!(id, task_id(7, "second"));
        assert_ne!(id, task_id(8, "first"));
    }
}
