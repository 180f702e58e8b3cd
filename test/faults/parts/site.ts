import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import type { Fingerprint, NodeId, SiteId } from '@splitsight/wire';
import { type Account, accountFor, readNotes } from './account.ts';
import { type AgentOptions, type AgentUnderTest, createAgentUnderTest, sizeOf } from './agent.ts';
import { buildPrograms, type Programs } from './programs.ts';
import { endPrograms, findOffspring } from './running.ts';
import { createServerUnderTest, type ServerOptions, type ServerUnderTest } from './server.ts';
import { readSpool, readStored } from './stored.ts';

type Extra<Options, Own extends keyof Options> = Partial<Omit<Options, Own>>;

/** A server, its agents and a folder of their own. */
export interface FaultSite {
  readonly folder: string;
  readonly programs: Programs;
  readonly backbone: string;
  /** A head that finds red. */
  readonly head: string;
  readonly fingerprint: Fingerprint;
  server(options?: Extra<ServerOptions, 'script' | 'folder'>): ServerUnderTest;
  /** A load agent; `url` is that of its broker. */
  agent(node: string, url: string, options?: LoadOptions): AgentUnderTest;
  /** The balance of all agents with a server's database. */
  account(server: ServerUnderTest, agents: readonly AgentUnderTest[]): Account;
  /** Ends every program and removes the folder. @throws Error when a process is left that one of them has started */
  close(): Promise<void>;
}

export interface LoadOptions extends Extra<AgentOptions, 'script' | 'folder' | 'settings'> {
  readonly settings?: Partial<AgentOptions['settings']>;
}

export async function openFaultSite(): Promise<FaultSite> {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-faults-'));
  const programs = await buildPrograms(folder);
  const backbone = join(folder, 'backbone');
  const { fingerprint } = writeTinyBackbone(backbone);
  const head = join(folder, 'head');
  writeTinyHead(head, backbone);
  const config = { heads: [], backbones: [backbone] };
  return {
    folder,
    programs,
    backbone,
    head,
    fingerprint,
    server({ config: more, ...options } = {}) {
      const own = join(folder, 'server');
      mkdirSync(own, { recursive: true });
      return createServerUnderTest({
        script: programs.server,
        folder: own,
        config: { ...config, ...more },
        ...options,
      });
    },
    agent: (node, url, { settings, ...options } = {}) =>
      createAgentUnderTest({
        script: programs.loadAgent,
        folder: join(folder, node),
        settings: {
          site: 'yard' as SiteId,
          node: node as NodeId,
          fingerprint,
          vectorBytes: 8,
          isSeen: false,
          cameras: 4,
          perSecond: 100,
          ...settings,
          broker: { url, ...settings?.broker },
          spool: { ...settings?.spool },
        },
        ...options,
      }),
    account(server, agents) {
      return accountFor({
        made: agents.flatMap((agent) => readNotes(agent.folder, 'made')),
        acked: agents.flatMap((agent) => readNotes(agent.folder, 'acked')),
        stored: readStored(server.database),
        spooled: agents.flatMap((agent) =>
          !agent.process.isAlive() && sizeOf(agent.spool) > 0 ? readSpool(agent.spool) : [],
        ),
        dropped: agents.reduce((sum, agent) => sum + agent.dropped(), 0),
        killed: new Map(agents.flatMap(({ killed }) => [...killed])),
      });
    },
    async close() {
      await endPrograms();
      await waitFor(() => findOffspring().length === 0, { what: 'the end of every process' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
