import type { Strings } from '../en/index.ts';

export const nav: Strings['nav'] = {
  label: 'Страницы',
  more: 'Ещё',
  close: 'Закрыть',
  groups: { watch: 'Наблюдение', teach: 'Обучение', manage: 'Управление' },
  live: 'Обзор',
  alerts: 'Тревоги',
  nodes: 'Узлы',
  camera: 'Камера',
  heads: 'Детекторы',
  labels: 'Разметка',
  try: 'Проверить снимок',
  join: 'Стать камерой',
  rules: 'Правила',
  pictures: 'Снимки',
  notifications: 'Уведомления',
  people: 'Люди',
  audit: 'Журнал',
  settings: 'Настройки',
};
