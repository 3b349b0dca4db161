//! The services' endpoints: every call is recognized, authorized, struck by a fault or performed,
//! and noted in the log.

mod answer;
mod call;
mod cbor;
mod cloudwatch;
mod ecs;
mod emr;
mod kinesis;
mod lambda;
mod page;
mod refusal;

use std::{sync::Arc, time::Duration};

use axum::{
    body::to_bytes,
    extract::{Request, State as Extract},
    response::Response,
};
use serde_json::Value;

use crate::{
    authorizer::Verdict,
    call_log::LoggedCall,
    clock,
    fault::{Fault, FaultKind},
    state::Shared,
};
use answer::Done;
use call::Input;
pub(crate) use call::{Call, Protocol, Service};
use kinesis::Ask;
use refusal::Refusal;

/// The largest request that is read, in bytes.
const MOST_BYTES: usize = 8 << 20;

/// For a call that could not be recognized.
const UNKNOWN: Protocol = Protocol::Json("application/x-amz-json-1.1");

/// Answers one call.
pub(crate) async fn serve(Extract(shared): Extract<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return Refusal::new(413, "RequestEntityTooLarge", "the request is too large")
            .answer(UNKNOWN);
    };
    let call = match Call::read(&parts.method, &parts.uri, &parts.headers, &body) {
        Ok(call) => call,
        Err(refusal) => return refusal.answer(UNKNOWN),
    };
    let n = {
        let mut state = shared.state();
        let at = clock::written(state.world.now());
        state.calls.begin(LoggedCall {
            n: 0,
            at,
            service: call.service.name(),
            action: call.action.clone(),
            target: (!call.targets.is_empty()).then(|| call.targets.join(",")),
            access_key_id: call.access_key_id.clone(),
            app: call.app.clone(),
            outcome: "unanswered".to_owned(),
        })
    };
    if let Some(authorizer) = &shared.authorizer {
        match authorizer.ask(&call, &parts, &body).await {
            Verdict::Allowed => {}
            Verdict::Refused { code, answer } => {
                shared.state().calls.end(n, format!("refused: {code}"));
                return answer::refused(&call, &code, answer);
            }
            Verdict::Unreachable(error) => {
                shared.state().calls.end(n, "authorizer unreachable");
                let message = format!("the authorizer does not answer: {error}");
                return Refusal::new(503, "ServiceUnavailable", message).answer(call.protocol);
            }
        }
    }
    let done = perform(&shared, &call, n).await;
    let outcome = done
        .as_ref()
        .map_or_else(|refusal| refusal.code.clone(), |_| "ok".to_owned());
    shared.state().calls.end(n, outcome);
    match done {
        Ok(done) => done.answer(&shared, &call),
        Err(refusal) => refusal.answer(call.protocol),
    }
}

/// Performs a call, unless a fault is in the way.
async fn perform(shared: &Shared, call: &Call, n: u64) -> Result<Done, Refusal> {
    let target = call.targets.first().map(String::as_str);
    if call.service == Service::Kinesis && shared.is_too_fast(&call.action, target) {
        return Err(call.service.throttled());
    }
    let fault = shared.state().faults.strike(&call.action, &call.targets);
    if let Some(fault) = &fault {
        match fault.kind {
            FaultKind::Throttle => return Err(call.service.throttled()),
            FaultKind::ServerError => return Err(call.service.failed()),
            FaultKind::AccessDenied => return Err(call.service.denied(&call.action)),
            FaultKind::Hang => {
                shared.state().calls.end(n, "held");
                shared.hold().await;
                return Err(call.service.failed());
            }
            FaultKind::Delay => tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await,
            FaultKind::FailedAnswer => {
                answer(shared, call, None)?;
                return Err(call.service.failed());
            }
            _ => {}
        }
    }
    let body = answer(shared, call, fault.as_ref())?;
    let is = |kind| fault.as_ref().filter(|fault| fault.kind == kind);
    Ok(Done {
        body,
        lost: is(FaultKind::LostAnswer).is_some(),
        skew: is(FaultKind::ClockSkew).map_or(0, |fault| fault.seconds),
    })
}

fn answer(shared: &Shared, call: &Call, fault: Option<&Fault>) -> Result<Vec<u8>, Refusal> {
    let world = &mut shared.state().world;
    let answer = match (&call.service, &call.input) {
        (Service::Kinesis, Input::Json(input)) => {
            let seconds = |kind| {
                let struck = fault.filter(|fault| fault.kind == kind);
                struck.map_or(0, |fault| fault.seconds)
            };
            let ask = Ask {
                world,
                input,
                stale: seconds(FaultKind::StaleRead),
                skew: seconds(FaultKind::ClockSkew),
            };
            kinesis::answer(ask, &call.action)?
        }
        (Service::Emr, Input::Json(input)) => emr::answer(world, &call.action, input)?,
        (Service::Ecs, Input::Json(input)) => ecs::answer(world, &call.action, input)?,
        (Service::Lambda, Input::Json(input)) => lambda::answer(world, &call.action, input)?,
        (Service::CloudWatch, Input::Metrics(request)) => {
            return cloudwatch::answer(world, request, fault, call.protocol);
        }
        (_, Input::Refused(refusal)) => return Err(refusal.clone()),
        _ => return Err(Refusal::unknown_operation(&call.action)),
    };
    Ok(match answer {
        Value::Null => Vec::new(),
        answer => answer.to_string().into_bytes(),
    })
}
