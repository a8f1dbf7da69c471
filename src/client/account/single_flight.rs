//! One attempt at a time: however many want the same thing, it is tried once, and all who waited share what came of it.

use crate::domain::CallError;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// Attempts at a value.
#[derive(Debug)]
pub struct SingleFlight<T> {
    attempts: AtomicU64,
    /// What came of the last attempt, and what it was for.
    last: Mutex<Option<(u64, Result<T, CallError>)>>,
}

impl<T> Default for SingleFlight<T> {
    fn default() -> Self {
        Self { attempts: AtomicU64::new(0), last: Mutex::new(None) }
    }
}

impl<T: Clone> SingleFlight<T> {
    /// Runs `attempt`, unless another attempt for the same `purpose` ended since this was called: then its outcome is shared.
    ///
    /// # Errors
    /// What the attempt met.
    pub async fn share(
        &self,
        purpose: u64,
        attempt: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let before = self.attempts.load(Ordering::Acquire);
        self.since(before, purpose, attempt).await
    }

    /// The value if there is one that `is_fresh`, else as [`SingleFlight::share`].
    ///
    /// # Errors
    /// What the attempt met.
    pub async fn once(
        &self,
        is_fresh: impl Fn(&T) -> bool,
        attempt: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let before = self.attempts.load(Ordering::Acquire);
        if let Some((_, Ok(value))) = &*self.last.lock().await
            && is_fresh(value)
        {
            return Ok(value.clone());
        }
        self.since(before, 0, attempt).await
    }

    async fn since(
        &self,
        before: u64,
        purpose: u64,
        attempt: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let mut last = self.last.lock().await;
        if self.attempts.load(Ordering::Acquire) != before
            && let Some((_, shared)) = last.as_ref().filter(|(last, _)| *last == purpose)
        {
            return shared.clone();
        }
        let outcome = attempt.await;
        *last = Some((purpose, outcome.clone()));
        self.attempts.fetch_add(1, Ordering::Release);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CallErrorKind;
    use std::sync::atomic::AtomicU32;
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn all_who_wait_share_one_attempt_and_its_failure() {
        let (flight, tries, gate) = (SingleFlight::<u32>::default(), AtomicU32::new(0), Semaphore::new(0));
        let attempt = || async {
            let number = tries.fetch_add(1, Ordering::SeqCst);
            drop(gate.acquire().await);
            if number == 0 { Err(CallError::new(CallErrorKind::Unreachable, "down")) } else { Ok(number) }
        };
        let open = async { gate.add_permits(1) };
        let (one, two, three, ()) =
            tokio::join!(flight.share(7, attempt()), flight.share(7, attempt()), flight.share(7, attempt()), open);
        assert!(one.is_err() && two.is_err() && three.is_err());
        assert_eq!(tries.load(Ordering::SeqCst), 1);
        assert_eq!(flight.share(7, attempt()).await, Ok(1), "a failure is not kept");
        assert_eq!(flight.once(|_| true, attempt()).await, Ok(1), "a value is");
        assert_eq!(tries.load(Ordering::SeqCst), 2);
        gate.add_permits(2);
        let (one, other) = tokio::join!(flight.share(1, attempt()), flight.share(2, attempt()));
        assert_ne!(one, other, "an attempt for something else is not shared");
    }
}
