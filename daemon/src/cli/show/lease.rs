//! Leases.

use super::table::{facts, table};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use loket_proto::v1;
use serde_json::Value;

const HEAD: [&str; 4] = ["fence", "devices", "holder", "ends"];

/// When it ends, or why it does not.
fn end(lease: &v1::Lease) -> String {
    let time = lease.expires_at.as_ref().and_then(json::time);
    match time {
        _ if lease.over => "over".to_owned(),
        Some(time) => time,
        None => "held".to_owned(),
    }
}

impl Show for v1::Lease {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, _: Look) -> String {
        facts(&[
            ("token", self.token.clone()),
            ("fence", self.fence.to_string()),
            ("devices", self.devices.join(" ")),
            ("holder", self.holder.clone()),
            ("ends", end(self)),
        ])
    }
}

impl Show for v1::ListLeasesResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let rows = self.leases.iter().map(|lease| {
            vec![
                lease.fence.to_string(),
                lease.devices.join(" "),
                lease.holder.clone(),
                end(lease),
            ]
        });
        table(look, &HEAD, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn holder_and_end_are_shown() {
        let held = v1::Lease {
            devices: vec!["scanner".into(), "camera".into()],
            holder: "ani".into(),
            ..v1::Lease::default()
        };
        let over = v1::Lease {
            over: true,
            ..held.clone()
        };
        let leases = vec![held, over];
        let text = v1::ListLeasesResponse { leases }.text(LOOK);
        for word in ["scanner camera", "ani", "held", "over"] {
            assert!(text.contains(word), "{text}");
        }
    }
}
