//! CPU time of candidates that take turns, so that a noisy machine disturbs all of them alike. Read the ratios.

use cpu_time::ThreadTime;
use std::hint::black_box;
use std::time::Duration;

/// Rounds; in each, every candidate runs once or as often as fills a while.
const ROUNDS: usize = 21;

/// What a turn should last at least, so that the clock's steps do not show.
const TURN: Duration = Duration::from_micros(500);

/// Something to measure, that gives a size in bytes.
pub struct Candidate<'a> {
    name: &'a str,
    run: Box<dyn FnMut() -> usize + 'a>,
}

/// A candidate.
pub fn candidate<'a>(name: &'a str, run: impl FnMut() -> usize + 'a) -> Candidate<'a> {
    Candidate { name, run: Box::new(run) }
}

/// Prints the median of each candidate, and how many times as long as the first it took. `goal` is what is asked of the
/// ratios.
pub fn compare(title: &str, goal: &str, mut candidates: Vec<Candidate<'_>>) {
    let mut times = vec![Vec::new(); candidates.len()];
    let mut sizes = vec![0; candidates.len()];
    let mut turns = vec![1; candidates.len()];
    for (index, candidate) in candidates.iter_mut().enumerate() {
        // Once to warm up, and once to see how long it takes.
        black_box((candidate.run)());
        let start = ThreadTime::now();
        sizes[index] = black_box((candidate.run)());
        turns[index] = (TURN.as_nanos() / start.elapsed().as_nanos().max(100)).clamp(1, 1000) as u32;
    }
    for _ in 0..ROUNDS {
        for (index, candidate) in candidates.iter_mut().enumerate() {
            let start = ThreadTime::now();
            for _ in 0..turns[index] {
                black_box((candidate.run)());
            }
            times[index].push(start.elapsed().as_secs_f64() / f64::from(turns[index]) * 1e6);
        }
    }
    println!("\n{title}{}{goal}", if goal.is_empty() { "" } else { "   goal: " });
    let medians = times.iter_mut().map(|times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    let medians = medians.collect::<Vec<_>>();
    for ((candidate, median), size) in candidates.iter().zip(&medians).zip(sizes) {
        println!("  {:<44} {median:>10.1} µs {:>8.2}x  {size:>9} bytes", candidate.name, median / medians[0]);
    }
}
