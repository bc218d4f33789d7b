//! A thousand codes of different data and one design, by the command line: as files on disk, on all cores.

use crate::scenes::gradient;
use serde_json::json;
use std::env;
use std::fs;
use std::process::Command;
use std::time::Instant;

const CODES: usize = 1000;

/// Needs `QR_SERVER_BIN`, the built program.
pub fn run() {
    let Ok(program) = env::var("QR_SERVER_BIN") else {
        println!("\nbatch: left out, QR_SERVER_BIN names no qr-server");
        return;
    };
    let folder = env::temp_dir().join(format!("qr-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let cases = folder.join("cases.jsonl");
    let lines = (0..CODES).map(|number| {
        let data = format!("https://example.com/campaign?id={number:08}&utm_source=print");
        json!({ "data": data, "width": 1000, "height": 1000, "dotsOptions": gradient(0.785) }).to_string()
    });
    fs::write(&cases, lines.collect::<Vec<_>>().join("\n")).unwrap();
    println!(
        "\n{CODES} codes, one design with a gradient, 1000 px, files on disk, wall time of the whole program"
    );
    for formats in [&["svg"][..], &["png"], &["svg", "png"]] {
        let mut times = (0..5).map(|_| {
            let out = folder.join("out");
            let mut command = Command::new(&program);
            command.arg("render").arg("--batch").arg(&cases).arg("--out-dir").arg(&out);
            formats.iter().for_each(|format| _ = command.args(["--format", format]));
            let start = Instant::now();
            assert!(command.output().unwrap().status.success());
            let taken = start.elapsed().as_secs_f64();
            fs::remove_dir_all(&out).unwrap();
            taken
        });
        let mut times = times.by_ref().collect::<Vec<_>>();
        times.sort_by(f64::total_cmp);
        let files = (CODES * formats.len()) as f64;
        println!("  {:<8} {:>8.0} files per second", formats.join(", "), files / times[times.len() / 2]);
    }
    fs::remove_dir_all(&folder).unwrap();
}
