import type { Strings } from '../en/index.ts';
import { word } from './plural.ts';

export const top: Strings['top'] = {
  clock: (date) => `Часы сервера, ${date}`,
  activeAlerts: (count) => [
    String(count),
    word(count, { one: 'активная', few: 'активные', many: 'активных', other: 'активные' }),
    word(count, { one: 'тревога', few: 'тревоги', many: 'тревог', other: 'тревоги' }),
  ],
  noActiveAlerts: ['Нет', 'активных', 'тревог'],
  sound: {
    off: 'Звук выключен: включить',
    on: 'Звук включён: выключить',
    blocked: 'Браузер не даёт звук, пока вы не щёлкнете где-нибудь на странице',
  },
  theme: {
    auto: 'Тема как в системе: сменить на светлую',
    light: 'Светлая тема: сменить на тёмную',
    dark: 'Тёмная тема: сменить на системную',
  },
};
