//! The state of the screen and the one function that changes it: `update(&mut Model, Msg) -> Vec<Effect>`. No I/O, no clock.
