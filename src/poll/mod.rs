//! The poll loop: what to ask for, how many at once, how often, and when to hold back. Runs as a task of its own and owns
//! its sleep; knows the service only through the trait in `api`.
