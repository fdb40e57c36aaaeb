//! What stands between a server and its database, and can keep everything to itself, or be cut.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A port of the loopback address behind which another one is.
pub(crate) struct Wire {
    /// `HOST:PORT`.
    pub(crate) address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_silent: AtomicBool,
    is_cut: AtomicBool,
    /// Who sends this is cut off, once.
    trap: Mutex<Option<&'static [u8]>>,
    open: Mutex<Vec<TcpStream>>,
}

impl Wire {
    pub(crate) fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let state = Arc::new(State::default());
        let (target, shared) = (target.to_owned(), state.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&target) else {
                    continue;
                };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone(), to.try_clone());
                    let (from, to) = (from.expect("a clone"), to.expect("a clone"));
                    let state = shared.clone();
                    std::thread::spawn(move || pump(from, to, &state));
                }
                let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
                open.extend([client, server]);
            }
        });
        Self { address, state }
    }

    /// What is sent from now on is lost for ever, as on a line that was cut far away; or no longer is.
    pub(crate) fn silence(&self, is_silent: bool) {
        self.state.is_silent.store(is_silent, Ordering::SeqCst);
    }

    /// Ends every connection and every new one at once, as where the server was stopped.
    pub(crate) fn cut(&self) {
        self.state.is_cut.store(true, Ordering::SeqCst);
        let mut open = self.state.open.lock();
        let open = open.as_deref_mut().expect("no panic");
        for stream in open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Ends, once, the connection over which a client sends this text, before the other side has read it.
    pub(crate) fn cut_at(&self, text: &'static str) {
        *self.state.trap() = Some(text.as_bytes());
    }

    /// Whether a connection was ended so.
    pub(crate) fn was_cut(&self) -> bool {
        self.state.trap().is_none()
    }

    /// Lets connections through again.
    pub(crate) fn mend(&self) {
        self.state.is_cut.store(false, Ordering::SeqCst);
    }
}

impl State {
    fn trap(&self) -> MutexGuard<'_, Option<&'static [u8]>> {
        self.trap.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_trapped(&self, sent: &[u8]) -> bool {
        let mut trap = self.trap();
        let sprung = trap.is_some_and(|text| sent.windows(text.len()).any(|part| part == text));
        if sprung {
            *trap = None;
        }
        sprung
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, state: &State) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if state.is_trapped(&bytes[..count]) {
            let _ = from.shutdown(Shutdown::Both);
            break;
        }
        if !state.is_silent.load(Ordering::SeqCst) && to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    if !state.is_silent.load(Ordering::SeqCst) {
        let _ = to.shutdown(Shutdown::Both);
    }
}
