import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { userName } from './flags.ts';

describe('whoever asks', () => {
  it('is named as the system names them', () => {
    expect(userName()).toBe(userInfo().username);
  });

  it('is known by number where the system has no name for them, as in a container', () => {
    const nameless = () => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    };
    expect(userName(nameless)).toBe(`user ${process.getuid?.()}`);
  });
});
