//! What Linux tells of a process in `/proc`.
use std::fs;
use std::path::Path;

/// Clock ticks of `/proc/PID/stat` in a second: Linux shows 100 to programs whatever the kernel's own are.
const TICKS: f64 = 100.0;

/// User and system time of a process so far, in s.
#[must_use]
pub fn cpu_seconds(process: u32) -> f64 {
    seconds_of(&read(process, "stat"))
}

/// User and system time so far of the threads of a process whose names begin with `name`, in s.
#[must_use]
pub fn cpu_seconds_of_threads(process: u32, name: &str) -> f64 {
    let threads =
        fs::read_dir(Path::new("/proc").join(process.to_string()).join("task")).expect("its threads");
    // A thread that ends meanwhile counts for nothing.
    let stats = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("stat")).ok());
    let name = format!(" ({name}");
    stats.filter(|stat| stat.contains(&name)).map(|stat| seconds_of(&stat)).sum()
}

/// The time that a line of statistics (proc(5), `stat`) tells, in s.
fn seconds_of(stat: &str) -> f64 {
    // The name, in brackets, may hold blanks; after it, user time is the 12th field and system time the 13th.
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
    (ticks(11) + ticks(12)) / TICKS
}

/// Memory that a process holds now, in MB (resident set).
#[must_use]
pub fn resident_megabytes(process: u32) -> f64 {
    let status = read(process, "status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1000.0
}

fn read(process: u32, file: &str) -> String {
    fs::read_to_string(Path::new("/proc").join(process.to_string()).join(file)).expect("its statistics")
}
