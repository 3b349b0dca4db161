//! What deciding costs. Counts of instructions and allocations are exact, and do not depend on
//! what else the machine does; times do.

use std::{env, error::Error, process::Command, time::Instant};

use bench_decide::{Work, all};
use clap::Parser;

const ROUNDS: usize = 101;
const EACH: u32 = 1_000;
/// Runs over which instructions are counted.
const COUNTED: u32 = 100;

/// Without arguments: measures everything.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only run this piece of work, for the counter of instructions.
    #[arg(long, requires = "times")]
    run: Option<usize>,
    /// How often.
    #[arg(long)]
    times: Option<u32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let all = all();
    if let (Some(index), Some(times)) = (arguments.run, arguments.times) {
        let work = all.get(index).ok_or("there is no such work")?;
        (0..times).for_each(|_| work.run());
        return Ok(());
    }
    println!("| work | µs | instructions | allocations |\n| --- | --- | --- | --- |");
    for (index, work) in all.iter().enumerate() {
        let counted = instructions(index)?;
        let counted = counted.map_or("(no valgrind)".to_owned(), |count| count.to_string());
        let (micros, allocations) = (micros(work), work.allocations());
        println!(
            "| {} | {micros:.3} | {counted} | {allocations} |",
            work.name
        );
    }
    println!();
    Ok(())
}

/// The median time of one run.
fn micros(work: &Work) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            (0..EACH).for_each(|_| work.run());
            start.elapsed().as_secs_f64() / f64::from(EACH) * 1e6
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

/// Instructions of one run: of many runs less those of none. `None` where valgrind is not at hand.
fn instructions(work: usize) -> Result<Option<u64>, Box<dyn Error>> {
    let (Some(many), Some(none)) = (collected(work, 2 * COUNTED)?, collected(work, COUNTED)?)
    else {
        return Ok(None);
    };
    Ok(Some((many - none) / u64::from(COUNTED)))
}

fn collected(work: usize, times: u32) -> Result<Option<u64>, Box<dyn Error>> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["--run", &work.to_string(), "--times", &times.to_string()]);
    let Ok(answer) = valgrind.output() else {
        return Ok(None);
    };
    let said = String::from_utf8_lossy(&answer.stderr);
    let line = said
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, count) = line.ok_or_else(|| format!("valgrind counted nothing:\n{said}"))?;
    Ok(Some(count.trim().parse()?))
}
