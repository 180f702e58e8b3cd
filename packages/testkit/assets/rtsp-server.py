"""Serves raw frames as H.264 over RTSP with GStreamer's RTSP server.

Run by camera-host.ts with the system's python3. File descriptor 3 + n carries the I420 frames of mount n.
stdin: one JSON line with the mounts, then one JSON line a command; the program ends when stdin does.
stdout: one JSON line with the port. Exit status 3: something is not installed, and stderr says what.
"""

import json
import os
import signal
import sys
import threading

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstVideo", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer, GstVideo
except (ImportError, ValueError) as error:
    print(error, file=sys.stderr)
    sys.exit(3)


class Mount:
    """One camera: a pipe of frames, and the encoder that exists while somebody watches."""

    def __init__(self, descriptor, path, width, height, fps, user=None, password=None):
        self.path = "/" + path
        self.user = user
        self.password = password
        self.descriptor = descriptor
        self.frame_bytes = width * height * 3 // 2
        self.source = None
        self.encoder = None
        self.factory = GstRtspServer.RTSPMediaFactory()
        self.factory.set_launch(
            "( appsrc name=frames is-live=true do-timestamp=true format=time max-buffers=2 leaky-type=downstream"
            f" caps=video/x-raw,format=I420,width={width},height={height},framerate={fps}/1"
            " ! x264enc name=encoder tune=zerolatency speed-preset=ultrafast threads=1"
            f" key-int-max={fps} bitrate={max(500, width * height * fps // 1700)}"
            " ! video/x-h264,profile=baseline ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )
        self.factory.set_shared(True)
        self.factory.set_latency(0)
        self.factory.connect("media-configure", self.on_media)

    def on_media(self, _factory, media):
        element = media.get_element()
        self.encoder = element.get_by_name("encoder")
        self.source = element.get_by_name("frames")
        media.connect("unprepared", self.on_end, self.source)

    def on_end(self, _media, source):
        # The next viewer's media may be there already.
        if self.source is source:
            self.source = None
            self.encoder = None

    def ask_key_frame(self):
        encoder = self.encoder
        if encoder is not None:
            event = GstVideo.video_event_new_upstream_force_key_unit(Gst.CLOCK_TIME_NONE, True, 0)
            encoder.get_static_pad("src").send_event(event)
        return False

    def read(self):
        """Always reads, so that the pipe never blocks; without a viewer the frames are thrown away."""
        os.set_blocking(self.descriptor, True)
        while True:
            frame = bytearray(self.frame_bytes)
            view = memoryview(frame)
            while len(view) > 0:
                count = os.readv(self.descriptor, [view])
                if count == 0:
                    return
                view = view[count:]
            source = self.source
            # A frame that comes before the pipeline plays would be stamped before its clock has a zero: with the time
            # since the machine started, and the viewer would wait for as long to see it.
            if source is not None and source.get_state(0).state == Gst.State.PLAYING:
                source.emit("push-buffer", Gst.Buffer.new_wrapped(bytes(frame)))


class Server:
    def __init__(self, mounts):
        self.mounts = {mount.path: mount for mount in mounts}
        self.viewers = []
        self.server = GstRtspServer.RTSPServer()
        self.server.set_address("127.0.0.1")
        self.server.set_service("0")
        self.server.get_thread_pool().set_max_threads(-1)
        self.server.connect("client-connected", self.on_client)
        if any(mount.user for mount in mounts):
            self.add_passwords(mounts)
        for mount in mounts:
            self.server.get_mount_points().add_factory(mount.path, mount.factory)

    def add_passwords(self, mounts):
        auth = GstRtspServer.RTSPAuth()
        anyone = GstRtspServer.RTSPToken()
        anyone.set_string("media.factory.role", "anyone")
        auth.set_default_token(anyone)
        for index, mount in enumerate(mounts):
            role = f"viewer-{index}" if mount.user else "anyone"
            permissions = GstRtspServer.RTSPPermissions()
            # Without the first, a viewer is told 404; without the second, 401.
            for known in {"anyone", role}:
                permissions.add_permission_for_role(known, "media.factory.access", True)
            permissions.add_permission_for_role(role, "media.factory.construct", True)
            mount.factory.set_permissions(permissions)
            if mount.user:
                token = GstRtspServer.RTSPToken()
                token.set_string("media.factory.role", role)
                auth.add_basic(GstRtspServer.RTSPAuth.make_basic(mount.user, mount.password or ""), token)
        self.server.set_auth(auth)

    def on_client(self, _server, client):
        client.connect("play-request", self.on_play)
        client.connect("closed", self.on_closed)

    def on_play(self, client, context):
        path = context.uri.abspath.split("/stream=")[0].rstrip("/")
        self.viewers.append((client, path))
        mount = self.mounts.get(path)
        if mount is None:
            return
        # A new viewer sees a picture at once, not at the next regular key frame. ffmpeg with `-fflags nobuffer` throws
        # away the packets that it probes, the first key frame among them: so it gets some more.
        mount.ask_key_frame()
        for delay in (150, 300, 500):
            GLib.timeout_add(delay, mount.ask_key_frame)

    def on_closed(self, client):
        # Clients come and go on threads of their own: the list is changed, never replaced, so that none is lost.
        for viewer in list(self.viewers):
            if viewer[0] is client:
                self.viewers.remove(viewer)

    def drop(self, path):
        for client, watched in list(self.viewers):
            if watched == path:
                client.close()
        return False

    def run(self):
        loop = GLib.MainLoop()
        if self.server.attach(None) == 0:
            sys.exit("the RTSP server cannot listen")
        for mount in self.mounts.values():
            threading.Thread(target=mount.read, daemon=True).start()
        threading.Thread(target=self.obey, daemon=True).start()
        GLib.timeout_add_seconds(2, lambda: self.server.get_session_pool().cleanup() >= 0)
        print(json.dumps({"port": self.server.get_bound_port()}), flush=True)
        loop.run()

    def obey(self):
        for line in sys.stdin:
            command = json.loads(line)
            GLib.idle_add(self.drop, "/" + command["drop"])
        os._exit(0)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Gst.init(None)
    missing = [name for name in ("appsrc", "x264enc", "rtph264pay") if Gst.ElementFactory.find(name) is None]
    if missing:
        print("no GStreamer element " + ", ".join(missing), file=sys.stderr)
        sys.exit(3)
    mounts = json.loads(sys.stdin.readline())
    Server([Mount(3 + index, **mount) for index, mount in enumerate(mounts)]).run()


main()
