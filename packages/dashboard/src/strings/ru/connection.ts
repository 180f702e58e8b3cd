import type { Strings } from '../en/index.ts';

export const connection: Strings['connection'] = {
  connecting: 'Соединение…',
  live: 'На связи',
  liveFor: (roundTrip) => `На связи, ${roundTrip} мс до сервера и обратно`,
  down: 'Нет связи',
  banner: 'Нет связи с сервером',
  since: (time) => `с ${time}`,
  never: 'Сервер ни разу не ответил с тех пор, как открыта эта страница.',
  old: (age) => `Всё ниже устарело на ${age}. Новые тревоги не приходят.`,
  retryIn: (seconds) => `Новая попытка через ${seconds} с`,
  retrying: 'Соединение…',
  retryNow: 'Соединиться сейчас',
  noServer: 'Запущен ли сервер? Запустите его командой',
  serverCommand: 'splitsight-server --config server.yaml',
};
