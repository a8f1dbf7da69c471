//! The watch set on disk: written atomically, under a lock, merged with what another eftop wrote meanwhile. Knows nothing
//! of the network or the screen.
