import { type Millis, sleep } from '@splitsight/kernel';
import { type Percentiles, percentiles } from '../percentiles.ts';
import { type Connection, openConnection } from './connection.ts';
import { firstSequence, type PacketTemplate, writePacket } from './packets.ts';

/** The two messages of a camera: what a head sees in them differs. */
export interface CameraPackets {
  readonly calm: PacketTemplate;
  readonly alarming: PacketTemplate;
}

/** What came of sending at a rate. */
export interface LoadReport {
  readonly sent: number;
  readonly acknowledged: number;
  /** Messages in flight in the middle and at the end of sending. */
  readonly open_middle: number;
  readonly open_end: number;
  /** How far sending fell behind its schedule, at most, in milliseconds. */
  readonly behind_ms: number;
  /** From the moment a message was due to its acknowledgement. */
  readonly ack_ms: Percentiles;
  /** Processor time of the generator in the run, in seconds. */
  readonly cpu_s: number;
}

export interface Load {
  /** Sends `perSecond` messages a second: each at its time, whatever became of those before. */
  run(perSecond: number, seconds: number): Promise<LoadReport>;
  close(): void;
}

const tick: Millis = 1;
/** When nothing is acknowledged for so long, the rest will not be. */
const patience: Millis = 15_000;
/** Of every so many messages of a camera, this many are alarming, one after the other. */
const spell = { every: 600, long: 30 };

export async function openLoad(port: number, connections: number, cameras: readonly CameraPackets[]): Promise<Load> {
  const dues: number[][] = [];
  let waits: number[] = [];
  let acknowledged = 0;
  const links = await Promise.all(
    Array.from({ length: connections }, (_, index): Promise<Connection> => {
      const due: number[] = [];
      dues.push(due);
      return openConnection(port, `bench-${index}`, (count) => {
        const now = performance.now();
        acknowledged += count;
        for (const at of due.splice(0, count)) waits.push(now - at);
      });
    }),
  );
  const open = () => links.reduce((sum, link) => sum + link.open(), 0);
  const sequences = cameras.map(() => firstSequence);

  /** Sends message `first` and those after it, up to but not including `end`. */
  function send(first: number, end: number, dueAt: (index: number) => number, epoch: number): void {
    for (const [at, link] of links.entries()) {
      const own = Math.ceil((end - at) / connections) - Math.ceil((first - at) / connections);
      if (own <= 0) continue;
      const packets: Buffer[] = [];
      for (
        let index = first + ((((at - first) % connections) + connections) % connections);
        index < end;
        index += connections
      ) {
        const number = index % cameras.length;
        const camera = cameras[number];
        const sequence = sequences[number] ?? 0;
        sequences[number] = sequence + 1;
        if (!camera) continue;
        const template = (sequence + 7 * number) % spell.every < spell.long ? camera.alarming : camera.calm;
        const due = dueAt(index);
        dues[at]?.push(due);
        const packet = Buffer.allocUnsafe(template.bytes.length);
        writePacket(packet, 0, template, { id: link.nextId(), sequence, capturedAt: Math.floor(epoch + due) });
        packets.push(packet);
      }
      link.send(Buffer.concat(packets), packets.length);
    }
  }

  return {
    async run(perSecond, seconds) {
      waits = [];
      acknowledged = 0;
      const cpu = process.cpuUsage();
      const epoch = performance.timeOrigin;
      const start = performance.now() + 10;
      const dueAt = (index: number) => start + (1000 * index) / perSecond;
      const total = perSecond * seconds;
      let sent = 0;
      let behind = 0;
      let middle = 0;
      while (sent < total) {
        await sleep(tick);
        const now = performance.now();
        const due = Math.min(total, Math.floor(((now - start) * perSecond) / 1000) + 1);
        if (due <= sent) continue;
        behind = Math.max(behind, now - dueAt(sent));
        send(sent, due, dueAt, epoch);
        if (sent < total / 2 && due >= total / 2) middle = open();
        sent = due;
      }
      const end = open();
      let seen = { acknowledged, at: performance.now() };
      while (acknowledged < sent && performance.now() - seen.at < patience) {
        await sleep(10);
        if (acknowledged > seen.acknowledged) seen = { acknowledged, at: performance.now() };
      }
      const { user, system } = process.cpuUsage(cpu);
      return {
        sent,
        acknowledged,
        open_middle: middle,
        open_end: end,
        behind_ms: Math.round(behind),
        ack_ms: percentiles(waits),
        cpu_s: Math.round((user + system) / 1e4) / 100,
      };
    },
    close() {
      for (const link of links) link.close();
    },
  };
}
