//! The poll loop against a scripted service under paused time: when it asks, for whom, how many at once, and what it tells.

mod absent;
mod pace;
mod refused;
mod support;
mod wishes;
