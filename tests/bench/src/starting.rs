//! CPU time from the start of a process to its first poll: what a cold start costs.

use std::{collections::BTreeMap, error::Error, path::Path, time::Duration};

use crate::{
    function::{FUNCTIONS, Function},
    runtime_api::RuntimeApi,
};

const STARTS: usize = 21;

pub(crate) async fn print(built: &Path) -> Result<(), Box<dyn Error>> {
    let hello = median(built, "hello-world").await?;
    println!("| function | CPU to first poll, ms | × hello world |\n| --- | --- | --- |");
    for name in FUNCTIONS {
        let time = if name == "hello-world" {
            hello
        } else {
            median(built, name).await?
        };
        let ratio = time.as_secs_f64() / hello.as_secs_f64();
        println!("| {name} | {:.1} | {ratio:.2} |", time.as_secs_f64() * 1e3);
    }
    println!();
    Ok(())
}

async fn median(built: &Path, name: &str) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let mut api = RuntimeApi::start().await?;
        let function = Function::start(built, name, &api, &BTreeMap::new())?;
        tokio::time::timeout(Duration::from_secs(10), api.polled()).await??;
        times.push(function.cpu_time()?);
    }
    times.sort_unstable();
    Ok(times[STARTS / 2])
}
