//! A fault of the program ends the operation in which it happens, and nothing else.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use super::answer::Refused;

/// Answers what happens, a fault like anything else that goes wrong. The log has been told of it by then;
/// all that was held is given back.
pub(super) async fn contained<T>(
    happens: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Refused> {
    AssertUnwindSafe(happens).catch_unwind().await.unwrap_or(Err(Refused::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_is_an_answer() {
        let held = tokio::sync::Semaphore::new(1);
        let faulty = contained(async {
            let _place = held.acquire().await;
            tokio::task::yield_now().await;
            assert!(held.is_closed(), "a fault that is on purpose");
            Ok(())
        });
        assert!(matches!(faulty.await, Err(Refused::Internal)));
        assert_eq!(held.available_permits(), 1);
        assert!(matches!(contained(async { Ok(7) }).await, Ok(7)));
    }
}
