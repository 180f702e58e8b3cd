"""A thin, lossy link between two network namespaces, packet by packet: python3 link.py NAMESPACE NAMESPACE.

Both ends are TUN devices (10.77.0.1 and 10.77.0.2). Each line on stdin sets the link: delay in milliseconds, lost share,
bits a second (0: any). It does what tc's netem does, which many kernels are built without.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
# What waits for a thin link; beyond it packets are dropped, as any router does.
MOST_QUEUED = 64


def open_end(namespace, address, peer):
    """Opens a TUN device inside a namespace; it stays there when this process leaves it."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if libc.setns(there, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"link0", IFF_TUN | IFF_NO_PI))
    for command in (f"addr add {address} peer {peer} dev link0", "link set link0 up", "link set lo up"):
        subprocess.run(["ip", *command.split()], check=True)
    if libc.setns(home, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    return tun


def main():
    first, second = sys.argv[1:3]
    stdin = sys.stdin.fileno()
    ends = [open_end(first, "10.77.0.1", "10.77.0.2"), open_end(second, "10.77.0.2", "10.77.0.1")]
    delay, loss, rate = 0.0, 0.0, 0.0
    free, queued, order = [0.0, 0.0], [0, 0], 0
    coming = []
    words = b""
    print("ready", flush=True)
    while True:
        wait = max(0.0, coming[0][0] - time.monotonic()) if coming else None
        readable, _, _ = select.select([*ends, stdin], [], [], wait)
        now = time.monotonic()
        if stdin in readable:
            # Without a buffer, where a second line would lie unseen by select until a third one comes.
            said = os.read(stdin, 65536)
            if not said:
                return
            *lines, words = (words + said).split(b"\n")
            if lines:
                milliseconds, loss, rate = (float(word) for word in lines[-1].split())
                delay = milliseconds / 1000
        for side, end in enumerate(ends):
            if end not in readable:
                continue
            packet = os.read(end, 65536)
            if random.random() < loss or queued[side] >= MOST_QUEUED:
                continue
            free[side] = max(now, free[side]) + (8 * len(packet) / rate if rate else 0)
            order += 1
            queued[side] += 1
            heapq.heappush(coming, (free[side] + delay, order, side, packet))
        while coming and coming[0][0] <= now:
            _, _, side, packet = heapq.heappop(coming)
            queued[side] -= 1
            os.write(ends[1 - side], packet)


main()
