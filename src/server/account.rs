//! Who is signed in.

use serde::Deserialize;

/// The user of a world, and what signs this user in.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// `user` of the token call, and `userName` and `clusterUserName` of tasks.
    pub user: String,
    pub user_id: String,
    /// `clusterId` of the region
    pub cluster_id: String,
    /// `clusterName` of the region
    pub cluster_name: String,
    /// `homePath`; `/public/home/USER` where none is named.
    pub home: Option<String>,
    /// AK. Of no worth outside the embedded server.
    pub access_key: String,
    /// SK. Of no worth outside the embedded server.
    pub secret_key: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("cluster_id", &self.cluster_id)
            .finish_non_exhaustive()
    }
}

impl Default for Account {
    fn default() -> Self {
        Self {
            user: "zhangwei".to_owned(),
            user_id: "11020005321".to_owned(),
            cluster_id: "11112".to_owned(),
            cluster_name: "演示中心【一区】".to_owned(),
            home: None,
            access_key: "0d3f6c2a9b8e4f17a5c4d2e1f0b9a876".to_owned(),
            secret_key: "only-for-the-embedded-server".to_owned(),
        }
    }
}

impl Account {
    /// `homePath`
    pub fn home(&self) -> String {
        self.home.clone().unwrap_or_else(|| format!("/public/home/{}", self.user))
    }
}
