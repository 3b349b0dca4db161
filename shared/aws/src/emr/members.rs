//! The nodes of a cluster's TASK groups, one by one.

use aws_sdk_emr::types::{Instance, InstanceGroupType, InstanceState};
use decision::{Member, Stage, Work};
use evaluation::PortError;
use jiff::Timestamp;

use super::{Emr, LIST_NODES};

/// A page has up to 2,000 nodes: EMR API reference.
const MOST_PAGES: usize = 50;

impl Emr {
    /// The nodes that come or run. EMR does not tell which have work.
    pub(super) async fn nodes(&self, cluster: &str) -> Result<Vec<Member>, PortError> {
        let mut members = Vec::new();
        let mut marker = None;
        for _ in 0..MOST_PAGES {
            let page = self
                .client
                .list_instances()
                .cluster_id(cluster)
                .instance_group_types(InstanceGroupType::Task)
                .instance_states(InstanceState::AwaitingFulfillment)
                .instance_states(InstanceState::Provisioning)
                .instance_states(InstanceState::Bootstrapping)
                .instance_states(InstanceState::Running)
                .set_marker(marker)
                .send()
                .await
                .map_err(|error| LIST_NODES.failed(&error))?;
            for instance in page.instances.unwrap_or_default() {
                members.extend(member(instance)?);
            }
            marker = page.marker.filter(|marker| !marker.is_empty());
            if marker.is_none() {
                return Ok(members);
            }
        }
        Err(LIST_NODES.malformed(format!("more than {MOST_PAGES} pages of nodes")))
    }
}

/// `None` when it is neither coming nor running.
fn member(instance: Instance) -> Result<Option<Member>, PortError> {
    let status = instance.status.as_ref();
    let stage = match status.and_then(|status| status.state()) {
        Some(InstanceState::Running) => Stage::Serving,
        Some(
            InstanceState::AwaitingFulfillment
            | InstanceState::Provisioning
            | InstanceState::Bootstrapping,
        ) => Stage::Coming,
        _ => return Ok(None),
    };
    let created = status.and_then(|status| status.timeline()?.creation_date_time());
    let since = created.and_then(|created| Timestamp::from_second(created.secs()).ok());
    let id = instance.ec2_instance_id.or(instance.id);
    Ok(Some(Member {
        id: id.ok_or_else(|| LIST_NODES.malformed("a node without an id"))?,
        group: instance.instance_group_id,
        since,
        stage,
        work: Work::Unknown,
        protected: false,
        series: Vec::new(),
    }))
}
