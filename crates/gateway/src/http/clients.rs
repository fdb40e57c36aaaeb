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

    /// Takes one request of this client in; `Err` with the seconds to wait if its bucket is full.
    pub(super) async fn admit(&self, parts: &Parts) -> Result<(), u64> {
        if self.weight == 0 {
            return Ok(());
        }
        let address = address(parts, self.header.as_ref());
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

/// The client's address; of IPv6 the network, since one subscriber has many addresses.
fn address(parts: &Parts, header: Option<&HeaderName>) -> IpAddr {
    let told = header.and_then(|header| told(&parts.headers, header));
    let peer = || {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map(|peer| peer.0.ip())
    };
    match told.or_else(peer) {
        Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(address) => address.into(),
            None => Ipv6Addr::from(u128::from(address) & (!0 << 64)).into(),
        },
        Some(address) => address,
        None => Ipv6Addr::UNSPECIFIED.into(),
    }
}

fn told(headers: &HeaderMap, header: &HeaderName) -> Option<IpAddr> {
    let line = headers.get_all(header).into_iter().next_back()?;
    line.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
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
}
