import { describe, expect, test } from 'vitest';
import { createLobby } from './lobby.ts';

function open(room = 4) {
  const dropped: string[] = [];
  const lobby = createLobby<string>({ weigh: (item) => item.length, room, onDrop: (item) => dropped.push(item) });
  return { lobby, dropped };
}

describe('createLobby', () => {
  test('keeps the newest item of each key and hands back the one it replaces', async () => {
    const { lobby, dropped } = open();
    lobby.put('a', '1');
    lobby.put('b', '2');
    lobby.put('a', '3');
    expect(await lobby.take()).toEqual(['3', '2']);
    expect(dropped).toEqual(['1']);
  });

  test('calls keys in the order in which they began to wait', async () => {
    const { lobby } = open(1);
    lobby.put('busy', 'a');
    lobby.put('quiet', 'b');
    expect(await lobby.take()).toEqual(['a']);
    lobby.put('busy', 'c');
    expect(await lobby.take()).toEqual(['b']);
    expect(await lobby.take()).toEqual(['c']);
  });

  test('takes what fits into the room, and at least one', async () => {
    const { lobby } = open(4);
    lobby.put('a', 'xx');
    lobby.put('b', 'xx');
    lobby.put('c', 'x');
    lobby.put('d', 'xxxxxx');
    expect(await lobby.take()).toEqual(['xx', 'xx']);
    expect(await lobby.take()).toEqual(['x']);
    expect(await lobby.take()).toEqual(['xxxxxx']);
  });

  test('lets the taker wait, and ends the wait when it is closed', async () => {
    const { lobby, dropped } = open();
    const waiting = lobby.take();
    lobby.put('a', '1');
    expect(await waiting).toEqual(['1']);
    const last = lobby.take();
    lobby.close();
    expect(await last).toBeUndefined();
    lobby.put('a', '2');
    expect(dropped).toEqual(['2']);
  });

  test('drops what is left when it is closed', async () => {
    const { lobby, dropped } = open();
    lobby.put('a', '1');
    lobby.close();
    expect(dropped).toEqual(['1']);
    expect(await lobby.take()).toBeUndefined();
  });
});
