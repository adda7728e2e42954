//! Who calls, where proxies stand between.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Proxies whose word on the caller's address is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

/// Something in the list is neither an address nor a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAddresses;

impl Proxies {
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|net| net.contains(&address))
    }

    /// The address of whoever calls: that of the peer, or, where the peer is a trusted proxy, the last
    /// one of `X-Forwarded-For` that is none. What stands before it, anybody can have written.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let values = headers.get_all(FORWARDED_FOR).into_iter();
        let mut named = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).rev();
        let mut caller = peer.to_canonical();
        while self.trusts(caller) {
            let Some(address) = named.next().and_then(parse) else { break };
            caller = address;
        }
        caller
    }
}

/// What callers are counted by: the address, and of IPv6 the network of 64 bits, which one customer has
/// for himself.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & u128::MAX << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// An address; some proxies write the port behind it.
fn parse(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text).ok()?.trim();
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    let address = text.parse::<IpAddr>().or_else(|_| with_port());
    Some(address.ok()?.to_canonical())
}

impl FromStr for Proxies {
    type Err = NotAddresses;

    /// Addresses and networks (`10.0.0.0/8`), separated by commas.
    fn from_str(text: &str) -> Result<Self, NotAddresses> {
        let nets = text.split(',').map(str::trim).map(|entry| {
            let address = entry.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| entry.parse()).map_err(|_| NotAddresses)
        });
        nets.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, net) in self.0.iter().enumerate() {
            write!(f, "{}{net}", if place == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: &[&str]) -> String {
        let proxies: Proxies = "10.0.0.0/8, 192.0.2.1, fd00::/8".parse().unwrap();
        let headers = forwarded.iter().map(|value| (FORWARDED_FOR, value.parse().unwrap()));
        proxies.caller(peer.parse().unwrap(), &headers.collect()).to_string()
    }

    #[test]
    fn whoever_is_no_trusted_proxy_calls_for_himself() {
        assert_eq!(caller("203.0.113.7", &[]), "203.0.113.7");
        assert_eq!(caller("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(caller("192.0.2.2", &["198.51.100.1"]), "192.0.2.2");
        let nobody = Proxies::default();
        let headers = [(FORWARDED_FOR, "198.51.100.1".parse().unwrap())].into_iter().collect();
        assert_eq!(nobody.caller("10.0.0.1".parse().unwrap(), &headers).to_string(), "10.0.0.1");
    }

    #[test]
    fn behind_trusted_proxies_the_last_address_that_is_none_of_them_calls() {
        for (forwarded, expected) in [
            (&["198.51.100.1"][..], "198.51.100.1"),
            (&["198.51.100.9, 198.51.100.1"], "198.51.100.1"),
            (&["198.51.100.9, 198.51.100.1, 192.0.2.1,10.9.9.9"], "198.51.100.1"),
            (&["198.51.100.9", "198.51.100.1", "10.0.0.2"], "198.51.100.1"),
            (&["198.51.100.1:4711"], "198.51.100.1"),
            (&["::ffff:198.51.100.1"], "198.51.100.1"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            // All are ours: who stands farthest away has asked.
            (&["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // Nothing is told that could be read: whoever should have told it counts.
            (&[], "10.0.0.1"),
            (&[""], "10.0.0.1"),
            (&["198.51.100.1, unknown"], "10.0.0.1"),
            (&["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
        ] {
            assert_eq!(caller("10.0.0.1", forwarded), expected, "{forwarded:?}");
            assert_eq!(caller("::ffff:10.0.0.1", forwarded), expected, "{forwarded:?}");
        }
        assert_eq!(caller("fd00::1", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn callers_of_one_network_of_ipv6_count_as_one() {
        let same = |one: &str, other: &str| {
            counted(one.parse().unwrap()) == counted(other.parse().unwrap())
        };
        assert!(same("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assert!(!same("2001:db8:0:1::1", "2001:db8:0:2::1"));
        assert!(!same("198.51.100.1", "198.51.100.2"));
        assert!(same("198.51.100.1", "::ffff:198.51.100.1"));
    }

    #[test]
    fn what_is_no_list_of_addresses_is_not_taken() {
        for text in ["", "proxy", "10.0.0.0/33", "10.0.0.1,", "10.0.0.1 10.0.0.2", "10.0.0.1:80"] {
            assert_eq!(text.parse::<Proxies>(), Err(NotAddresses), "{text}");
        }
        let text = "10.0.0.0/8, 192.0.2.1/32, fd00::/8";
        assert_eq!(text.parse::<Proxies>().unwrap().to_string(), text);
    }
}
