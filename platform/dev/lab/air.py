"""Virtual Bluetooth LE controllers on one air, each given to the kernel through /dev/vhci.

Words on stdin: `apart N` takes the controller N out of everybody's reach, `near N` brings it back.
Google's Bumble (Apache-2.0) is the controllers; what is overridden here is what 0.0.236 does otherwise than a
controller of silicon.
"""
import asyncio
import sys

from bumble import core, hci, ll
from bumble.controller import Controller
from bumble.link import LocalLink
from bumble.transport import open_transport

# What links notice after so long that nobody answers any more.
SUPERVISION_SECONDS = 2.0


class Air(LocalLink):
    def __init__(self):
        super().__init__()
        self.apart = set()

    def reaches(self, one, other):
        return one not in self.apart and other not in self.apart

    def send_advertising_pdu(self, sender, packet):
        if isinstance(packet, ll.ConnectInd):
            # At once and to one alone: see LabController.
            if other := self.advertiser(packet.advertiser_address):
                other.on_le_connect_ind(packet)
            return
        loop = asyncio.get_running_loop()
        for other in self.controllers:
            if other is not sender and self.reaches(sender, other):
                loop.call_soon(other.on_ll_advertising_pdu, packet)

    def send_acl_data(self, sender, dest, transport, data):
        # Bumble stamps every LE packet with the sender's random address, whatever address the connection was made
        # with, and the receiver knows no such connection.
        if transport != core.PhysicalTransport.LE:
            return super().send_acl_data(sender, dest, transport, data)
        mine = sender.le_connections.get(dest)
        other = self.find_le_controller(dest)
        if mine and other and self.reaches(sender, other):
            asyncio.get_running_loop().call_soon(other.on_link_acl_data, mine.self_address, transport, data)

    def advertiser(self, address):
        for other in self.controllers:
            if other.le_legacy_advertiser.enabled and other.le_legacy_advertiser.address == address:
                return other
            for one in other.advertising_sets.values():
                if one.enabled and one.address == address:
                    return other
        return None

    def take_apart(self, controller):
        self.apart.add(controller)
        asyncio.get_running_loop().call_later(SUPERVISION_SECONDS, self.part, controller)

    def part(self, controller):
        """Both ends of each connection hear that it timed out."""
        if controller not in self.apart:
            return
        for connection in list(controller.le_connections.values()):
            other = self.find_le_controller(connection.peer_address)
            theirs = other and other.le_connections.get(connection.self_address)
            controller.on_le_disconnected(connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)
            if theirs:
                other.on_le_disconnected(theirs, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


class LabController(Controller):
    def create_le_connection(self, peer_address):
        # Bumble sends the request out some time later, to whoever still advertises then. With silicon the second of two
        # who answer one advertisement is not heard; here both would believe themselves connected.
        pending = self.pending_le_connection
        other = self.link.advertiser(pending.peer_address) if pending else None
        if other is None or not self.link.reaches(self, other) or self.le_connections.get(pending.peer_address):
            return
        super().create_le_connection(peer_address)

    def on_hci_le_create_connection_cancel_command(self, command):
        # Bumble says yes and goes on trying; the next attempt is then refused for ever.
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        asyncio.get_running_loop().call_soon(self.send_hci_packet, hci.HCI_LE_Connection_Complete_Event(
            status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR, connection_handle=0,
            role=hci.Role.CENTRAL, peer_address_type=0, peer_address=hci.Address.ANY, connection_interval=0,
            peripheral_latency=0, supervision_timeout=0, central_clock_accuracy=0))
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)


async def main(count):
    air, controllers, kept = Air(), [], []
    for number in range(count):
        transport = await open_transport('vhci')
        controller = LabController(
            f'lab{number}', host_source=transport.source, host_sink=transport.sink, link=air,
            public_address=f'00:AA:01:00:00:{number:02X}')
        # 27 bytes, the default, make a megabyte take minutes.
        controller.le_acl_data_packet_length = 251
        controller.total_num_le_acl_data_packets = 64
        controllers.append(controller)
        kept.append(transport)
    print('ready', flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        word, number = line.split()
        if word == 'apart':
            air.take_apart(controllers[int(number)])
        else:
            air.apart.discard(controllers[int(number)])

asyncio.run(main(int(sys.argv[1])))
