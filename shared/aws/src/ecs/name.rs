//! What services are called: `cluster.service`. Neither of the two has a dot in its name.

/// A service by its cluster and its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServiceName<'a> {
    pub(crate) cluster: &'a str,
    pub(crate) service: &'a str,
}

impl<'a> ServiceName<'a> {
    /// `None` where the name is none.
    pub(crate) fn of(name: &'a str) -> Option<Self> {
        let (cluster, service) = name.split_once('.')?;
        Some(Self { cluster, service })
    }
}
