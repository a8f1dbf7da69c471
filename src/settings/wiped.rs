//! Memory that held a secret.

use secrecy::zeroize::Zeroize;

/// A text that is overwritten when it goes.
pub(super) struct Wiped(pub String);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
