//! How much each client may still send: one leaky bucket per address.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use ::http::{HeaderMap, HeaderName, request::Parts};
use axum::extract::ConnectInfo;
use moka::future::Cache;

use crate::limits::Limits;

/// The buckets of the clients seen lately.
pub(super) struct Clients {
    started: Instant,
    /// Nanoseconds that one request weighs; 0 for no limit.
    weight: u64,
    /// Nanoseconds that a bucket holds.
    size: u64,
    header: Option<HeaderName>,
    /// By address: when the bucket will be empty, in nanoseconds since the start.
    empty_at: Cache<IpAddr, Arc<AtomicU64>>,
}

impl Clients {
    pub(super) fn new(limits: &Limits, header: Option<HeaderName>) -> Self {
        let weight = match limits.requests_per_second {
            0 => 0,
            rate => 1_000_000_000 / u64::from(rate),
        };
        Self {
            started: Instant::now(),
            weight,
            size: weight * u64::from(limits.burst.max(1)),
            header,
            empty_at: Cache::new(limits.clients),
        }
    }

    /// Whom a request comes from.
    pub(super) fn address(&self, parts: &Parts) -> IpAddr {
        address(parts, self.header.as_ref())
    }

    /// Takes one request of this client in; `Err` with the seconds to wait if its bucket is full.
    pub(super) async fn admit(&self, address: IpAddr) -> Result<(), u64> {
        if self.weight == 0 {
            return Ok(());
        }
        let now = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.pour(address, now).await
    }

    async fn pour(&self, address: IpAddr, now: u64) -> Result<(), u64> {
        let bucket = self
            .empty_at
            .get_with(address, async { Arc::default() })
            .await;
        let poured = bucket.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |empty_at| {
            let after = empty_at.max(now).saturating_add(self.weight);
            (after - now <= self.size).then_some(after)
        });
        match poured {
            Ok(_) => Ok(()),
            Err(empty_at) => {
                let wait = empty_at.saturating_add(self.weight) - now;
                Err((wait - self.size).div_ceil(1_000_000_000).max(1))
            }
        }
    }
}

/// The client's address; of IPv6 the network.
fn address(parts: &Parts, header: Option<&HeaderName>) -> IpAddr {
    let forwarded = header.and_then(|header| forwarded_address(&parts.headers, header));
    let peer = || {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map(|peer| peer.0.ip())
    };
    let address = forwarded.or_else(peer);
    network(address.unwrap_or(Ipv6Addr::UNSPECIFIED.into()))
}

/// What counts as one client: of IPv6 the network, since one subscriber has many addresses.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.into(),
            None => Ipv6Addr::from(u128::from(address) & (!0 << 64)).into(),
        },
        address => address,
    }
}

/// The last address that a proxy wrote, with or without a port.
fn forwarded_address(headers: &HeaderMap, header: &HeaderName) -> Option<IpAddr> {
    let line = headers.get_all(header).into_iter().next_back()?;
    let text = line.to_str().ok()?.rsplit(',').next()?.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[tokio::test]
    async fn a_burst_passes_then_the_rate_counts() {
        let limits = Limits {
            requests_per_second: 2,
            burst: 3,
            ..Limits::default()
        };
        let clients = Clients::new(&limits, None);
        let (one, other) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        for _ in 0..3 {
            assert_eq!(clients.pour(one, SECOND).await, Ok(()));
        }
        assert_eq!(clients.pour(one, SECOND).await, Err(1));
        assert_eq!(
            clients.pour(other, SECOND).await,
            Ok(()),
            "others are not held up"
        );
        assert_eq!(clients.pour(one, SECOND + SECOND / 2).await, Ok(()));
        assert_eq!(clients.pour(one, SECOND + SECOND / 2).await, Err(1));
        assert_eq!(clients.pour(one, 60 * SECOND).await, Ok(()));
    }

    #[test]
    fn forwarded_addresses_are_read_with_and_without_a_port() {
        let header = HeaderName::from_static("x-forwarded-for");
        for (text, address) in [
            ("10.0.0.7", Some("10.0.0.7")),
            ("1.2.3.4, 10.0.0.7:1000", Some("10.0.0.7")),
            ("[fd00::1]:1000", Some("fd00::1")),
            ("[fd00::1]", Some("fd00::1")),
            ("fd00::1", Some("fd00::1")),
            ("unknown", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(&header, text.parse().unwrap());
            let expected = address.map(|address| address.parse().unwrap());
            assert_eq!(forwarded_address(&headers, &header), expected, "{text}");
        }
    }
}
