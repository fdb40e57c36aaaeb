//! The bytes of an answer, compressed at most once per coding.

use async_compression::{
    Level,
    tokio::write::{BrotliEncoder, GzipEncoder, ZstdEncoder},
};
use bytes::Bytes;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    sync::OnceCell,
};

use super::negotiate::Encoding;

/// Bytes that may be sent many times.
#[derive(Debug)]
pub(super) struct Body {
    plain: Bytes,
    gzip: OnceCell<Bytes>,
    zstd: OnceCell<Bytes>,
    brotli: OnceCell<Bytes>,
}

impl Body {
    pub(super) fn new(plain: impl Into<Bytes>) -> Self {
        Self {
            plain: plain.into(),
            gzip: OnceCell::new(),
            zstd: OnceCell::new(),
            brotli: OnceCell::new(),
        }
    }

    /// Memory it takes once it is compressed in every way, roughly.
    pub(super) fn weight(&self) -> usize {
        self.plain.len().saturating_mul(3) / 2
    }

    /// The bytes as they are.
    pub(super) fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// The bytes in this coding, and the coding they are in: short bodies stay plain.
    pub(super) async fn encoded(&self, encoding: Encoding, from: usize) -> (Bytes, Encoding) {
        if self.plain.len() < from {
            return (self.plain.clone(), Encoding::Identity);
        }
        let plain = &self.plain;
        let compressed = match encoding {
            Encoding::Identity => return (plain.clone(), Encoding::Identity),
            Encoding::Gzip => {
                let gzip = || GzipEncoder::with_quality(Vec::new(), Level::Default);
                let compress =
                    || async { compressed(gzip(), plain, GzipEncoder::into_inner).await };
                self.gzip.get_or_try_init(compress).await
            }
            Encoding::Zstd => {
                let zstd = || ZstdEncoder::with_quality(Vec::new(), Level::Default);
                let compress =
                    || async { compressed(zstd(), plain, ZstdEncoder::into_inner).await };
                self.zstd.get_or_try_init(compress).await
            }
            Encoding::Brotli => {
                let brotli = || BrotliEncoder::with_quality(Vec::new(), Level::Precise(4));
                let compress =
                    || async { compressed(brotli(), plain, BrotliEncoder::into_inner).await };
                self.brotli.get_or_try_init(compress).await
            }
        };
        match compressed {
            Ok(bytes) => (bytes.clone(), encoding),
            Err(_) => (plain.clone(), Encoding::Identity),
        }
    }
}

async fn compressed<W: AsyncWrite + Unpin>(
    mut encoder: W,
    plain: &[u8],
    finish: impl FnOnce(W) -> Vec<u8>,
) -> std::io::Result<Bytes> {
    encoder.write_all(plain).await?;
    encoder.shutdown().await?;
    Ok(finish(encoder).into())
}
