//! Drawing: a pure function of an immutable model, a theme and a size. Changes nothing.
