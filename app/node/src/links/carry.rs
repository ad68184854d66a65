//! Frames over one stream: a length of four bytes, big-endian, and as many bytes.
//!
//! What is said at once goes out as one **burst**, filled up to one of few lengths: somebody who records a link sees
//! when something was said and about how much, and not which circles it was about, nor how many. The highest bit of
//! a length marks bytes that say nothing.
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
/// A frame that has begun must have ended by then, and by a second more for each [`SLOWEST`] of its bytes.
const FRAME_TIME_MAX: Duration = Duration::from_secs(30);
/// Bytes a second of the slowest link that is of use: a radio at 100 kbit/s, shared by six links that repeat half of it.
const SLOWEST: usize = 1_000;
/// What is handed to a stream over a radio at once. Yamux takes up to ten pieces and splits what is longer than 16 kB:
/// with these, two seconds of a radio wait there and not sixteen, before whatever is more urgent.
pub(crate) const PIECE_BYTES_ON_AIR: usize = 2_048;
/// A neighbour who never says anything but signs of life holds a place for nothing.
const FIRST_FRAME_MAX: Duration = Duration::from_secs(10);
/// Bursts that wait for one neighbour.
const OUTBOX_BURSTS_MAX: usize = 1_024;
/// Bytes that wait for one neighbour: twenty of the longest frames.
const OUTBOX_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Marks bytes that say nothing.
const FILLING: u32 = 1 << 31;
/// Bursts have this length or twice, four … times as much up to [`BURST_BYTES`], and beyond that a multiple of it.
const BURST_BYTES_MIN: usize = 256;
/// What both ends say when they have been introduced has at least this length: greetings in eight circles and what
/// is carried fit in. A third of a second of a Bluetooth link, once a meeting.
pub(crate) const BURST_BYTES: usize = 4_096;

/// How a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Closed by one side, or dead.
    Gone,
    /// The other end sent what no honest one sends.
    Wrong(Rejected),
}

/// Where the node puts bursts for one neighbour. Dropping it ends the link.
pub(crate) struct Outbox {
    bursts: mpsc::Sender<Vec<u8>>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// The link's end of an [`Outbox`].
pub(crate) struct Waiting {
    bursts: mpsc::Receiver<Vec<u8>>,
    waiting_bytes: Arc<AtomicUsize>,
    /// What is handed to the stream at once.
    piece_bytes: usize,
}

/// The neighbour reads more slowly than this phone has things to say.
pub(crate) struct Overflow;

/// An outbox whose bursts go to the stream in pieces of so many bytes at most.
pub(crate) fn outbox(piece_bytes: usize) -> (Outbox, Waiting) {
    let (sender, bursts) = mpsc::channel(OUTBOX_BURSTS_MAX);
    let waiting_bytes = Arc::new(AtomicUsize::new(0));
    let outbox = Outbox { bursts: sender, waiting_bytes: waiting_bytes.clone() };
    (outbox, Waiting { bursts, waiting_bytes, piece_bytes })
}

impl Outbox {
    /// Sends a [`burst`].
    pub(crate) fn send(&self, burst: Vec<u8>) -> Result<(), Overflow> {
        let bytes = burst.len();
        if self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > OUTBOX_BYTES_MAX {
            return Err(Overflow);
        }
        match self.bursts.try_send(burst) {
            // A link that is down already says so by itself.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Overflow),
        }
    }
}

/// Frames with their lengths, filled up: to `BURST_BYTES` at least, if the meeting opens with it.
pub(crate) fn burst(frames: &[Vec<u8>], opens: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for frame in frames {
        bytes.extend_from_slice(&(frame.len() as u32).to_be_bytes());
        bytes.extend_from_slice(frame);
    }
    let needed = bytes.len() + 4;
    let length = match needed.max(if opens { BURST_BYTES } else { BURST_BYTES_MIN }) {
        small if small <= BURST_BYTES => small.next_power_of_two(),
        large => large.next_multiple_of(BURST_BYTES),
    };
    bytes.extend_from_slice(&(FILLING | (length - needed) as u32).to_be_bytes());
    bytes.resize(length, 0);
    bytes
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
        let length = u32::from_be_bytes(length);
        let (says, length) = (length & FILLING == 0, (length & !FILLING) as usize);
        if length > if says { FRAME_BYTES_MAX } else { BURST_BYTES } {
            return End::Wrong(Rejected::TooLarge);
        }
        if length == 0 {
            if !spoken && begun.elapsed() > FIRST_FRAME_MAX {
                return End::Gone;
            }
            continue;
        }
        let mut frame = vec![0; length];
        match timeout(time_for(length), fill(&mut stream, &mut frame)).await {
            Err(_) => return End::Gone,
            Ok(Filled::Nothing | Filled::CutShort) => return End::Wrong(Rejected::Malformed),
            Ok(Filled::Whole) => {}
        }
        if says {
            spoken = true;
            take(frame).await;
        }
    }
}

/// Writes what the outbox holds until it is dropped or the stream is over.
pub(crate) async fn write<W: AsyncWrite + Unpin>(mut stream: W, mut waiting: Waiting) -> io::Result<()> {
    loop {
        let bytes = match timeout(LIFE_EVERY, waiting.bursts.recv()).await {
            Err(_) => vec![0; 4],
            Ok(Some(burst)) => {
                waiting.waiting_bytes.fetch_sub(burst.len(), Ordering::Relaxed);
                burst
            }
            Ok(None) => return stream.close().await,
        };
        let written = async {
            for piece in bytes.chunks(waiting.piece_bytes) {
                stream.write_all(piece).await?;
            }
            // Several bursts go out together; the last one before a pause is pushed out.
            if waiting.bursts.is_empty() { stream.flush().await } else { Ok(()) }
        };
        timeout(time_for(bytes.len()), written).await.map_err(|_| io::ErrorKind::TimedOut)??;
    }
}

fn time_for(bytes: usize) -> Duration {
    FRAME_TIME_MAX + Duration::from_secs((bytes / SLOWEST) as u64)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_one_of_few_lengths_and_all_of_its_frames_come_out() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let frame = |length: usize| vec![7; length];
        let (mut lengths, mut checked) = (std::collections::BTreeSet::new(), 0);
        for said in (1..9_000).step_by(7) {
            for frames in [vec![frame(said)], vec![frame(said / 2 + 1), frame(1), frame(said / 3 + 1)]] {
                for opens in [false, true] {
                    let burst = burst(&frames, opens);
                    assert!(!opens || burst.len() >= BURST_BYTES);
                    lengths.insert(burst.len());
                    let mut heard = Vec::new();
                    let end = runtime.block_on(read(&burst[..], |frame| {
                        heard.push(frame);
                        std::future::ready(())
                    }));
                    assert_eq!((end, &heard), (End::Gone, &frames));
                    checked += 1;
                }
            }
        }
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [256, 512, 1_024, 2_048, 4_096, 8_192, 12_288]);
        assert!(checked > 5_000);
    }

    #[test]
    fn no_more_that_says_nothing_is_read_than_a_burst_can_need() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let bytes = (FILLING | (BURST_BYTES as u32 + 1)).to_be_bytes();
        let end = runtime.block_on(read(&bytes[..], |_| std::future::ready(())));
        assert_eq!(end, End::Wrong(Rejected::TooLarge));
    }
}
