//! `qr-server serve` as a process: the line that tells the address, signals, a port that is taken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The program, with a folder of its own for what it keeps.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_qr-server"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The address in the line `listening on http://ADDRESS`.
fn address(server: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line.trim_end().strip_prefix("listening on http://").unwrap_or_else(|| panic!("said {line:?}")).to_owned()
}

/// `serve` is what the program does when no command is given.
#[cfg(unix)]
#[test]
fn serves_until_asked_to_stop() {
    for (arguments, signal) in
        [(vec!["serve", "--listen", "127.0.0.1:0"], "TERM"), (vec!["--listen", "127.0.0.1:0"], "INT")]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut server = start(folder.path(), &arguments);
        let mut stream = TcpStream::connect(address(&mut server)).unwrap();
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(r#"{"status":"ok"}"#), "{answer}");
        let sent = Command::new("kill").args(["-s", signal, &server.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(server.wait().unwrap().code(), Some(0), "after SIG{signal}");
    }
}

#[test]
fn a_taken_port_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let output =
        start(folder.path(), &["serve", "--listen", &listen.to_string()]).wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains(&format!("port {} is in use", listen.port())) && said.contains("--listen"),
        "{said}"
    );
}

#[test]
fn an_address_that_makes_no_sense_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let output = start(folder.path(), &["serve", "--listen", "8080"]).wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("--listen 8080") && said.contains("127.0.0.1:8080"), "{said}");
}
