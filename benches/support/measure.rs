//! Two things side by side: in turns, so that what disturbs the machine disturbs both.

use std::process::{Command, Stdio};
use std::time::Duration;

/// The time that this thread has been on a processor.
#[cfg(unix)]
pub fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a thread's time is not negative")
}

/// The time that has passed, where the system does not tell that of a thread.
#[cfg(not(unix))]
pub fn thread_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// Says that nobody asks for the time: under valgrind the clock of a thread is not to be had.
const UNTIMED: &str = "STOCKTRIM_BENCH_UNTIMED";

/// The time that a thread needs for something, told to the process that waits for it.
pub fn tell_time(work: impl FnOnce()) {
    if std::env::var_os(UNTIMED).is_some() {
        return work();
    }
    let before = thread_time();
    work();
    println!("{}", thread_time().saturating_sub(before).as_nanos());
}

/// What a process says by [`tell_time`].
pub fn told_time(command: &mut Command) -> Duration {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.expect("this program can be started");
    assert!(output.status.success(), "{command:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Duration::from_nanos(text.trim().parse().expect("nanoseconds"))
}

/// The medians of two things, and that of their ratios pair by pair.
#[derive(Clone, Copy)]
pub struct Compared {
    pub first: Duration,
    pub second: Duration,
    pub ratio: f64,
}

/// Lets two things run in turns and compares what `run` says that each took.
pub fn in_turns(rounds: usize, mut run: impl FnMut(usize) -> Duration) -> Compared {
    let mut taken = [Vec::new(), Vec::new()];
    let mut ratios = Vec::new();
    run(0);
    run(1);
    for round in 0..rounds {
        let first = round % 2;
        let mut pair = [Duration::ZERO; 2];
        for which in [first, 1 - first] {
            pair[which] = run(which);
            taken[which].push(pair[which]);
        }
        ratios.push(pair[0].as_secs_f64() / pair[1].as_secs_f64());
    }
    let [first, second] = taken.map(|mut all| {
        all.sort_unstable();
        all[all.len() / 2]
    });
    ratios.sort_unstable_by(f64::total_cmp);
    Compared {
        first,
        second,
        ratio: ratios[ratios.len() / 2],
    }
}

/// The instructions that a command takes, by callgrind; `None` where there is no valgrind.
pub fn instructions(command: &Command) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .env(UNTIMED, "")
        .arg(command.get_program())
        .args(command.get_args())
        .stdout(Stdio::null())
        .output()
        .ok()?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{log}");
    let line = log.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(' ').next()?.parse().ok()
}

/// The instructions of one of many: those that `more` takes beyond `fewer`, divided among them.
pub fn instructions_of_one(
    (fewer, more): (u32, u32),
    command: impl Fn(u32) -> Command,
) -> Option<f64> {
    let counts = [fewer, more].map(|calls| instructions(&command(calls)));
    let [Some(fewest), Some(most)] = counts else {
        return None;
    };
    let beyond = most.saturating_sub(fewest);
    #[expect(clippy::cast_precision_loss, reason = "counts of instructions fit")]
    Some(beyond as f64 / f64::from(more - fewer))
}
