//! The sandbox as a program.

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::Parser;
use sandbox::{DEFAULT_WORLD, Sandbox, WorldSpec};

/// Kinesis, EMR, ECS, Lambda's event source mappings and CloudWatch on this machine, over a simulated world.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 for any that is free
    #[arg(long, default_value_t = 4578)]
    port: u16,
    /// World to serve, as JSON; the built-in one if left out
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Where every call is forwarded first: performed here only if it is not refused there
    #[arg(long, value_name = "URL")]
    authorize: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let running = Sandbox::new(world(arguments.world)?)
        .port(arguments.port)
        .authorize(arguments.authorize)
        .serve()
        .await?;
    println!(
        "sandbox: {} (control: {}/sandbox)",
        running.url(),
        running.url()
    );
    running.finished().await?;
    Ok(())
}

fn world(file: Option<PathBuf>) -> Result<WorldSpec, Box<dyn Error>> {
    let Some(file) = file else {
        return Ok(serde_json::from_str(DEFAULT_WORLD)?);
    };
    let text =
        std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let spec =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(spec)
}
