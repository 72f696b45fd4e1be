"""A TCP proxy that misbehaves on demand, to stand between two daemons.

    proxy = FaultProxy()
    proxy.target = ("127.0.0.1", 7432)     # may change at any time; None: nobody there
    proxy.mode = "hang"                    # see MODES
    ... connect to proxy.port ...
    proxy.close()

One thread does everything, so the proxy costs little beside what it serves.
"""
import collections
import selectors
import socket
import struct
import threading
import time

# pass: bytes go through. refuse: connections are reset at once, and those that are open too.
# hang: connections are taken and nothing goes through; it goes on when the mode changes.
# drop: connections are reset in the middle of what goes through.
# delay: bytes go through, each some time after it came.
MODES = ("pass", "refuse", "hang", "drop", "delay")
CHUNK = 1 << 16


class _Side:
    """One socket of a connection: what is to be written to it, and its other side."""

    def __init__(self, sock):
        self.sock = sock
        self.out = bytearray()
        self.later = collections.deque()  # (when it is to be written, bytes), in order.
        self.other = None
        self.ended = False
        self.connecting = False


def _reset(sock):
    """Closes with RST, as a process that was killed does."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    sock.close()


class FaultProxy:
    def __init__(self):
        self.target = None
        self.counts = {mode: 0 for mode in MODES}  # Connections met in each mode.
        self._mode = "pass"
        self._drop_after = 0
        self._delay = 0.0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._selector.register(self._wake_in, selectors.EVENT_READ, None)
        self._sides = {}
        self._closing = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def mode(self):
        return self._mode

    def set_mode(self, mode, drop_after=2000, delay=0.2):
        """`drop_after`: bytes that a connection passes before a drop. `delay`: in seconds."""
        self._drop_after = drop_after
        self._delay = delay
        self._mode = mode
        self._wake_out.send(b"x")

    def close(self):
        self._closing = True
        self._wake_out.send(b"x")
        self._thread.join()
        for side in list(self._sides.values()):
            _reset(side.sock)
        self._listener.close()
        self._selector.close()
        self._wake_in.close()
        self._wake_out.close()

    def _run(self):
        while not self._closing:
            for key, events in self._selector.select(self._release()):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._wake_in:
                    self._wake_in.recv(CHUNK)
                elif key.fileobj in self._sides:
                    self._serve(self._sides[key.fileobj], events)

    def _release(self):
        """Hands on what has waited long enough; seconds until the next of it, or None."""
        now, due = time.monotonic(), None
        for side in self._sides.values():
            while side.later and side.later[0][0] <= now:
                side.out += side.later.popleft()[1]
            if side.later:
                due = side.later[0][0] if due is None else min(due, side.later[0][0])
        self._apply_mode()
        return None if due is None else due - now

    def _apply_mode(self):
        """Resets what may not be open, and waits only for what may go on."""
        for side in list(self._sides.values()):
            if side.sock not in self._sides:
                continue
            if self._mode == "refuse":
                self._end(side)
                continue
            events = 0
            if self._mode != "hang":
                if not side.ended and len(side.other.out) < CHUNK and len(side.other.later) < 64:
                    events = selectors.EVENT_READ
                if side.out or side.connecting:
                    events |= selectors.EVENT_WRITE
            self._watch(side.sock, events)

    def _watch(self, sock, events):
        try:
            known = self._selector.get_key(sock).events
        except KeyError:
            known = 0
        if events == known:
            return
        if known == 0:
            self._selector.register(sock, events, None)
        elif events == 0:
            self._selector.unregister(sock)
        else:
            self._selector.modify(sock, events, None)

    def _accept(self):
        sock, _ = self._listener.accept()
        self.counts[self._mode] += 1
        target = self.target
        if self._mode == "refuse" or target is None:
            _reset(sock)
            return
        sock.setblocking(False)
        upstream = socket.socket()
        upstream.setblocking(False)
        client, server = _Side(sock), _Side(upstream)
        client.other, server.other = server, client
        server.connecting = True
        upstream.connect_ex(target)
        self._sides[sock], self._sides[upstream] = client, server

    def _end(self, side):
        for one in (side, side.other):
            self._watch(one.sock, 0)
            self._sides.pop(one.sock, None)
            _reset(one.sock)

    def _serve(self, side, events):
        try:
            if events & selectors.EVENT_WRITE:
                side.connecting = False
                if side.out:
                    del side.out[:side.sock.send(side.out)]
                elif side.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    self._end(side)
                    return
            if events & selectors.EVENT_READ:
                data = side.sock.recv(CHUNK)
                if self._mode == "drop":
                    self._drop_after -= len(data)
                    if self._drop_after < 0:
                        self._end(side)
                        return
                side.ended = not data
                if data and (self._mode == "delay" or side.other.later):
                    side.other.later.append((time.monotonic() + self._delay, data))
                else:
                    side.other.out += data
            for one in (side, side.other):
                if one.ended and not one.other.out and not one.other.later:
                    self._end(one)
                    return
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._end(side)
