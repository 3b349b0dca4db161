//! A function as Lambda runs it: the binary, an environment, and the runtime API to poll.

use std::{collections::BTreeMap, error::Error, fs, path::Path, process::Stdio, time::Duration};

use tokio::process::{Child, Command};

use crate::runtime_api::RuntimeApi;

/// What is deployed, and what it is compared with.
pub(crate) const FUNCTIONS: [&str; 5] = [
    "scale-streams",
    "scale-clusters",
    "scale-consumers",
    "config-api",
    "hello-world",
];

/// A running function; killed when dropped.
pub(crate) struct Function {
    child: Child,
}

impl Function {
    pub(crate) fn start(
        built: &Path,
        name: &str,
        api: &RuntimeApi,
        endpoints: &BTreeMap<&str, String>,
    ) -> Result<Self, Box<dyn Error>> {
        let child = Command::new(built.join(name).join("bootstrap"))
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .env("AWS_LAMBDA_LOG_LEVEL", "WARN")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "bench")
            .env("AWS_SECRET_ACCESS_KEY", "bench")
            .env("TABLE_NAME", "auxo")
            // As on Lambda, where the trusted roots are one file and no folder beside it.
            .env("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
            .envs(endpoints)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { child })
    }

    fn process(&self) -> Result<u32, Box<dyn Error>> {
        self.child
            .id()
            .ok_or_else(|| "the function has ended".into())
    }

    /// The CPU time of all its threads so far.
    pub(crate) fn cpu_time(&self) -> Result<Duration, Box<dyn Error>> {
        let mut nanoseconds = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.process()?))? {
            let schedule = fs::read_to_string(task?.path().join("schedstat"))?;
            let running = schedule.split_whitespace().next().unwrap_or_default();
            nanoseconds += running.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// The most memory that it ever had resident, in MiB.
    pub(crate) fn peak_memory(&self) -> Result<f64, Box<dyn Error>> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process()?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line
            .and_then(|line| line.split_whitespace().next())
            .unwrap_or_default();
        Ok(kib.parse::<f64>()? / 1024.0)
    }
}
