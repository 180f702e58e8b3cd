import type { Alert, TroubleKind } from '@splitsight/wire';

export type Language = 'en' | 'ru';

interface Titled {
  readonly event: 'new' | 'end';
  readonly severity: Alert['severity'];
  readonly head: string;
  readonly where: string;
  readonly count: number;
}

/** What messages say, in one language. */
interface Words {
  readonly test: string;
  readonly testLine: string;
  title(of: Titled): string;
  several(alerts: number, cameras: number): string;
  more(alerts: number): string;
  zone(name: string): string;
  /** The alerts that no head raises, by what stands in its place. */
  readonly cameras: Readonly<Partial<Record<string, string>>>;
  ended(head: string): string;
  times(count: number, from: string, until: string): string;
  readonly troubles: {
    readonly kinds: Readonly<Record<TroubleKind, string>>;
    readonly server: string;
    title(event: 'new' | 'end', what: string, about: string): string;
    several(count: number, areOver: boolean): string;
    more(count: number): string;
    since(time: string): string;
    ended(time: string): string;
    times(count: number): string;
  };
  /** Under a scored photo. */
  readonly photo: {
    readonly nothing: string;
    readonly failed: string;
    readonly tooLarge: string;
  };
}

const russian = new Intl.PluralRules('ru');
const counted = (count: number, one: string, few: string, many: string) => {
  const form = russian.select(count);
  return `${count} ${form === 'one' ? one : form === 'few' ? few : many}`;
};
const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const words: Readonly<Record<Language, Words>> = {
  en: {
    test: 'SplitSight: test',
    testLine: 'This channel works. Nothing has happened.',
    title({ event, severity, head, where, count }) {
      const what = severity === 'alert' ? ['alert', 'alerts'] : ['detection', 'detections'];
      if (event === 'end') return `Over: ${head} at ${where}`;
      return count === 1
        ? `${what[0] === 'alert' ? 'Alert' : 'Detection'}: ${head} at ${where}`
        : `${count} ${what[1]}: ${head} at ${where}`;
    },
    several: (alerts, cameras) => `${plural(alerts, 'alert', 'alerts')} at ${plural(cameras, 'camera', 'cameras')}`,
    more: (alerts) => `and ${plural(alerts, 'alert', 'alerts')} more`,
    zone: (name) => `zone ${name}`,
    cameras: {
      'camera-frozen': 'camera frozen',
      'camera-covered': 'camera covered',
      'camera-moved': 'camera moved',
      'camera-defocused': 'camera defocused',
    },
    ended: (head) => `${head} is over,`,
    times: (count, from, until) => `${count} times from ${from} to ${until}`,
    troubles: {
      kinds: {
        'camera-offline': 'camera offline',
        'node-offline': 'edge machine offline',
        'node-twice': 'two edge machines of one name',
        'spool-full': 'spool full, the oldest messages are lost',
        'spool-failing': 'spool does not work',
        'head-failed': 'head does not work',
        'disk-low': 'disk running full',
        'disk-short': 'disk nearly full, old data makes room',
        'disk-full': 'disk full, nothing more is recorded',
        database: 'database cannot be written',
      },
      server: 'Server',
      title: (event, what, about) => `${event === 'end' ? 'Over' : 'Trouble'}: ${about}, ${what}`,
      several: (count, areOver) => `${plural(count, 'trouble', 'troubles')}${areOver ? ' over' : ''}`,
      more: (count) => `and ${plural(count, 'trouble', 'troubles')} more`,
      since: (time) => `since ${time}`,
      ended: (time) => `until ${time}`,
      times: (count) => `${count} times`,
    },
    photo: {
      nothing: 'No head is at work that could score it.',
      failed: 'This is not a picture that can be read.',
      tooLarge: 'The picture is too large; send it as a photo.',
    },
  },
  ru: {
    test: 'SplitSight: проверка',
    testLine: 'Канал работает. Ничего не произошло.',
    title({ event, severity, head, where, count }) {
      if (event === 'end') return `Закончилось: ${head}, ${where}`;
      const [one, few, many] =
        severity === 'alert' ? ['тревога', 'тревоги', 'тревог'] : ['событие', 'события', 'событий'];
      if (count === 1) return `${severity === 'alert' ? 'Тревога' : 'Событие'}: ${head}, ${where}`;
      return `${counted(count, one ?? '', few ?? '', many ?? '')}: ${head}, ${where}`;
    },
    several: (alerts, cameras) =>
      `${counted(alerts, 'тревога', 'тревоги', 'тревог')}, ${counted(cameras, 'камера', 'камеры', 'камер')}`,
    more: (alerts) => `и ещё ${counted(alerts, 'тревога', 'тревоги', 'тревог')}`,
    zone: (name) => `зона ${name}`,
    cameras: {
      'camera-frozen': 'изображение застыло',
      'camera-covered': 'камера закрыта',
      'camera-moved': 'камера сдвинута',
      'camera-defocused': 'камера не в фокусе',
    },
    ended: (head) => `${head}: закончилось,`,
    times: (count, from, until) => `${counted(count, 'раз', 'раза', 'раз')} с ${from} по ${until}`,
    troubles: {
      kinds: {
        'camera-offline': 'камера недоступна',
        'node-offline': 'узел недоступен',
        'node-twice': 'два узла с одним именем',
        'spool-full': 'нет места для ждущих сообщений, старые теряются',
        'spool-failing': 'диск узла не принимает ждущие сообщения',
        'head-failed': 'детектор не работает',
        'disk-low': 'диск заполняется',
        'disk-short': 'диск почти заполнен, старые данные удаляются',
        'disk-full': 'диск заполнен, запись остановлена',
        database: 'база данных не записывается',
      },
      server: 'Сервер',
      title: (event, what, about) => `${event === 'end' ? 'Закончилось' : 'Неисправность'}: ${about}, ${what}`,
      several: (count, areOver) =>
        `${areOver ? 'закончилось: ' : ''}${counted(count, 'неисправность', 'неисправности', 'неисправностей')}`,
      more: (count) => `и ещё ${counted(count, 'неисправность', 'неисправности', 'неисправностей')}`,
      since: (time) => `с ${time}`,
      ended: (time) => `до ${time}`,
      times: (count) => counted(count, 'раз', 'раза', 'раз'),
    },
    photo: {
      nothing: 'Нет детектора, который мог бы оценить снимок.',
      failed: 'Это не картинка, которую можно прочитать.',
      tooLarge: 'Картинка слишком большая; пришлите её как фото.',
    },
  },
};
