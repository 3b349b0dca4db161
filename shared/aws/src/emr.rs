//! EMR: how clusters stand, and resizing their TASK instance groups.

mod groups;
mod members;

use aws_config::SdkConfig;
use aws_sdk_emr::{
    Client,
    types::{
        ClusterState, InstanceCollectionType, InstanceGroup, InstanceGroupModifyConfig,
        ShrinkPolicy,
    },
};
use decision::{Capacity, Member, Policy, TargetId};
use evaluation::{Actuator, Failure, PortError, Status, TargetSource};
use futures::try_join;

use crate::failure::Action;
use groups::Groups;

const fn action(name: &'static str) -> Action {
    let service = "elasticmapreduce";
    Action { service, name }
}

const DESCRIBE: Action = action("DescribeCluster");
const LIST: Action = action("ListInstanceGroups");
const LIST_NODES: Action = action("ListInstances");
const MODIFY: Action = action("ModifyInstanceGroups");

/// A cluster has at most 50 groups: EMR management guide.
const MOST_PAGES: usize = 50;

/// Clusters of instance groups, to look at and to resize.
#[derive(Clone, Debug)]
pub struct Emr {
    client: Client,
}

impl Emr {
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
        }
    }

    /// Refuses clusters that cannot be resized, or not by us.
    async fn check(&self, cluster: &str) -> Result<(), PortError> {
        let answer = self.client.describe_cluster().cluster_id(cluster);
        let answer = answer
            .send()
            .await
            .map_err(|error| DESCRIBE.failed(&error))?;
        let cluster = answer.cluster;
        let cluster = cluster.ok_or_else(|| DESCRIBE.malformed("an answer without a cluster"))?;
        let state = cluster.status().and_then(|status| status.state());
        match state {
            Some(ClusterState::Running | ClusterState::Waiting) => {}
            Some(state) => {
                let message = format!("the cluster is {state}");
                return Err(DESCRIBE.failure(Failure::Refused, message));
            }
            None => return Err(DESCRIBE.malformed("a cluster without a state")),
        }
        if cluster.instance_collection_type() == Some(&InstanceCollectionType::InstanceFleet) {
            return Err(DESCRIBE.failure(
                Failure::NotOurs,
                "the cluster has instance fleets; only instance groups are scaled",
            ));
        }
        Ok(())
    }

    async fn groups(&self, cluster: &str) -> Result<Groups, PortError> {
        let mut groups: Vec<InstanceGroup> = Vec::new();
        let mut marker = None;
        for _ in 0..MOST_PAGES {
            let page = self
                .client
                .list_instance_groups()
                .cluster_id(cluster)
                .set_marker(marker)
                .send()
                .await
                .map_err(|error| LIST.failed(&error))?;
            groups.extend(page.instance_groups.unwrap_or_default());
            marker = page.marker.filter(|marker| !marker.is_empty());
            if marker.is_none() {
                return Groups::of(&groups);
            }
        }
        Err(LIST.malformed(format!("more than {MOST_PAGES} pages of groups")))
    }
}

impl TargetSource for Emr {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        let ((), groups) = try_join!(self.check(&target.name), self.groups(&target.name))?;
        groups.status()
    }

    async fn members(&self, target: &TargetId) -> Result<Option<Vec<Member>>, PortError> {
        self.nodes(&target.name).await.map(Some)
    }
}

impl Actuator for Emr {
    async fn scale_to(
        &self,
        target: &TargetId,
        _status: &Status,
        desired: Capacity,
        policy: &Policy,
    ) -> Result<Capacity, PortError> {
        let groups = self.groups(&target.name).await?;
        let timeout = i32::try_from(policy.decommission_timeout.as_seconds()).unwrap_or(i32::MAX);
        let mut request = self
            .client
            .modify_instance_groups()
            .cluster_id(&target.name);
        let resizes = groups.resized_to(desired);
        if resizes.is_empty() {
            return Ok(desired);
        }
        for resize in resizes {
            let shrink = ShrinkPolicy::builder().decommission_timeout(timeout);
            let group = InstanceGroupModifyConfig::builder()
                .instance_group_id(resize.group)
                .instance_count(i32::try_from(resize.to).unwrap_or(i32::MAX))
                .set_shrink_policy(resize.shrinks.then(|| shrink.build()))
                .build();
            request = request.instance_groups(group);
        }
        request
            .send()
            .await
            .map_err(|error| MODIFY.failed(&error))?;
        Ok(desired)
    }
}
