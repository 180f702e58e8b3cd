import type { Strings } from '../en/index.ts';

export const camera: Strings['camera'] = {
  unknown: 'Такой камеры нет.',
  since: (time) => `с ${time}`,
  node: 'Узел',
  frames: 'Кадров в секунду',
  framesInOut: (from, to) => `вход ${from.replace('.', ',')}, выход ${to.replace('.', ',')}`,
  scores: 'Оценки за две минуты',
  coverage: {
    title: 'Наблюдение за 24 часа',
    sum: (watched, gaps) =>
      gaps === 0 ? `Под наблюдением ${watched} времени.` : `Под наблюдением ${watched} времени; перерывов: ${gaps}.`,
    late: (time) => `Из них ${time} просмотрено с опозданием.`,
    list: 'Когда наблюдения не было или оно опоздало',
    more: (count) => `и ещё ${count} ранее`,
    stretch: (from, to, time) => `${from} — ${to} (${time})`,
    states: { watched: 'Наблюдалась', watched_late: 'Просмотрено с опозданием', not_watched: 'Не наблюдалась' },
    why: {
      node_offline: 'нет узла: он сам или связь с ним',
      agent_stopped: 'агент был остановлен',
      agent_down: 'агент не работал и был запущен снова',
      link_lost: 'не было связи',
      messages_lost: 'сообщения потеряны',
      camera_offline: 'камера была не в сети',
      camera_frozen: 'картинка стояла на месте',
      camera_covered: 'камера была закрыта',
      camera_disabled: 'камера была выключена',
      refused: 'сервер отклонял её сообщения',
      server_down: 'сервер не работал',
      unknown: 'причина неизвестна',
    },
  },
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
