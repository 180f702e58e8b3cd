import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachOf, reachOfAll } from './reach.ts';

describe('the reach of an address', () => {
  it.each([
    ['127.0.0.1', 'inside'],
    ['::1', 'inside'],
    ['10.1.2.3', 'inside'],
    ['172.31.255.255', 'inside'],
    ['192.168.1.1', 'inside'],
    ['fd12:3456::1', 'inside'],
    ['::ffff:192.168.1.1', 'inside'],
    ['172.32.0.1', 'outside'],
    ['8.8.8.8', 'outside'],
    ['2606:4700::1', 'outside'],
    ['64:ff9b::8.8.8.8', 'outside'],
    ['169.254.169.254', 'refused'],
    ['::ffff:169.254.169.254', 'refused'],
    ['::ffff:a9fe:a9fe', 'refused'],
    ['64:ff9b::a9fe:a9fe', 'refused'],
    ['64:ff9b::', 'refused'],
    ['2002:a9fe:a9fe::1', 'refused'],
    ['fd00:ec2::254', 'refused'],
    ['fe80::1', 'refused'],
    ['0.0.0.0', 'refused'],
    ['224.0.0.1', 'refused'],
    ['255.255.255.255', 'refused'],
    ['100.100.100.200', 'refused'],
    ['not an address', 'refused'],
  ] as const)('%s is %s', (address, reach) => {
    expect(reachOf(address)).toBe(reach);
  });

  it('of a name is that of its farthest address', () => {
    expect(reachOfAll(['10.0.0.1', '8.8.8.8'])).toBe('outside');
    expect(reachOfAll(['10.0.0.1', '169.254.169.254'])).toBe('refused');
    expect(reachOfAll([])).toBe('refused');
  });

  it('is the same in IPv6 clothes', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => reachOf(address) === reachOf(`::ffff:${address}`)));
    fc.assert(fc.property(fc.ipV4(), (address) => reachOf(address) === reachOf(`64:ff9b::${address}`)));
  });
});
