import type { Millis } from '@splitsight/kernel';

/** Where a camera's video comes from, credentials taken apart. */
export interface CameraSource {
  readonly kind: 'rtsp' | 'http' | 'device' | 'file';
  /** What ffmpeg opens: the address with its credentials, percent-encoded. Secret. */
  readonly input: string;
  /** Every text that must not be seen: the password as it is and as it is encoded. */
  readonly secrets: readonly string[];
}

/** What {@link parseSource} needs of a camera's configuration. */
export interface SourceOptions {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Reads a camera's address as the configuration has checked it. */
export function parseSource({ url, username, password }: SourceOptions): CameraSource {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'file') {
    const path = scheme === undefined ? url : decodeURIComponent(new URL(url).pathname);
    const kind = path.startsWith('/dev/') ? 'device' : 'file';
    // The prefix keeps ffmpeg from taking a file name for one of its protocols.
    return { kind, input: kind === 'file' ? `file:${path}` : path, secrets: [] };
  }
  const address = new URL(url);
  const user = username ?? decoded(address.username);
  const secret = password ?? decoded(address.password);
  const secrets = [secret, percentEncode(secret), address.password, login(user, secret)].filter((text) => text !== '');
  const credentials = user === '' ? '' : `${percentEncode(user)}:${percentEncode(secret)}@`;
  const rest = url.slice(url.indexOf('://') + 3).replace(/^[^/?#@]*@/, '');
  return {
    kind: scheme.startsWith('rtsp') ? 'rtsp' : 'http',
    input: `${scheme}://${credentials}${rest}`,
    secrets: [...new Set(secrets)].sort((a, b) => b.length - a.length),
  };
}

/** Leaves nothing but letters, digits and -._~ (RFC 3986), whatever the text holds. */
function percentEncode(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    const char = String.fromCharCode(byte);
    return /[\w.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** The header of HTTP's basic authentication holds both, readable by anyone. */
function login(user: string, secret: string): string {
  return secret === '' ? '' : Buffer.from(`${user}:${secret}`).toString('base64');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The options that stand before ffmpeg's `-i` for a camera: small buffers, one thread (frame threading delays pictures by
 * threads − 1), and an end to waiting on a socket, so that no ffmpeg outlives an agent that was killed.
 */
export function inputOptions(kind: CameraSource['kind'], transport: 'tcp' | 'udp', stall: Millis): string[] {
  const quick = ['-threads', '1', '-fflags', 'nobuffer', '-flags', 'low_delay'];
  const micros = String(Math.ceil(stall) * 1000);
  switch (kind) {
    case 'rtsp':
      return [
        ...quick,
        ...['-rtsp_transport', transport, '-allowed_media_types', 'video', '-timeout', micros],
        // The stream's description says what there is to know; a camera that says nothing gets a second to show it.
        ...['-probesize', '100000', '-analyzeduration', '1000000', '-fpsprobesize', '0'],
      ];
    case 'http':
      return [...quick, '-rw_timeout', micros, '-probesize', '500000', '-analyzeduration', '1000000'];
    case 'device':
      return [...quick, '-f', 'v4l2'];
    case 'file':
      return ['-threads', '1', '-protocol_whitelist', 'file', '-re', '-stream_loop', '-1'];
  }
}
