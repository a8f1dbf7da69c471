//! A panic in any thread gives the terminal back before it is reported, so that the report can be read.

use super::guard;

/// Puts the leaving of the terminal before the hook that is installed now. Call it once, after color-eyre's.
pub fn install() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        guard::leave_for_good();
        report(panic);
    }));
}
