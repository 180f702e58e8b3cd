import type { Strings } from '../en/index.ts';
import { counted } from './plural.ts';

export const live: Strings['live'] = {
  notices: {
    notUnderstood: (count) =>
      `Не понято: ${counted(count, { one: 'сообщение', few: 'сообщения', many: 'сообщений', other: 'сообщения' })}`,
    notUnderstoodHelp: 'Обновите страницу; если не поможет, версия сервера другая.',
    dropped: (count) => `Пропущено обновлений оценок: ${count}. Страница не успевала за сервером`,
    complaint: (code, message) => `Сервер сообщает: ${message} (${code})`,
  },
  alerts: {
    title: 'Тревоги',
    none: 'Тревог пока нет.',
    noneHelp: 'Когда детектор увидит то, что ищет, это появится здесь меньше чем за секунду.',
    newest: (count) => `Показаны последние ${count}.`,
    showAll: (count) => `Показать все ${count}`,
    showFewer: 'Только последние',
    announce: (alert, camera) =>
      `Тревога: ${alert.head}, ${camera}, оценка ${alert.score.toFixed(2).replace('.', ',')}${alert.zone ? `, зона ${alert.zone}` : ''}.`,
    active: 'Идёт',
    lasted: (duration) => `длилась ${duration}`,
    severity: { alert: 'Тревога', detection: 'Событие' },
    peak: 'пик',
    captureToScreen: 'от кадра до экрана',
    captureToScreenHelp:
      'От съёмки кадра, вызвавшего тревогу (по часам узла), до этого экрана, с поправкой на часы сервера.',
    started: 'началась',
    goToCamera: (camera) => `К камере ${camera}`,
  },
  cameras: {
    title: 'Камеры',
    none: 'Ни одна камера ещё не сообщила о себе.',
    noneHelp: 'Запустите агент там, где стоят камеры, указав их адреса в его настройках:',
    agentCommand: 'splitsight-edge --config edge.yaml',
    filter: 'Какие камеры показать',
    filters: { all: 'Все', alerting: 'В тревоге', trouble: 'Неисправные' },
    noneOfFilter: {
      all: 'Под этот поиск не подходит ни одна камера.',
      alerting: 'В тревоге нет ни одной камеры.',
      trouble: 'Неисправных камер нет.',
    },
    state: {
      online: 'На связи',
      offline: 'Нет связи',
      frozen: 'Застыла',
      covered: 'Закрыта',
      disabled: 'Выключена',
      unknown: 'Неизвестно',
    },
    since: (state, time) => `${state.toLowerCase()} с ${time}`,
    seenNow: 'кадр только что',
    seen: (age) => `кадр ${age} назад`,
    neverSeen: 'кадров не было',
    noNode: 'узла нет',
    noScore: 'Оценок пока нет',
    noHeads: 'На сервере нет ни одного детектора.',
    plot: (head, camera) => `Оценки детектора ${head} на камере ${camera} за две минуты`,
    threshold: (value) => `порог ${value}`,
  },
  heads: {
    title: 'Детекторы',
    none: 'Нет ни одного детектора.',
    noneHelp: 'Укажите его в настройках сервера, в разделе heads.',
    version: 'версия',
    threshold: 'порог',
    instant: 'сразу',
    instantHelp: 'Один кадр с такой или большей оценкой сразу вызывает тревогу.',
    thresholdHelp: 'Несколько кадров с такой или большей оценкой вызывают тревогу.',
  },
  footer: {
    server: (version) => `Сервер ${version}`,
    privacy: 'Видео не покидает площадку. Векторы — тоже персональные данные: берегите их.',
  },
};
