import type { Server } from 'node:net';
import { messageOf } from '@splitsight/kernel';
import { isErrno } from './errno.ts';
import { serverError } from './errors.ts';

/** Where a listener listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Listens on an address; port 0 takes any free port.
 *
 * @throws CodedError `taken` when another program has the port, LISTEN_FAILED for anything else.
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  taken: 'MQTT_PORT_TAKEN' | 'HTTP_PORT_TAKEN',
): Promise<Address> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    throw listenError(error, host, port, taken);
  }
  return boundAddress(server, host, port);
}

/** Where a server listens after it was asked for `host` and `port`. */
export function boundAddress(server: Server, host: string, port: number): Address {
  const address = server.address();
  return { host, port: typeof address === 'object' && address !== null ? address.port : port };
}

/** The coded error of what listening threw. */
export function listenError(
  error: unknown,
  host: string,
  port: number,
  taken: 'MQTT_PORT_TAKEN' | 'HTTP_PORT_TAKEN',
): Error {
  const isTaken = isErrno(error, 'EADDRINUSE');
  const where = `${host}:${port}`;
  return isTaken
    ? serverError(taken, where, error)
    : serverError('LISTEN_FAILED', `${where} (${messageOf(error)})`, error);
}

/** Stops listening; resolves when the last connection is gone. */
export function unlisten(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
