/** Line drawings on a 16 × 16 grid; each shape is told apart without its colour. */
const shapes = {
  online: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  offline: <path d="M4 4l8 8M12 4l-8 8" />,
  frozen: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  covered: <path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13.5L13 2.5" />,
  defocused: (
    <path
      d="M8 2.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4M1 8h.1M14.9 8h.1"
      strokeDasharray="2 2.2"
    />
  ),
  moved: <path d="M2 4.5h7v7H2M12 5.5L14.5 8 12 10.5M6.5 8h7.6" />,
  disabled: <path d="M4 8h8" />,
  stopped: <path d="M4.5 4.5h7v7h-7z" />,
  unknown: <path d="M5.6 6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M8 12.4v.1" />,
  alert: <path d="M8 2.2L14.5 13.4h-13zM8 6.6v3M8 11.5v.1" />,
  detection: <path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" />,
  soundOn: <path d="M2 6h2.5L8 3v10L4.5 10H2zM10.5 5.8a3 3 0 0 1 0 4.4M12.4 3.9a5.8 5.8 0 0 1 0 8.2" />,
  soundOff: <path d="M2 6h2.5L8 3v10L4.5 10H2zM10.5 6.2l3.6 3.6M14.1 6.2l-3.6 3.6" />,
  light: (
    <path d="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13" />
  ),
  dark: <path d="M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2z" />,
  auto: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </>
  ),
  link: <path d="M1.5 6.2a9.2 9.2 0 0 1 13 0M4 9a5.6 5.6 0 0 1 8 0M8 12.4v.1" />,
  linkLost: <path d="M1.5 6.2a9.2 9.2 0 0 1 3-2M9 3.5a9.2 9.2 0 0 1 5.5 2.7M8 12.4v.1M2.5 1.5l11 13" />,
  live: <path d="M2 3h5v4.5H2zM9 3h5v4.5H9zM2 9.5h5V14H2zM9 9.5h5V14H9z" />,
  alerts: <path d="M4 11.5V7a4 4 0 0 1 8 0v4.5l1.2 1H2.8zM6.8 14.2h2.4" />,
  nodes: <path d="M3 3.5h10v9H3zM6 6.5h4v3H6zM5.5 1v2.5M10.5 1v2.5M5.5 12.5V15M10.5 12.5V15" />,
  camera: <path d="M2 5h8.5v6.5H2zM10.5 7.2L14 5.2v6l-3.5-2" />,
  heads: <path d="M2.5 12.5L6 7l3 3 4.5-6.5M2 14.5h12" />,
  labels: <path d="M2.5 2.5h5.6l5.4 5.4-5.6 5.6-5.4-5.4zM5.4 5.4v.1" />,
  try: <path d="M2 3h12v10H2zM2 10.5l3.5-3 3 2.5 2.5-2 3 2.5M10.6 5.8v.1" />,
  join: <path d="M8 2v12M2 8h12" />,
  rules: <path d="M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3" />,
  pictures: <path d="M4 2h10v8H4zM2 5v9h10" />,
  notifications: <path d="M2 3.5h12v9H2zM2 4l6 5 6-5" />,
  people: <path d="M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.8 14a5.2 5.2 0 0 1 10.4 0" />,
  audit: <path d="M4 1.8h8v12.4H4zM6.2 5h3.6M6.2 8h3.6M6.2 11h2" />,
  settings: (
    <path d="M8 5.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM8 1.8v1.8M8 12.4v1.8M1.8 8h1.8M12.4 8h1.8M3.6 3.6l1.3 1.3M11.1 11.1l1.3 1.3M3.6 12.4l1.3-1.3M11.1 4.9l1.3-1.3" />
  ),
  more: <path d="M3 8v.1M8 8v.1M13 8v.1" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  warning: <path d="M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8zM8 5v3.6M8 11v.1" />,
  up: <path d="M4 10l4-4 4 4" />,
  down: <path d="M4 6l4 4 4-4" />,
  left: <path d="M10 4L6 8l4 4" />,
  right: <path d="M6 4l4 4-4 4" />,
  search: <path d="M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4L14 14" />,
  screen: <path d="M2 3h12v8H2zM5.5 14h5M8 11v3" />,
  rows: <path d="M2 3.5h12M2 8h12M2 12.5h12" />,
  plus: <path d="M8 3v10M3 8h10" />,
  edit: <path d="M2.5 13.5l.7-3L10.5 3l2.5 2.5-7.4 7.3zM9 4.6L11.4 7" />,
  trash: <path d="M2.8 4.2h10.4M6 4V2.2h4V4M4.2 4.4l.6 9.4h6.4l.6-9.4M6.8 6.8v4.4M9.2 6.8v4.4" />,
  download: <path d="M8 2v8M4.8 7L8 10.2 11.2 7M2.5 13.5h11" />,
  upload: <path d="M8 10.5v-8M4.8 5.6L8 2.4l3.2 3.2M2.5 13.5h11" />,
  user: <path d="M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.8 14a5.2 5.2 0 0 1 10.4 0" />,
  clock: <path d="M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8zM8 4.5V8l2.4 1.6" />,
} as const;

export type IconName = keyof typeof shapes;

/** An icon beside a text that says the same: screen readers pass it over. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
