import type { Millis } from '@splitsight/kernel';
import type { Disturbance, EventKind, Scene } from '../scene/index.ts';

/** A camera as its host needs to know it. */
export interface HostedCamera {
  readonly path: string;
  readonly scene: Scene;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly user?: string;
  readonly password?: string;
}

/** What the caller's process tells the process that renders. */
export type ToHost =
  | { readonly type: 'open'; readonly cameras: readonly HostedCamera[] }
  | {
      readonly type: 'trigger';
      readonly id: number;
      readonly path: string;
      readonly kind: EventKind;
      readonly duration_ms?: Millis;
      readonly size?: 'grow' | 'full';
    }
  | { readonly type: 'pause' | 'resume' | 'drop'; readonly path: string }
  | { readonly type: 'disturb'; readonly path: string; readonly how: Disturbance | null }
  | { readonly type: 'count'; readonly id: number };

/** How many frames a camera sent, and how many it left out because the machine was late. */
export interface FrameCounts {
  readonly sent: number;
  readonly skipped: number;
}

/** What the process that renders answers. */
export type FromHost =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed'; readonly missing: boolean; readonly what: string }
  | { readonly type: 'handed'; readonly id: number; readonly handedAt: Millis }
  | { readonly type: 'refused'; readonly id: number }
  | { readonly type: 'counts'; readonly id: number; readonly counts: Readonly<Record<string, FrameCounts>> };
