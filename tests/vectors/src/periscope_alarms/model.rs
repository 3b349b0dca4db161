//! What Periscope's alarms come to, and what they come to with the differences that Auxo makes on
//! purpose. With it a timeline in which a difference matters is told from one in which none does,
//! and Auxo is held to what it says it does.

use serde_json::{Map, Value, json};

use super::{Alarm, Input, Tick};

/// What Auxo does otherwise.
#[derive(Clone, Copy, Default)]
pub(super) struct Differences {
    /// After any change of size every condition starts anew.
    anew: bool,
    /// Of several alarms the largest size counts, not the first.
    largest: bool,
    /// A size outside its bounds is brought back without an alarm.
    bounds: bool,
    /// Scaling out does not wait for the end of a scale-in.
    out_at_once: bool,
}

impl Differences {
    /// One more at a time, with what it says.
    pub(super) fn each() -> [(Self, &'static str); 4] {
        let anew = Self {
            anew: true,
            ..Self::default()
        };
        let largest = Self {
            largest: true,
            ..anew
        };
        let bounds = Self {
            bounds: true,
            ..largest
        };
        [
            (anew, "after a change of size every condition starts anew"),
            (largest, "of several alarms the largest size counts"),
            (
                bounds,
                "a size outside its bounds is brought back without an alarm",
            ),
            (
                Self::all(),
                "scaling out does not wait for the end of a scale-in",
            ),
        ]
    }

    pub(super) fn all() -> Self {
        Self {
            anew: true,
            largest: true,
            bounds: true,
            out_at_once: true,
        }
    }
}

/// One cluster, from tick to tick.
struct Model<'a> {
    input: &'a Input,
    differences: Differences,
    /// Since when the condition of each alarm holds.
    since: Vec<Option<i64>>,
    size: Option<u32>,
    scaled_out: Option<i64>,
    scaled_in: Option<i64>,
}

pub(super) fn run(input: &Input, differences: Differences) -> Value {
    let mut model = Model {
        input,
        differences,
        since: vec![None; input.alarms.len()],
        size: None,
        scaled_out: None,
        scaled_in: None,
    };
    let ticks: Vec<_> = input.ticks.iter().map(|tick| model.pass(tick)).collect();
    json!({ "ticks": ticks })
}

impl Model<'_> {
    fn pass(&mut self, tick: &Tick) -> Value {
        let (now, size) = (tick.t_ms, tick.total_nodes);
        if self.differences.anew && self.size.is_some_and(|before| before != size) {
            self.since.fill(None);
        }
        self.size = Some(size);
        let alarms = &self.input.alarms;
        for (since, alarm) in self.since.iter_mut().zip(alarms) {
            let holds = alarm.holds(tick.metrics.value(alarm.metric));
            *since = holds.then(|| since.unwrap_or(now));
        }
        let hit = |(alarm, since): &(&Alarm, &Option<i64>)| {
            since.is_some_and(|since| i64::from(alarm.period_min) * 60_000 < now - since)
        };
        let hits: Vec<_> = alarms
            .iter()
            .zip(&self.since)
            .filter(hit)
            .map(|(alarm, _)| alarm)
            .collect();
        let scaling = self.scaling(&hits, now, size);
        let hits: Vec<_> = hits.iter().map(|alarm| &alarm.name).collect();
        if let Some((alarm, to)) = &scaling {
            self.scaled(alarm.as_deref(), *to, now, size);
        }
        let since = alarms.iter().zip(&self.since);
        let since: Map<_, _> = since
            .map(|(alarm, since)| (alarm.name.clone(), json!(since)))
            .collect();
        let scaling = scaling.map(|(alarm, to)| json!({"alarm": alarm, "from": size, "to": to}));
        json!({
            "hits": hits,
            "scaling": scaling.into_iter().collect::<Vec<_>>(),
            "since_ms": since,
            "last_scaling_ms": self.scaled_out.max(self.scaled_in),
        })
    }

    /// The alarm that counts, and the size that is set.
    fn scaling(&self, hits: &[&Alarm], now: i64, size: u32) -> Option<(Option<String>, u32)> {
        let Differences {
            largest, bounds, ..
        } = self.differences;
        let wishes = hits
            .iter()
            .filter_map(|alarm| Some((alarm, alarm.asks(size)?)));
        let wishes = wishes.filter(|(_, asked)| largest || self.clamped(*asked) != size);
        let wish = if largest {
            // Of equal ones the first.
            wishes.rev().max_by_key(|(_, asked)| *asked)
        } else {
            wishes.into_iter().next()
        };
        let may = wish.filter(|(_, asked)| self.may(*asked, now, size));
        let to = may.map_or(i64::from(size), |(_, asked)| asked);
        let to = if bounds || may.is_some() {
            self.clamped(to)
        } else {
            size
        };
        let alarm = wish.filter(|(_, asked)| *asked != i64::from(size));
        (to != size).then(|| (alarm.map(|(alarm, _)| alarm.name.clone()), to))
    }

    fn clamped(&self, size: i64) -> u32 {
        let bounds = &self.input.cluster;
        u32::try_from(size.max(0))
            .unwrap_or(u32::MAX)
            .clamp(bounds.min, bounds.max)
    }

    /// Is the cooldown over?
    fn may(&self, asked: i64, now: i64, size: u32) -> bool {
        let out = i64::from(size) < asked;
        let last = if self.differences.out_at_once && out {
            self.scaled_out
        } else {
            self.scaled_out.max(self.scaled_in)
        };
        let cooldown = i64::from(self.input.cluster.cooldown_min) * 60_000;
        last.is_none_or(|last| cooldown < now - last)
    }

    fn scaled(&mut self, alarm: Option<&str>, to: u32, now: i64, from: u32) {
        let last = if from < to {
            &mut self.scaled_out
        } else {
            &mut self.scaled_in
        };
        *last = Some(now);
        if self.differences.anew {
            self.since.fill(None);
            self.size = Some(to);
        } else {
            let own = self
                .input
                .alarms
                .iter()
                .position(|own| Some(own.name.as_str()) == alarm);
            if let Some(since) = own.and_then(|own| self.since.get_mut(own)) {
                *since = None;
            }
        }
    }
}
