import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { type ConfigEdit, editConfig, parseConfig, readConfigValues } from '@splitsight/kernel/node';
import type { SettingsAnswer } from '@splitsight/wire';
import { describeServerConfig, serverConfigSchema } from '../config/schema.ts';
import { serverError } from '../errors.ts';
import { requireLoginUnlessLocal } from '../http/doorkeeper.ts';
import type { Audit } from '../people/audit.ts';

export type SettingsDraft = Pick<SettingsAnswer, 'text' | 'values' | 'problem'>;

/** The configuration file as people see and change it. What is saved counts from the next start on. */
export interface Settings {
  /** @throws CodedError SETTINGS_READ */
  get(): SettingsAnswer;
  /** What edits make of a text. */
  draft(text: string, edits: readonly ConfigEdit[]): SettingsDraft;
  /** @throws CodedError SETTINGS_NO_FILE, SETTINGS_CHANGED, SETTINGS_WRITE, or what {@link parseConfig} says */
  save(text: string, revision: string, by: string): SettingsAnswer;
}

/** @param file the configuration that the server was started with; undefined when it was given none. */
export function createSettings(file: string | undefined, audit: Pick<Audit, 'add'>): Settings {
  const schema = describeServerConfig();
  const started = file === undefined ? '' : read(file);
  const get = (): SettingsAnswer => {
    const text = file === undefined ? '' : read(file);
    return { ...describe(text), file: file ?? null, revision: hashOf(text), schema, restart: text !== started };
  };
  return {
    get,
    draft: (text, edits) => describe(readConfigValues(text) === null ? text : editConfig(text, edits)),
    save(text, revision, by) {
      if (file === undefined) throw serverError('SETTINGS_NO_FILE', 'started without --config');
      if (hashOf(read(file)) !== revision) throw serverError('SETTINGS_CHANGED', file);
      check(text);
      write(file, text);
      audit.add({ by, action: 'settings.save', subject: file, site: null, detail: { revision: hashOf(text) } });
      return get();
    },
  };
}

function describe(text: string): SettingsDraft {
  return { text, values: readConfigValues(text), problem: problemOf(text) };
}

function problemOf(text: string): string | null {
  try {
    check(text);
    return null;
  } catch (error) {
    if (isCodedError(error)) return error.message;
    throw error;
  }
}

/** What the next start would refuse at once. */
function check(text: string): void {
  requireLoginUnlessLocal(parseConfig(text, serverConfigSchema, 'the configuration').http);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw serverError('SETTINGS_READ', `${file} (${messageOf(error)})`, error);
  }
}

/** Whole or not at all, also when the power is cut, with the rights that the file had. */
function write(file: string, text: string): void {
  const next = `${file}.new`;
  try {
    writeFileSync(next, text, { mode: statSync(file).mode, flush: true });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw serverError('SETTINGS_WRITE', `${file} (${messageOf(error)})`, error);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
