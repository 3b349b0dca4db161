//! Prints how the vectors of a folder came out, and each failure.

use std::{env, path::PathBuf, process::ExitCode};

use auxo_vectors::{Counts, read};

fn main() -> ExitCode {
    let checked_in = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let folder = env::args_os()
        .nth(1)
        .map_or_else(|| checked_in.into(), PathBuf::from);
    let vectors = match read(&folder) {
        Ok(vectors) => vectors,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let counts = Counts::of(&vectors);
    print!("{counts}");
    for (id, why) in &counts.failures {
        println!("\n{id}\n    {why}");
    }
    if counts.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
