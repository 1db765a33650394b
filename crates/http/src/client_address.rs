//! From where a request comes.
//!
//! The address of the connection is the client's, unless it is a proxy's that the operator trusts:
//! then `X-Forwarded-For` says for whom the proxy asks. Every proxy appends the address that it was
//! asked from, so the header is read from the right, and only as far as trusted proxies wrote it:
//! what stands to the left of that, anybody can have written.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use actix_web::HttpMessage;
use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The networks of the proxies that are believed.
///
/// ```
/// use docket_http::TrustedProxies;
///
/// assert!("10.0.0.0/8, ::1".parse::<TrustedProxies>().is_ok());
/// assert!("the proxy".parse::<TrustedProxies>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// Something in a list of proxies is neither an address nor a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be addresses or networks like 10.0.0.0/8, separated by commas")]
pub struct NoNetwork;

impl FromStr for TrustedProxies {
    type Err = NoNetwork;

    fn from_str(raw: &str) -> Result<Self, NoNetwork> {
        let network = |part: &str| {
            let part = part.trim();
            let address = part.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| part.parse()).map_err(|_| NoNetwork)
        };
        raw.split(',')
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TrustedProxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// For whom a request is made that came from `peer` with these headers.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> = headers
            .get_all(X_FORWARDED_FOR)
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        // The last line was written last, and so was the last entry of a line.
        let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while self.trusts(client) {
            match hops.next().map(|hop| address(hop.trim())) {
                Some(Some(next)) => client = next,
                // Nothing more is said, or what is said is no address: it was asked by this one.
                Some(None) | None => break,
            }
        }
        client
    }
}

/// An address as proxies write it: some add the port.
fn address(text: &str) -> Option<IpAddr> {
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse());
    address.ok().map(|address| address.to_canonical())
}

/// The address of the client, if the connection has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

impl ClientAddress {
    /// The address for which a request is made that came from `peer` with these headers.
    pub(crate) fn find(
        peer: Option<SocketAddr>,
        headers: &HeaderMap,
        proxies: &TrustedProxies,
    ) -> Self {
        Self(peer.map(|peer| proxies.client(peer.ip(), headers)))
    }

    /// The address that the edge has found for this request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let found = request.extensions().get::<Self>().copied();
        found.unwrap_or(Self(None))
    }

    /// What is counted as one client: an address, or a network of IPv6, in which one client can
    /// have as many addresses as it likes (RFC 6177: nobody gets less than a /64).
    pub(crate) fn bucket(self) -> Option<IpAddr> {
        self.0.map(|address| match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(network.into())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let proxies: TrustedProxies = proxies.parse().unwrap();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_who_is_not_trusted() {
        assert_eq!(
            client("10.0.0.1", "192.0.2.9", &["198.51.100.7"]),
            "192.0.2.9"
        );
        let nobody = TrustedProxies::default();
        let peer = "127.0.0.1:80".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append(X_FORWARDED_FOR, HeaderValue::from_static("198.51.100.7"));
        assert_eq!(
            ClientAddress::find(Some(peer), &headers, &nobody),
            ClientAddress(Some("127.0.0.1".parse().unwrap()))
        );
    }

    #[test]
    fn the_header_is_read_from_the_right_as_far_as_proxies_are_trusted() {
        let proxies = "10.0.0.0/8,::1";
        for (forwarded, expected) in [
            (&["198.51.100.7"][..], "198.51.100.7"),
            (&["6.6.6.6, 198.51.100.7"], "198.51.100.7"),
            (&["6.6.6.6, 198.51.100.7, 10.1.1.1"], "198.51.100.7"),
            (
                &["6.6.6.6", "198.51.100.7,10.1.1.1", "10.2.2.2"],
                "198.51.100.7",
            ),
            (&["10.1.1.1"], "10.1.1.1"),
            (&["198.51.100.7:4711"], "198.51.100.7"),
            (&["[2001:db8::7]:4711"], "2001:db8::7"),
            (&["[2001:db8::7]"], "2001:db8::7"),
            (&["::ffff:198.51.100.7"], "198.51.100.7"),
            (&["6.6.6.6, unknown"], "10.0.0.9"),
            (&["6.6.6.6, "], "10.0.0.9"),
            (&[], "10.0.0.9"),
        ] {
            assert_eq!(
                client(proxies, "10.0.0.9", forwarded),
                expected,
                "{forwarded:?}"
            );
        }
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one_client() {
        let bucket = |text: &str| ClientAddress(text.parse().ok()).bucket();
        assert_eq!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ffff::9"));
        assert_ne!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"));
        assert_ne!(bucket("192.0.2.1"), bucket("192.0.2.2"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for refused in ["", "10.0.0.0/33", "10.0.0.1,,", "*", "proxy.example.org"] {
            assert!(refused.parse::<TrustedProxies>().is_err(), "{refused:?}");
        }
    }
}
