//! The workers that are there, as members of a cluster.

use decision::{Capacity, Member, Observation, Period, Series, Stage, Work};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Fleet(Vec<Instance>);

#[derive(Clone, Debug, Deserialize)]
struct Instance {
    id: String,
    hostname: String,
    status: String,
    has_ec2: bool,
    uptime_s: Option<u32>,
    running_jobs: u32,
    auto_scaling_type: Option<bool>,
    in_worker_layer: Option<bool>,
}

impl Fleet {
    /// Online and pending ones.
    pub(super) fn size(&self) -> u32 {
        self.online() + self.pending()
    }

    pub(super) fn online(&self) -> u32 {
        self.number(|worker| worker.stage() == Some(Stage::Serving))
    }

    pub(super) fn pending(&self) -> u32 {
        self.number(|worker| worker.stage() == Some(Stage::Coming))
    }

    pub(super) fn stopped(&self) -> u32 {
        self.number(|worker| worker.stage() == Some(Stage::Stopped))
    }

    pub(super) fn busy(&self) -> u32 {
        self.number(|worker| worker.stage() == Some(Stage::Serving) && 0 < worker.running_jobs)
    }

    /// Pending ones and idle ones, those alone that have used so many minutes of their hour.
    pub(super) fn may_go(&self, work_is_known: bool, used_min: Option<u32>) -> u32 {
        self.number(|worker| {
            let idle = match worker.stage() {
                Some(Stage::Coming) => true,
                Some(Stage::Serving) => work_is_known && worker.running_jobs == 0,
                _ => false,
            };
            let up = worker.uptime_s.filter(|_| worker.has_ec2);
            let used = up.unwrap_or_default() / 60 % 60;
            idle && used_min.is_none_or(|least| least <= used)
        })
    }

    /// All that can be there at once.
    pub(super) fn most(&self) -> u32 {
        self.size() + self.stopped()
    }

    fn number(&self, counts: impl Fn(&&Instance) -> bool) -> u32 {
        let number = self
            .0
            .iter()
            .filter(|it| it.is_worker())
            .filter(counts)
            .count();
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// What Auxo sees at `now`. When nobody can tell who has work, anybody may have.
    pub(super) fn seen(
        &self,
        work_is_known: bool,
        series: Vec<Series>,
        now: Timestamp,
    ) -> Observation {
        let workers = self.0.iter().filter(|it| it.is_worker());
        let members = workers.filter_map(|worker| worker.member(work_is_known, now));
        Observation {
            capacity: Capacity(self.size()),
            members: Some(members.collect()),
            series,
            ..Observation::default()
        }
    }
}

impl Instance {
    fn is_worker(&self) -> bool {
        self.hostname.starts_with("worker")
            && self.auto_scaling_type != Some(true)
            && self.in_worker_layer != Some(false)
    }

    fn stage(&self) -> Option<Stage> {
        match self.status.as_str() {
            "online" => Some(Stage::Serving),
            "pending" | "requested" | "running_setup" | "booting" | "rebooting" => {
                Some(Stage::Coming)
            }
            "stopped" => Some(Stage::Stopped),
            _ => None,
        }
    }

    fn member(&self, work_is_known: bool, now: Timestamp) -> Option<Member> {
        let stage = self.stage().filter(|stage| *stage != Stage::Stopped)?;
        let work = match (work_is_known, self.running_jobs) {
            (false, _) => Work::Unknown,
            (true, 0) => Work::Idle,
            (true, _) => Work::Busy,
        };
        let up = self
            .uptime_s
            .filter(|_| self.has_ec2 && stage == Stage::Serving);
        Some(Member {
            id: self.id.clone(),
            group: None,
            since: up.map(|seconds| Period::seconds(seconds).before(now)),
            stage,
            work,
            protected: false,
            series: Vec::new(),
        })
    }
}
