//! L2CAP channels: calling somebody, and the word for where they are.

use std::{
    io,
    os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd},
    thread,
    time::Duration,
};

use bluer::{
    Address, AddressType,
    l2cap::{Socket, SocketAddr, Stream, StreamListener},
};
use tokio::sync::oneshot;

use crate::radio::Spot;

/// Bytes of a message: the kernel's usual 672 cost a third of the throughput (measured on virtual controllers).
const MESSAGE_BYTES: u16 = 8_192;
/// A phone that answers does so within a few of its advertisements, of which there are eight a second. The kernel gives up
/// after 40 seconds at the latest; until then the socket is left to it.
pub(super) const CALL_TIME_MAX: Duration = Duration::from_secs(12);
/// Callers that the kernel lets wait.
const CALLERS_WAITING: u32 = 4;

/// Takes calls on a new channel, whose number it says too.
pub(super) fn listen(at: (Address, AddressType)) -> io::Result<(StreamListener, u16)> {
    let socket = Socket::<Stream>::new_stream()?;
    socket.bind(SocketAddr::new(at.0, at.1, 0))?;
    socket.set_recv_mtu(MESSAGE_BYTES)?;
    let listener = socket.listen(CALLERS_WAITING)?;
    let channel = listener.as_ref().local_addr()?.psm;
    Ok((listener, channel))
}

/// Calls; the answer comes when it is up or has failed. Whoever has waited for [`CALL_TIME_MAX`] need not wait longer.
///
/// In a thread of its own that blocks: bluer 0.17.4's `connect` hands the socket to epoll before it is connected. epoll
/// calls such a socket hung up, tokio keeps that for ever, and the connect is taken to have succeeded.
pub(super) fn call(
    from: (Address, AddressType),
    to: (Address, AddressType),
    channel: u16,
) -> oneshot::Receiver<io::Result<OwnedFd>> {
    let (answer, answered) = oneshot::channel();
    let to = SocketAddr::new(to.0, to.1, channel);
    let socket = Socket::<Stream>::new_stream().and_then(|socket| {
        socket.bind(SocketAddr::new(from.0, from.1, 0))?;
        socket.set_recv_mtu(MESSAGE_BYTES)?;
        // SAFETY: it was open one line above, and nobody else has it.
        Ok(unsafe { OwnedFd::from_raw_fd(socket.into_raw_fd()) })
    });
    let calling = thread::Builder::new().name("tequio-calls".to_owned()).spawn(move || {
        // Whoever asked may have gone; the socket closes then.
        let _ = answer.send(socket.and_then(|socket| connect(socket, &to)));
    });
    // Without a thread the answer's sender is gone, and that is an answer too.
    drop(calling);
    answered
}

/// The stream over a socket that [`call`] gave.
pub(super) fn stream(socket: OwnedFd) -> io::Result<Stream> {
    // SAFETY: it is open, connected and set not to block, and nobody else has it.
    unsafe { Stream::from_raw_fd(socket.into_raw_fd()) }
}

fn connect(socket: OwnedFd, to: &SocketAddr) -> io::Result<OwnedFd> {
    let fd = socket.as_raw_fd();
    let address = address_bytes(to);
    let sure = |answer: libc::c_int| if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(answer) };
    let blocks = |blocks: bool| {
        let flag = if blocks { 0 } else { libc::O_NONBLOCK };
        // SAFETY: no memory is handed over.
        sure(unsafe { libc::fcntl(fd, libc::F_SETFL, flag) })
    };
    blocks(true)?;
    // SAFETY: the address is a `sockaddr_l2` of its full length, and lives through the call.
    sure(unsafe { libc::connect(fd, address.as_ptr().cast(), address.len() as libc::socklen_t) })?;
    blocks(false)?;
    Ok(socket)
}

/// `struct sockaddr_l2` of the kernel's `include/net/bluetooth/l2cap.h`: all little-endian, the address backwards.
fn address_bytes(to: &SocketAddr) -> [u8; 14] {
    let mut bytes = [0; 14];
    bytes[..2].copy_from_slice(&(libc::AF_BLUETOOTH as u16).to_ne_bytes());
    bytes[2..4].copy_from_slice(&to.psm.to_le_bytes());
    for (to, from) in bytes[4..10].iter_mut().zip(to.addr.0.iter().rev()) {
        *to = *from;
    }
    bytes[12] = to.addr_type as u8;
    bytes
}

/// Address and its type in one number.
pub(super) fn spot(address: Address, of: AddressType) -> Spot {
    let address = address.0.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    Spot(u64::from(of == AddressType::LeRandom) << 48 | address)
}

/// And back.
pub(super) fn address(spot: Spot) -> (Address, AddressType) {
    let [_, kind, address @ ..] = spot.0.to_be_bytes();
    let of = if kind & 1 == 1 { AddressType::LeRandom } else { AddressType::LePublic };
    (Address(address), of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_an_address_and_its_type() {
        for of in [AddressType::LePublic, AddressType::LeRandom] {
            let there = Address([0xc2, 0xaa, 1, 0, 0xff, 7]);
            assert_eq!(address(spot(there, of)), (there, of));
        }
    }

    #[test]
    fn the_kernel_reads_the_address_backwards() {
        let to = SocketAddr::new(Address([0xc2, 0xaa, 1, 0, 0xff, 7]), AddressType::LeRandom, 0x85);
        assert_eq!(address_bytes(&to), [31, 0, 0x85, 0, 7, 0xff, 0, 1, 0xaa, 0xc2, 0, 0, 2, 0]);
    }
}
