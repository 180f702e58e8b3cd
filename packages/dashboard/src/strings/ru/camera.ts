import type { Strings } from '../en/index.ts';

export const camera: Strings['camera'] = {
  unknown: 'Такой камеры нет.',
  since: (time) => `с ${time}`,
  node: 'Узел',
  frames: 'Кадров в секунду',
  framesInOut: (from, to) => `вход ${from.replace('.', ',')}, выход ${to.replace('.', ',')}`,
  scores: 'Оценки за две минуты',
  alerts: 'Последние тревоги',
  noAlerts: 'Тревог пока не было.',
  allAlerts: 'Все тревоги этой камеры',
};

export const wall: Strings['wall'] = {
  title: 'Экран на стену',
  exit: 'Закрыть экран на стену',
  pause: 'Не листать',
  resume: 'Листать',
  next: 'Следующая страница',
  previous: 'Предыдущая страница',
  screen: (site, at, of) => (of > 1 ? `${site} · ${at} из ${of}` : site),
  calm: 'Активных тревог нет',
  more: (count) => `и ещё ${count}`,
};
