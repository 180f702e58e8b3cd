import {
  settingsAnswerSchema,
  settingsDraftBodySchema,
  settingsDraftSchema,
  settingsSaveBodySchema,
} from '@splitsight/wire';
import type { Settings } from '../settings/settings.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const bodyLimit = 1024 * 1024;

/** The configuration file of the server. */
export function settingsRoutes(settings: Settings): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: '/api/v1/settings',
      summary: 'The configuration file, its values and their schema',
      answer: settingsAnswerSchema,
      handle: () => settings.get(),
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: '/api/v1/settings/draft',
      summary: 'Changes values in a configuration and says what is wrong with it; saves nothing',
      body: settingsDraftBodySchema,
      bodyLimit,
      answer: settingsDraftSchema,
      handle: ({ body: { text, edits } }) => settings.draft(text, edits),
    });
    addRoute(app, {
      method: 'PUT',
      right: 'administer',
      url: '/api/v1/settings',
      summary: 'Saves the configuration file; it counts from the next start on',
      body: settingsSaveBodySchema,
      bodyLimit,
      answer: settingsAnswerSchema,
      others: { 409: errorAnswerSchema },
      handle: ({ body: { text, revision }, who }) => settings.save(text, revision, who.name),
    });
  };
}
