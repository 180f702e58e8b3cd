import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findEntry, parseCatalog, readCatalog } from './catalog.ts';

const path = 'models/catalog.json';
const text = readFileSync(path, 'utf8');

/** The catalog with one key of its first model changed. */
function changed(change: Record<string, unknown>): string {
  const raw = z
    .object({ base_url: z.string(), models: z.array(z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(text));
  return JSON.stringify({ ...raw, models: [{ ...raw.models[0], ...change }, ...raw.models.slice(1)] });
}

describe('the catalog', () => {
  const catalog = readCatalog(path);

  it('names the official files with their exact size and sha256', () => {
    expect(catalog.models.map(({ name, bytes, sha256 }) => [name, bytes, sha256])).toEqual([
      ['resnet18-v1-7', 46_820_737, '4e8f8653e7a2222b3904cc3fe8e304cd8b339ce1d05fd24688162f86fb6df52c'],
      ['resnet50-v1-7', 102_583_340, 'af16a04a6ec48ac494065d4439fe9dea590d337b9ca6dc328160ccf04a217b9c'],
      ['resnet18_Opset17', 46_748_516, 'eef70310eb26bdbc70babb290ee3239599ea9aed406bade711e3d2693b9d20e8'],
    ]);
  });

  it('finds a model whatever the case of its letters, and no other', () => {
    expect(findEntry(catalog, 'RESNET18_opset17').name).toBe('resnet18_Opset17');
    expect(() => findEntry(catalog, 'resnet19')).toThrow(/"resnet19" \(it has resnet18-v1-7, /);
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['an unknown key', changed({ size: 1 }), /size/],
    ['a sum that is none', changed({ sha256: 'abc' }), /models\.0\.sha256/],
    ['a path that leads out', changed({ path: '../../etc/x.onnx' }), /models\.0\.path/],
    ['an absolute path', changed({ path: '/etc/x.onnx' }), /models\.0\.path/],
    ['a name that leads out', changed({ name: '../x' }), /models\.0\.name/],
    ['a name that is there', changed({ name: 'ResNet50-v1-7' }), /same name/],
    ['an address that is no folder', text.replace('/resolve/main/"', '/resolve/main"'), /base_url/],
    ['an address of another kind', text.replace('https://huggingface', 'file://huggingface'), /base_url/],
  ])('with %s is refused', (_, changedText, complaint) => {
    expect(() => parseCatalog(changedText, 'catalog.json')).toThrow(
      expect.objectContaining({ code: 'CATALOG_INVALID', message: expect.stringMatching(complaint) }),
    );
  });

  it('that is not there is refused', () => {
    expect(() => readCatalog('models/none.json')).toThrow(expect.objectContaining({ code: 'CATALOG_UNREADABLE' }));
  });
});
