//! Where the API listens, and what may call it there.

use super::{ConfigError, value};
use serde::{Deserialize, Serialize};
use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;

/// Where the API listens, at least one of both, and what may call it there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListenConfig {
    /// Unix socket; relative to the config file.
    pub unix: Option<PathBuf>,
    /// Loopback address and port; port 0 takes a free one, which the log names.
    pub tcp: Option<SocketAddr>,
    /// Names, without a port, by which the API may be called over TCP, besides `localhost` and the loopback addresses.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Web pages that may call the API: scheme, host and port as a browser writes them.
    #[serde(default)]
    pub origins: Vec<String>,
}

impl ListenConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.unix.is_none() && self.tcp.is_none() {
            return Err(value("listen", "give `unix`, `tcp` or both"));
        }
        if self.tcp.is_some_and(|address| !address.ip().is_loopback()) {
            return Err(value("listen.tcp", "only a loopback address is allowed"));
        }
        if !self.hosts.iter().all(|host| is_host(host)) {
            return Err(value("listen.hosts", "write names alone, in lower case"));
        }
        if !self.origins.iter().all(|origin| is_origin(origin)) {
            let problem = "write an origin as a browser does, like https://desk.example:8443";
            return Err(value("listen.origins", problem));
        }
        Ok(())
    }
}

/// Scheme, host, and port where it is not the scheme's own; no path, no pattern.
fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !authority.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let sound = port.is_none_or(|port| port.parse::<u16>().is_ok());
    matches!(scheme, "http" | "https") && is_host(host) && sound
}

/// A name or an address as it stands in a URL, in lower case.
fn is_host(text: &str) -> bool {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    if let Some(address) = bare {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    !text.is_empty() && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_do() {
        let good = [
            "https://desk.example",
            "http://localhost:5173",
            "http://[::1]",
            "http://[::1]:5173",
        ];
        let bad = [
            "",
            "*",
            "null",
            "desk.example",
            "ftp://desk.example",
            "https://",
            "https://*.example",
            "https://desk.example/",
            "https://desk.example:port",
            "https://Desk.example",
            "http://[::g]",
        ];
        for origin in good {
            assert!(is_origin(origin), "{origin}");
        }
        for origin in bad {
            assert!(!is_origin(origin), "{origin}");
        }
    }

    #[test]
    fn hosts_are_names_without_a_port() {
        assert!(is_host("counter-1.office.example") && is_host("[::1]"));
        for bad in ["", "counter:1", "http://counter", "*.example", "Counter"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
