//! From the start of a program to its first byte on the wire.

use super::Row;
use super::programs::{Programs, median};
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fs, thread};

const ROUNDS: usize = 61;
/// How long a program may take to its first byte before it is given up.
const LIMIT: Duration = Duration::from_secs(30);

/// Starts both programs in turns, over TLS as in earnest and over plain http.
///
/// # Errors
/// One sentence: what could not be built or started.
pub fn start(programs: &Programs) -> Result<Vec<Row>, String> {
    let both = programs.released()?;
    let mut rows = Vec::new();
    for (scheme, name) in [("https", "https"), ("http", "plain http")] {
        let mut wall = [Vec::new(), Vec::new()];
        let mut processor = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            let first = round % 2;
            for which in [first, 1 - first] {
                let (passed, used) = once(&both[which], scheme, LIMIT)?;
                // The first round warms the caches.
                if round > 0 {
                    wall[which].push(passed.as_secs_f64());
                    processor[which].extend(used.map(|time| time.as_secs_f64()));
                }
            }
        }
        for (what, [sdk, bare]) in [("", wall), (", processor time", processor)] {
            let pairs = sdk.iter().zip(&bare).map(|(sdk, bare)| sdk / bare);
            let ratio = median(pairs.collect());
            let how = format!(
                "{:.2} ms against {:.2} ms",
                median(sdk) * 1e3,
                median(bare) * 1e3
            );
            let what = format!("start: first byte over {name}{what}");
            rows.push(Row::ratio(&what, ratio, 1.1, how));
        }
    }
    Ok(rows)
}

/// The time from a program's start to its first byte, and how much of it was on a processor.
fn once(
    program: &Path,
    scheme: &str,
    limit: Duration,
) -> Result<(Duration, Option<Duration>), String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let port = address.port();
    let mut command = Command::new(program);
    command
        .env("STOCKTRIM_API_AUTH_ID", "tenant-id")
        .env("STOCKTRIM_API_AUTH_SIGNATURE", "tenant name")
        .env("STOCKTRIM_BASE_URL", format!("{scheme}://127.0.0.1:{port}"))
        .stdout(Stdio::null());
    let started = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|e| format!("{} cannot be started: {e}", program.display()))?;
    let (come, comes) = mpsc::channel();
    let watch = thread::spawn(move || {
        if comes.recv_timeout(limit).is_err() {
            // Nobody has come: a connection that says nothing ends the wait.
            drop(TcpStream::connect(address));
        }
    });
    let first = listener.accept().and_then(|(mut stream, _)| {
        let _ = come.send(());
        stream.set_read_timeout(Some(limit))?;
        stream.read_exact(&mut [0])?;
        Ok((started.elapsed(), stream))
    });
    let _ = watch.join();
    // It now waits for the answer; the system counts its time when it goes to sleep.
    thread::sleep(Duration::from_millis(2));
    let used = processor_time(child.id());
    let _ = child.kill();
    let _ = child.wait();
    let (passed, _stream) = first.map_err(|e| format!("the program sent nothing: {e}"))?;
    Ok((passed, used))
}

/// The time that a process has been on a processor; Linux alone tells.
fn processor_time(process: u32) -> Option<Duration> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let times = threads.map(|thread| {
        let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    times.sum::<Option<u64>>().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_never_connects_is_given_up() {
        // Without arguments, cargo tells how it is used and ends.
        let program = std::env::var("CARGO").unwrap();
        let sentence = once(program.as_ref(), "http", Duration::from_millis(10)).unwrap_err();
        assert!(sentence.contains("sent nothing"), "{sentence}");
    }
}
