//! What the database keeps, on both databases.

mod audit;
mod events;
mod idempotency;
mod inbox;
mod leases;
mod links;

use crate::domain::time::Timestamp;

/// Noon of a day, in ms; events lie within half a day of it.
const NOON: i64 = 1_700_000_000_000;
const HOUR: i64 = 60 * 60 * 1000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// A number below `below`, from a sequence that is the same in every run (multiplicative generator of Lehmer).
fn next(state: &mut u64, below: i64) -> i64 {
    *state = *state * 48_271 % 2_147_483_647;
    i64::try_from(*state).unwrap() % below
}
