//! Values as few bytes, one after the other, to be read in the order in which they were written. Small numbers take one byte and none
//! takes more than ten; what is not there takes one.

use jiff::Timestamp;
/// What stands for a percentage that is not there, and for one that is no whole number.
const NO_PERCENT: u8 = 0xff;
const FINE_PERCENT: u8 = 0xfe;
/// What stands for the greatest number.
const GREATEST: [u8; 2] = [0x80, 0];

/// Room for all values of a report, each as long as it can be: two words, four numbers, a percentage, three times, two lengths.
const ROOM: usize = 2 + 4 * 10 + 9 + 3 * (10 + 5) + 2 * 10;

/// Puts values behind each other.
pub(super) struct Writer {
    room: [u8; ROOM],
    length: usize,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { room: [0; ROOM], length: 0 }
    }

    /// What was written.
    pub(super) fn bytes(&self) -> &[u8] {
        self.room.get(..self.length).unwrap_or(&self.room)
    }

    pub(super) fn word(&mut self, word: u8) {
        self.put(&[word]);
    }

    fn put(&mut self, bytes: &[u8]) {
        if let Some(place) = self.room.get_mut(self.length..self.length + bytes.len()) {
            place.copy_from_slice(bytes);
            self.length += bytes.len();
        }
    }

    /// Seven bits a byte, the low ones first; the eighth says that more come.
    fn bits(&mut self, mut rest: u64) {
        while rest > 0x7f {
            self.word(rest.to_le_bytes()[0] | 0x80);
            rest >>= 7;
        }
        self.word(rest.to_le_bytes()[0]);
    }

    /// One more than the number, so that zero is none. For the greatest there is no one more: it takes zero in two bytes.
    pub(super) fn number(&mut self, number: Option<u64>) {
        match number.map(|number| number.checked_add(1)) {
            None => self.bits(0),
            Some(Some(more)) => self.bits(more),
            Some(None) => self.put(&GREATEST),
        }
    }

    pub(super) fn percent(&mut self, percent: Option<f64>) {
        let Some(percent) = percent else { return self.word(NO_PERCENT) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what it comes to is compared")]
        let whole = percent as u8;
        if whole <= 100 && f64::from(whole).to_bits() == percent.to_bits() {
            self.word(whole);
        } else {
            self.word(FINE_PERCENT);
            self.put(&percent.to_le_bytes());
        }
    }

    /// Nanoseconds follow only where there are any: the service tells seconds.
    pub(super) fn time(&mut self, time: Option<Timestamp>) {
        let Some(time) = time else { return self.bits(0) };
        let (seconds, nanoseconds) = (time.as_second(), time.subsec_nanosecond());
        // Small for small numbers of either sign, and never zero.
        let seconds = seconds.unsigned_abs() << 1 | u64::from(seconds < 0);
        self.bits((seconds << 1 | u64::from(nanoseconds != 0)) + 1);
        if nanoseconds != 0 {
            let nanoseconds = u64::from(nanoseconds.unsigned_abs()) << 1 | u64::from(nanoseconds < 0);
            self.bits(nanoseconds);
        }
    }

    /// How long a text is that follows behind all values.
    pub(super) fn length(&mut self, text: Option<&str>) {
        self.number(text.map(|text| text.len() as u64));
    }
}

/// Takes values off the front. Only what a [`Writer`] made is read, so what would make no sense is read as nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn word(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    /// The bits, and how many bytes they took.
    fn bits(&mut self) -> (u64, u32) {
        let (mut bits, mut taken) = (0, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            bits |= u64::from(byte & 0x7f) << (7 * taken);
            taken += 1;
            if byte & 0x80 == 0 || taken > 9 {
                break;
            }
        }
        (bits, taken)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        match self.bits() {
            (0, 2) => Some(u64::MAX),
            (more, _) => more.checked_sub(1),
        }
    }

    pub(super) fn percent(&mut self) -> Option<f64> {
        match self.word() {
            NO_PERCENT => None,
            FINE_PERCENT => self.0.split_off(..8)?.try_into().ok().map(f64::from_le_bytes),
            whole => Some(whole.into()),
        }
    }

    pub(super) fn time(&mut self) -> Option<Timestamp> {
        let bits = self.bits().0.checked_sub(1)?;
        let seconds = i64::try_from(bits >> 2).ok()?;
        let nanoseconds = if bits & 1 == 0 { 0 } else { self.bits().0 };
        let signed = |amount: i64, is_negative: bool| if is_negative { -amount } else { amount };
        let seconds = signed(seconds, bits & 2 != 0);
        let nanoseconds = signed(i64::try_from(nanoseconds >> 1).ok()?, nanoseconds & 1 != 0);
        Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()
    }

    /// Passes over so many times.
    pub(super) fn skip_times(&mut self, times: usize) {
        for _ in 0..times {
            if self.bits().0.checked_sub(1).is_some_and(|bits| bits & 1 != 0) {
                self.bits();
            }
        }
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        self.number().and_then(|length| usize::try_from(length).ok())
    }

    /// Passes over a text.
    pub(super) fn skip(&mut self, length: Option<usize>) {
        self.0 = self.0.get(length.unwrap_or(0)..).unwrap_or_default();
    }

    pub(super) fn text(&mut self, length: Option<usize>) -> Option<&'a str> {
        std::str::from_utf8(self.0.split_off(..length?)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, 1)]
    #[case(Some(0), 1)]
    #[case(Some(126), 1)]
    #[case(Some(127), 2)]
    #[case(Some(u64::MAX >> 1), 10)]
    #[case(Some(u64::MAX - 1), 10)]
    #[case(Some(u64::MAX), 2)]
    fn a_number_takes_what_it_needs(#[case] number: Option<u64>, #[case] length: usize) {
        let mut writer = Writer::new();
        writer.number(number);
        writer.number(Some(5));
        assert_eq!(writer.bytes().len(), length + 1);
        let mut reader = Reader::new(writer.bytes());
        assert_eq!((reader.number(), reader.number()), (number, Some(5)));
    }

    #[test]
    fn times_are_passed_over_whatever_they_are() {
        let times = [None, Timestamp::from_second(5).ok(), Timestamp::from_nanosecond(-1).ok(), Some(Timestamp::MAX)];
        let mut writer = Writer::new();
        for time in times {
            writer.time(time);
        }
        for (place, time) in times.into_iter().enumerate() {
            let mut reader = Reader::new(writer.bytes());
            reader.skip_times(place);
            assert_eq!(reader.time(), time);
        }
    }
}
