//! Everything a user can set, resolved once (flag, environment, file, default) into one immutable value; and secrets that
//! cannot be formatted. Knows nothing of the network or the screen.
