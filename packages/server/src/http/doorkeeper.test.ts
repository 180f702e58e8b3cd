import { isCodedError } from '@splitsight/kernel';
import { describe, expect, it } from 'vitest';
import { localAdmin } from '../people/principal.ts';
import { createClientReader } from './client.ts';
import { createDoorkeeper } from './doorkeeper.ts';

type Given = Parameters<ReturnType<typeof createClientReader>>[0];
const from = (remoteAddress: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  ({ socket: { remoteAddress }, headers, method, url: '/' }) as unknown as Given & { method: string; url: string };

describe('where a request comes from', () => {
  const read = createClientReader(['10.0.0.0/8', '::1']);

  it('is the peer, whatever headers say, when it is no trusted proxy', () => {
    const headers = {
      host: 'x',
      'x-forwarded-for': '192.0.2.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'y',
    };
    expect(read(from('::ffff:198.51.100.7', headers))).toEqual({
      address: '198.51.100.7',
      host: 'x',
      isSecure: false,
      isLocal: false,
    });
    // A proxy on this machine that nobody declared must not open what is for this machine alone.
    expect(read(from('127.0.0.1', headers)).isLocal).toBe(false);
    expect(read(from('127.0.0.1', { host: 'x' })).isLocal).toBe(true);
  });

  it('is the last address that no trusted proxy has', () => {
    const headers = {
      host: 'inner:8080',
      'x-forwarded-for': '203.0.113.1, 192.0.2.9, 10.1.1.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'cams.example',
    };
    expect(read(from('10.0.0.1', headers))).toEqual({
      address: '192.0.2.9',
      host: 'cams.example',
      isSecure: true,
      isLocal: false,
    });
  });
});

describe('the doorkeeper', () => {
  const user = { ...localAdmin, kind: 'user' as const, name: 'ann' };
  const access = { identify: () => user, holds: () => true } as never;
  const keeper = createDoorkeeper({ login: 'required', host: '0.0.0.0', trustedProxies: [], access });
  const cookie = 'splitsight_session=abc';
  const codeOf = (headers: Readonly<Record<string, string>>, method = 'POST') => {
    try {
      return keeper.identify(from('192.0.2.1', { host: 'cams:8080', ...headers }, method))?.name ?? null;
    } catch (error) {
      return isCodedError(error) ? error.code : error;
    }
  };

  it('refuses changes and WebSockets of pages of other sites', () => {
    const evil = { cookie, 'x-splitsight': '1', origin: 'http://evil.example' };
    expect(codeOf(evil)).toBe('HTTP_ORIGIN');
    expect(codeOf({ ...evil, upgrade: 'websocket' }, 'GET')).toBe('HTTP_ORIGIN');
    expect(codeOf({ ...evil, origin: 'null' })).toBe('HTTP_ORIGIN');
    expect(codeOf({ ...evil, origin: 'http://cams:8081' })).toBe('HTTP_ORIGIN');
    expect(codeOf({ ...evil, origin: 'https://cams:8080' })).toBe('ann');
  });

  it('refuses changes by cookie without the header that pages of other sites cannot send', () => {
    expect(codeOf({ cookie })).toBe('HTTP_CSRF');
    expect(codeOf({ cookie }, 'GET')).toBe('ann');
    expect(codeOf({ cookie, 'x-splitsight': '1' })).toBe('ann');
  });

  it('knows nobody without a cookie or a token', () => {
    expect(codeOf({}, 'GET')).toBe(null);
    expect(codeOf({ authorization: 'Basic YWRtaW46', cookie }, 'GET')).toBe(null);
  });

  it('without a login serves this machine alone, under its own names', () => {
    const open = (host: string) => createDoorkeeper({ login: 'off', host, trustedProxies: [], access });
    expect(() => open('0.0.0.0')).toThrow('http.host');
    expect(() => open('cams.example')).toThrow('http.host');
    const identify = open('127.0.0.1').identify;
    expect(identify(from('127.0.0.1', { host: 'localhost:8080' }))).toBe(localAdmin);
    expect(identify(from('127.0.0.1', { host: '[::1]:8080' }))).toBe(localAdmin);
    expect(identify(from('127.0.0.1', { host: 'rebound.evil.example:8080' }))).toBe(null);
    expect(identify(from('127.0.0.1', {}))).toBe(null);
  });
});
