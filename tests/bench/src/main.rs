//! The figures of docs/performance.md: sizes and starts of the functions, and the
//! cost of a tick. Sizes and counts are exact; times depend on the machine and are given
//! beside something to compare them with.

mod function;
mod runtime_api;
mod sizes;
mod starting;
mod store;
mod tick;

use std::{error::Error, path::PathBuf};

use clap::Parser;

/// Measures functions that were built for release.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder with a folder for each function, in it `bootstrap` and `bootstrap.zip`.
    #[arg(long)]
    built: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { built } = Arguments::parse();
    sizes::print(&built)?;
    starting::print(&built).await?;
    tick::print(&built).await
}
