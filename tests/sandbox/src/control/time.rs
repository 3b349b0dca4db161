//! The clock: showing it, moving it forward, following the wall's, setting the world back.

use std::sync::Arc;

use axum::{Json, extract::State as Extract, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Problem;
use crate::{
    clock::{self, Clock},
    state::{Shared, State},
};

/// The sandbox's time.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    now: String,
    live: bool,
}

/// `{"now": …}` or `{"live": true}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    now: Option<Timestamp>,
    #[serde(default)]
    live: bool,
}

/// `{"now": …}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reset {
    now: Timestamp,
}

pub(crate) async fn show(Extract(shared): Extract<Arc<Shared>>) -> Json<Shown> {
    Json(shown(&shared.state()))
}

/// Moves the clock forward, simulating all that lies between, and freezes it there; or follows the
/// wall's from now on.
pub(crate) async fn set(
    Extract(shared): Extract<Arc<Shared>>,
    Json(change): Json<Change>,
) -> Result<Json<Shown>, Problem> {
    let mut state = shared.state();
    let (to, clock) = match (change.now, change.live) {
        (Some(now), false) => (now.as_second(), Clock::Frozen),
        (None, true) => (clock::wall(), Clock::Live),
        _ => {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "say either `now` or `live`: true",
            ));
        }
    };
    if to < state.world.now() {
        let (to, now) = (clock::written(to), clock::written(state.world.now()));
        let message =
            format!("{to} lies before the present, {now}: use POST /sandbox/reset to go back");
        return Err(Problem::new(StatusCode::CONFLICT, message));
    }
    state.clock = clock;
    state.world.advance_to(to);
    Ok(Json(shown(&state)))
}

/// Builds the world again at a time, and freezes the clock there.
pub(crate) async fn reset(
    Extract(shared): Extract<Arc<Shared>>,
    Json(reset): Json<Reset>,
) -> Result<Json<Shown>, Problem> {
    let mut state = shared.state();
    let built = state.world.reset_to(reset.now.as_second());
    built.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    state.clock = Clock::Frozen;
    Ok(Json(shown(&state)))
}

fn shown(state: &State) -> Shown {
    Shown {
        now: clock::written(state.world.now()),
        live: state.clock == Clock::Live,
    }
}
