//! The single units of a target, and what is known of them together.

use decision::{Member, NodeFacts, Nodes, Period, Series, Spread, Stage, Work};
use jiff::Timestamp;

/// One of all sorts of members; `mix` is their mixture.
pub(crate) fn member(index: u32, mix: u32, now: Timestamp, series: Vec<Series>) -> Member {
    let dice = mix.rotate_left(index % 32) ^ index;
    let stage = match dice % 6 {
        0..3 => Stage::Serving,
        3 => Stage::Coming,
        4 => Stage::Draining,
        _ => Stage::Stopped,
    };
    let work = match dice / 8 % 4 {
        0..2 => Work::Idle,
        2 => Work::Busy,
        _ => Work::Unknown,
    };
    Member {
        id: format!("m{index}"),
        group: None,
        since: (!dice.is_multiple_of(7)).then(|| Period::minutes(index * 17).before(now)),
        stage,
        work,
        protected: dice.is_multiple_of(11),
        series,
    }
}

/// Nodes that measure this share.
pub(crate) fn nodes(task: u32, core: u32, load: f64) -> Nodes {
    let of = |count: u32| {
        let spread = (0 < count).then(|| Spread {
            sum: load * f64::from(count),
            measured: count,
            min: load / 2.0,
            max: load,
        });
        NodeFacts {
            count: Some(count),
            running: Some(true),
            active: Some(true),
            cpu: spread,
            memory: spread,
            load_average: spread,
            queries: spread,
        }
    };
    Nodes {
        all: of(task + core),
        core: of(core),
        task: of(task),
        master: of(1),
    }
}
