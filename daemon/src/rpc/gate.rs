//! The gate in front of the API: by which name it is reached, and from which web pages.
//!
//! A browser tells the truth about both. `Origin` names the page that calls, so a page of somebody else's is refused.
//! `Host` (`:authority` in HTTP/2) names what the browser was told to call: a foreign name that resolves to the loopback
//! address (DNS rebinding) would make any page same-origin, so over TCP only known names are served.

use crate::condition::{Condition, Reason};
use crate::config::ListenConfig;
use crate::rpc::status::of_condition;
use futures_util::future::Either;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::codegen::http::header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN};
use tonic::codegen::http::uri::Authority;
use tonic::codegen::http::{HeaderValue, Request, Response, StatusCode};

use tower::{Layer, Service};

/// Names of this machine that need no configuration.
const OWN: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What may pass.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    /// Names by which the API may be called; any name where there are none to check.
    hosts: Option<Arc<[String]>>,
    origins: Arc<[String]>,
}

impl Gate {
    /// For the Unix socket, where a name means nothing.
    pub(super) fn unix(config: &ListenConfig) -> Self {
        Self {
            hosts: None,
            origins: config.origins.clone().into(),
        }
    }

    /// For TCP.
    pub(super) fn tcp(config: &ListenConfig) -> Self {
        let own = OWN.iter().map(|&name| name.to_owned());
        let hosts = own.chain(config.hosts.iter().cloned()).collect();
        Self {
            hosts: Some(hosts),
            ..Self::unix(config)
        }
    }

    fn check<B>(&self, request: &Request<B>) -> Result<(), Condition> {
        let headers = request.headers();
        if headers
            .get_all(ORIGIN)
            .iter()
            .any(|origin| !self.allows_page(origin))
        {
            return Err(Reason::OriginRefused.into());
        }
        match &self.hosts {
            Some(hosts) if !names(request.uri().authority(), headers, hosts) => {
                Err(Reason::HostRefused.into())
            }
            _ => Ok(()),
        }
    }

    fn allows_page(&self, origin: &HeaderValue) -> bool {
        self.origins
            .iter()
            .any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }
}

/// Whether the request names its host, and only by these names. The port says nothing.
fn names(authority: Option<&Authority>, headers: &HeaderMap, hosts: &[String]) -> bool {
    let known = |authority: &Authority| {
        hosts
            .iter()
            .any(|host| host.eq_ignore_ascii_case(authority.host()))
    };
    let mut named = headers.get_all(HOST).iter().map(|host| {
        let host = Authority::try_from(host.as_bytes());
        host.is_ok_and(|host| known(&host))
    });
    match authority {
        Some(authority) => known(authority) && named.all(|known| known),
        None => named.next() == Some(true) && named.next().is_none(),
    }
}

/// The refusal as the caller understands it: gRPC's own form, or a page's.
fn refused(condition: &Condition, headers: &HeaderMap) -> Response<Body> {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind.is_some_and(|kind| kind.starts_with(b"application/grpc")) {
        return of_condition(condition).into_http();
    }
    let mut response = Response::new(Body::new(condition.to_string()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    response
}

impl<S> Layer<S> for Gate {
    type Service = Gated<S>;

    fn layer(&self, inner: S) -> Gated<S> {
        Gated {
            gate: self.clone(),
            inner,
        }
    }
}

/// A service behind the gate.
#[derive(Clone, Debug)]
pub(super) struct Gated<S> {
    gate: Gate,
    inner: S,
}

impl<S, B> Service<Request<B>> for Gated<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Either<Ready<Result<Response<Body>, S::Error>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match self.gate.check(&request) {
            Ok(()) => Either::Right(self.inner.call(request)),
            Err(condition) => {
                // The caller is told why; a page that tries for ever must not fill the log.
                tracing::debug!(
                    reason = condition.reason.row().name,
                    "a call was turned away"
                );
                Either::Left(ready(Ok(refused(&condition, request.headers()))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;
    use tonic_types::StatusExt;

    fn config() -> ListenConfig {
        ListenConfig {
            unix: None,
            tcp: None,
            hosts: vec!["counter-1.example".into()],
            origins: vec!["https://desk.example".into()],
        }
    }

    fn outcome(gate: &Gate, uri: &str, headers: &[(&str, &str)]) -> Option<Reason> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let refused = gate.check(&request.body(()).unwrap()).err();
        refused.map(|condition| condition.reason)
    }

    #[test]
    fn over_tcp_only_known_names_are_served() {
        let gate = Gate::tcp(&config());
        let good = [
            "localhost:1",
            "LOCALHOST",
            "127.0.0.1:50551",
            "[::1]:7",
            "counter-1.example",
        ];
        let bad = [
            "evil.example:50551",
            "127.0.0.1.evil.example",
            "localhost.",
            "[::2]:7",
        ];
        for host in good {
            assert_eq!(outcome(&gate, "/x", &[("host", host)]), None, "{host}");
            assert_eq!(
                outcome(&gate, &format!("http://{host}/x"), &[]),
                None,
                "{host}"
            );
        }
        for host in bad {
            let refused = Some(Reason::HostRefused);
            assert_eq!(outcome(&gate, "/x", &[("host", host)]), refused, "{host}");
            let rebound = outcome(&gate, "http://localhost/x", &[("host", host)]);
            assert_eq!(rebound, refused, "{host}");
        }
        assert_eq!(outcome(&gate, "/x", &[]), Some(Reason::HostRefused));
        let twice = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(outcome(&gate, "/x", &twice), Some(Reason::HostRefused));
    }

    #[test]
    fn a_socket_has_no_name() {
        let gate = Gate::unix(&config());
        assert_eq!(outcome(&gate, "http://anything/x", &[]), None);
        assert_eq!(outcome(&gate, "/x", &[]), None);
    }

    #[test]
    fn only_listed_pages_may_call() {
        for gate in [Gate::tcp(&config()), Gate::unix(&config())] {
            let page = |origin| outcome(&gate, "http://localhost/x", &[("origin", origin)]);
            assert_eq!(page("https://desk.example"), None);
            for foreign in [
                "https://evil.example",
                "null",
                "",
                "https://desk.example:444",
            ] {
                assert_eq!(page(foreign), Some(Reason::OriginRefused), "{foreign}");
            }
        }
    }

    #[test]
    fn a_refusal_is_typed_for_grpc_and_readable_for_others() {
        let condition = Condition::from(Reason::OriginRefused);
        let mut headers = HeaderMap::new();
        let page = refused(&condition, &headers);
        assert_eq!(page.status(), StatusCode::FORBIDDEN);
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/grpc-web+proto"),
        );
        let call = refused(&condition, &headers);
        let status = tonic::Status::from_header_map(call.headers()).unwrap();
        assert_eq!(status.code(), Code::PermissionDenied);
        assert_eq!(
            status.get_details_error_info().unwrap().reason,
            "ORIGIN_REFUSED"
        );
    }
}
