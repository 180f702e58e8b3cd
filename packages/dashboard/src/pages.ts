import type { ComponentType } from 'react';
import type { IconName } from './components/icon.tsx';
import { strings } from './strings/strings.ts';

/** What a user may do, each with what stands before it. */
export type Right = 'view' | 'operate' | 'administer';

/** A page: where it is, what it is called, who may see it, and how its code is got. */
export interface PageEntry {
  /** As wouter has it: `/cameras/:site/:camera`. */
  readonly path: string;
  readonly title: () => string;
  readonly icon: IconName;
  readonly right: Right;
  /** Where it stands in the navigation; left out: nowhere. */
  readonly group?: 'watch' | 'teach' | 'manage';
  /** It fills the screen: no navigation beside it. */
  readonly bare?: boolean;
  /** Its component, in a chunk of its own. */
  readonly load: () => Promise<ComponentType>;
}

/** Every page, in the order of the navigation; the first four also stand in the bar at the foot of a phone. */
export const pages: readonly PageEntry[] = [
  {
    path: '/',
    title: () => strings.nav.live,
    icon: 'live',
    right: 'view',
    group: 'watch',
    load: async () => (await import('./pages/live/live-page.tsx')).LivePage,
  },
  {
    path: '/alerts',
    title: () => strings.nav.alerts,
    icon: 'alerts',
    right: 'view',
    group: 'watch',
    load: async () => (await import('./pages/review/review-page.tsx')).ReviewPage,
  },
  {
    path: '/nodes',
    title: () => strings.nav.nodes,
    icon: 'nodes',
    right: 'view',
    group: 'watch',
    load: async () => (await import('./pages/nodes/nodes-page.tsx')).NodesPage,
  },
  {
    path: '/rules',
    title: () => strings.nav.rules,
    icon: 'rules',
    right: 'view',
    group: 'manage',
    load: async () => (await import('./pages/rules/rules-page.tsx')).RulesPage,
  },
  {
    path: '/rules/:rule',
    title: () => strings.nav.rules,
    icon: 'rules',
    right: 'view',
    load: async () => (await import('./pages/rules/rule-page.tsx')).RulePage,
  },
  {
    path: '/pictures',
    title: () => strings.nav.pictures,
    icon: 'pictures',
    right: 'view',
    group: 'manage',
    load: async () => (await import('./pages/pictures/pictures-page.tsx')).PicturesPage,
  },
  {
    path: '/heads',
    title: () => strings.nav.heads,
    icon: 'heads',
    right: 'view',
    group: 'teach',
    load: async () => (await import('./pages/heads/heads-page.tsx')).HeadsPage,
  },
  {
    path: '/heads/compare',
    title: () => strings.labels.compare.title,
    icon: 'heads',
    right: 'view',
    load: async () => (await import('./pages/heads/compare-page.tsx')).ComparePage,
  },
  {
    path: '/heads/:head',
    title: () => strings.nav.heads,
    icon: 'heads',
    right: 'view',
    load: async () => (await import('./pages/heads/head-page.tsx')).HeadPage,
  },
  {
    path: '/labels',
    title: () => strings.nav.labels,
    icon: 'labels',
    right: 'view',
    group: 'teach',
    load: async () => (await import('./pages/labels/labels-page.tsx')).LabelsPage,
  },
  {
    path: '/labels/:name',
    title: () => strings.nav.labels,
    icon: 'labels',
    right: 'view',
    load: async () => (await import('./pages/labels/set-page.tsx')).SetPage,
  },
  {
    path: '/try',
    title: () => strings.nav.try,
    icon: 'try',
    right: 'view',
    group: 'teach',
    load: async () => (await import('./pages/try/try-page.tsx')).TryPage,
  },
  {
    path: '/notifications',
    title: () => strings.nav.notifications,
    icon: 'notifications',
    right: 'view',
    group: 'manage',
    load: async () => (await import('./pages/channels/channels-page.tsx')).ChannelsPage,
  },
  {
    path: '/people',
    title: () => strings.nav.people,
    icon: 'people',
    right: 'administer',
    group: 'manage',
    load: async () => (await import('./pages/people/people-page.tsx')).PeoplePage,
  },
  {
    path: '/audit',
    title: () => strings.nav.audit,
    icon: 'audit',
    right: 'administer',
    group: 'manage',
    load: async () => (await import('./pages/people/audit-page.tsx')).AuditPage,
  },
  {
    path: '/account',
    title: () => strings.people.myAccount,
    icon: 'user',
    right: 'view',
    load: async () => (await import('./pages/people/account-page.tsx')).AccountPage,
  },
  {
    path: '/settings',
    title: () => strings.nav.settings,
    icon: 'settings',
    right: 'administer',
    group: 'manage',
    load: async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage,
  },
  {
    path: '/join',
    title: () => strings.nav.join,
    icon: 'join',
    right: 'operate',
    group: 'manage',
    load: async () => (await import('./pages/join/join-page.tsx')).JoinPage,
  },
  {
    path: '/cameras/:site/:camera',
    title: () => strings.nav.camera,
    icon: 'camera',
    right: 'view',
    load: async () => (await import('./pages/camera/camera-page.tsx')).CameraPage,
  },
  {
    path: '/wall',
    title: () => strings.wall.title,
    icon: 'screen',
    right: 'view',
    bare: true,
    load: async () => (await import('./pages/wall/wall-page.tsx')).WallPage,
  },
];
