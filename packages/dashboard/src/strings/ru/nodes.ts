import type { Strings } from '../en/index.ts';
import { counted } from './plural.ts';

const reasonWords: Readonly<Record<string, string>> = {
  gaze: 'в кадре ничего нового',
  busy: 'узел перегружен',
  model: 'ошибка модели',
  link: 'нет связи',
  link_full: 'нет места для ожидания в памяти',
  refused: 'снова и снова отклонено',
  spool_age: 'устарело на диске',
  spool_size: 'нет места на диске',
  spool_corrupt: 'повреждено на диске',
  spool_refused: 'снова и снова отклонено, с диска',
};

const stageWords: Readonly<Record<string, string>> = {
  motion: 'движение',
  wait: 'ожидание',
  crop: 'масштаб',
  infer: 'модель',
  publish: 'до сервера',
  total: 'всего',
  encode: 'кодирование',
};

export const nodes: Strings['nodes'] = {
  title: 'Узлы',
  none: 'Ни один узел ещё не сообщил о себе.',
  state: { online: 'На связи', offline: 'Нет связи', stopped: 'Остановлен', unknown: 'Неизвестно' },
  summary: (all, troubled) => `всего ${all}, неисправных ${troubled}; неисправные — первыми`,
  search: 'Поиск узлов',
  notFound: 'Под этот поиск не подходит ни один узел.',
  trouble: {
    offline: 'Нет связи: узел ушёл, или линия не работает',
    unknown: 'О нём ещё ничего не известно',
    stopped: 'Остановлен оператором',
    silent: 'Нет отчётов больше 35 с',
    uplink: 'Нет соединения с брокером',
    disk: 'Диск для ожидающих сообщений полон или неисправен',
    spool: 'Сообщения ждут отправки',
    hot: '80 °C и больше: узел замедляется',
  },
  showCameras: (count) =>
    `Показать ${counted(count, { one: 'камеру', few: 'камеры', many: 'камер', other: 'камеры' })}`,
  hideCameras: 'Скрыть камеры',
  camerasOf: 'Камеры этого узла',
  restarts: 'перезапусков',
  version: 'версия',
  temperature: 'ЦП',
  framesIn: 'вход',
  framesOut: 'выход',
  perSecond: 'к/с',
  dropped: 'не отправлено с запуска',
  memory: 'память',
  waiting: 'ждёт в памяти',
  onDisk: 'ждёт на диске',
  onDiskSince: (size, age) => (age === null ? size : `${size}, самому старому ${age}`),
  clock: 'часы',
  clockFree: 'не сверены',
  clockHelp: (error, corrected) =>
    `его часы относительно часов сервера, с точностью до ${error}; время снимков поправлено на ${corrected}`,
  health: 'отчёт',
  noHealth: 'Отчёта ещё не было',
  reported: (age) => `${age} назад`,
  droppedBy: (reasons) => reasons.map(([reason, count]) => `${reasonWords[reason] ?? reason} ${count}`).join(', '),
  stageName: (stage) => stageWords[stage] ?? stage,
  stage: (name, tail) => `${name}: 99 из 100 не дольше ${tail}`,
};
