//! An ECS service: tasks that take a while to start, and share what there is to do.

use crate::metrics::{Datapoint, History};

/// The metrics of a service in CloudWatch's namespace AWS/ECS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceMetric {
    /// Processor time in use, in per cent of what is reserved.
    CpuUtilization,
    /// Memory in use, in per cent of what is reserved.
    MemoryUtilization,
}

impl ServiceMetric {
    /// How many there are.
    pub const COUNT: usize = 2;

    /// Seconds of a period: a minute.
    pub const PERIOD_SECONDS: i64 = 60;

    /// The metric of CloudWatch's name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "CPUUtilization" => Some(Self::CpuUtilization),
            "MemoryUtilization" => Some(Self::MemoryUtilization),
            _ => None,
        }
    }
}

/// What the tasks of a service have to bear together: how many would be busy with it to the full.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Tasks' worth of processor time.
    pub cpu: f64,
    /// Tasks' worth of memory.
    pub memory: f64,
}

/// One service.
#[derive(Clone, Debug)]
pub struct Service {
    desired: u32,
    /// When each task runs, or will, in seconds since the epoch; oldest first.
    tasks: Vec<i64>,
    starting_seconds: i64,
    /// Until when a deployment has the tasks before beside the new ones.
    deployed_until: i64,
    work: Work,
    history: History<{ ServiceMetric::COUNT }>,
    now: i64,
}

impl Service {
    /// A service whose tasks all run at `now` (seconds since the epoch); later ones take
    /// `starting_seconds`.
    #[must_use]
    pub fn new(tasks: u32, starting_seconds: i64, work: Work, now: i64) -> Self {
        Self {
            desired: tasks,
            tasks: vec![now; tasks as usize],
            starting_seconds,
            deployed_until: now,
            work,
            history: History::new(ServiceMetric::PERIOD_SECONDS),
            now,
        }
    }

    /// Simulates up to `now` (seconds since the epoch); a time that has passed changes nothing.
    pub fn advance_to(&mut self, now: i64) {
        while self.now < now {
            if self.now % 60 == 0 {
                self.history.record(self.now, self.sample());
            }
            self.now += 1;
        }
        self.history.advance_to(self.now);
    }

    /// NaN where no task runs of which it could be told.
    fn sample(&self) -> [f64; ServiceMetric::COUNT] {
        let running = f64::from(self.running());
        let share = |work: f64| match running {
            0.0 => f64::NAN,
            tasks => 100.0 * work / tasks,
        };
        [share(self.work.cpu), share(self.work.memory)]
    }

    /// UpdateService: asks for so many tasks. New ones begin to start, and of those that are too
    /// many the newest stop at once.
    pub fn ask(&mut self, desired: u32) {
        self.desired = desired;
        let running_at = self.now + self.starting_seconds;
        self.tasks.resize(desired as usize, running_at);
    }

    /// A deployment begins: for so many seconds as many tasks more run as run now, and share the
    /// work.
    pub fn deploy(&mut self, seconds: u32) {
        self.deployed_until = self.now + i64::from(seconds);
    }

    /// Whether a deployment is under way.
    #[must_use]
    pub fn is_deployed(&self) -> bool {
        self.now < self.deployed_until
    }

    /// The tasks that were asked for.
    #[must_use]
    pub fn desired(&self) -> u32 {
        self.desired
    }

    /// The tasks that run.
    #[must_use]
    pub fn running(&self) -> u32 {
        let running = self.tasks.iter().filter(|at| **at <= self.now).count();
        let running = u32::try_from(running).unwrap_or(u32::MAX);
        let times = if self.is_deployed() { 2 } else { 1 };
        running.saturating_mul(times)
    }

    /// What CloudWatch shows now of a metric: datapoints that begin in `from..to` (seconds since
    /// the epoch), oldest first, in periods of `period` seconds.
    #[must_use]
    pub fn datapoints(
        &self,
        metric: ServiceMetric,
        (from, to): (i64, i64),
        period: i64,
    ) -> Vec<(i64, Datapoint)> {
        self.history.datapoints(metric as usize, from, to, period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: Work = Work {
        cpu: 1.5,
        memory: 0.5,
    };

    #[test]
    fn tasks_that_are_asked_for_run_after_a_while_and_stop_at_once() {
        let mut service = Service::new(2, 40, WORK, 0);
        service.advance_to(100);
        service.ask(5);
        assert_eq!((service.desired(), service.running()), (5, 2));
        service.advance_to(139);
        assert_eq!(service.running(), 2);
        service.advance_to(140);
        assert_eq!(service.running(), 5);
        service.ask(3);
        assert_eq!((service.desired(), service.running()), (3, 3));
    }

    #[test]
    fn the_tasks_share_the_work() {
        let mut service = Service::new(2, 40, WORK, 0);
        service.advance_to(120);
        service.ask(3);
        service.advance_to(300);
        let shown = service.datapoints(ServiceMetric::CpuUtilization, (0, 240), 60);
        let shares: Vec<f64> = shown.iter().map(|(_, point)| point.average()).collect();
        assert_eq!(shares, [75.0, 75.0, 75.0, 50.0]);
    }

    #[test]
    fn a_deployment_has_twice_the_tasks_for_a_while_of_which_each_has_half_to_do() {
        let mut service = Service::new(2, 40, WORK, 0);
        service.advance_to(60);
        service.deploy(120);
        assert_eq!((service.desired(), service.running()), (2, 4));
        service.advance_to(360);
        assert_eq!((service.is_deployed(), service.running()), (false, 2));
        let shown = service.datapoints(ServiceMetric::CpuUtilization, (0, 300), 60);
        let shares: Vec<f64> = shown.iter().map(|(_, point)| point.average()).collect();
        assert_eq!(shares, [75.0, 37.5, 37.5, 75.0, 75.0]);
    }

    #[test]
    fn without_tasks_there_are_no_metrics() {
        let mut service = Service::new(0, 40, WORK, 0);
        service.advance_to(300);
        let shown = service.datapoints(ServiceMetric::MemoryUtilization, (0, 240), 60);
        assert_eq!(shown, []);
    }
}
