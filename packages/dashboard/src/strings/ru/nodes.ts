import type { Strings } from '../en/index.ts';

export const nodes: Strings['nodes'] = {
  title: 'Узлы',
  none: 'Ни один узел ещё не сообщил о себе.',
  state: { online: 'На связи', offline: 'Нет связи', stopped: 'Остановлен', unknown: 'Неизвестно' },
  version: 'версия',
  temperature: 'ЦП',
  framesIn: 'вход',
  framesOut: 'выход',
  perSecond: 'к/с',
  dropped: 'потеряно',
  memory: 'память',
  waiting: 'ждёт отправки',
  health: 'отчёт',
  noHealth: 'Отчёта ещё не было',
  reported: (age) => `${age} назад`,
  stage: (name, tail) => `${name}: 99 из 100 не дольше ${tail}`,
  droppedBy: (reasons) => reasons.map(([reason, count]) => `${reason} ${count}`).join(', '),
};
