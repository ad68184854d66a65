//! Frames over one stream: a length of four bytes, big-endian, and as many bytes.
//!
//! A length of zero is a sign of life, sent after five seconds of silence; three such silences in a row and the link
//! counts as dead, since a bridge that was cut sends no farewell. A length past the limit ends the link before one
//! byte of it is read. Reading stops while the node has not taken the frame before, so a fast sender fills no memory
//! here; a slow reader lets the outbox run full, and is met again later instead of being waited for.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tequio_core::{Rejected, recognise::FRAME_BYTES_MAX};
use tokio::{sync::mpsc, time::timeout};

/// After so long without a frame, a sign of life is sent.
const LIFE_EVERY: Duration = Duration::from_secs(5);
/// After so long without anything the link is dead.
const SILENCE_MAX: Duration = Duration::from_secs(15);
/// A frame that has begun must have ended by then: 100 kB over the slowest radio take a second.
const FRAME_TIME_MAX: Duration = Duration::from_secs(30);
/// A neighbour who never says anything but signs of life holds a place for nothing.
const FIRST_FRAME_MAX: Duration = Duration::from_secs(10);
/// Frames that wait for one neighbour.
const OUTBOX_FRAMES_MAX: usize = 1_024;
/// Bytes that wait for one neighbour: twenty of the longest frames.
const OUTBOX_BYTES_MAX: usize = 2 * 1024 * 1024;

/// How a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Closed by one side, or dead.
    Gone,
    /// The other end sent what no honest one sends.
    Wrong(Rejected),
}

/// Where the node puts frames for one neighbour. Dropping it ends the link.
pub(crate) struct Outbox {
    frames: mpsc::Sender<Vec<u8>>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// The link's end of an [`Outbox`].
pub(crate) struct Waiting {
    frames: mpsc::Receiver<Vec<u8>>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// The neighbour reads more slowly than this phone has things to say.
pub(crate) struct Overflow;

pub(crate) fn outbox() -> (Outbox, Waiting) {
    let (sender, frames) = mpsc::channel(OUTBOX_FRAMES_MAX);
    let waiting_bytes = Arc::new(AtomicUsize::new(0));
    (Outbox { frames: sender, waiting_bytes: waiting_bytes.clone() }, Waiting { frames, waiting_bytes })
}

impl Outbox {
    pub(crate) fn send(&self, frame: Vec<u8>) -> Result<(), Overflow> {
        let bytes = frame.len();
        if self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > OUTBOX_BYTES_MAX {
            return Err(Overflow);
        }
        match self.frames.try_send(frame) {
            // A link that is down already says so by itself.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Overflow),
        }
    }
}

/// Reads frames and hands each to `take`, which may hold the next one back. Returns when the link is over.
pub(crate) async fn read<R, T>(mut stream: R, mut take: impl FnMut(Vec<u8>) -> T) -> End
where
    R: AsyncRead + Unpin,
    T: Future<Output = ()>,
{
    let begun = tokio::time::Instant::now();
    let mut spoken = false;
    loop {
        let mut length = [0; 4];
        match timeout(SILENCE_MAX, fill(&mut stream, &mut length)).await {
            Err(_) | Ok(Filled::Nothing) => return End::Gone,
            Ok(Filled::CutShort) => return End::Wrong(Rejected::Malformed),
            Ok(Filled::Whole) => {}
        }
        let length = u32::from_be_bytes(length) as usize;
        if length > FRAME_BYTES_MAX {
            return End::Wrong(Rejected::TooLarge);
        }
        if length == 0 {
            if !spoken && begun.elapsed() > FIRST_FRAME_MAX {
                return End::Gone;
            }
            continue;
        }
        let mut frame = vec![0; length];
        match timeout(FRAME_TIME_MAX, fill(&mut stream, &mut frame)).await {
            Err(_) => return End::Gone,
            Ok(Filled::Nothing | Filled::CutShort) => return End::Wrong(Rejected::Malformed),
            Ok(Filled::Whole) => {}
        }
        spoken = true;
        take(frame).await;
    }
}

/// Writes what the outbox holds until it is dropped or the stream is over.
pub(crate) async fn write<W: AsyncWrite + Unpin>(mut stream: W, mut waiting: Waiting) -> io::Result<()> {
    loop {
        let frame = match timeout(LIFE_EVERY, waiting.frames.recv()).await {
            Err(_) => Vec::new(),
            Ok(Some(frame)) => frame,
            Ok(None) => return stream.close().await,
        };
        waiting.waiting_bytes.fetch_sub(frame.len(), Ordering::Relaxed);
        let mut bytes = Vec::with_capacity(4 + frame.len());
        bytes.extend_from_slice(&(frame.len() as u32).to_be_bytes());
        bytes.extend_from_slice(&frame);
        let written = async {
            stream.write_all(&bytes).await?;
            // Several frames go out together; the last one before a pause is pushed out.
            if waiting.frames.is_empty() { stream.flush().await } else { Ok(()) }
        };
        timeout(FRAME_TIME_MAX, written).await.map_err(|_| io::ErrorKind::TimedOut)??;
    }
}

enum Filled {
    Whole,
    Nothing,
    CutShort,
}

async fn fill<R: AsyncRead + Unpin>(stream: &mut R, bytes: &mut [u8]) -> Filled {
    let mut filled = 0;
    while filled < bytes.len() {
        match stream.read(&mut bytes[filled..]).await {
            // A reset in the middle of a frame is a phone that went away, not one that sends nonsense.
            Err(_) => return Filled::Nothing,
            Ok(0) if filled == 0 => return Filled::Nothing,
            Ok(0) => return Filled::CutShort,
            Ok(more) => filled += more,
        }
    }
    Filled::Whole
}
