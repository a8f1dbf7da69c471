//! Values as few bytes, one after the other, to be read in the order in which they were written. Small numbers take one byte and none
//! takes more than ten; what is not there takes one.

use jiff::Timestamp;
/// What stands for a percentage that is not there, and for one that is no whole number.
const NO_PERCENT: u8 = 0xff;
const FINE_PERCENT: u8 = 0xfe;

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
        for byte in bytes {
            if let Some(place) = self.room.get_mut(self.length) {
                *place = *byte;
                self.length += 1;
            }
        }
    }

    /// Seven bits a byte, the low ones first; the eighth says that more come.
    fn bits(&mut self, mut rest: u128) {
        while let low = rest.to_le_bytes()[0] & 0x7f
            && rest > 0x7f
        {
            self.word(low | 0x80);
            rest >>= 7;
        }
        self.word(rest.to_le_bytes()[0]);
    }

    /// One more than the number, so that zero is none.
    pub(super) fn number(&mut self, number: Option<u64>) {
        self.bits(number.map_or(0, |number| u128::from(number) + 1));
    }

    pub(super) fn percent(&mut self, percent: Option<f64>) {
        let Some(percent) = percent else { return self.word(NO_PERCENT) };
        if let Some(whole) = (0..=100_u8).find(|whole| f64::from(*whole).to_bits() == percent.to_bits()) {
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
        let seconds = u128::from(seconds.unsigned_abs()) << 1 | u128::from(seconds < 0);
        self.bits((seconds << 1 | u128::from(nanoseconds != 0)) + 1);
        if nanoseconds != 0 {
            let nanoseconds = u128::from(nanoseconds.unsigned_abs()) << 1 | u128::from(nanoseconds < 0);
            self.bits(nanoseconds);
        }
    }

    /// How long a text is that follows behind all values.
    pub(super) fn length(&mut self, text: Option<&str>) {
        self.number(text.map(|text| text.len() as u64));
    }
}

/// Takes values off the front. Only what a [`Writer`] made is read, so what would make no sense is read as nothing.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn word(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    fn bits(&mut self) -> u128 {
        let (mut bits, mut place) = (0, 0);
        while let Some(byte) = self.0.split_off_first() {
            bits |= u128::from(byte & 0x7f) << place;
            place += 7;
            if byte & 0x80 == 0 || place > 70 {
                break;
            }
        }
        bits
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        self.bits().checked_sub(1).and_then(|number| u64::try_from(number).ok())
    }

    pub(super) fn percent(&mut self) -> Option<f64> {
        match self.word() {
            NO_PERCENT => None,
            FINE_PERCENT => self.0.split_off(..8)?.try_into().ok().map(f64::from_le_bytes),
            whole => Some(whole.into()),
        }
    }

    pub(super) fn time(&mut self) -> Option<Timestamp> {
        let bits = self.bits().checked_sub(1)?;
        let seconds = i64::try_from(bits >> 2).ok()?;
        let nanoseconds = if bits & 1 == 0 { 0 } else { self.bits() };
        let signed = |amount: i64, is_negative: bool| if is_negative { -amount } else { amount };
        let seconds = signed(seconds, bits & 2 != 0);
        let nanoseconds = signed(i64::try_from(nanoseconds >> 1).ok()?, nanoseconds & 1 != 0);
        Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        self.number().and_then(|length| usize::try_from(length).ok())
    }

    pub(super) fn text(&mut self, length: Option<usize>) -> Option<&'a str> {
        std::str::from_utf8(self.0.split_off(..length?)?).ok()
    }
}
